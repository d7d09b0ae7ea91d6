"""The chunks of a run in the database: rows as they were read, results, and what the report says of them.

All of it is compressed JSON of the nouns of `screening.pipeline`. Rows and what the report says of them go when the run
ends; results stay as long as the run, without their subjects: these are read from the upload again. Of a list that is too
long to be read again for a page, rows stay as long as results.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import TypeAdapter
from sqlmodel import select

from screening.assessment.sentences import recognised
from screening.gc_pause import pause_gc
from screening.intake.model import ParsedList
from screening.model import Alternative, CountedAs, Level, Outcome, Reading, Recognised, counted_as
from screening.pipeline import (
    Chunk,
    ChunkResult,
    ChunksIncomplete,
    ScreenedList,
    chunk_codec,
    join_chunks,
    layout_codec,
    result_codec,
)
from screening.policy.open_questions import OpenFact, open_facts
from screening.progress import Progress
from screening.storage import Database
from screening.storage.tables import ChunkRows, Run, RunChunk, RunReading
from watchlists.model import Status

ValueT = TypeVar("ValueT")

# What is read once and dropped is compressed in little time; what stays as long as its run, in little space: half of
# what level 1 takes, in a fortieth of the time that screening it takes.
_QUICK, _SMALL = 1, 6
_RESULTS = {"readings", "assessments", "assessment_numbers", "questions"}
_REPORT = {"entries", "entry_numbers", "cases"}


def pack_layout(layout: ParsedList) -> bytes:
    """Write down a list without the rows of its tables."""
    return _pack(layout_codec, layout, _QUICK)


def pack_chunk(chunk: Chunk) -> bytes:
    """Write down a chunk."""
    return _pack(chunk_codec, chunk, _QUICK)


def unpack_chunk(packed: bytes) -> Chunk:
    """The chunk that was written down."""
    return _unpack(chunk_codec, packed)


def pack_results(result: ChunkResult) -> bytes:
    """Write down of a chunk's result what stays as long as its run."""
    return _pack(result_codec, result, _SMALL, include=_RESULTS)


def pack_report(result: ChunkResult) -> bytes:
    """Write down of a chunk's result what its report is made from."""
    return _pack(result_codec, result, _QUICK, include=_REPORT)


def unpack_result(packed: bytes) -> ChunkResult:
    """The part of a chunk's result that was written down."""
    return _unpack(result_codec, packed)


def join_run(database: Database, run: Run, progress: Progress) -> ScreenedList:
    """Put the list of a run together from its chunks.

    Raises:
        ChunksIncomplete: a chunk is missing, was not screened, or they hold another number of subjects than was read;
            or they are gone, since the run has ended.
    """
    with database.read() as session:
        run_reading = session.get(RunReading, run.id)
        packed = run_reading.layout if run_reading else b""
        numbers = list(session.exec(select(ChunkRows.number).where(ChunkRows.run_id == run.id)))
    # A list without a subject has one chunk that needs no screening, or no rows at all.
    expected = run.chunks or min(len(numbers), 1)
    if not packed or sorted(numbers) != list(range(expected)):
        raise ChunksIncomplete
    chunks = _chunks(database, run, expected)
    screened = join_chunks(_unpack(layout_codec, packed), chunks, progress)
    if len(screened.entries) != run.rows:
        raise ChunksIncomplete
    return screened


def _chunks(database: Database, run: Run, count: int) -> Iterator[tuple[Chunk, ChunkResult]]:
    for number in range(count):
        with database.read() as session:
            row = session.get(ChunkRows, (run.id, number))
            rows, entries = (row.rows, row.entries) if row else (b"", b"")
        if not rows:
            raise ChunksIncomplete
        with pause_gc():
            chunk, result = unpack_chunk(rows), unpack_result(entries) if entries else ChunkResult()
        yield chunk, result


def load_layout(database: Database, run_id: str) -> ParsedList:
    """The list of a run without its rows.

    Raises:
        ChunksIncomplete: it is not kept.
    """
    with database.read() as session:
        run_reading = session.get(RunReading, run_id)
        packed = run_reading.layout if run_reading else b""
    if not packed:
        raise ChunksIncomplete
    return _unpack(layout_codec, packed)


def chunks_of_run(database: Database, run: Run) -> Iterator[tuple[Chunk, ChunkResult]]:
    """The chunks of a run, one after another, with what its report is made from.

    Raises:
        ChunksIncomplete: a chunk is missing or was not screened.
    """
    for chunk, result in _chunks(database, run, run.chunks):
        if len(result.entry_numbers) != len(chunk.inquiries):
            raise ChunksIncomplete
        yield chunk, result


def load_results(database: Database, run: Run, number: int) -> ChunkResult:
    """The results of a chunk of a run, whatever lists they were made with.

    Raises:
        NoResultFound: they are not kept.
    """
    return unpack_result(_results(database, run, number))


@dataclass(frozen=True, slots=True)
class ResultSummary:
    """What was concluded of one subject, short enough for a table of a hundred thousand rows.

    Two are equal where the same was concluded, in whatever words.
    """

    outcome: str
    risk_score: int
    listings: tuple[str, ...] = ()  # ids of the listings hit
    policies: tuple[tuple[str, str], ...] = ()  # (id, outcome)
    level: Level = field(default=Level.NONE, compare=False)
    why: str = field(default="", compare=False)
    listing_id: str = field(default="", compare=False)  # of the hit that the sentence speaks of
    # What it is counted under, an outcome or one of `CountedAs`.
    end: CountedAs = field(default=CountedAs.NO_MATCH, compare=False)
    # Of a row without a match: who each text was recognised as.
    recognised: str = field(default="", compare=False)
    # Facts of the project for want of which a policy could not decide.
    open_facts: tuple[OpenFact, ...] = field(default=(), compare=False)


def load_summaries(database: Database, run: Run, number: int) -> list[ResultSummary]:
    """Summaries of the results of a chunk, in the order of its inquiries.

    Raises:
        NoResultFound: they are not kept.
    """
    return summaries(_results(database, run, number))


def summaries(packed: bytes) -> list[ResultSummary]:
    """Summaries of packed results, read without making the results again: a page lists all those of a run."""
    outline = _unpack(_outlines, packed)
    return [
        _summary(reading, outline.assessments[number])
        for reading, number in zip(outline.readings, outline.assessment_numbers, strict=True)
    ]


# Parts of a ChunkResult as it is written down; what is not named here is passed over.
@dataclass(frozen=True, slots=True)
class _Listing:
    id: str
    status: Status = Status.IN_FORCE


@dataclass(frozen=True, slots=True)
class _Hit:
    listing: _Listing
    other_listings: tuple[_Listing, ...] = ()

    @property
    def listings(self) -> tuple[str, ...]:
        """The ids of its listing, and of those of parts in force that stand behind it."""
        behind = (each.id for each in self.other_listings if each.status is Status.IN_FORCE)
        return (self.listing.id, *behind)


@dataclass(frozen=True, slots=True)
class _Policy:
    id: str
    outcome: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Assessment:
    outcome: Outcome
    risk_score: int
    risk_level: Level
    why: str
    policies: tuple[_Policy, ...] = ()
    lead: _Hit | None = None
    organisation_not_known: bool = False
    named: bool = False


@dataclass(frozen=True, slots=True)
class _Reading:
    hits: tuple[_Hit, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    recognised: tuple[Recognised, ...] = ()
    others: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True)
class _Outline:
    readings: tuple[_Reading, ...] = ()
    assessments: tuple[_Assessment, ...] = ()
    assessment_numbers: tuple[int, ...] = ()


_outlines = TypeAdapter(_Outline)


def _summary(reading: _Reading, assessment: _Assessment) -> ResultSummary:
    texts = ""
    if assessment.outcome is Outcome.NO_MATCH:
        # Former listings stand among the hits; for what is said here they are names that are near, like the rest.
        near = tuple(Alternative("", hit.listing.id, "") for hit in reading.hits)
        known = Reading(
            alternatives=reading.alternatives, recognised=reading.recognised, others=(*reading.others, *near)
        )
        texts = "; ".join(recognised(known))
    return ResultSummary(
        outcome=assessment.outcome,
        risk_score=assessment.risk_score,
        listings=tuple(sorted({each for hit in reading.hits for each in hit.listings})),
        policies=tuple((each.id, each.outcome) for each in assessment.policies),
        level=assessment.risk_level,
        why=assessment.why,
        listing_id=assessment.lead.listing.id if assessment.lead else "",
        end=counted_as(
            assessment.outcome,
            named=assessment.named,
            organisation_not_known=assessment.organisation_not_known,
        ),
        recognised=texts,
        open_facts=open_facts(assessment.policies),
    )


def _results(database: Database, run: Run, number: int) -> bytes:
    with database.read() as session:
        return session.get_one(RunChunk, (run.id, number)).results


def _pack(codec: TypeAdapter[ValueT], value: ValueT, level: int, **parts: Any) -> bytes:  # noqa: ANN401
    return zlib.compress(codec.dump_json(value, exclude_defaults=True, **parts), level)


def _unpack(codec: TypeAdapter[ValueT], packed: bytes) -> ValueT:
    return codec.validate_json(zlib.decompress(packed))
