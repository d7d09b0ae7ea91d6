"""How many rows of a run ended how, while it is still being screened: what its page shows as found so far.

A row may ask what a row of an earlier chunk asked first, and chunks are screened in any order. So each screened chunk
keeps how its own inquiries ended and what its rows ask; a row counts once all that it asks is known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, select

from screening.assessment.gravest import gravity
from screening.intake.model import RowState
from screening.model import Assessment, CountedAs, Level, Outcome
from screening.pipeline import Chunk, ChunkResult
from screening.storage.tables import RunChunk


class ChunkEnds(BaseModel):
    """How the inquiries of one chunk ended, and which inquiries of the list each of its rows asks."""

    model_config = ConfigDict(frozen=True)

    first: int
    ends: tuple[str, ...]
    asks: tuple[tuple[int, ...], ...]
    # Rows that ask nothing: skipped, or without anything that could be screened. Of a long list, all that were counted.
    states: Mapping[str, int]


def ends_of_long_chunk(chunk: Chunk, result: ChunkResult) -> str:
    """How the rows of a chunk of a long list ended, as JSON: those that ask nothing which an earlier chunk asked.

    A page that asks once a second cannot go through what every row asks.
    """
    assessments = [result.assessments[number] for number in result.assessment_numbers]
    counted = Counter[str]()
    for (_, row), asks in zip(chunk.rows, chunk.asks, strict=True):
        if not asks:
            counted[row.state.value] += 1
        elif min(asks) >= chunk.first:
            ends = (_end(assessments[number - chunk.first]) for number in asks)
            counted[max(ends, key=_GRAVITY.__getitem__)] += 1
    return counted_ends(chunk.first, counted)


def counted_ends(first: int, counted: Mapping[str, int]) -> str:
    """How the rows of a chunk ended, as JSON, where each was counted already; `first` is its first inquiry."""
    return ChunkEnds(first=first, ends=(), asks=(), states=counted).model_dump_json()


def ends_of_chunk(chunk: Chunk, result: ChunkResult) -> str:
    """How a screened chunk ended, as JSON."""
    assessments = [result.assessments[number] for number in result.assessment_numbers]
    silent = (row for (_, row), asks in zip(chunk.rows, chunk.asks, strict=True) if not asks)
    return ChunkEnds(
        first=chunk.first,
        ends=tuple(_end(each) for each in assessments),
        asks=tuple(asks for asks in chunk.asks if asks),
        states=Counter(row.state.value for row in silent),
    ).model_dump_json()


def rows_by_end(session: Session, run_id: str) -> dict[str, int]:
    """Rows of the chunks that were screened, by how they ended."""
    kept = session.exec(select(RunChunk.ends).where(RunChunk.run_id == run_id, col(RunChunk.ends) != ""))
    chunks = [ChunkEnds.model_validate_json(each) for each in kept]
    known = {chunk.first + place: end for chunk in chunks for place, end in enumerate(chunk.ends)}
    counted = Counter[str]()
    for chunk in chunks:
        counted.update(chunk.states)
        for asks in chunk.asks:
            if all(number in known for number in asks):
                counted[max((known[number] for number in asks), key=_GRAVITY.__getitem__)] += 1
    return dict(counted)


def _end(assessment: Assessment) -> str:
    if assessment.outcome is Outcome.REVIEW:
        return assessment.risk_level.value
    return assessment.counted_as.value


_GRAVITY = {
    **{end.value: gravity(end, None, None, None) for end in CountedAs},
    **{level.value: gravity(CountedAs.REVIEW, level, None, None) for level in Level},
    RowState.SKIPPED.value: (-1, 0, 0.0, 0.0),
}
