"""How telling a word is: 1 for a word nobody else on the lists bears, near 0 for the commonest.

Counts are of listed persons' names and of organisations' names (lists of OFAC, the United Kingdom, the United
Nations and BIS, and ROR), in word_counts.csv; words counted fewer than three times are left out and count as unseen.
"""

from __future__ import annotations

import math
from functools import cache, lru_cache

from screening.names.vocabulary import columns

_TOTAL = "(names)"  # the row that says over how many names was counted


@cache
def _counts(column: str) -> tuple[dict[str, int], float]:
    """Counts by word, and the logarithm of the number of names; read when first asked for."""
    counts = {word: int(count or 0) for word, count in columns("word_counts", "word", column)}
    total = counts.pop(_TOTAL)
    return counts, math.log(total)


@lru_cache(100_000)
def rarity(word: str, organisation: bool) -> float:
    """0 to 1: one minus the logarithm of the word's count over that of all names."""
    counts, total = _counts("organisations" if organisation else "persons")
    return 1 - math.log(max(1, counts.get(word, 1))) / total


def bearers(word: str) -> int:
    """How many listed persons' names hold the word; 0 to 2 are not told apart and come back as 0."""
    return _counts("persons")[0].get(word, 0)


def organisations_called(word: str) -> int:
    """How many organisations' names hold the word; 0 to 2 are not told apart and come back as 0."""
    return _counts("organisations")[0].get(word, 0)


@cache
def names_of_organisations() -> int:
    """Over how many names of organisations words were counted."""
    return round(math.exp(_counts("organisations")[1]))
