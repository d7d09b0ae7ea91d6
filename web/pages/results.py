"""The results of a run as a table that is filtered, sorted, searched and paged on the server.

Every row of the file that holds a subject is here: screened, or unscreened with its reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from screening.assess import gravest
from screening.intake.model import Row, RowState
from screening.jobs import Installation, Order
from screening.jobs.control import RunNotReady, run_of
from screening.jobs.engines import TakenList, TakenLists
from screening.jobs.kept import Kept
from screening.jobs.said import Said, gravity_of_said, said_by_inquiry
from screening.jobs.states import FINISHED
from screening.model import Level, Outcome, Subject, called
from screening.storage.tables import Run
from web.texts import _

SORTS = ("risk", "row", "text")
_LEVELS = {level: place for place, level in enumerate(Level)}
_ROWS_KEPT = 3  # runs whose tables a process holds at once


@dataclass(frozen=True, slots=True)
class Line:
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


@dataclass(frozen=True, slots=True)
class View:
    """What of the table is asked for."""

    outcome: str = ""
    level: str = ""
    query: str = ""
    sort: str = "risk"

    @staticmethod
    def of(given: Mapping[str, str]) -> View:
        """Read a view; what is not known is left out."""
        outcome, level, sort = given.get("outcome", ""), given.get("level", ""), given.get("sort", "risk")
        return View(
            outcome if outcome in set(Outcome) else "",
            level if level in set(Level) else "",
            given.get("q", "").strip()[:300],
            sort if sort in SORTS else "risk",
        )

    def of_lines(self, lines: Sequence[Line]) -> list[Line]:
        """The lines that are asked for, in order."""
        wanted = self.query.casefold()
        found = [
            line
            for line in lines
            if (not self.outcome or line.outcome == self.outcome)
            and (not self.level or line.level == self.level)
            and wanted in line.sought
        ]
        if self.sort == "risk":
            found.sort(key=lambda line: (-_LEVELS[line.level], -line.score, line.outcome is Outcome.NO_MATCH))
        elif self.sort == "text":
            found.sort(key=lambda line: line.text.casefold())
        return found


@dataclass(frozen=True, slots=True)
class Table:
    """A finished run: its lines in the order of the file, and its list as it was read."""

    run: Run
    order: Order
    taken: TakenList
    lines: tuple[Line, ...]

    def row(self, sheet: str, number: int) -> Row | None:
        """One row of the file as it was read; without a sheet, of the first that has such a row."""
        rows = self.taken.intake.rows()
        return next((row for row in rows if sheet in ("", row.sheet) and row.number == number), None)

    @property
    def rows(self) -> dict[str, int]:
        """Rows of the file by what became of them; a row whose cell could not be read may be unscreened, too."""
        counts, unscreened = self.taken.intake.counts, self.counts[Outcome.UNSCREENED.value]
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

    def __init__(self, place: Installation) -> None:
        self._place = place
        self._lists = TakenLists(place.files)
        self._kept: Kept[Table] = Kept(_ROWS_KEPT)

    def get(self, run_id: str, team: str) -> Table:
        """The table of a finished run of `team`.

        Raises:
            RunUnknown: it has no such run.
            RunNotReady: the run is not finished.
            FileStoreError: its list is no longer kept.
        """
        run = run_of(self._place, run_id, team)
        if run.state != FINISHED:
            raise RunNotReady(
                _("This run is %(state)s; its results are shown once it is finished.", state=_(run.state))
            )
        return self._kept.get((run.id, run.attempt), lambda: self._make(run))

    def _make(self, run: Run) -> Table:
        order = Order.from_json(run.choices)
        taken = self._lists.get(run.upload_sha256, order, run.file_name)
        known = dict(said_by_inquiry(self._place.database, run, taken))
        lines = [
            _line(row, [known[asked] for asked in row.inquiries])
            for row in taken.intake.rows()
            if row.state is not RowState.SKIPPED
        ]
        return Table(run, order, taken, tuple(lines))


def _line(row: Row, found: Sequence[Said]) -> Line:
    text = _text(row)
    if not found:
        return Line(
            row.sheet, row.number, text, Outcome.UNSCREENED, Level.NONE, -1, row.reason, "", text.casefold()
        )
    place = gravest(range(len(found)), lambda place: gravity_of_said(found[place]))
    said, subject = found[place], row.subjects[place]
    why = f"{called(subject)}: {said.why}" if len(found) > 1 else said.why
    sought = " ".join((text, *(f"{each.why} {each.recognised}" for each in found))).casefold()
    return Line(
        row.sheet,
        row.number,
        text,
        said.outcome,
        said.level,
        said.score,
        why,
        said.listing_id,
        sought,
        subject,
        said.recognised,
        len(found),
    )


def _text(row: Row) -> str:
    parts = (
        part
        for subject in row.subjects
        for part in (subject.name, *subject.organisations, *(value for _, value in subject.identifiers))
        if part
    )
    return "; ".join(dict.fromkeys(parts))
