"""Stored editions: whole or absent, in order by number, and never believed when damaged."""

from datetime import date

import pytest
from disk_order import disk_order

from watchlists.editions.durable_write import UNFINISHED, only_writer, write_durably
from watchlists.editions.store import Store, StoreEvent
from watchlists.editions.stored_editions import StoredEdition, in_force, in_order
from watchlists.errors import ListsBusy, SnapshotDamaged, StoreUnwritable

EVENT = StoreEvent("import", "2026-11-25T09:00:00+00:00", ("x",), "A. Person", "a reason")


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "lists")


def test_what_is_put_comes_back_and_what_was_changed_on_disk_does_not(store):
    name = store.put(b"facts")
    assert store.get(name) == b"facts"
    store.path(name).write_bytes(b"other")
    with pytest.raises(SnapshotDamaged, match="is not what was written"):
        store.get(name)


def test_putting_damaged_bytes_again_mends_them(store):
    name = store.put(b"facts")
    store.path(name).write_bytes(b"other")
    assert store.put(b"facts") == name
    assert store.get(name) == b"facts"


def test_generations_are_numbered_and_each_names_the_one_before(store):
    store.advance({"x": ("a",)}, EVENT)
    store.advance({"x": ("a", "b")}, EVENT)
    numbers = [(each.number, each.lines["x"]) for each in store.history()]
    assert numbers == [(2, ("a", "b")), (1, ("a",))]


def test_a_changed_generation_is_noticed_even_when_it_is_an_old_one(store):
    for _ in range(3):
        store.advance({"x": ("a",)}, EVENT)
    first = store.folder / "generations" / "000001.json"
    first.write_bytes(first.read_bytes().replace(b"A. Person", b"B. Person"))
    assert store.current().number == 3
    with pytest.raises(SnapshotDamaged, match=r"000001\.json is not what was written"):
        list(store.history())


def test_reading_makes_nothing_on_disk(store):
    assert store.current().number == 0
    assert list(store.history()) == []
    assert not store.folder.exists()


def test_the_mark_changes_with_every_generation(store):
    marks = {store.mark()}
    for _ in range(3):
        store.advance({}, EVENT)
        marks.add(store.mark())
    assert len(marks) == 4


def test_a_full_disk_at_any_write_leaves_the_old_generation_or_the_whole_new_one(store, failing_disk):
    store.advance({"x": ("a",)}, EVENT)
    failing_at, ended = 0, False
    while not ended:
        failing_at += 1
        before = store.current().number
        try:
            with failing_disk(failing_at):
                store.put(f"content {failing_at}".encode())
                store.advance({"x": ("a", "b")}, EVENT)
            ended = True
        except StoreUnwritable:
            # The fsync of the folder comes after the rename: when it fails, the new generation is there, whole.
            assert store.current().number in {before, before + 1}
            assert len(list(store.history())) == store.current().number
    assert failing_at > 9
    assert store.current().number > 1


def test_a_killed_writers_leftovers_go_when_the_next_one_begins(store):
    store.put(b"facts")
    leftover = store.folder / "blobs" / f"{UNFINISHED}x"
    leftover.write_bytes(b"half")
    with only_writer(store.folder):
        assert not leftover.exists()


def test_a_second_writer_leaves_at_once(store):
    with (
        only_writer(store.folder),
        pytest.raises(ListsBusy, match="changing the lists"),
        only_writer(store.folder),
    ):
        pass


def test_a_file_is_replaced_whole(tmp_path):
    path = tmp_path / "deep" / "file"
    write_durably(path, b"one")
    write_durably(path, b"two")
    assert path.read_bytes() == b"two"
    assert [each.name for each in path.parent.iterdir()] == ["file"]


def test_a_power_cut_finds_the_bytes_on_the_disk_before_their_name_and_then_the_name(store):
    with disk_order() as order:
        store.put(b"facts")
        store.advance({"x": ("a",)}, EVENT)
    assert order.named_too_early == []
    assert order.names_waiting == set()


def held(name: str, day: int) -> StoredEdition:
    return StoredEdition(name, date(2026, 1, day), date(2026, 1, day))


def test_the_last_edition_that_had_begun_counts_and_before_the_first_the_first():
    line = (held("a", 5), held("b", 10))
    on = {day: in_force(line, date(2026, 1, day)).name for day in (1, 5, 9, 10, 31)}
    assert on == {1: "a", 5: "a", 9: "a", 10: "b", 31: "b"}
    assert in_force(line, None).name == "b"


def test_the_shipped_edition_stands_by_its_date_and_after_it_one_we_fetched_of_the_same_day():
    shipped = StoredEdition.shipped(date(2026, 1, 7))
    names = [each.name for each in in_order((held("a", 5), held("b", 7), held("c", 9)), shipped)]
    assert names == ["a", "", "b", "c"]
    assert in_order((held("a", 5),), shipped)[-1] == shipped
