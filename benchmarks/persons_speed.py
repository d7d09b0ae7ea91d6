"""Processor time of searching a person's name among many listed ones, and how it is spent.

At each size of the list: what finding the names that share a key and ruling them out takes (search), what comparing
those left takes, and the floor, which is comparing the names that are found and nothing else. Names are prepared
before the clock starts. Each is asked about once; then all once more where words met before are cached and whole names are
not; and then once more where names are cached too.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from benchmarks.index_world import lists_at_hand
from benchmarks.listed_people import asked_names, listed_persons
from screening.caches import MemoCache
from screening.compare.comparison import compare
from screening.compare.persons import ListedPersons
from screening.compare.points import THRESHOLD
from screening.compare.prepared import PreparedName, prepare

SIZES = (736, 20_000, 100_000)
ASKED = 1_000


class Spent(NamedTuple):
    """Processor seconds of one name, and how many names were left to compare and were found."""

    search: float
    compare: float
    floor: float
    compared: int
    found: int


def run() -> None:
    """Print the figures at each size."""
    if not lists_at_hand():
        return
    asked = [prepare("Person", name) for name in asked_names(ASKED)]
    for size in SIZES:
        start = time.process_time()
        persons = ListedPersons.of(listed_persons(size))
        print(f"   {size:,} listed names, indexed in {time.process_time() - start:.1f} s")
        persons.find("Somebody Namesworth")
        _print("first", [_measure(name, persons) for name in asked])
        words_only = replace(persons, _by_name=MemoCache(ASKED))
        _print("words met before", [_measure(name, words_only) for name in asked])
        _print("again", [_measure(name, words_only) for name in asked])


def _measure(asked: PreparedName, persons: ListedPersons) -> Spent:
    start = time.process_time()
    near = persons.near(asked)
    searched = time.process_time()
    found = [listed.name for listed in near if compare(asked, listed.name, THRESHOLD).score >= THRESHOLD]
    compared = time.process_time()
    for name in found:
        compare(asked, name, THRESHOLD)
    end = time.process_time()
    return Spent(searched - start, compared - searched, end - compared, len(near), len(found))


def _print(when: str, spent: Sequence[Spent]) -> None:
    count = len(spent)
    whole = sorted(each.search + each.compare for each in spent)
    search, compared, floor = (1e6 * sum(times) / count for times in list(zip(*spent, strict=True))[:3])
    print(
        f"   {when}: {1e6 * sum(whole) / count:,.0f} µs a name "
        f"(search {search:,.0f}, comparing {compared:,.0f}; floor {floor:,.0f}), "
        f"median {1e6 * whole[count // 2]:,.0f}, 99th percentile {1e6 * whole[count * 99 // 100]:,.0f}; "
        f"{sum(each.compared for each in spent) / count:.1f} names compared, "
        f"{sum(each.found for each in spent) / count:.2f} found",
        flush=True,
    )
