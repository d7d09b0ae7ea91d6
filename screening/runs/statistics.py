"""How many rows of a run ended how, and how many of all runs of a team week by week."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import col, select

from screening.context import AppContext
from screening.report.entries import ENDS
from screening.runs.states import FINISHED
from screening.storage.tables import Run


@dataclass(frozen=True, slots=True)
class Week:
    """Rows of the files whose runs finished in a week, by how they ended: ENDS."""

    monday: date
    runs: int
    rows: Mapping[str, int]

    @property
    def total(self) -> int:
        """All rows of the files."""
        return sum(self.rows.values())


def weeks(context: AppContext, team: str, today: date, number: int = 12) -> tuple[Week, ...]:
    """The last weeks of a team, the current one last; a week without runs is there with nothing in it."""
    this = today - timedelta(days=today.weekday())
    mondays = [this - timedelta(weeks=back) for back in range(number - 1, -1, -1)]
    runs, rows = Counter[date](), {monday: Counter[str]() for monday in mondays}
    since = select(Run.ended_at, Run.tally).where(
        Run.team == team, Run.state == FINISHED, col(Run.ended_at) >= mondays[0].isoformat()
    )
    with context.database.read() as session:
        for ended_at, tally in session.exec(since):
            day = date.fromisoformat(ended_at[:10])
            monday = day - timedelta(days=day.weekday())
            if monday in rows:
                runs[monday] += 1
                rows[monday].update(json.loads(tally or "{}"))
    return tuple(Week(monday, runs[monday], {end: rows[monday][end] for end in ENDS}) for monday in mondays)
