"""Which words of listed names a written word may stand for: itself, misspelt, shortened without a table, or glued.

A word that many organisations are called by is no misspelling of another. An abbreviation is a beginning ("Technol"), the
consonants ("Tchnlg"), or letters of a usual word in their order ("Mfctrg"); each says less than the word itself.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA

from screening.link.lexicon import Lexicon, WordClass
from screening.link.spelling import Speller
from screening.mapped_file import MappedTable, Pairs
from screening.names.rarity import names_of_organisations, organisations_called
from screening.vocabulary import vocabulary

# The classes of words by number, as features are named with them.
KINDS = (
    WordClass.DISTINCTIVE,
    WordClass.SUBJECT,
    WordClass.TYPE,
    WordClass.PLACE,
    WordClass.LEGAL,
    WordClass.FILLER,
    WordClass.DIRECTION,
    WordClass.NUMBER,
    WordClass.SHORT,
)
DISTINCTIVE, SUBJECT, TYPE, PLACE, LEGAL, FILLER, DIRECTION, NUMBER, SHORT = range(len(KINDS))
KIND_OF = {kind: number for number, kind in enumerate(KINDS)}

BEGUN = 0.75  # how alike the last word of a text is to one that it is cut off from
# An abbreviation is less sure than a slip of one letter in eight (.79), and letters in order less than a beginning.
_ABBREVIATED = 0.7
_LETTERS_IN_ORDER = 0.65
_KNOWN_ABBREVIATION = 0.85  # of this, where names hold the abbreviation itself
_FIRST_LETTERS, _ENDING = 3, 3  # "Shipbldg" keeps the first three, and ends within the last three
_USUAL = 10  # listed names that hold a word; rarer ones are not written in three letters
_MOST_FORMS = 10  # words that one written word may stand for
_RARE = 40  # a word in more names than this is no misspelling of another
_SELDOM = 4  # names; a word in fewer may be a slip as well
_UNKNOWN = 3  # names; a word in as many is no abbreviation
_SHORTEST = 5  # letters of a word that may be misspelt
_LONG = 8  # letters of a word that may have two wrong ones
_SHORTEST_BEGINNING, _LONGEST_BEGINNING = 3, 12  # letters: "Eng", "Semiconducto"
_MOST_BEGUN, _MOST_SHORTENED = 8, 6  # the most usual of the words that a beginning may stand for
_LOOKED_THROUGH = 3_000  # words in their order; "co" begins as many
_SHORTEST_GLUED = 7  # letters of two words in one; shorter ones are words of their own
_REMEMBERED = 100_000  # words, as many as a list of parties has
_VOWELS = frozenset("aeiouy")
_VOWELS_AT_END = frozenset("aeiou")  # an abbreviation may end in "y": "rlwy"
CYRILLIC = frozenset(map(chr, range(0x400, 0x530)))
_LAST_LATIN = 0x24F
# Not those of Vietnamese, whose words for institutions are in no table here.
_MARKED_LATIN = frozenset(map(chr, (*range(0x300, 0x370), 0x2019)))
# What a slip costs in a word of one letter; less by the root of its length: .79 with eight.
_OF_A_SLIP = 0.6


def is_latin(word: str) -> bool:
    """Say whether a word is written in Latin letters, with whatever marks."""
    return word.isascii() or all(ord(sign) <= _LAST_LATIN or sign in _MARKED_LATIN for sign in word)


def is_cyrillic(word: str) -> bool:
    """Say whether a word is written in Cyrillic letters, which are read by their letters in English."""
    return any(sign in CYRILLIC for sign in word) and all(sign in CYRILLIC for sign in word if sign.isalpha())


@lru_cache(_REMEMBERED)
def names_holding(word: str) -> int:
    """How many names of organisations hold a canonical word, singular or plural; 0 to 2 are not told apart."""
    plural = f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"
    return organisations_called(word) + organisations_called(plural)


def weight_of(names: float) -> float:
    """How much a word says that so many names hold."""
    return math.log(names_of_organisations() / (names + 0.5))


@cache
def _usual_by_letter() -> dict[str, tuple[str, ...]]:
    """The words that institutions and companies are named with, by their first letter."""
    words = vocabulary()
    found: dict[str, list[str]] = {}
    for word in sorted(words["type"] | words["subject"] | words["filler"] | words["legal"]):
        if len(word) > _SHORTEST:
            found.setdefault(word[0], []).append(word)
    return {letter: tuple(each) for letter, each in found.items()}


def skeleton(word: str) -> str:
    """The first letter and the consonants after it, doubled ones once."""
    kept = [word[0], *(letter for letter in word[1:] if letter not in _VOWELS)]
    return "".join(letter for at, letter in enumerate(kept) if not at or letter != kept[at - 1])


def _is_in_order(letters: str, word: str) -> bool:
    rest = iter(word)
    return all(letter in rest for letter in letters)


@dataclass(frozen=True, slots=True)
class WordTable:
    """The words of listed names, by number in their order."""

    words: tuple[str, ...]
    weights: tuple[float, ...]
    kinds: tuple[int, ...]  # numbers of KINDS
    names: tuple[int, ...]  # how many listed names hold each
    less_one: MappedTable  # words by themselves with each one letter left out: misspellings meet here
    skeletons: MappedTable
    glued: dict[str, tuple[str, str]]  # two words that follow each other in a name, written together

    def number(self, word: str) -> int:
        """The number of a word; -1 where no listed name holds it."""
        at = bisect_left(self.words, word)
        return at if at < len(self.words) and self.words[at] == word else -1


@dataclass(frozen=True, slots=True)
class WordForms:
    """What written words may stand for; remembers what it was asked."""

    table: WordTable
    speller: Speller
    lexicon: Lexicon
    _forms: dict[str, tuple[tuple[int, float], ...]] = field(default_factory=dict, compare=False, repr=False)
    _most: dict[str, float] = field(default_factory=dict, compare=False, repr=False)

    def is_known(self, word: str) -> bool:
        """Say whether any name, listed or not, holds a word."""
        return bool(names_holding(word)) or word in self.speller.counts

    def names(self, word: str) -> int:
        """How many names of organisations hold a word, as far as is counted; 1 where it is known by few."""
        return names_holding(word) or int(word in self.speller.counts)

    def weight(self, word: str) -> float:
        """How much a written word says; one that no name holds says most."""
        return weight_of(self.names(word))

    def kind(self, word: str) -> int:
        """The number of a word's class."""
        return KIND_OF[self.lexicon.kind(word)]

    def of(self, word: str) -> tuple[tuple[int, float], ...]:
        """The words of listed names that a written one may stand for, each with how alike it is; the likeliest first."""
        found = self._forms.get(word)
        if found is None:
            if len(self._forms) > _REMEMBERED:
                self._forms.clear()
            forms = sorted(self._read(word).items(), key=lambda pair: (-pair[1], pair[0]))
            found = self._forms[word] = tuple(forms[:_MOST_FORMS])
        return found

    def most_of(self, word: str) -> float:
        """The most that a written word can say of a listed name: the weight of a word it stands for, as far as it is alike.

        Legal forms and fillers stand in any name.
        """
        most = self._most.get(word)
        if most is None:
            if len(self._most) > _REMEMBERED:
                self._most.clear()
            weights, kinds = self.table.weights, self.table.kinds
            most = self._most[word] = max(
                (
                    alike * weights[number]
                    for number, alike in self.of(word)
                    if kinds[number] not in (LEGAL, FILLER)
                ),
                default=0.0,
            )
        return most

    def _read(self, word: str) -> dict[int, float]:
        own = self.table.number(word)
        seen = max(names_holding(word), int(own >= 0 or word in self.speller.counts))
        found = {} if own < 0 else {own: 1.0}
        if len(word) >= _SHORTEST and word.isalpha() and seen < _RARE:
            for number, alike in self._misspelt(word, seen):
                found.setdefault(number, alike)
        if seen < _RARE and word.isalpha():
            trust = 1 if seen < _UNKNOWN else _KNOWN_ABBREVIATION
            for number, alike in self._shortened(word):
                found.setdefault(number, alike * trust)
        return found

    def _misspelt(self, word: str, seen: int) -> Iterator[tuple[int, float]]:
        """Words of one or two wrong letters; a word that exists is less likely a slip, and of two in pinyin less still."""
        trust = 1 if seen == 0 else 0.85 if seen < _SELDOM else 0.65
        most = 1 if len(word) < _LONG else 2
        near = {number for less in _less_one(word) for number in self.table.less_one.get(less)}
        pinyin: bool | None = None
        for number in sorted(near):
            other = self.table.words[number]
            slips = OSA.distance(word, other, score_cutoff=most)
            if not 0 < slips <= most:
                continue
            if pinyin is None:
                pinyin = self.speller.is_pinyin(word)
            doubt = 0.65 if pinyin and self.speller.is_pinyin(other) else 1
            yield number, (1 - _OF_A_SLIP * slips / math.sqrt(len(word))) * trust * doubt

    def _shortened(self, word: str) -> Iterator[tuple[int, float]]:
        if _SHORTEST_BEGINNING <= len(word) <= _LONGEST_BEGINNING:
            for number in self.begun(word, 400, 2)[:_MOST_SHORTENED]:
                yield number, _ABBREVIATED
        if len(word) < _SHORTEST_BEGINNING or not _VOWELS_AT_END.isdisjoint(word[1:][-_ENDING:]):
            return
        for number in self.table.skeletons.get(skeleton(word)):
            yield number, _ABBREVIATED
        for number in self._in_order(word):
            yield number, _LETTERS_IN_ORDER
        for other in _usual_by_letter().get(word[0], ()):
            ends_alike = word[-1] in other[-_ENDING:]
            if ends_alike and _is_in_order(word, other) and (number := self.table.number(other)) >= 0:
                yield number, _LETTERS_IN_ORDER

    def _in_order(self, word: str) -> list[int]:
        """Longer words with the same first letters, and the others in their order: "shipbldg"."""
        words = self.table.words
        # "utd": a usual word of the first letter, for nothing but letters stands there
        if len(word) <= _FIRST_LETTERS:
            near = (
                number
                for number in range(bisect_left(words, word[0]), bisect_left(words, chr(ord(word[0]) + 1)))
                if self.table.names[number] >= _USUAL and word[-1] in words[number][-_ENDING:]
            )
            found = [number for number in near if _is_in_order(word, words[number])]
            return sorted(found, key=lambda number: -self.table.names[number])[:_MOST_SHORTENED]
        begun = self.begun(word[:_FIRST_LETTERS], 400, len(word) - _FIRST_LETTERS + 1)
        ends = (number for number in begun if word[-1] in words[number][-_ENDING:])
        return [number for number in ends if _is_in_order(word, words[number])][:_MOST_SHORTENED]

    def begun(self, beginning: str, most: int = _LOOKED_THROUGH, longer: int = 1) -> list[int]:
        """Words that begin so and go on, the most usual first."""
        found = []
        at = bisect_left(self.table.words, beginning)
        for number in range(at, min(at + most, len(self.table.words))):
            word = self.table.words[number]
            if not word.startswith(beginning):
                break
            if len(word) >= len(beginning) + longer:
                found.append(number)
        return sorted(found, key=lambda number: -self.table.names[number])

    def of_a_cut(self, word: str) -> tuple[tuple[int, float], ...]:
        """The same for the last word of a text that may be cut off: it may be the beginning of any word, too."""
        known = self.of(word)
        numbers = {number for number, _ in known}
        begun = (number for number in self.begun(word)[:_MOST_BEGUN] if number not in numbers)
        return (*known, *((number, BEGUN) for number in begun))


def word_table(names: Iterable[tuple[int, Sequence[str]]], lexicon: Lexicon) -> WordTable:
    """Index the words of listed names, each beside the number of its body.

    What a word weighs is counted over bodies: one that five lists print is no five bodies that share its word.
    """
    held: Counter[str] = Counter()
    bodies: dict[str, set[int]] = {}
    beside: dict[str, tuple[str, str]] = {}
    for body, words in names:
        held.update(set(words))
        for word in words:
            bodies.setdefault(word, set()).add(body)
        for one, other in pairwise(words):
            if len(one + other) >= _SHORTEST_GLUED:
                beside.setdefault(one + other, (one, other))
    ordered = sorted(held)
    less_one, skeletons = Pairs(), Pairs()
    for number, word in enumerate(ordered):
        if len(word) >= _SHORTEST and word.isalpha():
            for less in _less_one(word):
                less_one.add(less, number)
            skeletons.add(skeleton(word), number)
    return WordTable(
        tuple(ordered),
        tuple(weight_of(max(names_holding(word), len(bodies[word]))) for word in ordered),
        tuple(KIND_OF[lexicon.kind(word)] for word in ordered),
        tuple(held[word] for word in ordered),
        less_one.table(),
        skeletons.table(),
        {joined: parts for joined, parts in beside.items() if joined not in held},
    )


def _less_one(word: str) -> set[str]:
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}
