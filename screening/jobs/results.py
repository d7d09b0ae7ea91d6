"""The results a run's steps kept, put back to the rows of its list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from screening.jobs.codec import Brief, Codec, briefs
from screening.jobs.engines import TakenList
from screening.model import Inquiry, Result
from screening.storage import Database
from screening.storage.tables import Chunk, Run

Value = TypeVar("Value")
ByRow = dict[tuple[str, int], tuple[Value, ...]]  # by (sheet, row number), one a subject of the row


def kept_results(database: Database, run: Run, taken: TakenList, codec: Codec) -> ByRow[Result]:
    """Give the results of every row; `codec` must be of the engine the run is pinned to.

    Raises:
        NoResultFound: a step's results are not kept.
    """
    results: dict[Inquiry, Result] = {}
    for packed, asked in _steps(database, run, taken):
        results.update(_unpacked(packed, asked, codec))
    return _by_row(taken, results)


def kept_briefs(database: Database, run: Run, taken: TakenList) -> ByRow[Brief]:
    """Give in brief what was said of every row, whatever the run was pinned to."""
    return _by_row(taken, inquiry_briefs(database, run, taken))


def inquiry_briefs(database: Database, run: Run, taken: TakenList) -> dict[Inquiry, Brief]:
    """Give in brief what was said of every distinct inquiry, in the order of the list."""
    said: dict[Inquiry, Brief] = {}
    for packed, asked in _steps(database, run, taken):
        said.update(zip(asked, briefs(packed), strict=True))
    return said


def results_of(
    database: Database, run: Run, taken: TakenList, codec: Codec, numbers: Iterable[int]
) -> dict[Inquiry, Result]:
    """Give the results of the steps of these numbers only, for a page of a long list.

    Raises:
        NoResultFound: a step's results are not kept.
    """
    results: dict[Inquiry, Result] = {}
    for number in numbers:
        results.update(_unpacked(*_step(database, run, taken, number), codec))
    return results


def _unpacked(packed: bytes, asked: Sequence[Inquiry], codec: Codec) -> dict[Inquiry, Result]:
    results = codec.unpack(packed, [each.subject for each in asked])
    return dict(zip(asked, results, strict=True))


def _steps(database: Database, run: Run, taken: TakenList) -> Iterator[tuple[bytes, tuple[Inquiry, ...]]]:
    for number in range(run.chunks):
        yield _step(database, run, taken, number)


def _step(database: Database, run: Run, taken: TakenList, number: int) -> tuple[bytes, tuple[Inquiry, ...]]:
    with database.read() as session:
        packed = session.get_one(Chunk, (run.id, number)).results
    return packed, taken.chunks[number]


def _by_row(taken: TakenList, said: Mapping[Inquiry, Value]) -> ByRow[Value]:
    return {
        row.place: tuple(said[asked] for asked in row.inquiries)
        for row in taken.intake.rows()
        if row.subjects
    }
