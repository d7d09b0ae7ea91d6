"""The JSON of a comparison of two names: `screening explain --json`."""

from __future__ import annotations

from typing import Self

from screening.compare.lines import Comparison
from screening.json_model import JsonModel


class ScoreLineJson(JsonModel):
    """One feature compared: both values, its points, and a reason where it needs one."""

    feature: str
    left: str
    right: str
    points: int
    note: str


class ComparisonJson(JsonModel):
    """The score (0 to 1), the lines whose points add up to 100 times it, and the flags in order."""

    score: float
    lines: tuple[ScoreLineJson, ...]
    flags: tuple[str, ...]

    @classmethod
    def of(cls, said: Comparison) -> Self:
        """The JSON of one comparison."""
        lines = tuple(map(ScoreLineJson.model_validate, said.lines))
        return cls(score=said.score, lines=lines, flags=tuple(sorted(said.flags)))
