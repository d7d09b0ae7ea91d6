"""Which of several results a row shows: the gravest, by one order everywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from screening.model import CountedAs, Level, Result

ValueT = TypeVar("ValueT")
Gravity = tuple[int, int, float, float]

# "Could not look" is graver than "nothing found", and a finding is graver than both.
_ENDS = tuple(CountedAs)
_LEVELS = tuple(Level)


def gravity(end: CountedAs, level: Level | None, score: int | None, confidence: float | None) -> Gravity:
    """What results are ordered by: what they are counted as, then level, score and confidence; None counts as nothing."""
    rank = _LEVELS.index(level) if level is not None else 0
    return _ENDS.index(end), rank, score or 0, confidence or 0.0


def gravest(values: Sequence[ValueT], gravity_of: Callable[[ValueT], Gravity]) -> ValueT:
    """The gravest of one or more values; of equals, the first.

    Raises:
        ValueError: there are none.
    """
    return max(values, key=gravity_of)


def gravity_of_result(result: Result) -> Gravity:
    """The gravity of a whole result; its confidence is that of the hit its sentence speaks of."""
    said = result.assessment
    confidence = said.lead.confidence if said.lead else 0.0
    return gravity(said.counted_as, said.risk_level, said.risk_score, confidence)
