"""A run that reuses the readings of an earlier one gives what a full run gives, to the byte."""

import json
from dataclasses import replace

import pytest
from erasing import erase_run
from sqlmodel import select

from screening.matcher_cache import fingerprint
from screening.runs.control import report_path
from screening.runs.reuse import verify_reuse
from screening.runs.submit import submit_list
from screening.storage.tables import AuditEntry, ChunkLinks, ChunkRows, RunChunk

ROWS = [
    "Baumann Rocket Institute",
    "Lahti Optics Works, Lahti, Finland",
    "Corvo Propulsion Laboratory",
    "Donau Aerospace Centre",
    "Harvard University",
    "Beihang University",
    "Department of Physics, University of Vienna",
    "Corvo Propulsion",
    "Lahti Optics Wroks",
    "Some Company",
    "Harbin Engineering University; Lahti Optics Works",
]
FEWER = [*ROWS[3:], "Another Company", *ROWS[:2]]


@pytest.fixture
def lists(lists):
    """The changing lists, whose linkers are kept by what they were made from, as the cache keeps them."""
    kept = {}
    make = lists.engine

    def engine(day):
        made = make(day)
        return replace(made, linker=kept.setdefault(fingerprint(made.library, made.register), made.linker))

    lists.engine = engine
    lists.engines.load = engine
    lists.kept = kept
    lists.steps.reuse.linker_of = kept.get
    return lists


def screen(lists, rows, name, **said):
    path = lists.folder / f"{name}.csv"
    path.write_text("\n".join(("Institution", *(f'"{row}"' for row in rows))) + "\n")
    pins, moment = lists.pins(), lists.world.MOMENT
    order = replace(lists.world.order(), chunk_size=4)
    run_id = submit_list(
        lists.place,
        path,
        order,
        pins,
        actor="ana",
        team="office",
        file_name="list.csv",
        screened_at=moment,
        **said,
    )
    return lists.work(run_id)


def kept(lists, run_id):
    """What is kept of a run: its results by chunk, and its report."""
    with lists.place.database.read() as session:
        chunks = session.exec(
            select(RunChunk).where(RunChunk.run_id == run_id).order_by(RunChunk.number)
        ).all()
        results = [(chunk.number, chunk.rows, chunk.ends, chunk.results) for chunk in chunks]
    with report_path(lists.place, run_id, "office") as (path, _):
        return results, path.read_bytes()


def counted(lists, run_id):
    with lists.place.database.read() as session:
        found = select(AuditEntry).where(AuditEntry.run_id == run_id, AuditEntry.action == "run.finished")
        return json.loads(session.exec(found).one().facts).get("readings")


def test_a_run_that_reuses_readings_after_a_new_edition_gives_the_bytes_of_a_full_one(lists):
    first = screen(lists, ROWS, "first", keeps_readings=True)
    lists.publish(lists.SECOND)
    full = screen(lists, FEWER, "full")
    reusing = screen(lists, FEWER, "reusing", reuses=first)
    assert kept(lists, reusing) == kept(lists, full)
    said = counted(lists, reusing)
    assert said["reused"] >= 3, said
    assert said["read"] >= 4, said
    assert counted(lists, full) is None


def test_over_the_same_lists_every_reading_is_reused_and_of_a_run_that_reused(lists):
    first = screen(lists, ROWS, "first", keeps_readings=True)
    second = screen(lists, ROWS, "second", reuses=first)
    third = screen(lists, ROWS, "third", reuses=second)
    assert counted(lists, second) == counted(lists, third) == {"read": 0, "reused": len(ROWS)}
    assert kept(lists, first) == kept(lists, second) == kept(lists, third)


def test_what_a_listing_quotes_is_quoted_anew(lists):
    """The edition changes alone: every hit on the list names it."""
    first = screen(lists, ROWS, "first", keeps_readings=True)
    lists.publish(lists.FIRST + "Minho Robotics,,PT\n")
    assert kept(lists, screen(lists, ROWS, "again", reuses=first)) == kept(lists, screen(lists, ROWS, "full"))


@pytest.mark.parametrize("gone", ["run", "readings", "linker", "team", "kept"])
def test_where_something_is_missing_of_the_earlier_run_all_is_read(lists, gone):
    first = screen(lists, ROWS, "first", keeps_readings=gone != "kept")
    lists.publish(lists.SECOND)
    if gone == "run":
        erase_run(lists.place, first, actor="ana")
    if gone == "linker":
        lists.steps.reuse.linker_of = lambda _: None
    full = screen(lists, ROWS, "full")
    if gone == "readings":
        with lists.place.database.write() as session:
            for each in session.exec(select(ChunkLinks)):
                session.delete(each)
    reuses = "somebody's" if gone == "team" else first
    reusing = screen(lists, ROWS, "reusing", reuses=reuses)
    assert kept(lists, reusing) == kept(lists, full)
    assert counted(lists, reusing) == {"read": len(ROWS), "reused": 0}


def test_a_chunk_that_is_screened_twice_keeps_its_readings_once(lists, monkeypatch):
    first = screen(lists, ROWS, "first", keeps_readings=True)
    with lists.place.database.read() as session:
        before = len(session.exec(select(ChunkLinks)).all())
    for number in range(lists.run(first).chunks):
        lists.steps.do("chunk", first, 1, number)
    with lists.place.database.read() as session:
        assert len(session.exec(select(ChunkLinks)).all()) == before == lists.run(first).chunks
        assert session.exec(select(ChunkRows)).all() == []


def test_an_erased_run_leaves_no_readings(lists):
    first = screen(lists, ROWS, "first", keeps_readings=True)
    erase_run(lists.place, first, actor="ana")
    with lists.place.database.read() as session:
        assert session.exec(select(ChunkLinks)).all() == []


def test_reused_readings_are_held_against_reading_in_full(lists):
    first = screen(lists, ROWS, "first", keeps_readings=True)
    lists.publish(lists.SECOND)
    reusing = screen(lists, FEWER, "reusing", reuses=first)
    run = lists.run(reusing)
    found = verify_reuse(lists.place, lists.engines, run, 1_000, "today")
    assert found.checked == found.reused == counted(lists, reusing)["reused"]
    assert found.differing == ()
    assert verify_reuse(lists.place, lists.engines, run, 2, "today").checked == 2


def test_a_reading_that_was_reused_wrongly_is_found(lists, monkeypatch):
    first = screen(lists, ROWS, "first", keeps_readings=True)
    lists.publish(lists.SECOND)
    monkeypatch.setattr("screening.link.affected_texts.AffectedTexts.may_differ", lambda *_: False)
    reusing = screen(lists, ROWS, "reusing", reuses=first)
    found = verify_reuse(lists.place, lists.engines, lists.run(reusing), 1_000, "today")
    assert found.checked == len(ROWS)
    # the bodies that came, went and are called otherwise
    assert {(chunk, place) for chunk, place in found.differing} >= {(0, 1), (0, 2), (0, 3)}
