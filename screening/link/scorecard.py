"""The scorecard: points for each feature of a candidate, which add up; a table of whole numbers that anybody can read.

A point is a tenth of a log-odds: ten points more make a candidate about e times likelier. scorecard.json holds the table,
and the least points that ask a question, by kind of input; scorecard_words.csv says in words what a feature is.
"""

from __future__ import annotations

import csv
import json
import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screening.link.lexicon import WordClass
from screening.link.stage_features import AFTER_STOP, FEATURES, OF_RIVALS
from screening.link.word_forms import KINDS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TABLE = Path(__file__).parent / "scorecard.json"
WORDS = Path(__file__).parent / "scorecard_words.csv"
# Points that ask a question where the table says none, by kind of input.
LEAST = {"name": -4, "affiliation": 22, "affiliation without a registered body": 0}
# Nobody is sure of a text by its words alone.
_HIGHEST, _LOWEST = 97, 1
_NEIGHBOURS = AFTER_STOP + 1
_LIMIT = 12  # points: .77
_LIMIT_OF_ANOTHER = 6  # points: .65
_MOST = 1_000
_MORE = 2  # of _DIFFERENCES: the text has one more, or another
_STRONGEST = 5  # lines that are shown by themselves
_FITS = (
    "the whole name",
    "the whole name, spelt otherwise",
    "a general word of the name is missing",
    "a telling word is missing or added",
)
_SORTS = (
    "one distinctive word",
    "several words with a distinctive one",
    "told by a place",
    "general words",
    "letters",
)
_DIFFERENCES = ("the same {}", "the {} is missing", "a {} more", "another {}")
_PLACES = ("no place beside it", "a place of the body beside it", "another place beside it")
_COUNTRIES = ("the country agrees", "no country to compare", "another country")


@dataclass(frozen=True, slots=True)
class FeaturePoints:
    """What one feature gives and takes: by ranges of its value, or by cells."""

    cuts: tuple[float, ...]
    points: tuple[int, ...]
    cells: Mapping[int, int] | None = None

    def of(self, value: float) -> int:
        """The points of a value."""
        if self.cells is not None:
            return self.cells.get(int(value), 0)
        return self.points[bisect_right(self.cuts, value)]

    def of_all(self, values: NDArray[np.float32]) -> NDArray[np.int32]:
        """The points of many values."""
        import numpy as np

        if self.cells is None:
            return np.array(self.points, np.int32)[np.searchsorted(self.cuts, values, side="right")]
        table = np.zeros(max((int(values.max(initial=0)), *self.cells)) + 1, np.int32)
        table[list(self.cells)] = list(self.cells.values())
        return table[values.astype(np.int64)]

    @property
    def says_something(self) -> bool:
        """Whether any value gives or takes points."""
        return any(self.points if self.cells is None else self.cells.values())

    @property
    def most(self) -> int:
        """The most points that any value gives."""
        return max(self.points if self.cells is None else (0, *self.cells.values()))


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The table."""

    base: int
    features: tuple[FeaturePoints, ...]  # in the order of FEATURES
    least: Mapping[str, int]  # points that ask a question, by kind of input
    offsets: Mapping[str, int]  # points that are added, by kind of input
    most_of_lone_word: int  # points that a text told by one word alone can have
    least_of_doubt: int  # points that a text must have that is told by one word alone, or by usual ones of which one is missing
    most_of_another: int  # points that a text can have which names another type of institution or subject
    most_of_rivals: int = field(init=False)
    _alone: tuple[tuple[str, FeaturePoints], ...] = field(init=False, repr=False)
    _of_rivals: tuple[tuple[str, FeaturePoints], ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        telling = [
            (name, each) for name, each in zip(FEATURES, self.features, strict=True) if each.says_something
        ]
        alone = tuple(pair for pair in telling if pair[0] not in OF_RIVALS)
        of_rivals = tuple(pair for pair in telling if pair[0] in OF_RIVALS)
        object.__setattr__(self, "_alone", alone)
        object.__setattr__(self, "_of_rivals", of_rivals)
        object.__setattr__(self, "most_of_rivals", sum(each.most for _, each in of_rivals))

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Scorecard:
        """The scorecard that a read file describes; a feature it does not name gives no points."""
        return cls(
            table["base"],
            tuple(_feature_points(table["features"].get(name)) for name in FEATURES),
            table.get("least_points", LEAST),
            table.get("offsets", {}),
            table.get("most_of_lone_word", _LIMIT),
            table.get("least_of_doubt", 0),
            table.get("most_of_another", _LIMIT_OF_ANOTHER),
        )

    def points(self, rows: NDArray[np.float32]) -> NDArray[np.int32]:
        """The points of many candidates, one a row, their features in the order of FEATURES."""
        import numpy as np  # a tenth of a second, which a text that is a printed name never needs

        total = np.full(len(rows), self.base, np.int32)
        for at, each in enumerate(self.features):
            total += each.of_all(rows[:, at])
        return total

    def points_of(self, features: Sequence[float]) -> int:
        """The points of one candidate, its features in the order of FEATURES."""
        return self.base + sum(each.of(value) for each, value in zip(self.features, features, strict=True))

    def points_without_rivals(self, features: Mapping[str, float]) -> int:
        """The points of one candidate but for what its rivals say."""
        return self.base + _sum(self._alone, features)

    def points_of_rivals(self, features: Mapping[str, float]) -> int:
        """The points that rivals give or take."""
        return _sum(self._of_rivals, features)

    def most_of(self, features: Mapping[str, float]) -> tuple[int, str]:
        """The most points that a candidate can have, and the doubt that leaves nobody surer."""
        if features["lone_word"]:
            return self.most_of_lone_word, "one word alone is never sure"
        for name in ("sort_and_type", "sort_and_subject"):
            if int(features[name]) % len(_DIFFERENCES) >= _MORE:
                what = "type of institution" if name == "sort_and_type" else "subject"
                return self.most_of_another, f"a {what} that the listed name has not is never sure"
        return _MOST, ""

    def explain(self, features: Sequence[float]) -> list[tuple[str, float, int]]:
        """The features that give or take points, with their values, what weighs most first."""
        lines = [
            (name, value, each.of(value))
            for name, each, value in zip(FEATURES, self.features, features, strict=True)
        ]
        return sorted((line for line in lines if line[2]), key=lambda line: -abs(line[2]))


def _feature_points(given: Mapping[str, Any] | None) -> FeaturePoints:
    if given is None:
        return FeaturePoints((), (0,))
    if "cells" in given:
        return FeaturePoints((), (0,), {int(cell): points for cell, points in given["cells"].items()})
    return FeaturePoints(tuple(given["cuts"]), tuple(given["points"]))


def _sum(features: Iterable[tuple[str, FeaturePoints]], values: Mapping[str, float]) -> int:
    total = 0
    for name, each in features:
        value = values[name]
        if each.cells is not None:
            total += each.cells.get(int(value), 0)
        else:
            total += each.points[bisect_right(each.cuts, value)]
    return total


@cache
def scorecard() -> Scorecard:
    """The scorecard that is shipped."""
    return Scorecard.of(json.loads(TABLE.read_text(encoding="utf-8")))


def hundredths(points: int) -> int:
    """The share of candidates with so many points that are meant, in hundredths."""
    return min(max(round(100 / (1 + math.exp(-points / 10))), _LOWEST), _HIGHEST)


@cache
def _words() -> dict[str, tuple[str, str]]:
    """What a feature is in words, and how its value is shown."""
    with WORDS.open(encoding="utf-8", newline="") as file:
        return {row["feature"]: (row["words"], row["shown"]) for row in csv.DictReader(file, strict=True)}


def sentence(feature: str, value: float) -> str:
    """A feature and its value in words."""
    words, shown = _words()[feature]
    if shown == "share":
        return f"{words}: {value:.0%}"
    if shown == "number":
        return f"{words}: {value:.0f}"
    if shown == "weight":
        return f"{words}: {value:.1f}"
    if shown == "table":
        return _cell(feature, int(value))
    return words


def _cell(feature: str, cell: int) -> str:
    if feature == "standing":
        fit, rest = divmod(cell, 12)
        sides, country = divmod(rest, 3)
        beside = ("nothing", "a word before", "a word after", "words before and after")[sides]
        return f"{_FITS[fit]}; {beside} beside it; {_COUNTRIES[country]}"
    if feature in ("word_after", "word_before"):
        fit, neighbour = divmod(cell, _NEIGHBOURS)
        side = feature.removeprefix("word_")
        return f"{_FITS[fit]}; {side} it {_neighbour(neighbour)}"
    if feature == "lone_word":
        home, ordinary, more, less = ((cell - 1) // part % 2 for part in (8, 4, 2, 1))
        said = "one distinctive word alone tells whose the text is"
        said += ", and others are called by it" if ordinary else ""
        said += "; other words stand beside it" if more else ""
        said += "; words of the name are missing" if less else ""
        return said + ("; the country agrees" if home else "")
    if feature in ("sort_and_subject", "sort_and_type"):
        sort, second = divmod(cell, len(_DIFFERENCES))
        what = {"subject": "subject", "type": "type of institution"}[feature.removeprefix("sort_and_")]
        return f"a name of {_SORTS[sort]}; {_DIFFERENCES[second].format(what)}"
    if feature == "sort_and_place":
        sort, second = divmod(cell, len(_PLACES))
        return f"a name of {_SORTS[sort]}; {_PLACES[second]}"
    sort, second = divmod(cell, 3 if feature == "sort_and_country" else 4)
    said = _COUNTRIES[second] if feature == "sort_and_country" else _FITS[second]
    return f"a name of {_SORTS[sort]}; {said}"


def _neighbour(number: int) -> str:
    if number == 0:
        return "nothing"
    if number == AFTER_STOP:
        return "“of”, “and” or the like"
    kind: WordClass = KINDS[number - 1]
    return f"a word for a {kind.value}" if kind is not WordClass.DISTINCTIVE else "a distinctive word"


def strongest(lines: Sequence[tuple[str, float, int]]) -> tuple[Sequence[tuple[str, float, int]], int]:
    """The lines that weigh most, and what all others add up to."""
    return lines[:_STRONGEST], sum(points for _, _, points in lines[_STRONGEST:])
