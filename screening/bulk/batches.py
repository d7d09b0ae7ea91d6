"""Rows of one table in batches, on any machine: for engines that distribute the rows of a table by themselves.

What the columns mean, the moment and the lists are settled once, in a job that is sent to every process as JSON.
Batches know nothing of each other, so each row brings its number. The lines are those of a bulk run.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from screening.bulk.blocks import BlockReader, RowBlock
from screening.bulk.executor import ListsMoved
from screening.bulk.job import BulkJob
from screening.bulk.layout import TableLayout, find_layout
from screening.bulk.screen import BulkEngine
from screening.bulk.sources import Cells, RowSource
from screening.caches import LruCache, MemoCache
from screening.intake.model import Row, RowState
from screening.intake.refusals import refusal
from screening.json_model import JsonModel
from screening.model import Inquiry
from screening.pipeline import ScreeningRequest, split_rows
from screening.report import ReportEntry
from screening.report.rows import ReportRow, combine_report_rows, gravest_place, subject_text
from screening.version import whole_sha256

SKIPPED = RowState.SKIPPED.value  # the outcome of a row that names nobody; a bulk run has no line for it


class BatchJob(JsonModel):
    """Everything a process needs to screen batches of one table; `model_dump_json` gives what is sent to it."""

    request: ScreeningRequest
    layout: TableLayout
    keys: tuple[str, ...]  # the columns of the table by name, in the order of the layout, without `row`
    row: str  # the column of the row's number
    screened_at: datetime
    data: Path | None  # the data folder, which every machine sees under this path
    against: str  # SHA-256 of the lists, the policies and the version that the job was made with

    @property
    def order(self) -> BulkJob:
        """The same as an order of a bulk run whose result is Parquet."""
        return BulkJob("parquet", self.request, screened_at=self.screened_at, data=self.data)


@dataclass(frozen=True, slots=True)
class BatchLine:
    """What is said of one row: the columns of a bulk result, `metadata` by the keys of the layout."""

    row: int
    reference: str
    metadata: dict[str, str]
    subject: str
    outcome: str  # "no_match", "review", "unscreened" or "skipped"
    shown: ReportRow | None  # None for a skipped row
    listings: list[str]
    snapshots: list[str]
    code: str  # why a row is unscreened or skipped


def make_batch_job(source: RowSource, order: BulkJob, row: str, name: str) -> BatchJob:
    """Settle what the columns of a table mean, and what it is screened against.

    Args:
        source: rows of the table with named columns, without the column of row numbers. The first 2,000 decide what the
            columns mean; country codes and the longest texts of cut names are looked for in all that are given.
        order: what is asked; `screened_at` is fixed in it.
        row: the name of the column of row numbers.
        name: what sentences call the table.

    Raises:
        UploadRefused: what the columns mean is unclear, or they name nobody.
        PolicyError, WatchlistError: a policy or list cannot be used.
        ValueError: the moment is not fixed.
    """
    if order.screened_at is None:
        raise ValueError("the moment of a batch job is fixed before it is sent to other machines")
    layout = find_layout(source, name, order.request.options(name), order.reference, order.limits)
    engine = BulkEngine.load(replace(order, form="parquet"))
    return BatchJob(
        request=order.request,
        layout=layout,
        keys=source.keys,
        row=row,
        screened_at=order.screened_at,
        data=order.data,
        against=_against(engine),
    )


class BatchScreener:
    """Screens batches in one process, which loads the engine of a job once."""

    def __init__(self, job: BatchJob) -> None:
        self._layout = job.layout
        self._loaded = _loaded(job)
        self._limits = job.order.limits
        self._reader = BlockReader(job.layout)

    @property
    def lists_current(self) -> bool:
        """Whether no searched list is out of date."""
        return self._loaded.engine.provenance.lists_current

    def lines(self, numbers: Sequence[int], rows: Sequence[Cells]) -> Iterator[BatchLine]:
        """One line for each row, in their order; subjects that several rows name are screened once.

        Raises:
            UploadRefused: a number is below 1.
        """
        read = (
            (0, row)
            for block in _blocks(numbers, rows, self._layout.name)
            for row in self._reader.read(block)
        )
        results: list[ReportEntry] = []
        raws = iter(rows)
        for chunk in split_rows(read, self._limits.chunk, self._limits.chunk_chars):
            results += self._screen(chunk.inquiries)
            for (_, row), asked in zip(chunk.rows, chunk.asks, strict=True):
                yield self._line(row, next(raws), [results[number] for number in asked])

    def _screen(self, inquiries: Sequence[Inquiry]) -> list[ReportEntry]:
        """What was found for each of these distinct inquiries; a ledger names the same suppliers in many batches."""
        # A list stays empty until its inquiry was screened, also where the cache drops it meanwhile.
        found = {inquiry: self._loaded.found.get(inquiry, list) for inquiry in inquiries}
        new = tuple(inquiry for inquiry, each in found.items() if not each)
        engine = self._loaded.engine
        for inquiry, entry in zip(new, engine.screen(new), strict=True):
            found[inquiry].append(entry)
        return [each[0] for each in found.values()]

    def _line(self, row: Row, raw: Cells, found: Sequence[ReportEntry]) -> BatchLine:
        rows = [each.row for each in found]
        subject, listings, snapshots = "", list[str](), list[str]()
        if found:
            first = gravest_place(rows)
            subject = subject_text(row.subjects[first])
            listings, snapshots = [*found[first].listings], [*found[first].snapshots]
        shown = combine_report_rows(row, rows)
        return BatchLine(
            row=row.number,
            reference=self._reader.reference(raw),
            metadata=dict(row.metadata),
            subject=subject,
            outcome=shown.outcome.value if shown else SKIPPED,
            shown=shown,
            listings=listings,
            snapshots=snapshots,
            # Of a row with subjects its sentence says what was not read, as in a bulk result.
            code="" if found else row.code,
        )


@dataclass(frozen=True, slots=True)
class _Loaded:
    """An engine, and what it found for the last few thousand different inquiries, each in a list of one."""

    engine: BulkEngine
    found: MemoCache[list[ReportEntry]] = field(default_factory=MemoCache)


# One process serves one job after another; the engines of two at once would need twice the memory.
_engines: LruCache[_Loaded] = LruCache(1)


def _loaded(job: BatchJob) -> _Loaded:
    """The engine of a job, loaded once in a process.

    Raises:
        ListsMoved: this machine has other lists, policies or another version than the job was made with.
    """
    order = job.order
    key = (order.request.policies, order.request.project, order.day, job.screened_at, job.data, job.against)
    return _engines.get(key, lambda: _load(job))


def _load(job: BatchJob) -> _Loaded:
    engine = BulkEngine.load(job.order)
    if _against(engine) != job.against:
        raise ListsMoved(
            "This machine has other lists, policies or another version of the program than the job was made with; "
            "install the same everywhere, or make the job again."
        )
    return _Loaded(engine)


def _against(engine: BulkEngine) -> str:
    facts = [engine.provenance.model_dump(mode="json"), whole_sha256()]
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def _blocks(numbers: Sequence[int], rows: Sequence[Cells], name: str) -> Iterator[RowBlock]:
    """Rows in blocks whose numbers follow each other."""
    begin = 0
    for place, number in enumerate(numbers):
        if number < 1:
            raise refusal("batch-row-number", name=name, number=number)
        if place and number != numbers[place - 1] + 1:
            yield RowBlock(numbers[begin], tuple(rows[begin:place]))
            begin = place
    if numbers:
        yield RowBlock(numbers[begin], tuple(rows[begin:]))
