"""Comparing, verifying, forgetting and scheduling editions."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publisher import LIST, NAMES, Answer, un_xml

from watchlists.editions.durable_write import only_writer
from watchlists.editions.promote import roll_back
from watchlists.editions.publisher_checks import Check
from watchlists.editions.retention import prune
from watchlists.editions.store import StoreEvent
from watchlists.editions.stored_editions import StoredEditions
from watchlists.editions.verify import damages
from watchlists.errors import SnapshotUnknown
from watchlists.library import load_library
from watchlists.model import ListedName, Listing, NameKind, PartyType
from watchlists.updates.diff import differences
from watchlists.updates.edition_lookup import between
from watchlists.updates.schedule import due

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


@pytest.fixture
def three(world):
    """A world with three editions: one name more in the second, the first name misspelt in the third."""
    for edition, names in (
        ("2026-11-10", NAMES),
        ("2026-11-15", (*NAMES, "OAK ROTOR WORKS")),
        ("2026-11-20", (NAMES[0], "BIRCH", *NAMES[2:], "OAK ROTOR WORKS")),
    ):
        assert world.update(Answer(un_xml(names, edition))).result == "new"
    return world


def stored_editions(world):
    return StoredEditions.open(world.data)


def test_the_last_two_editions_are_compared_where_none_is_named(three):
    compared = between(stored_editions(three), three.entry(), LIST, None, None)
    assert (compared.before, compared.after) == ("2026-11-15", "2026-11-20")
    ((listing, changes),) = compared.differences.changed
    assert listing.name == "BIRCH"
    assert [change.field for change in changes] == ["names"]


def test_any_two_editions_can_be_compared_by_name(three):
    compared = between(stored_editions(three), three.entry(), LIST, "2026-11-10", "2026-11-15")
    assert [each.name for each in compared.differences.added] == ["OAK ROTOR WORKS"]
    with pytest.raises(SnapshotUnknown, match="2026-11-10, 2026-11-15, 2026-11-20"):
        between(stored_editions(three), three.entry(), LIST, "2020", None)


def test_listings_that_are_numbered_anew_are_the_same_listings():
    def numbered(start):
        return [
            Listing(f"x:{number}", "x", (ListedName(name, NameKind.PRIMARY),), PartyType.ORGANISATION)
            for number, name in enumerate(NAMES, start)
        ]

    found = differences(numbered(1), numbered(1000))
    assert not found
    assert found.same == len(NAMES)


def test_going_back_puts_the_edition_before_in_force_and_the_next_update_can_come(three):
    with only_writer(three.data / "lists"):
        roll_back(
            stored_editions(three),
            LIST,
            StoreEvent("rollback", NOW.isoformat(), (LIST,), "A. Person", "misspelt"),
        )
    assert three.in_force()[0] == "2026-11-15"
    assert three.update(Answer(un_xml((*NAMES, "OAK ROTOR WORKS"), "2026-11-21"))).result == "new"
    assert [each.event.kind for each in stored_editions(three).store.history()] == [
        "update", "rollback", "update", "update", "update",
    ]  # fmt: skip


def test_nothing_to_go_back_from_is_said(tmp_path):
    with pytest.raises(SnapshotUnknown, match="nothing to go back from"):
        roll_back(StoredEditions.open(tmp_path), LIST, StoreEvent("rollback", "", (LIST,)))


def test_what_was_in_force_on_a_day_is_screened_against(three):
    def on(day):
        listings = load_library(data=three.data, on=datetime(2026, 11, day, tzinfo=UTC).date())[LIST].listings
        return len(listings), listings[1].name

    assert on(12) == (40, NAMES[1])
    assert on(15) == (41, NAMES[1])
    assert on(21) == (41, "BIRCH")


def test_verify_names_each_edition_whose_bytes_were_changed(three):
    assert damages(stored_editions(three)) == ()
    manifest = stored_editions(three).manifests[stored_editions(three).generation.lines[LIST][0]]
    path = stored_editions(three).store.path(manifest.raw_sha256)
    path.write_bytes(path.read_bytes() + b" ")
    assert [damage.split(";")[0] for damage in damages(stored_editions(three))] == [
        f"{LIST}: the publisher's file of edition 2026-11-10 is missing or not what was written"
    ]


def test_old_editions_are_forgotten_and_the_history_is_not(three):
    gone = prune(stored_editions(three), 1, 7, NOW)
    assert gone.editions == 2
    assert gone.bytes > 0
    assert len(stored_editions(three).generation.lines[LIST]) == 1
    assert damages(stored_editions(three)) == ()
    assert len(list(stored_editions(three).store.history())) == 4


def test_young_editions_stay_however_many_there_are(three):
    assert prune(stored_editions(three), 1, 30, NOW).editions == 0


def test_bytes_that_nothing_names_are_swept(three):
    stray = stored_editions(three).store.put(b"stray")
    assert prune(stored_editions(three), 9, 0, NOW).bytes == len(b"stray")
    assert not stored_editions(three).store.holds(stray)


def test_a_list_is_due_by_its_cadence_and_sooner_after_a_failure(world):
    entry = world.entry(check_every_days=7)

    def is_due(check, after):
        return bool(due([entry], {LIST: check} if check else {}, NOW + after))

    looked, failed = Check(NOW.isoformat()), Check(NOW.isoformat(), code="fetch-failed")
    assert is_due(None, timedelta())
    assert [is_due(looked, timedelta(days=days)) for days in (0, 6, 7)] == [False, False, True]
    assert [is_due(failed, timedelta(minutes=minutes)) for minutes in (30, 60)] == [False, True]
    assert is_due(looked, timedelta(days=-1)), "a look from the future shows a wrong clock"


def test_a_list_whose_licence_must_be_accepted_is_never_fetched_by_the_clock(world):
    assert due([world.entry(accept_licence="CC BY-NC")], {}, NOW) == []


def listed(names):
    return [
        Listing(f"x:{number}", "x", (ListedName(name, NameKind.PRIMARY),), PartyType.ORGANISATION)
        for number, name in names.items()
    ]


EDITIONS = st.dictionaries(st.integers(0, 30), st.sampled_from(NAMES[:12]), max_size=20)


@given(EDITIONS, EDITIONS)
def test_every_listing_is_added_removed_changed_or_the_same(before, after):
    old, new = listed(before), listed(after)
    found = differences(old, new)
    assert len(found.removed) + len(found.changed) + found.same == len(old)
    assert len(found.added) + len(found.changed) + found.same == len(new)
    assert not differences(new, new)
