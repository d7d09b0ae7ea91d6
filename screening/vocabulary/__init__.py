"""Words that institutions are named with, as data that people can review.

Every table is a file of this folder: classes of words, abbreviations, expansions, cities, regions, and town names that
are ordinary words of names. Code reads them once; nothing here depends on a list or a register.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from anyascii import anyascii

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The classes of words, by class, and what an abbreviation or foreign word stands for."""

    classes: dict[str, frozenset[str]]
    abbreviations: dict[str, tuple[str, ...]]
    also: dict[str, tuple[str, ...]]  # further readings of an abbreviation that stands for several words
    # Words of subjects as indexes cut them, read so where no name is found: "Tribol".
    cut: dict[str, tuple[str, ...]]
    expansions: dict[str, str]
    known: frozenset[str]

    def __getitem__(self, name: str) -> frozenset[str]:
        """The words of a class; an unknown class is a mistake in the code."""
        return self.classes[name]


@cache
def rows(table: str) -> tuple[dict[str, str], ...]:
    """The rows of a table of this folder, as printed there."""
    with (FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file, strict=True))


@cache
def vocabulary() -> Vocabulary:
    """Read the tables of words once."""
    classes: dict[str, set[str]] = {}
    for row in rows("word_classes"):
        for name in row["classes"].split():
            classes.setdefault(name, set()).add(row["word"])
    return Vocabulary(
        classes={name: frozenset(words) for name, words in classes.items()},
        abbreviations={row["printed"]: tuple(row["canonical"].split()) for row in rows("abbreviations")}
        | {_in_letters(row["word"]): (row["canonical"],) for row in rows("native_words")},
        also={row["printed"]: tuple(row["canonical"].split()) for row in rows("abbreviations_also")},
        cut={row["printed"]: tuple(row["canonical"].split()) for row in rows("abbreviations_index")},
        expansions={row["printed"]: row["expansion"] for row in rows("expansions")},
        known=frozenset(row["word"] for row in rows("word_classes")),
    )


def _in_letters(word: str) -> str:
    """A word in English letters and digits, as texts are read."""
    return "".join(sign for sign in anyascii(word).lower() if sign.isalnum())
