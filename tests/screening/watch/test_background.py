"""A list under watch is screened when something changed, and only what changed is told, once."""

import json

import pytest
from sqlmodel import select

from screening.storage.tables import AuditEntry
from screening.watch.background import work_on_watches
from screening.watch.watches import (
    WatchClosed,
    add_version,
    changes_of_watch,
    pause_watch,
    resume_watch,
    screenings_of,
    versions_of,
    watch_of,
)


def entries(place, action):
    with place.database.read() as session:
        found = session.exec(select(AuditEntry.facts).where(AuditEntry.action == action))
        return [json.loads(facts) for facts in found]


def test_the_first_screening_tells_no_change_since_nothing_was_known_before(watched):
    watch = watched.add()
    watched.follow(watch.id)
    assert watched.changes(watch.id) == []
    assert [facts["rows"] for facts in entries(watched.place, "watch.begun")] == [4]


def test_a_day_on_which_nothing_changed_begins_no_screening(watched):
    watch = watched.add()
    watched.follow(watch.id)
    watched.days = 1
    watched.follow(watch.id)
    assert len(screenings_of(watched.place, watch.id)) == 1


def test_after_a_new_edition_exactly_the_rows_are_told_whose_parties_changed(watched):
    watch = watched.add()
    watched.follow(watch.id)
    watched.lists.publish(watched.lists.SECOND)
    watched.follow(watch.id)
    assert watched.changes(watch.id) == [("P-1", "listing"), ("P-3", "listed"), ("P-4", "delisted")]
    told = changes_of_watch(watched.place, watch.id)
    assert "aliases" in told[0].reasons or "names" in told[0].reasons
    assert "removed from Partners (edition 1 to 2)" in told[2].reasons


def test_nothing_is_told_twice_however_often_workers_look(watched):
    watch = watched.add()
    watched.follow(watch.id)
    watched.lists.publish(watched.lists.SECOND)
    for worker in ("one", "two", "three"):
        watched.follow(watch.id)
        work_on_watches(watched.place, watched.lists.engines, worker)
    assert len(watched.changes(watch.id)) == 3
    assert len(entries(watched.place, "watch.told")) == 1


def test_a_newer_file_tells_who_joined_with_a_match_and_counts_the_others(watched):
    watch = watched.add(("P-1,Baumann Rocket Institute", "P-2,Harvard University"))
    watched.follow(watch.id)
    rows = ("P-1,Baumann Rocket Institute", "P-5,Lahti Optics Works", "P-6,Some Company")
    assert add_version(
        watched.place,
        watch.id,
        "office",
        watched.file(rows),
        watched.pins(),
        actor="ana",
        file_name="visitors-2.csv",
    )
    watched.follow(watch.id)
    assert watched.changes(watch.id) == [("P-5", "joined")]
    newest = versions_of(watched.place, watch.id)[0]
    assert (newest.rows, newest.joined, newest.left, newest.changed) == (3, 2, 1, 0)


def test_a_row_is_known_by_its_reference_when_its_institution_changes(watched):
    watch = watched.add(("P-1,Some Company", "P-2,Harvard University"))
    watched.follow(watch.id)
    rows = ("P-1,Baumann Rocket Institute", "P-2,Harvard University")
    add_version(
        watched.place,
        watch.id,
        "office",
        watched.file(rows),
        watched.pins(),
        actor="ana",
        file_name="visitors.csv",
    )
    watched.follow(watch.id)
    assert watched.changes(watch.id) == [("P-1", "row")]
    assert versions_of(watched.place, watch.id)[0].changed == 1


def test_the_same_file_again_is_no_new_version(watched):
    watch = watched.add()
    watched.follow(watch.id)
    pins = watched.pins()
    given = add_version(
        watched.place,
        watch.id,
        "office",
        watched.file(("P-1,Baumann Rocket Institute",)),
        pins,
        actor="ana",
        file_name="v.csv",
    )
    again = add_version(
        watched.place,
        watch.id,
        "office",
        watched.folder / "visitors.csv",
        pins,
        actor="ana",
        file_name="v.csv",
    )
    assert (given, again) == (True, False)


def test_a_file_that_can_be_read_in_two_ways_stops_the_watch_and_says_so(watched):
    watch = watched.add()
    watched.follow(watch.id)
    names = ("Zzyxgrave Quillfeather,Quillon Zadwick", "Zoe Brown,Yan Li", "John Miller,Omar Said")
    two = watched.file(names, header="Alpha,Beta")
    add_version(watched.place, watch.id, "office", two, watched.pins(), actor="ana", file_name="two.csv")
    watched.lists.steps.do("plan", watch_of(watched.place, watch.id, "office").run_id, 1, 0)
    watched.look()
    stopped = watch_of(watched.place, watch.id, "office")
    assert stopped.state == "stopped"
    assert "say how it is to be read" in stopped.sentence


def test_a_paused_watch_is_not_screened_until_it_is_resumed(watched):
    watch = watched.add()
    watched.follow(watch.id)
    pause_watch(watched.place, watch.id, "office", actor="ana")
    watched.lists.publish(watched.lists.SECOND)
    watched.follow(watch.id)
    assert watched.changes(watch.id) == []
    resume_watch(watched.place, watch.id, "office", watched.pins(), actor="ana")
    watched.follow(watch.id)
    assert len(watched.changes(watch.id)) == 3


def test_after_its_last_day_a_watch_has_ended_and_takes_no_file(watched):
    watch = watched.add()
    watched.follow(watch.id)
    watched.days = 366
    watched.look()
    assert watch_of(watched.place, watch.id, "office").state == "ended"
    with pytest.raises(WatchClosed, match="later last day"):
        add_version(
            watched.place,
            watch.id,
            "office",
            watched.file(("P-9,Some Company",)),
            watched.pins(),
            actor="ana",
            file_name="v.csv",
        )


def test_a_month_without_any_change_is_screened_all_the_same(watched):
    watch = watched.add()
    watched.follow(watch.id)
    watched.days = 31
    watched.follow(watch.id)
    assert len(screenings_of(watched.place, watch.id)) == 2
    assert watched.changes(watch.id) == []


def test_of_rows_that_say_the_same_each_is_told_with_its_own_reference(watched):
    watch = watched.add(("P-1,Lahti Optics Works", "P-2,Lahti Optics Works", "P-3,Harvard University"))
    watched.follow(watch.id)
    watched.lists.publish(watched.lists.SECOND)
    watched.follow(watch.id)
    assert watched.changes(watch.id) == [("P-1", "delisted"), ("P-2", "delisted")]


def test_who_joins_with_the_words_of_another_row_is_told(watched):
    watch = watched.add(("P-1,Lahti Optics Works",))
    watched.follow(watch.id)
    add_version(
        watched.place,
        watch.id,
        "office",
        watched.file(("P-0,Lahti Optics Works", "P-1,Lahti Optics Works")),
        watched.pins(),
        actor="ana",
        file_name="v.csv",
    )
    watched.follow(watch.id)
    assert watched.changes(watch.id) == [("P-0", "joined")]
