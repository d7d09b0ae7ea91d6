"""The scorecard: points for each feature of a candidate, which add up; a table of whole numbers that anybody can read.

A point is a tenth of a log-odds: ten points more make a candidate about e times likelier. scorecard.json holds the table,
the least points that ask a question by kind of input, and the limits of what leaves a doubt; benchmarks/fit_scorecard writes it.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from screening.link.ordinary_names import LISTS_OF_A_GROUP
from screening.link.stage_features import AFTER_STOP, CONFLICTS, FEATURES, OF_RIVALS, lone_word_parts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TABLE = Path(__file__).parent / "scorecard.json"
# Nobody is sure of a text by its words alone, and nobody is sure that a candidate is none.
_HIGHEST, _LOWEST = 97, 1
# Doubts that several features make together, or that words make which no feature counts.
OTHER_BUSINESS = "other_business"  # the rest of the text says another business
OTHER_SUBJECT = "other_subject"  # a school's whole name with a subject more
COMMON_WORD = "common_word"  # the one word is a brand of many countries, and nothing contradicts
NOBODYS_WORD = "nobodys_word"  # it is no brand at all, or the country is another one
ORDINARY_NAME = "ordinary_name"  # so are two words, and more stands beside them
STRANGERS_WORD = (
    "strangers_word"  # beside the one word stands one that listed organisations are not called by
)
MORE_WORDS = "more_words"  # words stand beside the one word that its listed name does not have
OTHER_LETTERS = "other_letters"  # a text in Cyrillic letters, whose words for trades are in no table here
FEW_LETTERS = (
    "few_letters"  # a few capitals beside other words of an affiliation: departments are called so, too
)
OTHER_SCHOOL = "other_school"  # a unit under another school
_NO_LIMIT = 1_000  # more points than any candidate has
USUAL = 7.0  # weight of a word that one name of a thousand holds: it says no business of its own ("Trading")
_DIFFERENCES = 4  # cells of a sort of name in sort_and_subject and sort_and_type
_DIFFERENT = frozenset({"sort_and_subject", "sort_and_type"})
_MORE = 2  # from here on of them the text has a subject or a type that the name lacks
# How many cells follow each other in a row of a table: of one sort of name, or of as much of it that is there.
_CELLS_IN_A_ROW = {
    "standing": 12,
    "word_after": AFTER_STOP + 1,
    "word_before": AFTER_STOP + 1,
    "sort_and_country": 3,
    "sort_and_fit": 4,
    "lone_word": 17,
    "sort_and_subject": _DIFFERENCES,
    "sort_and_type": _DIFFERENCES,
    "sort_and_place": 3,
}


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


class DoubtLimit(NamedTuple):
    """What a doubt leaves of a candidate."""

    most: int  # points, however many features give
    least: int  # points that features must give for a question in spite of it
    doubt: str = ""  # that leaves nobody surer; "" where there is none


_NO_DOUBT = DoubtLimit(_NO_LIMIT, 0)


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The table."""

    base: int
    features: tuple[FeaturePoints, ...]  # in the order of FEATURES
    least: Mapping[str, int]  # points that ask a question, by kind of input
    offsets: Mapping[str, int]  # points that are added, by kind of input
    limits: Mapping[str, DoubtLimit]  # by doubt
    least_of_all: int = field(init=False)  # that any question asks for
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
        lows = (*self.least.values(), *(limit.least for limit in self.limits.values()))
        object.__setattr__(self, "least_of_all", min(lows, default=0))
        object.__setattr__(self, "most_of_rivals", sum(each.most for _, each in of_rivals))

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Scorecard:
        """The scorecard that a read file describes; a feature it does not name gives no points.

        Raises:
            KeyError: the file lacks a part.
        """
        return cls(
            table["base"],
            tuple(_feature_points(name, table["features"].get(name)) for name in FEATURES),
            table["least_points"],
            table["offsets"],
            {
                doubt: DoubtLimit(each["most"], each["least"], doubt)
                for doubt, each in table["limits"].items()
            },
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

    def limit_of(
        self,
        features: Mapping[str, float],
        doubts: Collection[str] = (),
        settled: Collection[str] = (),
    ) -> DoubtLimit:
        """What the gravest doubt leaves of a candidate, with its own threshold.

        Args:
            features: of the candidate.
            doubts: those that no features tell.
            settled: doubts that features tell, and that something else settles.
        """
        found = [
            each
            for name, each in self.limits.items()
            if name in doubts or (name not in settled and _is_doubt(name, features))
        ]
        # Of those that leave as much, the one that asks for most: a further doubt makes no question easier.
        return min(found, key=lambda each: (each.most, -each.least), default=_NO_DOUBT)

    def each_of(self, features: Mapping[str, float]) -> dict[str, int]:
        """The points that each feature gives or takes."""
        return {name: points.of(features[name]) for name, points in zip(FEATURES, self.features, strict=True)}


def _is_doubt(name: str, features: Mapping[str, float]) -> bool:
    """Say whether features make a doubt: one word alone, a subject or type that the name lacks, or another line of business."""
    if name == OTHER_BUSINESS:
        return _is_other_business(features)
    if name == "lone_word":
        return bool(features[name])
    return name in _DIFFERENT and int(features[name]) % _DIFFERENCES >= _MORE


def _is_other_business(features: Mapping[str, float]) -> bool:
    """Say whether one word is all that both have, and the rest says that the text means another business.

    Others are called by that word, and more words stand beside it that say a business ("Schneider Bau", not "Almaz Trading");
    in another country other words stand where the name has its own ("MGI Piano Movers"), or the name has a business and the
    text has none ("Kral GmbH"); or the whole name is there with a line of business more, and few lists hold the body. A group
    that many lists hold has companies of every business: "Huawei Digital Power"; and where words of the name are missing,
    those beside it may be the same ones in short: "Inspur Electr Inf Ind".
    """
    if not features["lone_word"]:
        return False
    _, ordinary, more, less = lone_word_parts(int(features["lone_word"]))
    abroad = int(features["sort_and_country"]) % _CELLS_IN_A_ROW["sort_and_country"] == CONFLICTS
    few = features["lists_of_body"] < LISTS_OF_A_GROUP
    if not more:
        return less and abroad and few
    subject = int(features["sort_and_subject"]) % _DIFFERENCES >= _MORE
    return (ordinary and says_business(features)) or (less and abroad) or (subject and few)


def says_business(features: Mapping[str, float]) -> bool:
    """Say whether a word beside the name says a business, and is not one that any company has in its name: "Trading"."""
    beside = max(features["telling_inserted"], features["telling_beside"], features["subject_beside"])
    return beside > USUAL


def _feature_points(name: str, given: Mapping[str, Any] | None) -> FeaturePoints:
    if given is None:
        return FeaturePoints((), (0,))
    if "cells" in given:
        return FeaturePoints((), (0,), all_cells(name, given["cells"]))
    return FeaturePoints(tuple(given["cuts"]), tuple(given["points"]))


def all_cells(name: str, given: Mapping[str, int]) -> dict[int, int]:
    """The points of every cell of a table: one that no example had takes the worst of its row.

    What was never seen is no better than the worst that was: else a country that contradicts could be worth more than none.
    For the same reason no country counts at most what one that agrees does, and a contradicting one at most what none does.
    """
    seen = {int(cell): points for cell, points in given.items()}
    size = _CELLS_IN_A_ROW[name]
    found = dict(seen)
    for row in {cell // size for cell in seen}:
        cells = range(row * size, (row + 1) * size)
        worst = min(seen[cell] for cell in cells if cell in seen)
        for cell in cells:
            found[cell] = seen.get(cell, worst)
            if name == "sort_and_country" and cell > cells.start:
                found[cell] = min(found[cell], found[cell - 1])
    return found


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
