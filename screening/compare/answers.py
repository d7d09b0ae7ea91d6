"""Words of one person's name and many other words: every pair that `words.agree` lets agree, found together.

Trying pair after pair takes a microsecond or two for each, and nearly all are refused. Here spellings and sounds are
held against each other many at once, and variants, short forms and other romanisations are looked up. What is found
may hold pairs that do not agree; it lacks none that do (a test holds it to `agree`). Scripts that write few vowels
have rules of their own and are not meant.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from screening.compare.words import osa
from screening.names.person_words import SERVANT
from screening.names.sounds import keeps_no_vowels, sound, vowels_left_out, wade_giles
from screening.names.variants import groups_of, short_forms

_EDITS = 2  # the most that a word of any length is allowed
_LONG_SOUND = 5  # letters of a sound key, from which one may differ
_MANY = 100  # pairs, from which looking at all at once is faster

_MOST_HELD = 400_000  # tries; some 40 MB

Pair = tuple[str, str]


class Tried:
    """What answers a word, of all that it was held against before: names reuse words. Shared by threads."""

    __slots__ = ("_find", "_held", "_size")

    def __init__(self, find: Callable[[Collection[str], Collection[str]], Iterable[Pair]]) -> None:
        self._find = find  # pairs of one of these words and one of the others
        self._held: dict[str, tuple[set[str], set[str]]] = {}  # by word: what was tried, and what answered
        self._size = 0

    def answers(self, words: Iterable[str], others: set[str]) -> Iterator[tuple[str, set[str]]]:
        """Each word with those of the others that answer it."""
        held = {word: self._held.get(word) or (set(), set()) for word in words}
        lacking = {word: others - tried for word, (tried, _) in held.items()}
        lacking = {word: fresh for word, fresh in lacking.items() if fresh}
        if lacking:
            fresh = set().union(*lacking.values())
            for word, other in self._find(lacking, fresh):
                held[word][1].add(other)
            for word in lacking:
                held[word][0].update(fresh)  # last, for another thread may be reading
            self._size += len(lacking) * len(fresh)
            if self._size > _MOST_HELD:
                self._held, self._size = {}, 0
            self._held.update(held)
        for word, (_, found) in held.items():
            yield word, found & others


def answering(words: Collection[str], others: Collection[str]) -> Iterator[Pair]:
    """Pairs of a word and one of the others that are equal or may agree, some of them several times."""
    yield from near(words, others, _EDITS)
    ours = {word: _traits(word) for word in words}
    theirs = {other: _traits(other) for other in others}
    yield from _sounding(ours, theirs)
    yield from _tabled(ours, theirs)
    odd = [other for other, traits in theirs.items() if traits.odd]
    for word, traits in ours.items():
        for other in theirs if traits.odd else odd:
            if word[0] == other[0] and _oddly(word, other):
                yield word, other


def near(words: Collection[str], others: Collection[str], most: int) -> Iterator[Pair]:
    """Pairs at most so many edits apart."""
    if len(words) * len(others) < _MANY:
        for word in words:
            for other in others:
                if osa(word, other, most) <= most:
                    yield word, other
        return
    import numpy as np  # takes a tenth of a second, and a name that nobody's resembles needs none

    one, two = tuple(words), tuple(others)
    apart = cdist(one, two, scorer=OSA.distance, score_cutoff=most, dtype=np.uint8)
    for place in np.flatnonzero(apart <= most).tolist():
        yield one[place // len(two)], two[place % len(two)]


class _Traits(NamedTuple):
    """What is looked at of a word."""

    sounds: tuple[str, ...]  # of the word, and of Abdulhanif without Abdul
    respelt: str | None  # in Wade-Giles, where that is another spelling
    groups: frozenset[str]
    short: frozenset[str]
    odd: bool  # it may agree with words that neither spelling nor sound nor a table leads to


@lru_cache(200_000)
def _traits(word: str) -> _Traits:
    respelt = wade_giles(word)
    servant = word.startswith(SERVANT)
    return _Traits(
        (sound(word), sound(word[len(SERVANT) :])) if servant else (sound(word),),
        None if respelt == word else respelt,
        groups_of(word),
        short_forms(word),
        len(word) == 1 or (servant and len(word) <= len(SERVANT) + 2) or keeps_no_vowels(word),
    )


def _oddly(word: str, other: str) -> bool:
    """An initial, vowels left out, or Abdul N."""
    if min(len(word), len(other)) == 1:
        return True
    if vowels_left_out(word, other) or vowels_left_out(other, word):
        return True
    return word.startswith(other) or other.startswith(word)


def _sounding(ours: dict[str, _Traits], theirs: dict[str, _Traits]) -> Iterator[Pair]:
    """Pairs of one sound, or of sounds one edit apart."""
    by_sound: dict[str, list[str]] = {}
    for word, traits in ours.items():
        for each in traits.sounds:
            by_sound.setdefault(each, []).append(word)
    spoken = by_sound.keys()
    for other in [other for other, traits in theirs.items() if not spoken.isdisjoint(traits.sounds)]:
        for each in theirs[other].sounds:
            for word in by_sound.get(each, ()):
                yield word, other
    sounds = [each for each in by_sound if len(each) >= _LONG_SOUND]
    if not sounds:
        return
    sizes = {len(each) + more for each in sounds for more in (-1, 0, 1)} - set(range(_LONG_SOUND))
    long: dict[str, list[str]] = {}
    for other in [other for other, traits in theirs.items() if len(traits.sounds[0]) in sizes]:
        long.setdefault(theirs[other].sounds[0], []).append(other)
    for one, two in near(sounds, long, 1):
        for word in by_sound[one]:
            for other in long[two]:
                yield word, other


def _tabled(ours: dict[str, _Traits], theirs: dict[str, _Traits]) -> Iterator[Pair]:
    """Pairs that are spellings of one name, a name and its short form, pinyin and Wade-Giles."""
    groups: dict[str, list[str]] = {}
    for word, traits in ours.items():
        for other in traits.short:
            if other in theirs:
                yield word, other
        if traits.respelt in theirs:
            yield word, str(traits.respelt)
        for group in traits.groups:
            groups.setdefault(group, []).append(word)
    for other, traits in theirs.items():
        if traits.respelt in ours:
            yield str(traits.respelt), other
        for group in traits.groups if groups else ():
            for word in groups.get(group, ()):
                yield word, other
