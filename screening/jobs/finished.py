"""Finished runs, told again: row by row in full, in another form than the one ordered, or in brief.

What they were screened against is loaded by its hashes, so what is told is what was found then, not what would be
found now.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from screening import report
from screening.dispositions.in_force import in_force_now, pinned_of
from screening.dispositions.standing import Standings
from screening.intake.model import Row, RowState
from screening.jobs.changes import Changes, Side
from screening.jobs.comparison import compare
from screening.jobs.control import RunNotReady, run_of
from screening.jobs.engines import TakenList, TakenLists
from screening.jobs.installation import Installation
from screening.jobs.kept import Kept
from screening.jobs.order import Order, Pins
from screening.jobs.pinned import ListsGone, PinnedLists
from screening.jobs.results import inquiry_briefs, kept_results, results_of
from screening.jobs.states import FINISHED
from screening.model import Inquiry
from screening.report import Format, row_objects
from screening.storage import named
from screening.storage.tables import Run
from watchlists.library import Library

Decisions = Literal["then", "now"]  # when the run ended, or whenever somebody asks
_KEPT = 3  # runs whose lists a process holds at once


@dataclass(frozen=True, slots=True)
class FinishedRun:
    """A finished run, its list as it was read, and the number of the step that screened each inquiry."""

    run: Run
    order: Order
    taken: TakenList
    steps: Mapping[Inquiry, int]
    rows: tuple[Row, ...]  # that hold a subject, in the order of the file

    @property
    def day(self) -> date:
        """The day whose listings counted."""
        return self.order.day(datetime.fromisoformat(self.run.screened_at))


@dataclass
class FinishedRuns:
    """The finished runs of an installation, as far as they are looked at."""

    place: Installation
    pinned: PinnedLists
    _lists: TakenLists = field(init=False)
    _kept: Kept[FinishedRun] = field(default_factory=lambda: Kept(_KEPT))
    _compared: Kept[Changes] = field(default_factory=lambda: Kept(_KEPT))

    def __post_init__(self) -> None:
        self._lists = TakenLists(self.place.files)

    def get(self, run_id: str, team: str) -> FinishedRun:
        """A finished run of `team`.

        Raises:
            RunUnknown: it has no such run.
            RunNotReady: the run is not finished.
            FileStoreError: its list is no longer kept.
        """
        run = run_of(self.place, run_id, team)
        if run.state != FINISHED:
            raise RunNotReady(f"This run is {run.state}; its results are there once it is finished.")
        return self._kept.get((run.id, run.attempt), lambda: self._read(run))

    def _read(self, run: Run) -> FinishedRun:
        order = Order.from_json(run.choices)
        taken = self._lists.get(run.upload_sha256, order, run.file_name)
        steps = {asked: number for number, chunk in enumerate(taken.chunks) for asked in chunk}
        rows = tuple(row for row in taken.intake.rows() if row.state is not RowState.SKIPPED)
        return FinishedRun(run, order, taken, steps, rows)

    def objects(
        self, finished: FinishedRun, rows: Iterable[Row], *, decisions: Decisions = "then"
    ) -> Iterator[dict[str, Any]]:
        """The whole result of some rows of a run in the public shape; only the steps they need are read.

        Args:
            finished: the run.
            rows: of its list.
            decisions: as they stood when the run ended, or as they stand now.

        Raises:
            ListsGone: what the run was screened against is no longer held.
        """
        wanted = list(rows)
        run, order, taken = finished.run, finished.order, finished.taken
        pinned = self.pinned.of_run(run)
        numbers = {finished.steps[asked] for row in wanted for asked in row.inquiries}
        known = results_of(self.place.database, run, taken, pinned.codec, sorted(numbers))
        results = {row.place: tuple(known[asked] for asked in row.inquiries) for row in wanted}
        facts = pinned.facts(run, taken.intake, order)
        standings = self._standings(run, pinned.library, decisions)
        for row in wanted:
            yield from row_objects(row, results, facts, standings)

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
        run, order, taken = finished.run, finished.order, finished.taken
        pinned = self.pinned.of_run(run)
        results = kept_results(self.place.database, run, taken, pinned.codec)
        with named(self.place.files, run.upload_sha256, f".{taken.intake.format}") as original:
            facts = pinned.facts(run, taken.intake, order)
            standings = self._standings(run, pinned.library, decisions)
            report.write(original, taken.intake, results, facts, out, form, standings)

    def _standings(self, run: Run, library: Library, decisions: Decisions) -> Standings:
        if decisions == "now":
            titles = {key: each.watchlist.title for key, each in library.lists.items()}
            return in_force_now(self.place, run, titles)
        with self.place.database.read() as session:
            return pinned_of(session, run.id)

    def compare(self, earlier: FinishedRun, later: FinishedRun) -> Changes:
        """What is told otherwise in the later run, and why; lists that are no longer held are named as such."""
        key = (earlier.run.id, earlier.run.attempt, later.run.id, later.run.attempt)
        return self._compared.get(key, lambda: compare(self._side(earlier), self._side(later)))

    def _side(self, finished: FinishedRun) -> Side:
        try:
            library: Library | None = self.pinned.of_run(finished.run).library
        except ListsGone:
            library = None
        rows: dict[Inquiry, list[tuple[str, int]]] = {}
        for row in finished.rows:
            for asked in row.inquiries:
                rows.setdefault(asked, []).append(row.place)
        return Side(
            briefs=inquiry_briefs(self.place.database, finished.run, finished.taken),
            rows={asked: tuple(places) for asked, places in rows.items()},
            pins=Pins.from_json(finished.run.pins),
            project=finished.order.project,
            day=finished.day,
            library=library,
            listings={listing.id: listing for listing in library.listings} if library else {},
        )
