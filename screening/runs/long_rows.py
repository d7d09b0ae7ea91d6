"""The rows of a finished run of a long list, some at a time: only the chunks in which they stand are read.

Of each chunk it is known how its rows ended, so a page of all rows, or of those with one outcome, is found without
looking into the chunks before it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from sqlmodel import col, select

from screening.assessment import gravest
from screening.assessment.gravest import Gravity, gravity
from screening.caches import LruCache
from screening.context import AppContext
from screening.errors import ScreeningError
from screening.intake.model import ParsedList, Row, RowState
from screening.model import CountedAs, Inquiry, Level, Outcome, Result
from screening.pipeline import Chunk, ScreeningRequest
from screening.report.entries import ENDS
from screening.runs.chunk_store import ResultSummary, load_layout, load_results, load_summaries, unpack_chunk
from screening.runs.row_tally import ChunkEnds
from screening.storage.tables import ChunkRows, Run, RunChunk

LISTED = tuple(end for end in ENDS if end != RowState.SKIPPED.value)  # how rows end that pages show
# That a process holds at once. The chunks that ask first in a ledger of the same 30,000 subjects are those of summaries.
_RUNS, _CHUNKS, _SUMMARIES = 3, 8, 32


class RunInParts(ScreeningError):
    """A run has more rows than what is asked for can be made of."""

    code, status = "run-in-parts", 409


@dataclass(frozen=True, slots=True)
class LongChunk:
    """Which rows of the file, and which inquiries, stand in a chunk."""

    number: int
    first: int  # inquiry
    first_row: int
    ends: Mapping[str, int]  # rows by how they ended

    def count(self, ends: Collection[str]) -> int:
        """How many of its rows ended so."""
        return sum(self.ends.get(end, 0) for end in ends)


@dataclass(frozen=True, slots=True)
class LongRow:
    """A row, and what was concluded of each of its subjects."""

    row: Row
    summaries: tuple[ResultSummary, ...]

    @property
    def end(self) -> str:
        """How it ended."""
        if not self.summaries:
            return self.row.state.value
        said = gravest(self.summaries, gravity_of_summary)
        return said.level.value if said.outcome == Outcome.REVIEW else said.end.value


@dataclass
class LongRun:
    """A finished run of a long list."""

    context: AppContext
    run: Run
    request: ScreeningRequest
    layout: ParsedList  # without rows
    spans: tuple[LongChunk, ...]
    _chunks: LruCache[Chunk] = field(default_factory=lambda: LruCache(_CHUNKS))
    _summaries: LruCache[list[ResultSummary]] = field(default_factory=lambda: LruCache(_SUMMARIES))

    def count(self, ends: Collection[str] = LISTED) -> int:
        """How many rows of the file ended so."""
        return sum(span.count(ends) for span in self.spans)

    def rows(self, begin: int, end: int, ends: Collection[str] = LISTED) -> list[Row]:
        """The rows from place `begin` (from 0) to before `end` of those that ended so, in the order of the file."""
        return [each.row for each in self.some(begin, end, ends)]

    def some(self, begin: int, end: int, ends: Collection[str] = LISTED) -> list[LongRow]:
        """The same with what was concluded of them."""
        found: list[LongRow] = []
        place = 0
        for span in self.spans:
            number = span.count(ends)
            if place < end and place + number > begin:
                found += self._in_chunk(span, ends, slice(max(0, begin - place), end - place))
            place += number
        return found

    def row(self, number: int) -> Row | None:
        """The row of this number in the file."""
        place = bisect_right([span.first_row for span in self.spans], number) - 1
        rows = self._chunk(self.spans[place].number).rows if place >= 0 else ()
        return next((row for _, row in rows if row.number == number), None)

    def results(self, rows: Sequence[Row]) -> dict[Inquiry, Result]:
        """The results of what some rows ask, in full.

        Raises:
            NoResultFound: they are not kept.
        """
        numbers = {asked: number for row in rows for asked, number in self._asks(row)}
        found: dict[Inquiry, Result] = {}
        for span in sorted({self._of_inquiry(number).number for number in numbers.values()}):
            inquiries = self._chunk(span).inquiries
            kept = load_results(self.context.database, self.run, span).results(inquiries)
            found.update(
                {asked: each for asked, each in zip(inquiries, kept, strict=True) if asked in numbers}
            )
        return found

    def _asks(self, row: Row) -> Iterator[tuple[Inquiry, int]]:
        place = bisect_right([span.first_row for span in self.spans], row.number) - 1
        chunk = self._chunk(self.spans[place].number)
        asks = next(
            asks
            for (_, other), asks in zip(chunk.rows, chunk.asks, strict=True)
            if other.number == row.number
        )
        yield from zip(row.inquiries, asks, strict=True)

    @cached_property
    def _firsts(self) -> list[int]:
        return [span.first for span in self.spans]

    def _of_inquiry(self, number: int) -> LongChunk:
        # Of chunks that ask nothing new, the first inquiry is that of the next: the last of equals asks it.
        return self.spans[bisect_right(self._firsts, number) - 1]

    def _in_chunk(self, span: LongChunk, ends: Collection[str], some: slice) -> list[LongRow]:
        """Some of those rows of a chunk that ended so."""
        chunk, skipped = self._chunk(span.number), RowState.SKIPPED.value
        rows = [(row, asks) for (_, row), asks in zip(chunk.rows, chunk.asks, strict=True)]
        if {end for end, number in span.ends.items() if number}.difference(ends) <= {skipped}:
            # Which rows are wanted is known without what was concluded of them.
            shown = [each for each in rows if each[0].state.value != skipped or skipped in ends]
            return self._with_summaries(shown[some])
        return [each for each in self._with_summaries(rows) if each.end in ends][some]

    def _with_summaries(self, rows: Sequence[tuple[Row, Sequence[int]]]) -> list[LongRow]:
        # In the order of the chunks that asked first, so that each of them is loaded once: the rows of a list that says
        # the same again and again ask what many chunks asked, in any order.
        numbers = sorted({number for _, asks in rows for number in asks})
        known: dict[int, ResultSummary] = {}
        for span, asked in groupby(numbers, self._of_inquiry):
            summaries = self._summaries_of(span.number)
            known.update((number, summaries[number - span.first]) for number in asked)
        return [LongRow(row, tuple(known[number] for number in asks)) for row, asks in rows]

    def _summaries_of(self, number: int) -> list[ResultSummary]:
        return self._summaries.get(number, lambda: load_summaries(self.context.database, self.run, number))

    def _chunk(self, number: int) -> Chunk:
        return self._chunks.get(number, lambda: self._read(number))

    def _read(self, number: int) -> Chunk:
        with self.context.database.read() as session:
            return unpack_chunk(session.get_one(ChunkRows, (self.run.id, number)).rows)


@dataclass
class LongRuns:
    """The finished runs of long lists that a process has looked at last."""

    context: AppContext
    _runs: LruCache[LongRun] = field(default_factory=lambda: LruCache(_RUNS))

    def get(self, run: Run) -> LongRun:
        """A finished run of a long list."""
        return self._runs.get((run.id, run.attempt), lambda: self._open(run))

    def _open(self, run: Run) -> LongRun:
        kept = select(RunChunk.number, RunChunk.ends).where(col(RunChunk.run_id) == run.id)
        with self.context.database.read() as session:
            chunks = list(session.exec(kept.order_by(col(RunChunk.number))))
        spans, row = [], 1
        for number, packed in chunks:
            ends = ChunkEnds.model_validate_json(packed)
            spans.append(LongChunk(number, ends.first, row, ends.states))
            row += sum(ends.states.values())
        order = ScreeningRequest.from_json(run.choices)
        return LongRun(self.context, run, order, load_layout(self.context.database, run.id), tuple(spans))


def ends_counted_as(counted: CountedAs) -> tuple[str, ...]:
    """How rows end that are counted so: of those for review, with any level."""
    return tuple(level.value for level in Level) if counted is CountedAs.REVIEW else (counted.value,)


def gravity_of_summary(summary: ResultSummary) -> Gravity:
    """What summaries are ordered by."""
    return gravity(summary.end, summary.level, summary.risk_score, None)
