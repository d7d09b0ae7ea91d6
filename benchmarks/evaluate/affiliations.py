"""Affiliation strings: recall on DIRECT, false hits on NOT_LISTED, relations on AFFILIATE_OF_LISTED, in both halves.

Labels were made by exact names within a country, so some are wrong; `label_doubts.csv` names them with reasons, and
figures are printed with and without them.
"""

from __future__ import annotations

import csv
import hashlib
import time
from collections import Counter
from pathlib import Path

from benchmarks.evaluate.world import LISTS, half, in_force, labelled, linker, share
from screening.model import Reading, Relation, Subject

DOUBTS = Path(__file__).parent / "label_doubts.csv"
JUDGED = ("DIRECT", "NOT_LISTED", "AFFILIATE_OF_LISTED")


def run() -> None:
    rows = [row for row in labelled("affiliations_dev.csv") if row["label"] in JUDGED]
    if not rows:
        return
    engine = linker()
    started = time.process_time()
    readings = [engine.read(subject_of(row)) for row in rows]
    rate = len(rows) / (time.process_time() - started)
    doubts = doubted()
    counts: Counter[tuple[str, str, str, bool]] = Counter()
    for row, reading in zip(rows, readings, strict=True):
        right = is_right(row, reading)
        for group in groups(row, doubts):
            counts[row["label"], *group, right] += 1
        if not right and digest(row["affiliation"]) not in doubts:
            print(f"  {row['label']}: {row['affiliation'][:110]} -> {shown(reading)}")
    for label, style, part, _ in sorted({(*key[:3], True) for key in counts}):
        right, wrong = counts[label, style, part, True], counts[label, style, part, False]
        print(f"{label:20} {style:12} {part:16} {share(right, right + wrong)}")
    print(f"{rate:,.0f} strings a second of one core's time")


def subject_of(row: dict[str, str]) -> Subject:
    country = "" if "|" in row["country"] else row["country"]
    return Subject(affiliations=(row["affiliation"],), country=country)


def is_right(row: dict[str, str], reading: Reading) -> bool:
    hits = in_force(reading.hits)
    if row["label"] == "DIRECT":
        wanted = {LISTS[part.split(":")[0].strip()] for part in row["listed_as"].split(" ; ")}
        return any(hit.listing.watchlist_id in wanted for hit in hits)
    if row["label"] == "NOT_LISTED":
        return not hits
    return any(hit.relation is not Relation.SAME for hit in hits)


def groups(row: dict[str, str], doubts: frozenset[str]) -> list[tuple[str, str]]:
    part = f"half {half(row['ror_id'])}"
    made = [(row["style"], part), ("all", "all")]
    return made if digest(row["affiliation"]) in doubts else [*made, ("all", "labels not doubted")]


def doubted() -> frozenset[str]:
    with DOUBTS.open(encoding="utf-8", newline="") as file:
        return frozenset(row["digest"] for row in csv.DictReader(file))


def digest(affiliation: str) -> str:
    return hashlib.sha256(affiliation.encode()).hexdigest()[:16]


def shown(reading: Reading) -> str:
    hits = [
        f"{hit.relation.value} {hit.listing.name} ({hit.listing.watchlist_id})" for hit in reading.hits[:2]
    ]
    rejected = [f"{other.name}: {other.why}" for other in reading.alternatives[:2]]
    return "; ".join(hits or rejected) or "nothing"
