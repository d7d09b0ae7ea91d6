"""What is kept flat reads back as what was given, is only mapped, and is not believed when it is not ours."""

import hashlib
import os
import pickle
import time
from dataclasses import dataclass
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.mapped_file import LazyValue, MappedTable, Pairs, Rows, read_value, write_value
from screening.mapped_file import file as flat_file
from watchlists.model import Body, ListedName, Listing, NameKind, PartyType, RegisterName

SHORT = (Body, RegisterName, Listing, ListedName, date, *NameKind, *PartyType)
BODY = Body("ror:03awzbc87", (RegisterName("北京航空航天大学", "label", "zh"),), "CN", ("Beijing",))
LISTING = Listing(
    "x:a",
    "x",
    (ListedName("Zorbograd", NameKind.PRIMARY),),
    PartyType.ORGANISATION,
    listed_from=date(2020, 1, 2),
)


@given(
    st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
        st.lists(st.integers(0, 2**32 - 1), min_size=1),
    )
)
def test_a_table_gives_what_it_was_made_of(rows):
    table = MappedTable.of(rows)
    again = MappedTable.mapped([memoryview(b"".join(part)) for part in table.sections()])
    for each in (table, again):
        assert {key: list(each.get(key)) for key in rows} == {key: list(found) for key, found in rows.items()}
        assert len(each) == len(rows)
    assert all(key in again for key in rows)


@given(st.lists(st.text("ab", min_size=1, max_size=4)), st.text("ab", max_size=9))
def test_prefixes_are_the_keys_a_text_begins_with_shortest_first(keys, text):
    found = [key for key, _ in MappedTable.of({key: [1] for key in keys}).prefixes(text)]
    assert found == sorted({key for key in keys if text.startswith(key)}, key=len)


def test_half_a_surrogate_or_a_nul_is_no_key():
    table = MappedTable.of({"a": [1]})
    assert table.get("\ud800") == table.get("a\0") == ()
    assert list(table.prefixes("\ud800a")) == []


def test_rows_are_made_when_asked_for_and_once(tmp_path):
    write_value(tmp_path / "x.bin", {"rows": Rows.of([BODY, LISTING])}, SHORT)
    rows = read_value(tmp_path / "x.bin", SHORT)["rows"]
    assert len(rows) == 2
    assert rows[1] == LISTING
    assert rows[1] is rows[1]
    assert list(rows) == [BODY, LISTING]
    assert rows[0:2] == [BODY, LISTING]
    with pytest.raises(IndexError):
        rows[2]


def test_what_two_values_share_is_kept_once_and_shared_again(tmp_path):
    rows, array = Rows.of([BODY]), np.arange(1_000, dtype=np.int32)
    later = LazyValue(lambda: {"array": array, "empty": np.zeros(0, np.uint64)})
    write_value(
        tmp_path / "x.bin",
        {"one": rows, "two": rows, "later": later, "table": MappedTable.of({"a": [7]})},
        SHORT,
    )
    again = read_value(tmp_path / "x.bin", SHORT)
    assert again["one"] is again["two"]
    assert again["table"].get("a") == (7,)
    assert again["later"].get()["array"].tolist() == array.tolist()
    assert len(again["later"].get()["empty"]) == 0


def test_what_is_made_only_to_be_written_is_not_remembered(tmp_path):
    made = []
    later, asked = (LazyValue(lambda: made.append("made") or {"a": 1}) for _ in range(2))
    asked.get()
    write_value(tmp_path / "x.bin", [later, asked])
    assert (made, later.is_made) == (["made"] * 2, False)
    assert [each.get() for each in read_value(tmp_path / "x.bin")] == [{"a": 1}] * 2


def test_small_and_large_sections_stand_in_the_order_in_which_they_were_written(tmp_path):
    sections = [b"small", bytes(range(256)) * 10_000, b"", b"after", b"x" * (1 << 20), b"last"]
    with flat_file.writing(tmp_path / "x.bin") as out:
        for section in sections:
            out.add([section[:1], section[1:]])
    assert [bytes(each) for each in flat_file.read(tmp_path / "x.bin")] == sections


def write(path, section):
    with flat_file.writing(path) as out:
        out.add([section])


def test_a_file_that_asks_for_anything_but_our_classes_is_refused(tmp_path):
    for mischief in (pickle.dumps(print), pickle.dumps(flat_file.os.system), pickle.dumps(eval)):
        write(tmp_path / "x.bin", mischief)
        assert read_value(tmp_path / "x.bin") is None


def test_a_function_that_one_of_our_modules_happens_to_know_is_no_class_of_ours(tmp_path):
    reach = b"\x80\x04\x8c\x13screening.mapped_file.file\x8c\x09os.system\x93\x8c\x04true\x85R."
    write(tmp_path / "x.bin", reach)
    assert read_value(tmp_path / "x.bin") is None


def test_a_damaged_or_foreign_file_is_not_read(tmp_path):
    path = tmp_path / "x.bin"
    assert read_value(path) is None
    path.write_bytes(b"")
    assert read_value(path) is None
    write_value(path, {"a": 1})
    whole = path.read_bytes()
    for place in range(0, len(whole), 7):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert read_value(path) is None
    path.write_bytes(whole[:-1])
    assert read_value(path) is None
    path.write_bytes(whole)
    path.chmod(0o602)
    assert read_value(path) is None
    path.chmod(0o600)
    assert read_value(path) == {"a": 1}


def test_a_whole_file_of_another_form_is_not_read(tmp_path):
    for rest in (b"", b"x", b"\xff" * 64):
        (tmp_path / "x.bin").write_bytes(hashlib.sha256(rest).digest() + rest)
        (tmp_path / "x.bin").chmod(0o600)
        assert read_value(tmp_path / "x.bin") is None


def test_a_write_that_fails_leaves_what_was_there(tmp_path, monkeypatch):
    path = tmp_path / "x.bin"
    write_value(path, {"a": 1})

    def full(_descriptor):
        raise OSError("no space left on device")

    monkeypatch.setattr(flat_file.os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        write_value(path, {"a": 2})
    assert read_value(path) == {"a": 1}
    assert sorted(each.name for each in tmp_path.iterdir()) == ["x.bin", "x.checked"]


def test_who_has_a_file_mapped_keeps_it_when_another_takes_its_place(tmp_path):
    path = tmp_path / "x.bin"
    write_value(path, Rows.of([BODY]), SHORT)
    held = read_value(path, SHORT)
    write_value(path, Rows.of([LISTING]), SHORT)
    assert held[0] == BODY
    assert read_value(path, SHORT)[0] == LISTING


@dataclass
class _Stranger:
    value: int


def test_a_class_from_elsewhere_is_not_made(tmp_path):
    write_value(tmp_path / "x.bin", _Stranger(1))
    assert read_value(tmp_path / "x.bin") is None


def test_of_a_key_with_a_crowd_of_numbers_the_first_stay_and_the_table_is_bounded():
    pairs = Pairs()
    for number in range(50):
        pairs.add("crowd", number)
        pairs.add(f"alone {number}", number)
    table = pairs.table(most=5, first=lambda number: number in (3, 47))
    assert table.get("crowd") == (0, 1, 2, 3, 47)
    assert all(table.get(f"alone {number}") == (number,) for number in range(50))
    assert len(Pairs().table()) == 0


def test_of_a_crowded_key_all_that_come_first_stay_however_many_they_are():
    pairs = Pairs()
    for number in range(60):
        pairs.add("Unknown", number)
    table = pairs.table(most=5, first=lambda number: number % 2 == 0)
    assert table.get("Unknown") == tuple(range(0, 60, 2))


@pytest.fixture
def written_long_ago(monkeypatch):
    """What was written just now is hashed again, since a write in the same tick of the clock would not be seen."""
    monkeypatch.setattr(flat_file, "_TICK", 0)


def test_a_file_that_was_hashed_in_the_state_it_is_in_is_not_hashed_again(
    tmp_path, monkeypatch, written_long_ago
):
    path = tmp_path / "x.bin"
    write_value(path, {"a": 1})
    assert read_value(path) == {"a": 1}
    monkeypatch.setattr(flat_file, "hashlib", None)
    assert read_value(path) == {"a": 1}


def test_a_file_that_was_written_just_now_is_hashed_again(tmp_path):
    path = tmp_path / "x.bin"
    write_value(path, {"a": 1})
    assert read_value(path) == {"a": 1}
    assert path.with_suffix(".checked").read_text().startswith("0.0 ")


def test_a_note_that_cannot_be_written_leaves_nothing(tmp_path, monkeypatch):
    path = tmp_path / "x.bin"
    write_value(path, {"a": 1})

    def full(*_args, **_named):
        raise OSError("no space left on device")

    monkeypatch.setattr(flat_file.os, "fdopen", full)
    assert read_value(path) == {"a": 1}
    assert [each.name for each in tmp_path.iterdir()] == ["x.bin"]


@pytest.mark.parametrize("change", ["written", "replaced", "old", "later", "others", "garbled"])
def test_a_note_of_another_state_or_day_or_of_others_is_not_believed(tmp_path, change):
    path = tmp_path / "x.bin"
    note = path.with_suffix(".checked")
    write_value(path, {"a": 1})
    damaged = bytearray(path.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    if change == "written":
        note_as_checked(path)
        with path.open("r+b") as file:
            file.write(damaged)
        os.utime(path, (1, 1))
    elif change == "replaced":
        note_as_checked(path)
        (tmp_path / "new").write_bytes(damaged)
        (tmp_path / "new").replace(path)
    else:
        path.write_bytes(damaged)
        note_as_checked(path)
    said = note.read_text()
    if change in ("old", "later"):
        moment, _, state = said.partition(" ")
        note.write_text(f"{float(moment) + (90_000 if change == 'later' else -90_000)} {state}")
    if change == "others":
        note.chmod(0o666)
    if change == "garbled":
        note.write_text("\udcff half a note", errors="surrogateescape")
    assert read_value(path) is None


def note_as_checked(path):
    """Note of a file as it is that its bytes were hashed now and right."""
    state = path.stat()
    path.with_suffix(".checked").write_text(
        f"{time.time()} {state.st_dev} {state.st_ino} {state.st_size} {state.st_mtime_ns} {state.st_ctime_ns}"
    )
