"""The results of finished runs: row by row in full, in another form than the one ordered, or as summaries.

What they were screened against is loaded by its hashes, so a result is what was found then, not what would be found
now.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from screening.caches import LruCache
from screening.context import AppContext
from screening.intake.model import Row, RowState
from screening.model import Inquiry, Result, RunFacts
from screening.pipeline import (
    Chunk,
    ChunkResult,
    ScreeningRequest,
    build_chunk_result,
    join_chunks,
    write_report,
)
from screening.report import Format, ReportFormatter, row_objects
from screening.review.collaboration import with_collaborations_now
from screening.review.decisions_in_effect import in_force_now, read_frozen_decisions
from screening.review.subject_decisions import DecisionsInEffect
from screening.runs.chunk_store import ResultSummary, load_results, load_summaries
from screening.runs.compare import ComparedRun, RunComparison, compare
from screening.runs.control import RunNotReady, run_of
from screening.runs.long_rows import LongRow, LongRun, LongRuns
from screening.runs.pinned_lists import ListsGone, PinnedLists
from screening.runs.pins import Pins
from screening.runs.states import FINISHED
from screening.runs.uploaded_lists import UploadedList, UploadedLists
from screening.storage import Database, named
from screening.storage.tables import Run
from watchlists.library import Library

Decisions = Literal["then", "now"]  # when the run ended, or whenever somebody asks
_KEPT = 3  # runs whose lists a process holds at once


@dataclass(frozen=True, slots=True)
class FinishedRun:
    """A finished run, its list as it was read, and the number of the chunk in which each inquiry was screened."""

    run: Run
    order: ScreeningRequest
    listed: UploadedList
    chunk_numbers: Mapping[Inquiry, int]
    rows: tuple[Row, ...]  # that hold a subject, in the order of the file

    @property
    def day(self) -> date:
        """The day whose listings counted."""
        return self.order.day(datetime.fromisoformat(self.run.screened_at))


@dataclass
class FinishedRuns:
    """The finished runs of an installation, as far as they are looked at."""

    context: AppContext
    pinned: PinnedLists
    _lists: UploadedLists = field(init=False)
    _long: LongRuns = field(init=False)
    _runs: LruCache[FinishedRun] = field(default_factory=lambda: LruCache(_KEPT))
    _comparisons: LruCache[RunComparison] = field(default_factory=lambda: LruCache(_KEPT))

    def __post_init__(self) -> None:
        self._lists = UploadedLists(self.context.files)
        self._long = LongRuns(self.context)

    def get(self, run_id: str, team: str) -> FinishedRun:
        """A finished run of `team`.

        Raises:
            RunUnknown: it has no such run.
            RunNotReady: the run is not finished.
            FileStoreError: its list is no longer kept.
            RunInParts: it is too long to be held in memory.
        """
        run = run_of(self.context, run_id, team)
        if run.state != FINISHED:
            raise RunNotReady(f"This run is {run.state}; its results are there once it is finished.")
        return self._runs.get((run.id, run.attempt), lambda: self._read(run))

    def _read(self, run: Run) -> FinishedRun:
        order = ScreeningRequest.from_json(run.choices)
        listed = self._lists.get(run.upload_sha256, order, run.file_name)
        chunk_numbers = {asked: chunk.number for chunk in listed.chunks for asked in chunk.inquiries}
        rows = tuple(row for row in listed.intake.rows() if row.state is not RowState.SKIPPED)
        return FinishedRun(run, order, listed, chunk_numbers, rows)

    def long(self, run_id: str, team: str) -> LongRun | None:
        """A finished run of `team` whose list is too long to be held in memory; None for any other.

        Raises:
            RunUnknown, RunNotReady: as `get` does.
        """
        run = run_of(self.context, run_id, team)
        if run.state != FINISHED:
            raise RunNotReady(f"This run is {run.state}; its results are there once it is finished.")
        return self._long.get(run) if ScreeningRequest.from_json(run.choices).part_rows else None

    def objects_of_long(
        self, long: LongRun, rows: Sequence[Row], *, decisions: Decisions = "then"
    ) -> Iterator[dict[str, Any]]:
        """As `objects` gives them, of some rows of a long list.

        Raises:
            ListsGone: what the run was screened against is no longer held.
        """
        pinned = self.pinned.of_run(long.run)
        known = long.results(rows)
        facts = pinned.facts(long.run, long.layout, long.request)
        decisions_in_effect = self._decisions_in_effect(long.run, pinned.library, decisions)
        results = {row.place: tuple(known[asked] for asked in row.inquiries) for row in rows}
        for row in rows:
            yield from row_objects(row, results, facts, decisions_in_effect)

    def objects(
        self, finished: FinishedRun, rows: Iterable[Row], *, decisions: Decisions = "then"
    ) -> Iterator[dict[str, Any]]:
        """The whole result of some rows of a run in the public shape; only the chunks they need are read.

        Args:
            finished: the run.
            rows: of its list.
            decisions: as they stood when the run ended, or as they stand now.

        Raises:
            ListsGone: what the run was screened against is no longer held.
        """
        wanted = list(rows)
        run, order, listed = finished.run, finished.order, finished.listed
        pinned = self.pinned.of_run(run)
        numbers = {finished.chunk_numbers[asked] for row in wanted for asked in row.inquiries}
        known: dict[Inquiry, Result] = {}
        for number in sorted(numbers):
            inquiries = listed.chunks[number].inquiries
            kept = load_results(self.context.database, run, number).results(inquiries)
            known.update(zip(inquiries, kept, strict=True))
        results = {row.place: tuple(known[asked] for asked in row.inquiries) for row in wanted}
        facts = pinned.facts(run, listed.intake, order)
        decisions_in_effect = self._decisions_in_effect(run, pinned.library, decisions)
        for row in wanted:
            yield from row_objects(row, results, facts, decisions_in_effect)

    def rows_ending(self, finished: FinishedRun, rows: Iterable[Row], ends: Collection[str]) -> list[Row]:
        """Those of some rows of a run that ended so (`screening.report.entries.ENDS`)."""
        known = inquiry_summaries(self.context.database, finished.run, finished.listed)
        said = (LongRow(row, tuple(known[asked] for asked in row.inquiries)) for row in rows)
        return [each.row for each in said if each.end in ends]

    def write(self, finished: FinishedRun, out: Path, form: Format, *, decisions: Decisions = "then") -> None:
        """Write the report of a run in a form of its own, from the same results.

        Args:
            finished: the run.
            out: where to.
            form: of the file.
            decisions: as they stood when the run ended, or as they stand now: that is another file.

        Raises:
            ListsGone: what the run was screened against is no longer held.
        """
        run, order, listed = finished.run, finished.order, finished.listed
        pinned = self.pinned.of_run(run)
        facts = pinned.facts(run, listed.intake, order)
        decisions_in_effect = self._decisions_in_effect(run, pinned.library, decisions)
        write_run_report(self.context, run, listed, facts, decisions_in_effect, out, form)

    def _decisions_in_effect(self, run: Run, library: Library, decisions: Decisions) -> DecisionsInEffect:
        if decisions == "now":
            titles = {key: each.watchlist.title for key, each in library.lists.items()}
            of_matches = in_force_now(self.context, run, titles)
            return with_collaborations_now(self.context, run.team, run.id, of_matches, titles)
        with self.context.database.read() as session:
            return read_frozen_decisions(session, run.id)

    def compare(self, earlier: FinishedRun, later: FinishedRun) -> RunComparison:
        """What was concluded otherwise in the later run, and why; lists that are no longer held are named as such."""
        key = (earlier.run.id, earlier.run.attempt, later.run.id, later.run.attempt)
        return self._comparisons.get(key, lambda: compare(self.side(earlier), self.side(later)))

    def side(self, finished: FinishedRun) -> ComparedRun:
        """A run as it is compared; without its lists where these are no longer held."""
        try:
            library: Library | None = self.pinned.of_run(finished.run).library
        except ListsGone:
            library = None
        rows: dict[Inquiry, list[tuple[str, int]]] = {}
        for row in finished.rows:
            for asked in row.inquiries:
                rows.setdefault(asked, []).append(row.place)
        return ComparedRun(
            summaries=inquiry_summaries(self.context.database, finished.run, finished.listed),
            rows={asked: tuple(places) for asked, places in rows.items()},
            pins=Pins.from_json(finished.run.pins),
            project=finished.order.project,
            day=finished.day,
            library=library,
            listings={listing.id: listing for listing in library.listings} if library else {},
            references={row.place: row.reference for row in finished.rows if row.reference},
        )


def inquiry_summaries(database: Database, run: Run, listed: UploadedList) -> dict[Inquiry, ResultSummary]:
    """A summary of the result of every distinct inquiry of a run, in the order of the list.

    Raises:
        NoResultFound: the results of a chunk are not kept.
    """
    found: dict[Inquiry, ResultSummary] = {}
    for number in range(run.chunks):
        summaries = load_summaries(database, run, number)
        found.update(zip(listed.chunks[number].inquiries, summaries, strict=True))
    return found


def write_run_report(
    context: AppContext,
    run: Run,
    listed: UploadedList,
    facts: RunFacts,
    decisions_in_effect: DecisionsInEffect,
    out: Path,
    form: Format,
) -> None:
    """Write a report of a run from the results that are kept.

    Raises:
        NoResultFound: the results of a chunk are not kept.
    """
    formatter = ReportFormatter.of(facts, form)
    screened = ((chunk, _again(context.database, run, chunk, formatter)) for chunk in listed.chunks)
    with named(context.files, run.upload_sha256, f".{listed.intake.format}") as original:
        joined = join_chunks(listed.intake, screened)
        write_report(original, joined, facts, decisions_in_effect, out, form)


def _again(database: Database, run: Run, chunk: Chunk, formatter: ReportFormatter) -> ChunkResult:
    """What came of a chunk, with entries for another report."""
    kept = load_results(database, run, chunk.number) if chunk.inquiries else ChunkResult()
    return build_chunk_result(kept.results(chunk.inquiries), formatter, questions=dict(kept.questions))
