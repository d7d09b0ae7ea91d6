"""Everything that a report is written from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from screening.dispositions.standing import Standings
from screening.intake.model import Intake
from screening.model import RunFacts
from screening.report.told import ToldRows


@dataclass(frozen=True, slots=True)
class Matter:
    """A list, what is told of its rows, what the run rests on, and what people decided before."""

    original: Path
    intake: Intake
    told: ToldRows
    facts: RunFacts
    standings: Standings
