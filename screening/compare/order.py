"""Whether two persons' names give their words in one order. Order is free; it only tells ties apart."""

from __future__ import annotations

from collections.abc import Sequence

from screening.compare.align import Alignment
from screening.compare.prepared import PreparedName


def in_one_order(left: PreparedName, right: PreparedName, found: Alignment) -> bool:
    """True if any order the names may be read in (as printed, or "Last, First" turned round) is one for both."""
    if found.joined or found.cut_off:
        return True
    partner = {one: other for one, other, _ in found.pairs}
    return any(
        _follows(one, other, partner)
        for one in {left.words, left.printed}
        for other in {right.words, right.printed}
    )


def _follows(one: Sequence[str], other: Sequence[str], partner: dict[str, str]) -> bool:
    at = -1
    for word in one:
        counterpart = partner.get(word, word)
        if counterpart not in other:
            continue
        place = other.index(counterpart)
        if place < at:
            return False
        at = place
    return True
