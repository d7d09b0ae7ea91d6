"""What listings do to the parties on them: the closed vocabulary of `data/measures.csv`, and how words become one of it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from watchlists.model import Listing, Measure

TABLE = Path(__file__).parent / "data" / "measures.csv"
_ORDER = tuple(Measure)


@dataclass(frozen=True, slots=True)
class MeasureEntry:
    """One row of the table."""

    measure: Measure
    words: str  # as people see it
    example: str
    counter_example: str  # what looks like it and is another measure, or none
    source: str


@cache
def measure_table() -> Mapping[Measure, MeasureEntry]:
    """The table by measure, in its order, gravest first.

    Raises:
        ValueError: a row is about no measure of the vocabulary.
    """
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = [
            MeasureEntry(
                Measure(row["measure"]), row["words"], row["example"], row["counter_example"], row["source"]
            )
            for row in csv.DictReader(file, strict=True)
        ]
    return {row.measure: row for row in rows}


def in_order(measures: Iterable[Measure]) -> tuple[Measure, ...]:
    """Each measure once, gravest first."""
    return tuple(sorted(set(measures), key=_ORDER.index))


def measure_words(measures: Iterable[Measure]) -> str:
    """Measures in words, gravest first, separated by commas."""
    return ", ".join(measure_table()[each].words for each in in_order(measures))


# Beside measures that are those of every entry of the list, while this one may have others.
OF_THE_LIST = "as the catalogue says of the whole list"


def listing_measure_words(listing: Listing) -> str:
    """What a listing does in words, and whether its publisher or our catalogue says so; "" where neither does."""
    words = measure_words(listing.measures)
    return f"{words} ({OF_THE_LIST})" if words and listing.measures_from_catalogue else words
