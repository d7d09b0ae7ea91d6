"""The results of a run as a table that is filtered, sorted, searched and paged on the server.

Every row of the file that holds a subject is here: screened, or unscreened with its reason.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import overload

from pydantic import TypeAdapter

from screening.assessment import gravest
from screening.assessment.gravest import Gravity, gravity
from screening.caches import LruCache
from screening.context import AppContext
from screening.intake.limited import JsonCodec
from screening.intake.model import Row, RowState
from screening.model import CountedAs, Level, Outcome, Subject, called
from screening.pipeline import ScreeningRequest
from screening.policy.open_questions import OpenFact, OpenQuestions, questions_of_rows
from screening.runs.chunk_store import ResultSummary
from screening.runs.control import RunNotReady, RunUnknown, run_of
from screening.runs.drafts import cached_reading, keep_reading
from screening.runs.long_rows import LISTED, LongRun, LongRuns, RunInParts
from screening.runs.read_cache import key_of_run, reading_hash
from screening.runs.results import inquiry_summaries
from screening.runs.states import FINISHED
from screening.runs.uploaded_lists import UploadedLists
from screening.storage.tables import Run
from web.i18n import _
from web.pages.sorting import Key, Sort, sort_rows

_LEVELS = {level: place for place, level in enumerate(Level)}
_ROWS_KEPT = 3  # runs whose tables a process holds at once


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One row of the file with its outcome; `score` is -1 where it was not screened."""

    sheet: str
    number: int
    text: str
    outcome: Outcome
    level: Level
    score: int
    why: str
    listing_id: str
    sought: str  # folded text and sentence, for searching
    subject: Subject | None = None  # of which this is said: of several in a row the gravest
    recognised: str = ""  # who each text was recognised as, of a row without a match
    subjects: int = 1  # of the row
    end: CountedAs = CountedAs.UNSCREENED  # what the row is counted under
    open_facts: tuple[OpenFact, ...] = ()  # of all of them: what a policy has to know of the project


_COLUMNS: Mapping[str, Key[ResultLine]] = {
    "row": lambda line: (line.sheet, line.number),
    "risk": lambda line: (_LEVELS[line.level], line.score, line.outcome is not Outcome.NO_MATCH),
    "text": lambda line: line.text.casefold(),
    "found": lambda line: (line.recognised or line.why).casefold(),
}
HIGHEST_FIRST = Sort("risk", descending=True)
AS_IN_THE_FILE = Sort("row")


@dataclass(frozen=True, slots=True)
class View:
    """What of the table is asked for."""

    outcome: str = ""
    level: str = ""
    query: str = ""
    sort: Sort = HIGHEST_FIRST
    undecided: bool = False  # only what waits for an answer about the project

    @staticmethod
    def of(given: Mapping[str, str]) -> View:
        """Read a view; what is not known is left out."""
        outcome, level = given.get("outcome", ""), given.get("level", "")
        return View(
            outcome if outcome in set(CountedAs) else "",
            level if level in set(Level) else "",
            given.get("q", "").strip()[:300],
            Sort.of(given, _COLUMNS, str(HIGHEST_FIRST)),
            given.get("undecided", "") == "yes",
        )

    def of_lines(self, lines: Sequence[ResultLine]) -> list[ResultLine]:
        """The lines that are asked for, in order."""
        wanted = self.query.casefold()
        found = [
            line
            for line in lines
            if (not self.outcome or line.end == self.outcome)
            and (not self.level or line.level == self.level)
            and (not self.undecided or line.open_facts)
            and wanted in line.sought
        ]
        return found if self.sort == AS_IN_THE_FILE else sort_rows(found, self.sort, _COLUMNS)


@dataclass(frozen=True, slots=True)
class TableContent:
    """What a table shows, in the order of the file; kept beside the run, for a day and as long as its list at most."""

    lines: tuple[ResultLine, ...]
    counts: dict[str, int]  # rows of the file by state
    notices: tuple[str, ...]  # on how the list was read
    format: str  # of the list


_CONTENT = JsonCodec(TypeAdapter(TableContent))


@dataclass(frozen=True, slots=True)
class LongLines(Sequence[ResultLine]):
    """The rows of a long list that a view asks for, read as far as they are looked at."""

    long: LongRun
    buckets: tuple[tuple[str, ...], ...]  # how rows end, group by group, in the order in which they are shown

    def __len__(self) -> int:
        """How many there are."""
        return sum(self.long.count(ends) for ends in self.buckets)

    @overload
    def __getitem__(self, place: int) -> ResultLine: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[ResultLine]: ...

    def __getitem__(self, place: int | slice) -> ResultLine | Sequence[ResultLine]:
        """A row, or the rows of a page."""
        if isinstance(place, int):
            return self[place : place + 1][0]
        begin, end, _step = place.indices(len(self))
        found: list[ResultLine] = []
        for ends in self.buckets:
            number = self.long.count(ends)
            if begin < number and end > 0:
                rows = self.long.some(max(0, begin), end, ends)
                found += [_line(each.row, each.summaries) for each in rows]
            begin, end = begin - number, end - number
        return found


@dataclass(frozen=True, slots=True)
class LongTable:
    """A finished run of a long list, as far as its page shows it: filtered by how rows ended, and a page at a time."""

    long: LongRun

    @property
    def run(self) -> Run:
        """The run."""
        return self.long.run

    @property
    def order(self) -> ScreeningRequest:
        """How it was asked for."""
        return self.long.request

    @property
    def content(self) -> TableContent:
        """What is shown beside the rows."""
        layout = self.long.layout
        return TableContent((), self.rows, tuple(layout.notices), layout.format)

    @property
    def lines(self) -> Sequence[ResultLine]:
        """The rows that hold a subject."""
        return LongLines(self.long, (LISTED,))

    @property
    def questions(self) -> OpenQuestions:
        """Nothing: what is open stands beside each row."""
        return questions_of_rows(())

    @property
    def rows(self) -> dict[str, int]:
        """Rows of the file by what became of them."""
        unscreened, skipped = (
            self.long.count([each.value]) for each in (Outcome.UNSCREENED, RowState.SKIPPED)
        )
        listed = self.long.count()
        return {
            "rows": listed + skipped,
            "subject": listed - unscreened,
            "unscreened": unscreened,
            "skipped": skipped,
            "subjects": 0,
        }

    def lines_of(self, view: View) -> Sequence[ResultLine]:
        """The lines that are asked for: the highest level first, or in the order of the file.

        Raises:
            RunInParts: a text is searched for.
        """
        if view.query or view.undecided:
            raise RunInParts(
                _("This run has too many rows to be searched; choose a level, or download its report.")
            )
        ends = [
            end
            for end in LISTED
            if (
                not view.outcome or end == view.outcome or (view.outcome == Outcome.REVIEW and end in _LEVELS)
            )
            and (not view.level or end == view.level)
        ]
        if view.sort != HIGHEST_FIRST:
            return LongLines(self.long, (tuple(ends),))
        first = sorted(ends, key=lambda end: -_LEVELS.get(Level(end), 0) if end in set(Level) else 1)
        return LongLines(self.long, tuple((end,) for end in first))

    def row(self, _sheet: str, number: int) -> Row | None:
        """One row of the file as it was read."""
        return self.long.row(number)


@dataclass(frozen=True, slots=True)
class ResultTable:
    """A finished run: what its page shows of it, and its list, which is read again where a whole row is asked for."""

    run: Run
    order: ScreeningRequest
    content: TableContent
    lists: UploadedLists

    @property
    def lines(self) -> tuple[ResultLine, ...]:
        """The rows that hold a subject."""
        return self.content.lines

    def lines_of(self, view: View) -> Sequence[ResultLine]:
        """The lines that are asked for, in order."""
        return view.of_lines(self.lines)

    @property
    def questions(self) -> OpenQuestions:
        """What has to be answered about the project before every row can be decided."""
        return questions_of_rows(line.open_facts for line in self.lines)

    def row(self, sheet: str, number: int) -> Row | None:
        """One row of the file as it was read; without a sheet, of the first that has such a row."""
        rows = self.lists.get(self.run.upload_sha256, self.order, self.run.file_name).intake.rows()
        return next((row for row in rows if sheet in ("", row.sheet) and row.number == number), None)

    @property
    def rows(self) -> dict[str, int]:
        """Rows of the file by what became of them; a row whose cell could not be read may be unscreened, too."""
        unscreened = sum(line.outcome is Outcome.UNSCREENED for line in self.lines)
        screened = len(self.lines) - unscreened
        return {**self.content.counts, "subject": screened, "unscreened": unscreened}


class Tables:
    """The tables of the runs that are looked at, each put together once in a process, and its content once for all."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._lists = UploadedLists(context.files)
        self._long = LongRuns(context)
        self._tables: LruCache[ResultTable] = LruCache(_ROWS_KEPT)

    def get(self, run_id: str, team: str) -> ResultTable | LongTable:
        """The table of a finished run of `team`.

        Raises:
            RunUnknown: it has no such run.
            RunNotReady: the run is not finished.
            FileStoreError: its list is no longer kept.
        """
        run = run_of(self._context, run_id, team)
        if run.state != FINISHED:
            raise RunNotReady(
                _("This run is %(state)s; its results are shown once it is finished.", state=_(run.state))
            )
        if ScreeningRequest.from_json(run.choices).part_rows:
            return LongTable(self._long.get(run))
        return self._tables.get((run.id, run.attempt), lambda: self._table(run))

    def _table(self, run: Run) -> ResultTable:
        order = ScreeningRequest.from_json(run.choices)
        data, key = self._context.settings.data, key_of_run(run.id)
        # What it depends on: the run, which no longer changes, the engine, and the form in which it is kept.
        form = json.dumps(_CONTENT.adapter.json_schema(), sort_keys=True)
        reading = reading_hash(f"results {run.id} {run.attempt} {form}".encode())
        if (kept := cached_reading(data, key, reading)) is not None:
            return ResultTable(run, order, _CONTENT.read(kept), self._lists)
        content = self._content(run, order)
        # On a full disk the page is shown all the same; it only takes as long again after a restart.
        with suppress(OSError):
            keep_reading(data, key, reading, _CONTENT.write(content), still_there=lambda: self._is_there(run))
        return ResultTable(run, order, content, self._lists)

    def _is_there(self, run: Run) -> bool:
        with suppress(RunUnknown):
            return run_of(self._context, run.id, run.team).state == FINISHED
        return False

    def _content(self, run: Run, order: ScreeningRequest) -> TableContent:
        listed = self._lists.get(run.upload_sha256, order, run.file_name)
        known = inquiry_summaries(self._context.database, run, listed)
        intake = listed.intake
        lines = [
            _line(row, [known[asked] for asked in row.inquiries])
            for row in intake.rows()
            if row.state is not RowState.SKIPPED
        ]
        return TableContent(tuple(lines), intake.counts, tuple(intake.notices), intake.format)


def _line(row: Row, found: Sequence[ResultSummary]) -> ResultLine:
    text = _text(row)
    if not found:
        return ResultLine(
            row.sheet, row.number, text, Outcome.UNSCREENED, Level.NONE, -1, row.reason, "", text.casefold()
        )
    place = gravest(range(len(found)), lambda place: _gravity(found[place]))
    said, subject = found[place], row.subjects[place]
    why = f"{called(subject)}: {said.why}" if len(found) > 1 else said.why
    sought = " ".join((text, *(f"{each.why} {each.recognised}" for each in found))).casefold()
    return ResultLine(
        row.sheet,
        row.number,
        text,
        Outcome(said.outcome),
        said.level,
        said.risk_score,
        why,
        said.listing_id,
        sought,
        subject,
        said.recognised,
        len(found),
        said.end,
        tuple(dict.fromkeys(fact for each in found for fact in each.open_facts)),
    )


def _gravity(summary: ResultSummary) -> Gravity:
    return gravity(summary.end, summary.level, summary.risk_score, None)


def _text(row: Row) -> str:
    parts = (
        part
        for subject in row.subjects
        for part in (subject.name, *subject.organisations, *(value for _, value in subject.identifiers))
        if part
    )
    return "; ".join(dict.fromkeys(parts))
