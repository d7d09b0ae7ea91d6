"""nomenklatura's Index and logic-v2 against the linker and the candidate index: one list, one run, one core.

20,000 printed names of organisations, asked with 1,200 of them written wrongly in eight ways and 1,200 real partner
organisations of which none has the words of a listed one. The peer runs where PEER_PYTHON names a Python that has
nomenklatura 4.17 or later (PyICU, which it needs, has no wheel, so that no extra of ours can bring it).

- *linker*: every row from its text to hits with evidence, points and explained near-misses.
- *proposed and compared*: what the index proposes, two names a row, each compared by `screening.compare`, line by line
  where the pair may reach the threshold. The listed names are prepared beforehand, as the peer's index is.
- *proposed*: the index alone, three names a row.
"""

from __future__ import annotations

import csv
import gc
import os
import random
import time
from collections.abc import Callable

from benchmarks.index_names import KINDS, SHARED, many_names, planted
from benchmarks.index_world import lists_at_hand
from benchmarks.peer_python import ask
from screening.compare.comparison import compare
from screening.compare.prepared import PreparedName, prepare
from screening.engine import TOGETHER
from screening.index import Index, arrays_of
from screening.index.folding import fold
from screening.link import build
from screening.model import Subject, SubjectType
from screening.names.characters import NameTooLong
from watchlists.model import ListedName, Listing, NameKind, PartyType

LISTED, EACH, STRANGERS = 20_000, 150, 1_200
THRESHOLD = 0.7
PROPOSED, COMPARED, LIKE = 3, 2, 0.5  # names a row; the least cosine of a name that is compared

Found = dict[int, list[tuple[int, float]]]  # by row: listed names with scores


class _Lists:
    def __init__(self, names: list[str]) -> None:
        self.listings = tuple(
            Listing(f"l:{at}", "l", (ListedName(name, NameKind.PRIMARY),), PartyType.ORGANISATION)
            for at, name in enumerate(names)
        )
        self.in_order = ()


def run() -> None:
    """Print rows a second, recall and false hits of each."""
    if not lists_at_hand():
        return
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    listed = many_names(LISTED)
    meant = [(text, place) for kind, text, place in planted(listed, EACH) if kind in KINDS[1:]]
    rows = [*((text, place) for text, place in meant), *((text, -1) for text in _strangers(listed))]
    random.Random(3).shuffle(rows)
    texts = [text for text, _ in rows]
    index = Index(arrays_of(listed)[0])
    linker = build(_Lists(listed), _Lists([]))
    linker.open()
    prepared = [prepare("Organization", name).worked_out() for name in listed]
    gc.collect()
    gc.freeze()  # else the collector walks both lists again and again

    def read() -> Found:
        subjects = [Subject(name=text, type=SubjectType.ORGANISATION) for text in texts]
        readings = [
            linked.reading
            for first in range(0, len(subjects), TOGETHER)
            for linked in linker.link_all(subjects[first : first + TOGETHER])
        ]
        return {
            row: [(int(hit.listing.id[2:]), hit.confidence) for hit in reading.hits]
            for row, reading in enumerate(readings)
        }

    def compared() -> Found:
        near = _proposed(index, texts, COMPARED, LIKE)
        return {row: _compared(texts[row], places, prepared) for row, places in near.items()}

    print(f"   {len(listed):,} names, {len(rows):,} rows; CPU of one core")
    ours = [
        _measured(name, rows, listed, way)
        for name, way in (("linker", read), ("proposed and compared", compared))
    ]
    start = time.process_time()
    proposed = _proposed(index, texts, PROPOSED, 0.25)
    spent = time.process_time() - start
    inside = sum(place in proposed.get(row, ()) for row, (_, place) in enumerate(rows) if place >= 0)
    print(
        f"   proposed: {len(rows) / spent:,.0f} rows/s; the name meant among {PROPOSED}: {inside / len(meant):.3f}"
    )
    _peer(rows, listed, texts, [*ours, len(rows) / spent])


def _proposed(index: Index, texts: list[str], most: int, like: float) -> dict[int, list[int]]:
    found = index.search(texts, k=most, threshold=like)
    near: dict[int, list[int]] = {}
    for row, name in zip(found.row.tolist(), found.name.tolist(), strict=True):
        near.setdefault(row, []).append(name)
    return near


def _compared(text: str, near: list[int], listed: list[PreparedName]) -> list[tuple[int, float]]:
    try:
        asked = prepare("Organization", text)
    except NameTooLong:
        return []
    scores = [(place, compare(asked, listed[place], THRESHOLD).score) for place in near]
    return [(name, score) for name, score in scores if score >= THRESHOLD]


def _measured(name: str, rows: list[tuple[str, int]], listed: list[str], way: Callable[[], Found]) -> float:
    start = time.process_time()
    found = way()
    spent = time.process_time() - start
    _say(name, rows, listed, found, len(rows) / spent)
    return len(rows) / spent


def _say(name: str, rows: list[tuple[str, int]], listed: list[str], found: Found, speed: float) -> None:
    """Recall over rows that mean a listed name (or one of the same words), false hits over those that mean none."""
    words = {at: _words(text) for at, text in enumerate(listed)}
    right = wrong = 0
    for row, (_, place) in enumerate(rows):
        hits = [at for at, _ in found.get(row, ())]
        if place < 0:
            wrong += bool(hits)
        else:
            right += any(at == place or words[at] == words[place] for at in hits)
    strangers = sum(place < 0 for _, place in rows)
    print(
        f"   {name}: {speed:,.0f} rows/s, found {right / (len(rows) - strangers):.3f}, "
        f"strangers with a hit {wrong / strangers:.3f}",
        flush=True,
    )


def _strangers(listed: list[str]) -> list[str]:
    known = {_words(name) for name in listed}
    with (SHARED / "inputs" / "openalex_partner_orgs.csv").open(encoding="utf-8", newline="") as file:
        texts = dict.fromkeys(row["organisation"] for row in csv.DictReader(file))
    return random.Random(4).sample([text for text in texts if _words(text) not in known], STRANGERS)


def _words(name: str) -> bytes:
    return b" ".join(sorted(fold([name]).split()))


def _peer(rows: list[tuple[str, int]], listed: list[str], texts: list[str], speeds: list[float]) -> None:
    said = ask("peer_rows.py", {"listed": listed, "rows": texts, "least": THRESHOLD})
    if said is None:
        return
    speed = len(rows) / said["seconds"]
    scored = {int(row): [(at, score) for at, score in hits] for row, hits in said["scored"].items()}
    _say(f"nomenklatura, {said['pairs'] / len(rows):.0f} pairs a row", rows, listed, scored, speed)
    names = ("linker", "proposed and compared", "proposed")
    print(
        "   times the peer: " + ", ".join(f"{n} {s / speed:.0f}" for n, s in zip(names, speeds, strict=True))
    )
