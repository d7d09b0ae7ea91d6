"""What a card says of rows: points that add up, and the probability they stand for."""

from __future__ import annotations

from typing import Any

import numpy as np

from screening.link.scorecard import all_cells
from screening.link.second_stage import FEATURES

POINTS = 10  # of a unit of log-odds


def points_of(card: dict[str, Any], rows: np.ndarray) -> np.ndarray:
    """The points of rows by a card."""
    total = np.full(len(rows), card["base"], np.int64)
    for at, name in enumerate(FEATURES):
        table, values = card["features"].get(name), rows[:, at]
        if table is None:
            continue
        if "cells" in table:
            cells = all_cells(name, table["cells"])
            total += np.array([cells.get(int(value), 0) for value in values], np.int64)
        else:
            places = np.searchsorted(table["cuts"], values, side="right")
            total += np.array(table["points"], np.int64)[places]
    return total


def worth_of(points: np.ndarray) -> np.ndarray:
    """The probability that points say."""
    return 1 / (1 + np.exp(-points / POINTS))
