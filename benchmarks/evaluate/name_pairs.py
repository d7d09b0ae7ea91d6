"""Name pairs: precision, recall and F1 of the pair scorer, its worst errors, and the table against its peers.

nomenklatura's logic-v2 runs where PEER_PYTHON names a Python that has it (it needs PyICU, which has no wheel); nobody
needs it to use the product. Thresholds of peers are the best for them on the same pairs, ours is the one it is used with.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from anyascii import anyascii
from rapidfuzz import fuzz

from benchmarks.evaluate.world import labelled
from benchmarks.peer_python import ask
from screening.compare.comparison import compare
from screening.compare.explain import explain
from screening.compare.points import THRESHOLD
from screening.compare.prepared import prepare

WORST = 12


def run() -> None:
    """Print figures for the labelled pairs."""
    rows = labelled("name_pairs_dev.csv")
    if not rows:
        return
    print(f"{'scorer':34} {'threshold':>9} {'precision':>9} {'recall':>7} {'F1':>6} {'us a pair':>10}")
    ours = [explain(row["name1"], row["name2"], row["schema"]).score for row in rows]
    table_row("this scorer", rows, ours, THRESHOLD, prepared_time(rows))
    for part, person in (("  persons", True), ("  organisations", False)):
        chosen = [at for at, row in enumerate(rows) if (row["schema"] == "Person") is person]
        table_row(part, [rows[at] for at in chosen], [ours[at] for at in chosen], THRESHOLD, 0)
    for name, scores, spent in peers(rows):
        best = max((figures(rows, scores, step / 100)[2], step / 100) for step in range(30, 100))
        table_row(name, rows, scores, best[1], spent)
    print("worst errors:")
    errors = [
        (abs(score - THRESHOLD), score, row)
        for score, row in zip(ours, rows, strict=True)
        if wrong(score, row)
    ]
    for _, score, row in sorted(errors, key=lambda error: -error[0])[:WORST]:
        print(f"  {score:.2f} labelled {row['is_match']:5} {row['schema']}: {row['name1']} | {row['name2']}")


def wrong(score: float, row: dict[str, str]) -> bool:
    return (score >= THRESHOLD) != (row["is_match"] == "true")


def figures(rows: list[dict[str, str]], scores: list[float], threshold: float) -> tuple[float, float, float]:
    """Precision, recall and F1 at a threshold."""
    says = [score >= threshold for score in scores]
    truth = [row["is_match"] == "true" for row in rows]
    both = sum(said and true for said, true in zip(says, truth, strict=True))
    precision, recall = both / max(1, sum(says)), both / max(1, sum(truth))
    return precision, recall, 2 * both / max(1, sum(says) + sum(truth))


def table_row(
    name: str, rows: list[dict[str, str]], scores: list[float], threshold: float, spent: float
) -> None:
    precision, recall, f1 = figures(rows, scores, threshold)
    timing = f"{spent:10.1f}" if spent else ""
    print(f"{name:34} {threshold:9.2f} {precision:9.3f} {recall:7.3f} {f1:6.3f} {timing}")


def prepared_time(rows: list[dict[str, str]]) -> float:
    """Microseconds a prepared pair with its explanation, on the second pass."""
    pairs = [(prepare(row["schema"], row["name1"]), prepare(row["schema"], row["name2"])) for row in rows]
    for left, right in pairs:
        compare(left, right)
    start = time.process_time()
    for _ in range(5):
        for left, right in pairs:
            compare(left, right)
    return (time.process_time() - start) / 5 / len(pairs) * 1e6


def peers(rows: list[dict[str, str]]) -> Iterator[tuple[str, list[float], float]]:
    """Name, score of every pair, and microseconds a pair, of each peer."""
    start = time.process_time()
    scores = [
        fuzz.WRatio(anyascii(row["name1"]).lower(), anyascii(row["name2"]).lower()) / 100 for row in rows
    ]
    yield "rapidfuzz WRatio after anyascii", scores, (time.process_time() - start) / len(rows) * 1e6
    said = ask("peer_pairs.py", [[row["schema"], row["name1"], row["name2"]] for row in rows])
    if said is not None:
        yield "nomenklatura logic-v2", said["scores"], said["seconds"] / len(rows) * 1e6
