"""What is said to the end against what is true: hits of whole screenings by tenths, and the offsets that would fit them.

The fit calibrates the best candidate of a text before limits, offsets and relations count. Here the linker is asked as people
ask it, on files of strings that others wrote (benchmarks/cases, the halves that may be read): the surest hit of each text is
right or not. An offset moves where the texts of a kind say more than whole points by which it is off; their mixture of listed
and innocent strings is the files' own, so that a person decides.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.first_look import Case, bodies_of, is_right
from benchmarks.fit_scorecard.points import POINTS
from screening.engine import Engine
from screening.link.second_stage import RECOGNISED, UNRECOGNISED
from screening.link.stage_sentences import POSSIBLE
from screening.model import Hit, Result

TENTHS = 10
EXACT = "exact reading"
_STEPS = 25
_FEWEST = 20  # texts of a kind that say anything


@dataclass(frozen=True, slots=True)
class Said:
    """The surest hit of one text: by whom it was read, what was said, and whether it is right."""

    kind: str  # of input, as the card's offsets name it; EXACT where the exact reading says it
    confidence: float
    right: bool


def said_of(engine: Engine, cases: Sequence[Case]) -> list[Said]:
    """The surest hit of each text that has one."""
    bodies = bodies_of(engine)
    results = engine.screen_all(case.inquiry for case in cases)
    found = []
    for case, result in zip(cases, results, strict=True):
        if result.reading.hits:
            hit = max(result.reading.hits, key=lambda each: each.confidence)
            right = bool(case.listings) and is_right(result, case, bodies)
            found.append(Said(_kind(case, result, hit), hit.confidence, right))
    return found


def by_tenths(some: Iterable[Said]) -> list[tuple[float, float, int]]:
    """(mean said, share right, texts) by tenth of what was said."""
    tenths: dict[int, list[Said]] = defaultdict(list)
    for each in some:
        tenths[min(int(each.confidence * TENTHS), TENTHS - 1)].append(each)
    return [
        (
            sum(each.confidence for each in inside) / len(inside),
            sum(each.right for each in inside) / len(inside),
            len(inside),
        )
        for _, inside in sorted(tenths.items())
    ]


def shift(some: Sequence[Said]) -> int:
    """The points by which what was said must move, so that it is as much on the whole as is right; 0 of too few."""
    if len(some) < _FEWEST:
        return 0
    odds = [math.log(each.confidence / (1 - each.confidence)) for each in some]
    moved = 0.0
    for _ in range(_STEPS):
        shares = [1 / (1 + math.exp(-each - moved)) for each in odds]
        gap = sum(each.right for each in some) - sum(shares)
        moved += max(-1.0, min(1.0, gap / sum(share * (1 - share) for share in shares)))
    return round(POINTS * moved)


def report(engine: Engine, cases: Sequence[Case]) -> None:
    """Print the tenths of each kind and the points that it is off."""
    kinds: dict[str, list[Said]] = defaultdict(list)
    for each in said_of(engine, cases):
        kinds[each.kind].append(each)
    for kind in sorted(kinds):
        print(f"{kind}: {len(kinds[kind])} hits, {shift(kinds[kind]):+d} points would fit")
        for mean, right, count in by_tenths(kinds[kind]):
            print(f"  said {mean:.2f}  right {right:.2f}  {count}")


def _kind(case: Case, result: Result, hit: Hit) -> str:
    if not any(line.note.startswith(POSSIBLE) for line in hit.evidence):
        return EXACT
    if case.supplier:
        return "name"
    listed = {each.listing.name for each in result.reading.hits} | {hit.body}
    known = any(each.id and each.name not in listed for each in result.reading.recognised)
    return RECOGNISED if known else UNRECOGNISED
