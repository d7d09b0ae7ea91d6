"""Whether a printed string is one whole name: what stands before it, after it or in it and is none.

The patterns stand in `data/typing/not_a_name.csv`, one a line with an example and a counter-example. Brackets are
counted here. What is not whole stays as printed, and the whole name stands beside it.
"""

from __future__ import annotations

import csv
import re
from functools import cache

from watchlists.formats.support.typing_tables import DATA

PATTERNS = DATA / "typing" / "not_a_name.csv"
BRACKETS = {"(": ")", "[": "]"}
TO_NARROW = str.maketrans("（）［］", "()[]")  # lists from East Asia open one width and close the other


def fault(text: str) -> str:
    """Why a text is not one whole name; "" where nothing says so."""
    if not is_balanced(text):
        return "a bracket is not closed, or not opened"
    return next((why for pattern, why in _patterns() if pattern.search(text)), "")


def is_balanced(text: str) -> bool:
    """Whether every bracket of the text is opened and closed."""
    awaited: list[str] = []
    for sign in text.translate(TO_NARROW):
        if sign in BRACKETS:
            awaited.append(BRACKETS[sign])
        elif sign in BRACKETS.values() and (not awaited or awaited.pop() != sign):
            return False
    return not awaited


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    with PATTERNS.open(encoding="utf-8", newline="") as file:
        return tuple((re.compile(row["pattern"]), row["why"]) for row in csv.DictReader(file))
