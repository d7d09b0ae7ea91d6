"""The results a run's steps kept, put back to the rows of its list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from screening.jobs.codec import Brief, Codec, briefs
from screening.jobs.engines import TakenList
from screening.jobs.order import Order
from screening.model import Result, Subject
from screening.storage import Database
from screening.storage.tables import Chunk, Run

Value = TypeVar("Value")
ByRow = dict[tuple[str, int], Value]  # by (sheet, row number)


def kept_results(database: Database, run: Run, order: Order, taken: TakenList, codec: Codec) -> ByRow[Result]:
    """Give the result of every row; `codec` must be of the engine the run is pinned to.

    Raises:
        NoResultFound: a step's results are not kept.
    """
    by_subject: dict[Subject, Result] = {}
    for packed, subjects in _steps(database, run, order, taken):
        by_subject.update(zip(subjects, codec.unpack(packed, subjects), strict=True))
    return _by_row(taken, by_subject)


def kept_briefs(database: Database, run: Run, order: Order, taken: TakenList) -> ByRow[Brief]:
    """Give in brief what was said of every row, whatever the run was pinned to."""
    return _by_row(taken, subject_briefs(database, run, order, taken))


def subject_briefs(database: Database, run: Run, order: Order, taken: TakenList) -> dict[Subject, Brief]:
    """Give in brief what was said of every distinct subject, in the order of the list."""
    by_subject: dict[Subject, Brief] = {}
    for packed, subjects in _steps(database, run, order, taken):
        by_subject.update(zip(subjects, briefs(packed), strict=True))
    return by_subject


def results_of(
    database: Database, run: Run, order: Order, taken: TakenList, codec: Codec, numbers: Iterable[int]
) -> dict[Subject, Result]:
    """Give the results of the steps of these numbers only, for a page of a long list.

    Raises:
        NoResultFound: a step's results are not kept.
    """
    by_subject: dict[Subject, Result] = {}
    for number in numbers:
        packed, subjects = _step(database, run, order, taken, number)
        by_subject.update(zip(subjects, codec.unpack(packed, subjects), strict=True))
    return by_subject


def _steps(
    database: Database, run: Run, order: Order, taken: TakenList
) -> Iterator[tuple[bytes, tuple[Subject, ...]]]:
    for number in range(run.chunks):
        yield _step(database, run, order, taken, number)


def _step(
    database: Database, run: Run, order: Order, taken: TakenList, number: int
) -> tuple[bytes, tuple[Subject, ...]]:
    with database.read() as session:
        packed = session.get_one(Chunk, (run.id, number)).results
    return packed, taken.chunk(number, order.chunk)


def _by_row(taken: TakenList, by_subject: Mapping[Subject, Value]) -> ByRow[Value]:
    return {
        (row.sheet, row.number): by_subject[row.subject]
        for row in taken.intake.rows()
        if row.subject is not None
    }
