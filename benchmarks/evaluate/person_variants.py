"""Classes of name variation on OFAC persons, by `sanctions-screening-benchmark` (module ssb), where installed.

A positive is found when its own listed person scores highest and at least the threshold; a negative is a false hit
when anybody does.
"""

from __future__ import annotations

import importlib.util
from functools import lru_cache

from benchmarks.evaluate.world import LABELLED
from screening.compare.comparison import compare
from screening.compare.points import THRESHOLD
from screening.compare.prepared import PreparedName, prepare

PERSONS = 250
LISTS = LABELLED.parent / "lists" / "us"


@lru_cache(100_000)
def prepared(name: str) -> PreparedName:
    return prepare("Person", name)


def scorer(query: str, candidate: str) -> float:
    return compare(prepared(query), prepared(candidate)).score


def run() -> None:
    """Print recall by class, precision and the share of false hits."""
    if importlib.util.find_spec("ssb") is None:
        print("sanctions-screening-benchmark is not installed; this part is left out.")
        return
    if not LISTS.exists():
        print("The OFAC files of ../shared/data/lists/us are not here; this part is left out.")
        return
    from ssb import benchmark, sources

    parties = sources._parse_sdn((LISTS / "ofac_bench_sdn.csv").read_text(encoding="latin-1"))
    sources._parse_alt((LISTS / "ofac_bench_alt.csv").read_text(encoding="latin-1"), parties)
    snapshot = sources.ListSnapshot("ofac", "2021", list(parties.values()))
    said = benchmark.score(benchmark.build(snapshot, limit=PERSONS), scorer, THRESHOLD, "this scorer")
    print(
        f"recall {said.overall_recall:.3f}, precision {said.overall_precision:.3f}, "
        f"false hits {said.false_positive_rate:.3f} of {said.manifest.negative_count}"
    )
    for found in sorted(said.by_class, key=lambda one: one.recall):
        print(f"  {found.perturbation:18} {found.hits:4}/{found.n:<4} {found.recall:.3f}")
