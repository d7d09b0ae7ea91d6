"""How many joins of listings are right, and how many of the right ones are made.

`python -m benchmarks join_accuracy`. The pairs stand in `join_labels.csv`: drawn by `join_pairs.py` before the EU's acts
were lists of ours, each read by two readers, each alone, who did not see what the code makes of it. A pair counts where both said the same, yes or no. Half of the parties
(`fit`) was read while causes were mended, the other (`held`) was measured only. Near misses were drawn on purpose, so that
the share of joins found is that of this sample and lower than over all listings. Pairs of which a listing has no country
are counted apart: their names are compared with all the world's.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.evaluate.world import share
from screening.link.ledger import JoinEvidence
from screening.link.universe import Assembly
from watchlists.library import load_library
from watchlists.register import load_register

LABELS = Path(__file__).with_name("join_labels.csv")
HALVES = ("fit", "held")


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """A pair of listings that two readers judged."""

    number: str
    half: str
    listings: tuple[str, str]  # ids
    drawn_as: str
    same: bool | None  # None where the readers differ, or are not sure


def read_labels(path: Path = LABELS) -> list[LabelledPair]:
    """The pairs in the order of the file."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            LabelledPair(
                row["pair"],
                row["half"],
                (row["listing_a"], row["listing_b"]),
                row["drawn_as"],
                _same(row["reader_1"], row["reader_2"]),
            )
            for row in csv.DictReader(file, strict=True)
        ]


def _same(one: str, other: str) -> bool | None:
    return {"yes": True, "no": False}.get(one) if one == other else None


def run() -> None:
    """Print both shares for each half, then what was wrong in the half that may be read."""
    library = load_library()
    assembly = Assembly(load_register().in_order, library.listings)
    assembly.assemble()
    universe = assembly.universe()
    parties = {entry.id: bearer.number for bearer in universe.bearers for entry in bearer.listings}
    nowhere = {listing.id for listing in library.listings if not listing.country}
    by_name = [line for line in universe.ledger if line.evidence is JoinEvidence.LISTED_NAME]
    without = sum(line.listing_id in nowhere for line in by_name)
    print(
        f"joins by the name of another listing {len(by_name)}, of which of a listing without a country {without}"
    )
    pairs = read_labels()
    held = [pair for pair in pairs if all(each in parties for each in pair.listings)]
    print(f"pairs {len(pairs)}, of which both listings are on a list that is shipped: {len(held)}")
    judged = [pair for pair in held if pair.same is not None]
    print(f"pairs on which both readers say the same, yes or no: {len(judged)}")
    joined = {pair.number for pair in judged if len({parties[each] for each in pair.listings}) == 1}
    for half in (*HALVES, ""):
        _print(half or "both halves", [pair for pair in judged if half in ("", pair.half)], joined)
    _print(
        "one without a country", [pair for pair in judged if not nowhere.isdisjoint(pair.listings)], joined
    )
    for pair in judged:
        if pair.half == "fit" and pair.same != (pair.number in joined):
            said = "joined, and two" if pair.same is False else "apart, and one"
            print(f"  {pair.number:>3} {said}: {' | '.join(pair.listings)} ({pair.drawn_as})")


def _print(half: str, pairs: Sequence[LabelledPair], joined: set[str]) -> None:
    right = sum(pair.same is True and pair.number in joined for pair in pairs)
    made = sum(pair.number in joined for pair in pairs)
    same = sum(pair.same is True for pair in pairs)
    print(
        f"{half:21} joined pairs that are one party {share(right, made)}; one party and joined {share(right, same)}"
    )
