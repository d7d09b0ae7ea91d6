"""A list under watch is screened when something changed, and only what changed is told, once."""

import json
from dataclasses import replace

import pytest
from sqlmodel import select

from screening.pipeline import ScreeningRequest
from screening.runs.deletion import ASKED, delete_run
from screening.storage.review_tables import Case
from screening.storage.tables import AuditEntry, ScreenedSubject
from screening.watch.background import work_on_watches
from screening.watch.cleaning import clean_watches
from screening.watch.queries import changes_of_watch, screenings_of, versions_of
from screening.watch.watches import (
    WatchClosed,
    WatchInvalid,
    add_version,
    add_watch,
    pause_watch,
    resume_watch,
    watch_of,
    watch_run,
)
from watchlists.errors import SnapshotDamaged


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
    assert "now also printed as" in told[0].reasons
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


def test_a_person_is_known_by_key_and_name_when_the_institution_changes(watched):
    header = "Id,Name,Institution"
    watch = watched.add(("P-1,Alice Brown,Some Company", "P-2,Robert Gray,Harvard University"), header=header)
    watched.follow(watch.id)
    rows = ("P-1,Alice Brown,Baumann Rocket Institute", "P-2,Robert Gray,Harvard University")
    newer = watched.file(rows, header=header)
    add_version(watched.place, watch.id, "office", newer, watched.pins(), actor="ana", file_name="v.csv")
    watched.follow(watch.id)
    assert watched.changes(watch.id) == [("P-1", "row")]
    newest = versions_of(watched.place, watch.id)[0]
    assert (newest.joined, newest.left, newest.changed) == (0, 0, 1)


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


def test_a_file_that_is_given_while_a_worker_decides_is_the_one_that_is_screened(watched, monkeypatch):
    watch = watched.add()
    watched.follow(watch.id)
    watched.lists.publish(watched.lists.SECOND)
    real, pins = watched.lists.engines.get, watched.pins()
    newer = watched.file(("P-9,Corvo Propulsion Laboratory",))

    def while_the_lists_are_loaded(*asked):
        if versions_of(watched.place, watch.id)[0].number == 1:
            add_version(watched.place, watch.id, "office", newer, pins, actor="ana", file_name="v.csv")
        return real(*asked)

    monkeypatch.setattr(watched.lists.engines, "get", while_the_lists_are_loaded)
    watched.follow(watch.id)
    watched.follow(watch.id)
    newest = versions_of(watched.place, watch.id)[0]
    told = watched.lists.run(watch_of(watched.place, watch.id, "office").told_run_id)
    assert (newest.number, told.upload_sha256) == (2, newest.upload_sha256)
    assert watched.changes(watch.id) == [("P-9", "joined")]
    assert len(screenings_of(watched.place, watch.id)) == 2


def give(watched, watch, rows):
    return add_version(
        watched.place,
        watch.id,
        "office",
        watched.file(rows),
        watched.pins(),
        actor="ana",
        file_name="newer.csv",
    )


def test_where_the_screening_before_was_erased_all_that_is_found_is_told_anew(watched):
    watch = watched.add()
    watched.follow(watch.id)
    with watched.place.decide() as decision:
        told = watch_of(watched.place, watch.id, "office").told_run_id
        delete_run(decision, told, actor="ana", why=ASKED)
    watched.look()
    stopped = watch_of(watched.place, watch.id, "office")
    assert (stopped.state, stopped.code) == ("stopped", "list-gone")
    assert give(watched, watch, watched.ROWS)  # the very bytes that were erased
    watched.follow(watch.id)
    assert watch_of(watched.place, watch.id, "office").state == "watching"
    assert len(entries(watched.place, "watch.begun_anew")) == 1
    assert entries(watched.place, "watch.quiet") == []


def test_lists_that_cannot_be_loaded_stop_the_watch_once_and_it_goes_on_when_they_can(watched, monkeypatch):
    watch = watched.add()
    watched.follow(watch.id)
    real = watched.lists.engines.get

    def damaged(*_asked):
        raise SnapshotDamaged("The stored list partners is damaged.")

    monkeypatch.setattr(watched.lists.engines, "get", damaged)
    for _ in range(5):
        watched.look()
    stopped = watch_of(watched.place, watch.id, "office")
    assert (stopped.state, "partners is damaged" in stopped.sentence) == ("stopped", True)
    assert len(entries(watched.place, "watch.stopped")) == 1
    monkeypatch.setattr(watched.lists.engines, "get", real)
    watched.look()
    assert watch_of(watched.place, watch.id, "office").state == "watching"


def test_in_a_list_that_numbers_its_rows_a_key_that_passes_to_somebody_else_hides_nobody(watched):
    header = "Id,Name,Institution"

    def file(*rows):
        return watched.file(rows, header=header)

    watch = watched.add(
        ("1,Alice Brown,Baumann Rocket Institute", "2,Robert Gray,Harvard University"), header=header
    )
    watched.follow(watch.id)
    rows = (
        "1,Aaron White,Baumann Rocket Institute",
        "2,Alice Brown,Baumann Rocket Institute",
        "3,Robert Gray,Harvard University",
    )
    add_version(
        watched.place, watch.id, "office", file(*rows), watched.pins(), actor="ana", file_name="v.csv"
    )
    watched.follow(watch.id)
    assert watched.changes(watch.id) == [("1", "joined")]


def test_a_paused_watch_ends_with_its_last_day(watched):
    watch = watched.add()
    watched.follow(watch.id)
    pause_watch(watched.place, watch.id, "office", actor="ana")
    watched.days = 366
    watched.look()
    assert watch_of(watched.place, watch.id, "office").state == "ended"


def test_what_was_found_on_the_last_day_is_told_before_the_watch_ends(watched):
    watch = watched.add()
    watched.follow(watch.id)
    watched.lists.publish(watched.lists.SECOND)
    watched.look()
    watched.work(watch.id)
    watched.days = 366
    watched.look()
    assert watch_of(watched.place, watch.id, "office").state == "ended"
    assert len(watched.changes(watch.id)) == 3


def test_a_change_that_nobody_read_follows_its_person_to_the_next_file(watched):
    header = "Id,Name,Institution,Country"
    watch = watched.add(("1,Alice Brown,Donau Aerospace Centre,",), header=header)
    watched.follow(watch.id)
    watched.lists.publish(watched.lists.SECOND)
    watched.follow(watch.id)
    assert watched.changes(watch.id) == [("1", "listed")]
    newer = watched.file(("1,Alice Brown,Donau Aerospace Centre,DE",), header=header)
    add_version(watched.place, watch.id, "office", newer, watched.pins(), actor="ana", file_name="v.csv")
    watched.follow(watch.id)
    clean_watches(watched.place)
    assert ("1", "listed") in watched.changes(watch.id)


def test_a_decision_that_lapsed_with_a_screening_that_was_replaced_is_told_with_the_newer_one(watched):
    watch = watched.add()
    watched.follow(watch.id)
    give(watched, watch, (*watched.ROWS, "P-7,Harvard University"))
    watched.work(watch.id)
    with watched.place.decide() as decision:
        case = decision.session.exec(select(Case)).first()
        case.lapsed = "The decision “false positive” by Ana has lapsed."
        decision.session.add(case)
        decision.record(
            "disposition.lapsed",
            actor="worker",
            team="office",
            run_id=watch_of(watched.place, watch.id, "office").run_id,
            facts={"case": case.id, "disposition": "d", "from": "false_positive"},
        )
        party = case.party_name
    give(watched, watch, (*watched.ROWS, "P-8,Harvard University"))
    watched.follow(watch.id)
    (reference,) = {row.partition(",")[0] for row in watched.ROWS if row.endswith(party)}
    assert (reference, "lapsed") in watched.changes(watch.id)
    give(watched, watch, (*watched.ROWS, "P-9,Harvard University"))
    watched.follow(watch.id)
    assert len(screenings_of(watched.place, watch.id)) >= 3
    assert watched.changes(watch.id).count((reference, "lapsed")) == 1


def test_the_list_of_a_run_in_parts_is_not_watched(watched):
    run_id = watched.lists.screen(watched.ROWS, header="Reference,Institution")
    run = watched.lists.run(run_id)
    run.choices = ScreeningRequest.from_json(run.choices).in_parts(10).to_json()
    with pytest.raises(WatchInvalid, match="more than 100,000 rows is not watched"):
        watch_run(watched.place, run, watched.pins(), watched.terms(), actor="ana")


def test_a_watch_carries_nothing_into_placeholder_rows_of_later_lists(watched):
    rows = ("P-1,Ann Roe,Baumann Rocket Institute", "P-2,Bo Roe,as above", "P-3,tbd,as above")
    watch = add_watch(
        watched.place,
        watched.file(rows, "Reference,Name,Institution"),
        replace(watched.lists.world.order(), as_above="yes"),
        watched.pins(),
        watched.terms(),
        actor="ana",
        team="office",
        file_name="visitors.csv",
    )
    watched.follow(watch.id)
    later = watched.file((*rows, "P-4,Eva Roe,as above"), "Reference,Name,Institution")
    add_version(
        watched.place, watch.id, "office", later, watched.pins(), actor="ana", file_name="visitors.csv"
    )
    watched.follow(watch.id)
    run = watched.lists.run(watch_of(watched.place, watch.id, "office").run_id)
    with watched.place.database.read() as session:
        wanted = select(ScreenedSubject).where(ScreenedSubject.run_id == run.id)
        found = {each.row: each.outcome for each in session.exec(wanted)}
    assert found[2] == "review"
    assert set(found.values()) - {"review"} <= {"unscreened"}
    assert list(found.values()).count("review") == 1
