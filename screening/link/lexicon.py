"""What sort of word a word is: the ground for boundaries, vetoes and the strength of a name.

A word has one class here, the one that decides; places come from tables and from the register's cities. A word in no
table is distinctive: that is what tells organisations apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

from screening.affiliations.places import Places
from screening.link.bearers import Strength
from screening.vocabulary import rows, vocabulary
from screening.vocabulary.cues import Cue, cue_words

DIRECTIONS = {
    word: word.removesuffix("ern")
    for word in vocabulary()["direction"]  # north and northern are one direction in approximate comparison
}
_SHORTEST_DISTINCTIVE = 3
_REMEMBERED = 200_000  # words
_MILITARY_WORDS = 3  # "Naval Academy" is borne by many, "Naval University of Engineering" by few


class WordClass(StrEnum):
    """The class of a word, in the order in which classes decide."""

    NUMBER = "number"
    DIRECTION = "direction"
    LEGAL = "legal form"
    TYPE = "type of institution"
    FILLER = "filler"
    SUBJECT = "subject"
    PLACE = "place"
    SHORT = "short word"
    DISTINCTIVE = "distinctive"


class _Kinds(dict[str, WordClass]):
    """The class of each word, found out when it is first asked for; bounded, since texts hold any words."""

    def __init__(self, places: Places) -> None:
        super().__init__()
        self._places = places

    def __missing__(self, word: str) -> WordClass:
        if len(self) > _REMEMBERED:
            self.clear()
        found = self[word] = self._classify(word)
        return found

    def _classify(self, word: str) -> WordClass:
        words = vocabulary()
        if word[:1].isdigit():
            return WordClass.NUMBER
        for name, kind in (
            ("direction", WordClass.DIRECTION),
            ("legal", WordClass.LEGAL),
            ("type", WordClass.TYPE),
            ("filler", WordClass.FILLER),
            ("subject", WordClass.SUBJECT),
        ):
            if word in words[name]:
                return kind
        if word in self._places.words:
            return WordClass.PLACE
        return WordClass.SHORT if len(word) < _SHORTEST_DISTINCTIVE else WordClass.DISTINCTIVE


@dataclass(slots=True)
class Lexicon:
    """Classes of words over one universe's places."""

    places: Places
    kind: Callable[[str], WordClass] = field(init=False)  # the class of a canonical word

    def __post_init__(self) -> None:
        self.kind = _Kinds(self.places).__getitem__  # a dozen words of each text are asked for, several times

    def strength(self, words: Iterable[str]) -> Strength:
        """How much a name of these words says by itself."""
        listed = list(words)
        kinds = [self.kind(word) for word in listed]
        named = [kind for kind in kinds if kind is not WordClass.SHORT]
        if WordClass.DISTINCTIVE in kinds:
            return Strength.STRONG
        if named and all(kind in (WordClass.PLACE, WordClass.DIRECTION) for kind in named):
            return Strength.PLACE
        if named and all(
            kind in (WordClass.LEGAL, WordClass.FILLER) or word in _FORM_WORDS
            for word, kind in zip(listed, kinds, strict=True)
        ):
            return Strength.LEGAL
        if any(
            kind is WordClass.PLACE and word not in self.places.nations
            for word, kind in zip(listed, kinds, strict=True)
        ):
            return Strength.STRONG
        if any(word in self.places.nations for word in listed) and len(listed) >= _MILITARY_WORDS:
            return Strength.STRONG
        if len(listed) >= _MILITARY_WORDS and not vocabulary()["military"].isdisjoint(listed):
            return Strength.MILITARY
        if WordClass.NUMBER in kinds and len(listed) >= _MILITARY_WORDS:
            return Strength.MILITARY
        return Strength.GENERIC


_FORM_WORDS = cue_words(Cue.EMPTY_COMPANY_WORD)


@cache
def names_of_many_hospitals() -> frozenset[str]:
    """Words that hospitals of several towns are called by: "Tongji", "Union", "People"."""
    return frozenset(row["word"] for row in rows("names_of_many_hospitals"))
