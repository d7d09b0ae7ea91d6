"""Every night a sample of what was reused is screened in full; what differs is screened in full again, and stands in the log."""

import json
import zlib

from sqlmodel import select

from screening.storage.tables import AuditEntry, Run, RunChunk
from screening.watch.verification import ACTION, verify_watches
from screening.watch.watches import watch_of


def compared(place):
    with place.database.read() as session:
        found = session.exec(select(AuditEntry.facts).where(AuditEntry.action == ACTION))
        return [json.loads(facts) for facts in found]


def verify(watched):
    return verify_watches(watched.place, watched.lists.engines, "worker")


def screened_twice(watched):
    watch = watched.add()
    watched.follow(watch.id)
    watched.lists.publish(watched.lists.SECOND)
    watched.follow(watch.id)
    return watch


def test_results_that_rest_on_an_earlier_screening_are_those_of_a_full_one(watched):
    screened_twice(watched)
    assert verify(watched) == 1
    (facts,) = compared(watched.place)
    assert facts["compared"] == facts["reused"] > 0
    assert facts["differing"] == 0


def test_it_is_done_once_a_day(watched):
    screened_twice(watched)
    assert [verify(watched), verify(watched)] == [1, 0]
    watched.days += 1
    assert verify(watched) == 1


def test_what_differs_is_recorded_and_the_list_is_screened_in_full(watched):
    watch = screened_twice(watched)
    told = watch_of(watched.place, watch.id, "office").told_run_id
    with watched.place.database.write() as session:
        chunk = session.get_one(RunChunk, (told, 0))
        text = zlib.decompress(chunk.results).decode()
        assert "no_match" in text
        chunk.results = zlib.compress(text.replace('"why":"No match', '"why":"Nothing').encode())
        session.add(chunk)
    verify(watched)
    assert compared(watched.place)[0]["differing"] > 0
    newest = watch_of(watched.place, watch.id, "office").run_id
    assert newest != told
    with watched.place.database.read() as session:
        assert session.get_one(Run, newest).reuses == ""


def test_a_first_screening_reuses_nothing_and_is_not_compared(watched):
    watch = watched.add()
    watched.follow(watch.id)
    assert verify(watched) == 0
