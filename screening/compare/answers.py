"""Which words of listed persons' names may answer a word of another name, found through keys and remembered.

Trying pair after pair takes a microsecond or two for each, and nearly all are refused. Here the letters and sounds of
many words are looked at together, and only words that may be alike are held against each other; variants, short forms
and other romanisations are looked up. No word that `words.agree` accepts is lacking (a test holds it to that).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from screening.caches import MemoCache
from screening.compare.align import SHORTEST_JOINED, SHORTEST_SPARSE, glued_edits
from screening.compare.similar_words import NONE, Numbers, Signatures, WordList, may_be_near, signatures
from screening.compare.words import Distance, agree
from screening.mapped_file import MappedTable
from screening.names.person_words import SERVANT
from screening.names.sounds import keeps_no_vowels, single_letters, sound, wade_giles, without_vowels
from screening.names.variants import groups_of, short_forms
from screening.names.vowelless import letter_bits, nasals, spelling_bits, writes

_EDITS = 2  # the most that a word of any length is allowed
Codes = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class SparseSpellings:
    """What tells at once that words do not write each other where one script leaves vowels out (`vowelless.writes`)."""

    letters: Codes  # by word, as bits
    spellings: Codes  # by word: the letters of all that it may write
    nasals: Codes

    @classmethod
    def of(cls, words: Sequence[str]) -> SparseSpellings:
        """Those of some words."""
        return cls(
            *(
                np.fromiter(map(of, words), np.uint32, len(words))
                for of in (letter_bits, spelling_bits, nasals)
            )
        )

    def may_write(self, words: Sequence[str], among: Numbers) -> NDArray[np.bool_]:
        """Say of each word (rows) and each of some numbers (columns) whether one may write the other."""
        asked = SparseSpellings.of(words)
        writing = asked.letters[:, None] & ~self.spellings[among] == 0
        written = self.letters[among] & ~asked.spellings[:, None] == 0
        alike: NDArray[np.bool_] = (self.nasals[among] == asked.nasals[:, None]) & (writing | written)
        return alike


@dataclass(frozen=True, slots=True)
class ListedWords:
    """The different words of listed persons' names, numbered."""

    words: WordList
    sounds: Signatures  # by word: of its sound
    sparse: SparseSpellings
    figures: Numbers  # words that are numbers
    by_key: MappedTable  # numbers of words
    _in_tables: MemoCache[Numbers] = field(default_factory=MemoCache, compare=False, repr=False)
    _beginning: MemoCache[Numbers] = field(default_factory=MemoCache, compare=False, repr=False)

    @classmethod
    def of(cls, words: Iterable[str]) -> ListedWords:
        """These words."""
        numbered = WordList.of(words)
        by_key: dict[str, list[int]] = {}
        for number, word in enumerate(numbered.words):
            for key in _keys(word):
                by_key.setdefault(key, []).append(number)
        return cls(
            numbered,
            signatures([sound(word) for word in numbered.words]),
            SparseSpellings.of(numbered.words),
            _array(number for number, word in enumerate(numbered.words) if word.isdigit()),
            MappedTable.of(by_key),
        )

    def agreeing(
        self, words: Sequence[str], among: Numbers, distance: Distance
    ) -> Iterator[tuple[int, Numbers]]:
        """For places of words the numbers of those among some listed words that agree between such scripts.

        Those that only tables lead to are not looked for.
        """
        if distance is Distance.SAME:
            alike = may_be_near(words, self.words.signatures[among], _EDITS)
            alike |= may_be_near(list(map(sound, words)), self.sounds[among], 1)
        elif distance is Distance.LONG_VOWELS:
            alike = self.sparse.may_write(words, among)
        else:
            alike = np.ones((len(words), len(among)), np.bool_)
        spelt = self.words.words
        places, columns = np.nonzero(alike)
        agreeing: dict[int, list[int]] = {}
        for place, number in zip(places.tolist(), among[columns].tolist(), strict=True):
            if agree(words[place], spelt[number], False, distance):
                agreeing.setdefault(place, []).append(number)
        for place, numbers in agreeing.items():
            yield place, np.array(numbers, np.int32)

    def glued(self, together: Sequence[str], among: Numbers, distance: Distance) -> Iterator[tuple[int, int]]:
        """For places of joined words the long listed words, `among` some, that they may spell."""
        for place, each in enumerate(together):
            for number in self.by_key.get(f"wade {each}"):
                yield place, number
        # Words are numbered in the order of their length.
        shortest = SHORTEST_SPARSE if distance is Distance.LONG_VOWELS else SHORTEST_JOINED
        first = int(self.words.starts[min(shortest, len(self.words.starts) - 1)])
        among = among[among >= first]
        if not len(among):
            return
        alike = may_be_near(together, self.words.signatures[among], _EDITS)
        if distance is Distance.LONG_VOWELS:
            alike |= self.sparse.may_write(together, among)
        spelt = self.words.words
        places, columns = np.nonzero(alike)
        for place, number in zip(places.tolist(), among[columns].tolist(), strict=True):
            if may_join(spelt[number], together[place], distance):
                yield place, number

    def in_tables(self, word: str) -> Numbers:
        """What tables lead to, initials, beginnings and words without vowels: they answer a word in any script."""
        return self._in_tables.get(word, lambda: _array(self._found_in_tables(word)))

    def beginning(self, start: str) -> Numbers:
        """Words that begin so."""
        return self._beginning.get(start, partial(self._found_beginning, start))

    def _found_in_tables(self, word: str) -> Iterator[int]:
        number = self.words.number
        others = {word, *(word[:length] for length in range(1, len(word))), *short_forms(word)}
        respelt = wade_giles(word)
        if respelt:
            others.add(respelt)
        yield from (found for each in others if (found := number(each)) >= 0)
        yield from self.by_key.get(f"wade {word}")
        for group in groups_of(word):
            yield from self.by_key.get(f"name {group}")
        if len(word) == 1:
            yield from self.beginning(word).tolist()
        elif word.startswith(SERVANT):
            yield from self.by_key.get(f"sound {sound(word[len(SERVANT) :])}")
            if len(word) <= len(SERVANT) + 2:
                yield from self.beginning(word).tolist()
        yield from self.by_key.get(f"servant {sound(word)}")
        if keeps_no_vowels(word):
            yield from self.by_key.get(f"bare {single_letters(word)}")
        for bare in without_vowels(word):
            yield from self.by_key.get(f"vowels left out {bare}")

    def _found_beginning(self, start: str) -> Numbers:
        found = self.by_key.beginning_with(f"word {start}", len(self.words))
        return _array(number for numbers in found for number in numbers)


def may_join(word: str, together: str, distance: Distance) -> bool:
    """Say whether a word may be some neighbouring words of another name joined."""
    if distance is Distance.LONG_VOWELS and (writes(word, together) or writes(together, word)):
        return True
    return glued_edits(word, together, organisation=False) is not None


def _array(numbers: Iterable[int]) -> Numbers:
    found = set(numbers)
    return np.array(sorted(found), np.int32) if found else NONE


def _sounds(word: str) -> Collection[str]:
    """How a word sounds, and Abdulhanif without Abdul."""
    return {sound(word), sound(word[len(SERVANT) :])} if word.startswith(SERVANT) else {sound(word)}


def _keys(word: str) -> set[str]:
    keys = {f"word {word}", *(f"sound {each}" for each in _sounds(word))}
    keys |= {f"name {group}" for group in groups_of(word)}
    keys |= {f"bare {bare}" for bare in without_vowels(word)}
    if keeps_no_vowels(word):
        keys.add(f"vowels left out {single_letters(word)}")
    if word.startswith(SERVANT):
        keys.add(f"servant {sound(word[len(SERVANT) :])}")
    if respelt := wade_giles(word):
        keys.add(f"wade {respelt}")
    return keys
