"""How many of the names meant are among the candidates.

Two measures. Planted: names mutated in eight ways, and how often the name meant is among the first 10 and 100.
Complete: against every pair of 1,000 real partner names and 20,000 names, compared by brute force, with
nothing planted; how many of the pairs whose distinctive words, sorted, are alike by 80, 85 and 90 of 100 are
candidates. Words in more than one of 200 names are not distinctive ("Duke University" is not like "Hue
University"), and six letters at least must be left.
"""

from __future__ import annotations

import csv
from collections import Counter

import numpy as np
from rapidfuzz import fuzz, process

from benchmarks.index_names import KINDS, SHARED, planted
from benchmarks.index_world import SIZES, built, lists_at_hand, names, opened
from screening.index.folding import fold

EACH = 400
QUERIES = 1_000
COMMON = 1 / 200  # of names
LETTERS = 6


def run() -> None:
    """Print recall at each size, then completeness."""
    if not lists_at_hand():
        return
    for size in SIZES:
        _planted(size, k=100, budget=3000)
    for k, threshold, budget in ((30, 0.25, 3000), (100, 0.15, 3000), (1000, 0.1, 10_000)):
        _complete(SIZES[0], k, threshold, budget)


def _words(name: str) -> bytes:
    return b" ".join(sorted(fold([name]).split()))


def _distinctive(names: list[str], common: set[bytes]) -> list[bytes]:
    """What is left of each name without common words; nothing where too little is."""
    left = [b" ".join(word for word in _words(name).split() if word not in common) for name in names]
    return [text if len(text) >= LETTERS else b"" for text in left]


def _planted(size: int, k: int, budget: int) -> None:
    listed, queries = names(size), planted(names(size), EACH)
    found = opened(built(size)).search([text for _, text, _ in queries], k=k, budget=budget)
    edge = np.searchsorted(found.row, np.arange(len(queries) + 1))
    within: dict[int, Counter[str]] = {10: Counter(), 100: Counter()}
    for number, (kind, _, meant) in enumerate(queries):
        same = _words(listed[meant])
        ids = found.name[edge[number] : edge[number + 1]].tolist()
        place = next((at for at, id_ in enumerate(ids) if id_ == meant or _words(listed[id_]) == same), k)
        for depth, hits in within.items():
            hits[kind] += place < depth
    at_10, at_100 = (sum(hits.values()) / len(queries) for hits in within.values())
    print(f"   {size:,} names, k={k}, budget={budget}: recall@10 {at_10:.4f}, recall@100 {at_100:.4f}")
    print(
        "     at 100 by kind: " + ", ".join(f"{kind} {within[100][kind] / EACH:.3f}" for kind in KINDS),
        flush=True,
    )


def _complete(size: int, k: int, threshold: float, budget: int) -> None:
    with (SHARED / "inputs" / "openalex_partner_orgs.csv").open(encoding="utf-8", newline="") as file:
        texts = [row["organisation"] for row in csv.DictReader(file)][:: 9_595 // QUERIES][:QUERIES]
    held = Counter(word for name in names(size) for word in set(_words(name).split()))
    common = {word for word, count in held.items() if count > COMMON * size}
    left, right = _distinctive(texts, common), _distinctive(names(size), common)
    alike = process.cdist(left, right, scorer=fuzz.ratio, score_cutoff=80, dtype=np.uint8)
    alike[[not text for text in left]] = 0
    found = opened(built(size)).search(texts, k=k, threshold=threshold, budget=budget)
    candidate = np.zeros(alike.shape, np.bool_)
    candidate[found.row, found.name] = True
    shares = []
    for least in (90, 85, 80):
        pairs = alike >= least
        best = pairs & (alike == alike.max(axis=1, keepdims=True))
        rows = best.any(axis=1)
        share, share_best = candidate[pairs].mean(), (candidate & best).any(axis=1)[rows].mean()
        shares.append(f"over {least}: {share:.4f} of {pairs.sum():,} pairs, {share_best:.4f} of best pairs")
    print(
        f"   complete, {size:,} names, k={k}, threshold={threshold}, budget={budget}: " + "; ".join(shares),
        flush=True,
    )
