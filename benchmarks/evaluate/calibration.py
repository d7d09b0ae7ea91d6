"""Calibration: of the hits that say 0.9, are nine in ten right? Fitted on half A, checked on half B.

The strings are the labelled affiliations (labels in doubt left out) and, since those hold few weak hits, every body of
the register asked for by its acronyms, alone and with its country, and by its name with one letter wrong, with the first
two letters of a word exchanged, two words swapped, two in another spelling: what names alike are read from. The register
says whom these mean; it is a closed world, so a bearer nobody registered is not among them, and weak hits are worse
in the world than here. Prints the table that `screening/link/calibration.csv` holds.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache

from benchmarks.evaluate.affiliations import JUDGED, digest, doubted, subject_of
from benchmarks.evaluate.misspelt import FEWEST_WORDS, LONG, WAYS
from benchmarks.evaluate.own_names import misspelt
from benchmarks.evaluate.world import half, in_force, labelled, linker
from benchmarks.index_names import longest
from screening.model import Hit, Relation, Subject

STEP = 10  # points of a band
Judged = tuple[str, int, float, bool]  # half, points before calibration, confidence, right


def run() -> None:
    judged = sample()
    fitted = monotone([(points, right) for part, points, _, right in judged if part == "A"])
    print("points before, share right on half A (monotone), number of hits:")
    for points, share, count in fitted:
        print(f"  {points:3} {share:.3f} {count}")
    print("confidence, share right on half B, number of hits:")
    for low in range(0, 100, STEP):
        band = [
            (said, right) for part, _, said, right in judged if part == "B" and low <= said * 100 < low + STEP
        ]
        if band:
            mean = sum(said for said, _ in band) / len(band)
            print(f"  {mean:.2f} {sum(right for _, right in band) / len(band):.3f} {len(band)}")


@cache
def sample() -> list[Judged]:
    """Every judged hit: the surest of each text and relation."""
    return [*_affiliations(), *_register()]


def monotone(found: list[tuple[int, bool]]) -> list[tuple[int, float, int]]:
    """Bands of points as (mean points, share right, hits), merged until the share never falls (pool adjacent violators)."""
    bands: list[tuple[float, float, int]] = []  # points in sum, right in sum, hits
    for low in range(0, 101, STEP):
        inside = [(points, right) for points, right in found if low <= points < low + STEP]
        if not inside:
            continue
        bands.append((sum(p for p, _ in inside), sum(r for _, r in inside), len(inside)))
        while len(bands) > 1 and bands[-2][1] / bands[-2][2] > bands[-1][1] / bands[-1][2]:
            one, other = bands.pop(), bands.pop()
            bands.append((one[0] + other[0], one[1] + other[1], one[2] + other[2]))
    return [(round(points / count), right / count, count) for points, right, count in bands]


def _affiliations() -> Iterator[Judged]:
    doubts = doubted()
    for row in labelled("affiliations_dev.csv"):
        if row["label"] in JUDGED and digest(row["affiliation"]) not in doubts:
            for hit in surest(linker().read(subject_of(row)).hits):
                right = row["label"] == "DIRECT" or (
                    row["label"] != "NOT_LISTED" and hit.relation is not Relation.SAME
                )
                yield half(row["ror_id"]), before(hit), hit.confidence, right


def _register() -> Iterator[Judged]:
    for bearer in linker().universe.bearers:
        body = bearer.body
        if body is None:
            continue
        texts = [
            (name.text, country)
            for name in body.names
            if name.kind == "acronym"
            for country in ("", body.country)
        ]
        if wrong := misspelt(bearer):
            texts.append((wrong, body.country))
        texts += [(text, body.country) for text in written_wrongly(bearer.name, body.id)]
        own = {listing.id for listing in bearer.listings}
        kin = {
            listing.id for tie in bearer.ties for listing in linker().universe.bearers[tie.bearer].listings
        }
        for text, country in texts:
            for hit in surest(linker().read(Subject(name=text, country=country.split(" ")[0])).hits):
                right = hit.listing.id in (own if hit.relation is Relation.SAME else own | kin)
                yield half(body.id), before(hit), hit.confidence, right


def written_wrongly(name: str, seed: str) -> list[str]:
    """The name in the ways that no look-up and no repair of one word reads."""
    words = name.split()
    if not name.isascii() or len(words) < FEWEST_WORDS or len(longest(words)) <= LONG:
        return []
    chance = random.Random(seed)
    ways = ("first two letters", "neighbours swapped", "one in each of two", "joined and wrong")
    return [" ".join(WAYS[way](words, chance)) for way in ways]


def surest(hits: tuple[Hit, ...]) -> list[Hit]:
    """One hit a body and relation: listings of one body on many lists are one judgement."""
    best: dict[tuple[str, str, str], Hit] = {}
    for hit in in_force(hits):
        best.setdefault((hit.matched_text, hit.matched_name, hit.relation.value), hit)
    return list(best.values())


def before(hit: Hit) -> int:
    """The points of the evidence without its calibration."""
    return sum(line.points for line in hit.evidence if line.feature != "calibration")
