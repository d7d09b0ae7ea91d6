"""A list and what is told of it, put together from what its steps kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import select

from screening.dispositions.found import Cases, Counted, Found
from screening.intake.model import Intake, Row
from screening.jobs.portions import read_frame, read_rows, read_step
from screening.model import Inquiry
from screening.report import Told, ToldRows
from screening.storage import Database
from screening.storage.tables import Course, Portion, Run
from screening.ticks import Tick


@dataclass(frozen=True, slots=True)
class Listed:
    """A list as it was read, what is told of each row by (sheet, row number), and the cases in it."""

    intake: Intake
    told: ToldRows
    cases: Sequence[Counted]


class PortionsTorn(Exception):
    """The portions do not add up to the list, or are gone since the run has ended: nothing is told by halves."""


def gather(database: Database, run: Run, tick: Tick) -> Listed:
    """Put the portions of a run together.

    Raises:
        PortionsTorn: one is missing, was not told, or they hold another number of subjects than was read.
    """
    with database.read() as session:
        course = session.get(Course, run.id)
        packed = course.frame if course else b""
        numbers = list(session.exec(select(Portion.number).where(Portion.run_id == run.id)))
    expected = run.chunks or min(
        len(numbers), 1
    )  # a list without a subject has one portion, or no rows at all
    if not packed or sorted(numbers) != list(range(expected)):
        raise PortionsTorn
    frame = read_frame(packed)
    tables: list[list[Row]] = [[] for _ in frame.tables]
    asked: list[Inquiry] = []
    said: list[Told] = []
    found: dict[int, tuple[Found, ...]] = {}
    told: dict[tuple[str, int], tuple[Told, ...]] = {}
    cases = Cases()
    kept: dict[Told, Told] = {}  # what is told of many rows, over all portions, is held once
    for number in sorted(numbers):
        with database.read() as session:
            portion = session.get(Portion, (run.id, number))
            rows, step = (portion.rows, portion.told) if portion else (b"", b"")
        if not rows:
            raise PortionsTorn
        if step:
            before, came = len(said), read_step(step, kept)
            said.extend(came.told)
            found.update({before + place: each for place, each in came.found})
        placed = read_rows(rows, asked)
        if len(said) != len(asked):
            raise PortionsTorn
        here = 0
        for table, row, places in placed:
            here += 1
            tables[table].append(row)
            if places:
                told[row.place] = tuple(said[place] for place in places)
            for place in places:
                if place in found:
                    cases.count(row.sheet, row.number, found[place], number)
        tick(here)
    if len(told) != run.rows:
        raise PortionsTorn
    return Listed(frame.with_rows([tuple(rows) for rows in tables]), told, cases.counted())
