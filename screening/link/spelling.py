"""Repair of single words towards the words that names are made of, before a second lookup.

- Only a word no name holds is repaired, or a rare one towards a type or subject word; two known words are never
  confused (Hunan, Henan, Hainan).
- One edit for words of up to six letters, two for longer ones; the first letter must agree, and one word must be
  clearly nearest.
- A word that is valid pinyin may well be another name (Xiangnan is not Xiangtan): its repair is doubtful, for review.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from screening.affiliations.tokens import HAN
from screening.affiliations.words import ORDINALS, beginning_of, canonical
from screening.link.bearers import Name
from screening.mapped_file import MappedTable, Pairs
from screening.vocabulary import rows, vocabulary

_SHORTEST = 5
_TWO_EDITS_FROM = 7
_TWO_EDITS_IN_A_NAME_FROM = 9
_MOST_READINGS = 4
_RARE = 3  # names that hold the word; misspellings stand in registers too
_CLEARLY_MORE = 10
_REMEMBERED = 200_000
_LONGEST_SYLLABLE = 6
_INITIALS = re.compile("[A-ZА-ЯЁ][a-zа-яё]{1,4}[A-ZА-ЯЁ]{3,}")
_OF_INSTITUTES = re.compile("НИИ|NII")  # "scientific research institute"
_SHORTEST_PART = 3  # letters of a word run together with another one


def is_of_initials(raw: str) -> bool:
    """Say whether a word is made of initials, so that one letter makes another body of it: GosNIIAS is not GosNIIP.

    In capitals throughout it may be any word, but for the initials that many Russian institutes begin with; a small letter
    inside capitals is a slip ("INDUSTRnAL").
    """
    return bool(_OF_INSTITUTES.search(raw) or _INITIALS.match(raw))


@dataclass(frozen=True, slots=True)
class Repair:
    """The words a word may have been meant to be, nearest first, and whether any reading of it is doubtful."""

    words: tuple[str, ...]
    doubtful: bool = False

    @property
    def word(self) -> str:
        """The likeliest."""
        return self.words[0]


# How German and French write sounds of Russian, and how English does: Kurtschatow, Kourtchatov and Kurchatov.
_RUSSIAN_ELSEWHERE = (
    (("tsch", "ch"), ("sch", "sh"), ("w", "v")),
    (("tch", "ch"), ("ou", "u")),
)
_SHORTEST_RUSSIAN = 6  # letters: a shorter one is a word of many languages


@dataclass(slots=True)
class Speller:
    """Repairs words towards one universe's names; remembers what it was asked."""

    counts: MappedTable
    listed: frozenset[str]
    buckets: dict[tuple[str, int], list[str]]
    syllables: frozenset[str]
    _known: dict[str, Repair | None] = field(default_factory=dict)
    _near_listed: dict[str, bool] = field(default_factory=dict)
    _institutions: dict[str, bool] = field(default_factory=dict)
    _neighbours: dict[str, list[tuple[str, int]]] = field(default_factory=dict)

    def repair(self, word: str) -> Repair | None:
        """The word a misspelt one was meant to be, or None."""
        if len(word) < _SHORTEST or not word.isalpha():
            return None
        if word in self._known:
            return self._known[word]
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        found = self._known[word] = self._repair(word)
        return found

    def _repair(self, word: str) -> Repair | None:
        words = vocabulary()
        if self.is_settled(word):
            return None
        known = word in self.counts
        if not known and (whole := beginning_of(word)):
            return Repair((whole,))
        if not known and (english := self._as_english_spells_it(word)):
            return Repair((english,))
        nearest = self._nearest(word)
        if known:
            nearest = [
                (other, edits)
                for other, edits in nearest
                if other in words["type"] or other in words["subject"]
            ]
        if not nearest:
            return None
        best, edits = nearest[0]
        alike = [other for other, count in nearest if count == edits]
        if self._weight(best) > _CLEARLY_MORE * max(map(self._weight, alike[1:]), default=0):
            alike = alike[:1]
        if edits > 1 and len(alike) > 1:
            return None
        read = dict.fromkeys(" ".join(canonical(word)) for word in alike[:_MOST_READINGS])
        return Repair(tuple(word for word in read if word), doubtful=len(alike) > 1 or self.is_pinyin(word))

    def _as_english_spells_it(self, word: str) -> str:
        """A word of a listed name that German or French writes otherwise, being Russian; or ""."""
        for spellings in _RUSSIAN_ELSEWHERE:
            spelt = word
            for elsewhere, english in spellings:
                spelt = spelt.replace(elsewhere, english)
            if spelt != word and len(spelt) >= _SHORTEST_RUSSIAN and spelt in self.listed:
                return spelt
        return ""

    def _nearest(self, word: str) -> list[tuple[str, int]]:
        """Words within one or two edits, nearest first, then the most usual; remembered, for two ask."""
        near = self._neighbours.get(word)
        if near is None:
            if len(self._neighbours) > _REMEMBERED:
                self._neighbours.clear()
            near = self._neighbours[word] = self._measure(word)
        return near

    def _measure(self, word: str) -> list[tuple[str, int]]:
        most = 2 if len(word) >= _TWO_EDITS_FROM else 1
        found: list[tuple[str, int]] = []
        for size in range(len(word) - most, len(word) + most + 1):
            bucket = self.buckets.get((word[0], size), ())
            found += [
                (other, int(edits))
                for other, edits, _ in extract(word, bucket, scorer=OSA.distance, score_cutoff=most, limit=5)
            ]
        return sorted(
            ((o, e) for o, e in found if o != word),
            key=lambda pair: (pair[1], -self._weight(pair[0]), pair[0]),
        )

    def is_settled(self, word: str) -> bool:
        """Say whether a word is so well known that it is no misspelling of another."""
        return word in vocabulary().known or self.names_with(word) > _RARE

    def may_be_listed(self, word: str) -> bool:
        """Say whether a word is one of some listed name, near one, or two of them run together."""
        if word in self.listed:
            return True
        found = self._near_listed.get(word)
        if found is None:
            if len(self._near_listed) > _REMEMBERED:
                self._near_listed.clear()
            near = self.listed.intersection((_exchanged(word), *(other for other, _ in self._nearest(word))))
            found = self._is_joined(word) or any(self.is_misspelling(word, other) for other in near)
            self._near_listed[word] = found
        return found

    def is_misspelling(self, word: str, other: str) -> bool:
        """Say whether an unsettled word may stand for another one where all else in a name agrees.

        It begins alike, or with the first two letters exchanged: with another letter in front it is mostly another name.
        """
        shorter = min(len(word), len(other))
        if shorter < _SHORTEST or not (word.isalpha() and other.isalpha()):
            return False
        if word[0] != other[0] and _exchanged(word) != other:
            return False
        most = 2 if shorter >= _TWO_EDITS_IN_A_NAME_FROM else 1
        if OSA.distance(word, other) > most or self.is_settled(word):
            return False
        return not (self.is_pinyin(word) and self.is_pinyin(other))

    def _is_joined(self, word: str) -> bool:
        return any(
            word[:cut] in self.listed and word[cut:] in self.listed
            for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1)
        )

    def names_with(self, word: str) -> int:
        """The number of names that hold a word."""
        return sum(self.counts.get(word))

    def _weight(self, word: str) -> int:
        usual = word in vocabulary().known
        return self.names_with(word) + (1_000 if usual else 0) + (5 if word in self.listed else 0)

    def names_institution(self, word: str) -> bool:
        """Say whether a word, as it stands or repaired, is a word for an institution."""
        found = self._institutions.get(word)
        if found is None:
            if len(self._institutions) > _REMEMBERED:
                self._institutions.clear()
            found = self._institutions[word] = self._names_institution(word)
        return found

    def _names_institution(self, word: str) -> bool:
        words = vocabulary()
        if word in words["type"] or word in words["hospital"]:
            return True
        repaired = self.repair(word)
        return repaired is not None and repaired.word in words["type"]

    def is_pinyin(self, word: str) -> bool:
        """Say whether a word can be cut into syllables of Mandarin."""
        reachable = [True] + [False] * len(word)
        for end in range(1, len(word) + 1):
            reachable[end] = any(
                reachable[start] and word[start:end] in self.syllables
                for start in range(max(0, end - _LONGEST_SYLLABLE), end)
            )
        return reachable[-1]


def _exchanged(word: str) -> str:
    """The word with its first two letters the other way round."""
    return word[1:2] + word[:1] + word[2:]


def readings(words: list[str], repairs: Mapping[int, Repair]) -> Iterator[list[str]]:
    """The words as repaired: first each word's likeliest reading, then each further reading of one word."""
    likeliest = [repairs[i].word if i in repairs else word for i, word in enumerate(words)]
    yield likeliest
    for place, repair in repairs.items():
        for other in repair.words[1:]:
            yield [*likeliest[:place], other, *likeliest[place + 1 :]]


def speller(names: Iterable[Name]) -> Speller:
    """A speller over the words of names."""
    counts: Counter[str] = Counter()
    listed: set[str] = set()
    for name in names:
        if HAN.search(name.words[0]):
            continue
        counts.update(set(name.words))
        if name.listed:
            listed.update(name.words)
    words = vocabulary()
    usual = words["type"] | words["subject"] | set(words.abbreviations) | ORDINALS.keys()
    counts.update(usual)
    buckets: dict[tuple[str, int], list[str]] = {}
    for word in sorted(counts):
        if (
            len(word) >= _SHORTEST
            and word.isalpha()
            and (counts[word] > _RARE or word in listed or word in vocabulary().known)
        ):
            buckets.setdefault((word[0], len(word)), []).append(word)
    table = Pairs()
    for word, count in counts.items():
        table.add(word, count)
    del counts
    return Speller(
        table.table(),
        frozenset(listed),
        buckets,
        frozenset(row["syllable"] for row in rows("pinyin")),
    )
