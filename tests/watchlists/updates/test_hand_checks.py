"""A person's look at a publisher's page counts as one, says whose it was, and never more than that."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from publisher import LIST, NAMES, Answer, un_xml

from watchlists.catalogue import read_catalogue
from watchlists.editions.changes import generation
from watchlists.editions.promote import roll_back
from watchlists.editions.signing import new_key
from watchlists.editions.store import StoreEvent
from watchlists.editions.stored_editions import StoredEditions
from watchlists.errors import DayImpossible, OverrideUnnamed, UnknownWatchlist
from watchlists.library import load_library
from watchlists.updates.announcements import to_look_again
from watchlists.updates.bundle import export_bundle, import_bundle
from watchlists.updates.hand_checks import check_by_hand

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
SHIPPED = "us-dow-1286"
ENTRY = read_catalogue()[SHIPPED]


@pytest.fixture
def check(tmp_path):
    def checked(on="2026-11-27", by="Ana Example", list_id=SHIPPED, now=NOW, **facts):
        entry = facts.pop("entry", read_catalogue().get(list_id))
        return check_by_hand(
            tmp_path / "data", list_id, entry, on=date.fromisoformat(on), by=by, now=now, **facts
        )

    return checked


def snapshot(tmp_path, list_id=SHIPPED):
    return load_library(data=tmp_path / "data")[list_id].snapshot


def test_a_shipped_list_is_as_old_as_the_look_and_says_by_whom(check, tmp_path):
    check()
    held = snapshot(tmp_path)
    assert (held.confirmed_on, held.confirmed_by) == (date(2026, 11, 27), "Ana Example")
    assert held.retrieved_at is None, "nothing was fetched"
    assert held.age_days(NOW.date()) == 1


def test_a_list_past_its_limit_may_be_relied_on_again(check, tmp_path):
    uk = "uk-sanctions-list"
    before = load_library(data=tmp_path / "data")[uk]
    assert before.is_out_of_date(NOW.date())
    check(list_id=uk)
    after = load_library(data=tmp_path / "data")[uk]
    assert not after.is_out_of_date(NOW.date())


def test_it_stands_in_the_history_with_who_and_running_pages_notice_it(check, tmp_path):
    before = generation(tmp_path / "data")
    check(actor="person:7")
    assert generation(tmp_path / "data") != before
    event = StoredEditions.open(tmp_path / "data").generation.event
    assert (event.kind, event.lists, event.by) == ("checked", (SHIPPED,), "person:7")
    assert event.reason == "edition FY25 checked by hand by Ana Example on 2026-11-27: nothing newer is out"


@pytest.mark.parametrize(("on", "told"), [("2026-11-30", "in the future"), ("2026-06-30", "came before it")])
def test_a_day_in_the_future_or_before_the_edition_is_refused(check, tmp_path, on, told):
    with pytest.raises(DayImpossible, match=told):
        check(on=on)
    assert snapshot(tmp_path).confirmed_on is None


def test_the_day_may_be_one_ahead_where_it_has_begun_already(check, tmp_path):
    check(on="2026-11-29", now=datetime(2026, 11, 28, 12, tzinfo=UTC))
    assert snapshot(tmp_path).age_days(NOW.date()) == 0


def test_nobody_is_no_person_and_no_list_is_no_list(check, tmp_path):
    with pytest.raises(OverrideUnnamed):
        check(by="  ")
    with pytest.raises(UnknownWatchlist):
        check(list_id="us-ofac-sdn")
    with pytest.raises(UnknownWatchlist):
        check(list_id="no-such-list")
    assert not StoredEditions.open(tmp_path / "data").generation.checked


def test_an_earlier_look_noted_later_takes_nothing_from_a_later_one(check, tmp_path):
    check(on="2026-11-27", by="Ana Example")
    check(on="2026-11-20", by="Ben Example")
    assert (snapshot(tmp_path).confirmed_on, snapshot(tmp_path).confirmed_by) == (
        date(2026, 11, 27),
        "Ana Example",
    )


def test_the_word_ends_with_the_edition_it_speaks_of(world):
    entry = world.entry()
    world.update(Answer(un_xml(NAMES, "2026-11-20")))
    facts = {"by": "Ana Example", "now": NOW, "on": date(2026, 11, 27)}
    assert check_by_hand(world.data, LIST, entry, **facts).confirmed_by == "Ana Example"
    world.update(Answer(un_xml((*NAMES, "MAGNOLIA ROTOR WORKS"), "2026-11-23")))
    assert loaded(world).confirmed_by == ""
    stored_editions = StoredEditions.open(world.data)
    roll_back(stored_editions, LIST, StoreEvent("rollback", NOW.isoformat(), (LIST,), "Ana Example", "wrong"))
    assert loaded(world).confirmed_by == "Ana Example", "it spoke of that edition"


def loaded(world):
    stored_editions = StoredEditions.open(world.data)
    held = stored_editions.in_force(LIST)
    return stored_editions.confirmed(stored_editions.manifests[held.name].snapshot, held.name)


def test_of_two_looks_the_later_counts_and_of_one_day_the_programs(world):
    world.update(Answer(un_xml(NAMES, "2026-11-20")))
    assert loaded(world).confirmed_on == date(2026, 11, 25), "the update of that day"
    check_by_hand(world.data, LIST, world.entry(), on=date(2026, 11, 25), by="Ana Example", now=NOW)
    assert (loaded(world).confirmed_on, loaded(world).confirmed_by) == (date(2026, 11, 25), "")
    check_by_hand(world.data, LIST, world.entry(), on=date(2026, 11, 26), by="Ana Example", now=NOW)
    assert (loaded(world).confirmed_on, loaded(world).confirmed_by) == (date(2026, 11, 26), "Ana Example")


def test_a_release_that_ships_another_edition_is_not_confirmed_by_a_word_on_the_one_before(check, tmp_path):
    check()
    newer = replace(snapshot(tmp_path), edition_date=date(2026, 10, 1), confirmed_on=None, confirmed_by="")
    assert StoredEditions.open(tmp_path / "data").confirmed(newer, "") == newer


def test_a_bundle_carries_the_day_and_the_name(check, tmp_path):
    check()
    key, bundle, there = tmp_path / "key", tmp_path / "lists.bundle", tmp_path / "there"
    new_key(key)
    export_bundle(tmp_path / "data", bundle, key, now=NOW)
    import_bundle(there, bundle, key.with_name("key.pub"), now=NOW)
    held = load_library(data=there)[SHIPPED].snapshot
    assert (held.confirmed_on, held.confirmed_by) == (date(2026, 11, 27), "Ana Example")


def test_a_list_is_to_be_looked_at_again_from_its_day_until_a_person_has(check, tmp_path):
    day = ENTRY.look_again.on
    data = tmp_path / "data"
    assert not to_look_again(data, [ENTRY], day.replace(day=day.day - 1))
    assert to_look_again(data, [ENTRY], day) == {SHIPPED: ENTRY.look_again}
    check(on=day.isoformat(), now=datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
    assert not to_look_again(data, [ENTRY], day)
