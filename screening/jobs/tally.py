"""How many rows of a run ended how, and how many of all runs of a team week by week."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import col, select

from screening.assess import gravest
from screening.intake.model import Intake
from screening.jobs.installation import Installation
from screening.jobs.states import FINISHED
from screening.model import Level, Outcome
from screening.report import ToldRows
from screening.report.lines import Line, gravity_of_line
from screening.storage.tables import Run

ENDS = (Outcome.NO_MATCH.value, Outcome.UNSCREENED.value, *(level.value for level in Level))


@dataclass(frozen=True, slots=True)
class Week:
    """Rows of the runs that finished in a week: no match, unscreened, and those for review by level."""

    monday: date
    runs: int
    rows: Mapping[str, int]

    @property
    def total(self) -> int:
        """All rows that held a subject."""
        return sum(self.rows.values())


def tally_of(intake: Intake, told: ToldRows) -> dict[str, int]:
    """Rows by how they ended; rows that could not be read count as unscreened."""
    lines = (gravest([each.line for each in said], gravity_of_line) for said in told.values())
    counted = Counter(map(_end, lines))
    counted[Outcome.UNSCREENED.value] += intake.counts["unscreened"]
    return {end: counted[end] for end in ENDS}


def weeks(place: Installation, team: str, today: date, number: int = 12) -> tuple[Week, ...]:
    """The last weeks of a team, the current one last; a week without runs is there with nothing in it."""
    this = today - timedelta(days=today.weekday())
    mondays = [this - timedelta(weeks=back) for back in range(number - 1, -1, -1)]
    runs, rows = Counter[date](), {monday: Counter[str]() for monday in mondays}
    since = select(Run.ended_at, Run.tally).where(
        Run.team == team, Run.state == FINISHED, col(Run.ended_at) >= mondays[0].isoformat()
    )
    with place.database.read() as session:
        for ended_at, tally in session.exec(since):
            day = date.fromisoformat(ended_at[:10])
            monday = day - timedelta(days=day.weekday())
            if monday in rows:
                runs[monday] += 1
                rows[monday].update(json.loads(tally or "{}"))
    return tuple(Week(monday, runs[monday], {end: rows[monday][end] for end in ENDS}) for monday in mondays)


def _end(line: Line) -> str:
    return line.level.value if line.outcome is Outcome.REVIEW and line.level else line.outcome.value
