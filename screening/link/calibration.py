"""What points mean: the share of hits with as many that were right on labelled strings.

The table is data, fitted on one half of the strings and checked on the other (`make eval`, part `calibration`); between
its rows the share is drawn straight. It never falls, so calibrating never changes the order of hits. What it adds or
takes is a line of the evidence, and the lines still add up to the confidence.
"""

from __future__ import annotations

import csv
from bisect import bisect_right
from functools import cache
from pathlib import Path

from screening.model import CALIBRATION, Evidence

TABLE = Path(__file__).parent / "calibration.csv"


@cache
def table() -> tuple[tuple[int, float], ...]:
    """Rows of (points, share right, 0 to 1), both rising."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple((int(row["points"]), float(row["share"])) for row in csv.DictReader(file, strict=True))


@cache
def meaning(points: int) -> int:
    """The share of right hits among those with so many points (0 to 100), in hundredths."""
    rows = table()
    at = min(max(bisect_right([given for given, _ in rows], points), 1), len(rows) - 1)
    (low, less), (high, more) = rows[at - 1], rows[at]
    share = less + (more - less) * (points - low) / (high - low)
    return round(100 * min(max(share, rows[0][1]), rows[-1][1]))


def calibrated(lines: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """The lines with one more that makes their sum the share of such hits that is right."""
    points = sum(line.points for line in lines)
    share = meaning(points)
    if share == points:
        return lines
    note = f"of hits with such evidence about {share} in 100 were right on labelled strings"
    return (*lines, Evidence(CALIBRATION, "", "", share - points, note))
