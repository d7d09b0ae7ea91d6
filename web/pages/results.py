"""The results of a run as a table that is filtered, sorted, searched and paged on the server.

Every row of the file that holds a subject is here: screened, or unscreened with its reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from screening.assessment import gravest
from screening.assessment.gravest import Gravity, gravity
from screening.caches import LruCache
from screening.context import AppContext
from screening.intake.model import Row, RowState
from screening.model import Level, Outcome, Subject, called
from screening.pipeline import ScreeningRequest
from screening.runs.chunk_store import ResultSummary
from screening.runs.control import RunNotReady, run_of
from screening.runs.results import inquiry_summaries
from screening.runs.states import FINISHED
from screening.runs.uploaded_lists import UploadedList, UploadedLists
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

    @staticmethod
    def of(given: Mapping[str, str]) -> View:
        """Read a view; what is not known is left out."""
        outcome, level = given.get("outcome", ""), given.get("level", "")
        return View(
            outcome if outcome in set(Outcome) else "",
            level if level in set(Level) else "",
            given.get("q", "").strip()[:300],
            Sort.of(given, _COLUMNS, str(HIGHEST_FIRST)),
        )

    def of_lines(self, lines: Sequence[ResultLine]) -> list[ResultLine]:
        """The lines that are asked for, in order."""
        wanted = self.query.casefold()
        found = [
            line
            for line in lines
            if (not self.outcome or line.outcome == self.outcome)
            and (not self.level or line.level == self.level)
            and wanted in line.sought
        ]
        return found if self.sort == AS_IN_THE_FILE else sort_rows(found, self.sort, _COLUMNS)


@dataclass(frozen=True, slots=True)
class ResultTable:
    """A finished run: its lines in the order of the file, and its list as it was read."""

    run: Run
    order: ScreeningRequest
    listed: UploadedList
    lines: tuple[ResultLine, ...]

    def row(self, sheet: str, number: int) -> Row | None:
        """One row of the file as it was read; without a sheet, of the first that has such a row."""
        rows = self.listed.intake.rows()
        return next((row for row in rows if sheet in ("", row.sheet) and row.number == number), None)

    @property
    def rows(self) -> dict[str, int]:
        """Rows of the file by what became of them; a row whose cell could not be read may be unscreened, too."""
        counts, unscreened = self.listed.intake.counts, self.counts[Outcome.UNSCREENED.value]
        return {**counts, "subject": len(self.lines) - unscreened, "unscreened": unscreened}

    @property
    def counts(self) -> dict[str, int]:
        """Lines by outcome, and reviews by level."""
        counted = {outcome.value: 0 for outcome in Outcome} | {level.value: 0 for level in Level}
        for line in self.lines:
            counted[line.outcome.value] += 1
            if line.outcome is Outcome.REVIEW:
                counted[line.level.value] += 1
        return counted


class Tables:
    """The tables of the runs that are looked at, each put together once in a process."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._lists = UploadedLists(context.files)
        self._tables: LruCache[ResultTable] = LruCache(_ROWS_KEPT)

    def get(self, run_id: str, team: str) -> ResultTable:
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
        return self._tables.get((run.id, run.attempt), lambda: self._make(run))

    def _make(self, run: Run) -> ResultTable:
        order = ScreeningRequest.from_json(run.choices)
        listed = self._lists.get(run.upload_sha256, order, run.file_name)
        known = inquiry_summaries(self._context.database, run, listed)
        lines = [
            _line(row, [known[asked] for asked in row.inquiries])
            for row in listed.intake.rows()
            if row.state is not RowState.SKIPPED
        ]
        return ResultTable(run, order, listed, tuple(lines))


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
    )


def _gravity(summary: ResultSummary) -> Gravity:
    return gravity(Outcome(summary.outcome), summary.level, summary.risk_score, None)


def _text(row: Row) -> str:
    parts = (
        part
        for subject in row.subjects
        for part in (subject.name, *subject.organisations, *(value for _, value in subject.identifiers))
        if part
    )
    return "; ".join(dict.fromkeys(parts))
