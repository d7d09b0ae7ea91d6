"""What a comparison says: lines of evidence with points, and flags."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Flag(StrEnum):
    """What the wording of a result must not hide, whatever the score."""

    DIFFERENT_NUMBERS = "different_numbers"  # at most siblings
    EXTRA_PLACE = "extra_place"  # one name has a place word the other lacks
    EXCHANGE = "exchange"  # father and son exchanged
    INITIALS_ONLY = "initials_only"
    LOOSE = "loose"  # persons: a short word differs, or one word differs and another is missing


class ScoreLine(NamedTuple):
    """One feature compared: both values, points for (positive) or against (negative), a reason where needed.

    A named tuple and not a dataclass: a million comparisons make several million of them.
    """

    feature: str
    left: str
    right: str
    points: int
    note: str = ""


class Comparison(NamedTuple):
    """The score (0 to 1), the lines whose points add up to 100 times it, and the flags."""

    score: float
    lines: tuple[ScoreLine, ...]
    flags: frozenset[Flag]


def start(left: str, right: str, points: int = 100, note: str = "") -> ScoreLine:
    """The line every comparison begins with: full marks before anything is taken off."""
    return ScoreLine("names compared", left, right, points, note)
