"""Sanctions regimes: the instrument behind each code that the UN and UK lists print, from a file."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

REGIMES = Path(__file__).parents[2] / "data" / "regimes.csv"


@cache
def regimes(list_id: str) -> dict[str, str]:
    """Citations by regime code, for one list."""
    with REGIMES.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["citation"] for row in csv.DictReader(file) if row["list"] == list_id}
