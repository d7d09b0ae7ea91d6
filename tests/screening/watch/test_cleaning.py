"""What watches keep goes when it is no longer needed: who left, what was replaced, what has ended."""

from dataclasses import replace

import pytest
from sqlmodel import select

from screening.runs.holds import hold
from screening.storage.tables import Run
from screening.storage.watch_tables import WatchChange
from screening.watch.cleaning import clean_watches, remove_watch
from screening.watch.queries import versions_of
from screening.watch.watches import WatchUnknown, add_version, watch_of


def states(place, watch_id):
    with place.database.read() as session:
        found = select(Run.state).where(Run.watch_id == watch_id)
        return sorted(session.exec(found))


def give(watched, watch, rows):
    add_version(
        watched.place,
        watch.id,
        "office",
        watched.file(rows),
        watched.pins(),
        actor="ana",
        file_name="newer.csv",
    )
    watched.follow(watch.id)


def test_a_screening_that_was_replaced_is_emptied_and_the_newest_stays(watched):
    watch = watched.add()
    watched.follow(watch.id)
    watched.lists.publish(watched.lists.SECOND)
    watched.follow(watch.id)
    clean_watches(watched.place)
    assert states(watched.place, watch.id) == ["erased", "finished"]
    assert len(watched.changes(watch.id)) == 3


def test_what_was_told_of_somebody_who_left_is_erased_at_the_next_cleaning(watched):
    watch = watched.add()
    watched.follow(watch.id)
    watched.lists.publish(watched.lists.SECOND)
    watched.follow(watch.id)
    give(watched, watch, ("P-1,Baumann Rocket Institute", "P-2,Harvard University"))
    clean_watches(watched.place)
    assert watched.changes(watch.id) == [("P-1", "listing")]
    assert [each.file_name for each in versions_of(watched.place, watch.id)] == ["newer.csv", ""]


def test_a_run_that_somebody_holds_stays(watched):
    watch = watched.add()
    watched.follow(watch.id)
    first = watch_of(watched.place, watch.id, "office").run_id
    hold(watched.place, first, "office", actor="ana", why="a case at law")
    watched.lists.publish(watched.lists.SECOND)
    watched.follow(watch.id)
    clean_watches(watched.place)
    assert states(watched.place, watch.id) == ["finished", "finished"]


def test_what_has_ended_is_erased_after_the_days_of_grace(watched):
    watch = watched.add()
    watched.follow(watch.id)
    watched.days = 366
    watched.look()
    clean_watches(watched.place)
    assert states(watched.place, watch.id) == ["finished"]
    watched.days = 366 + watched.place.settings.erase_grace_days + 1
    clean_watches(watched.place)
    assert states(watched.place, watch.id) == ["erased"]
    assert watch_of(watched.place, watch.id, "office").purpose


def test_removing_a_watch_leaves_nothing_that_names_anybody(watched):
    watch = watched.add()
    watched.follow(watch.id)
    watched.lists.publish(watched.lists.SECOND)
    watched.follow(watch.id)
    assert remove_watch(watched.place, watch.id, "office", actor="ana") == 0
    assert states(watched.place, watch.id) == ["erased", "erased"]
    with watched.place.database.read() as session:
        assert session.exec(select(WatchChange)).all() == []
    with pytest.raises(WatchUnknown):
        watch_of(watched.place, watch.id, "office")


def test_another_team_can_neither_see_nor_remove_it(watched):
    watch = watched.add()
    with pytest.raises(WatchUnknown):
        remove_watch(watched.place, watch.id, "others", actor="bo")
    assert watch_of(watched.place, watch.id, "office").state == "watching"


def test_a_second_cleaning_finds_nothing_to_do(watched):
    watch = watched.add()
    watched.follow(watch.id)
    give(watched, watch, ("P-1,Baumann Rocket Institute",))
    clean_watches(replace(watched.place))
    assert clean_watches(watched.place) == 0
