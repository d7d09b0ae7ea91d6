"""The English and romanised names that native names of one script are held against, as flat arrays by word and by sound.

A word weighs what its rarity says. All the words that a native name may mean are looked up at once, and what share of
each listed name they could explain is a sum over arrays: the bound that spares nearly all names the alignment.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sized
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from screening.mapped_file import Rows
from screening.names.scripts import Script
from screening.native_names.english import english_words, number_of, stem, stems_of_class
from screening.native_names.glossary import common_stems, glossary, native_places, phrases
from screening.native_names.sounds import latin_keys

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_UNKNOWN_WEIGHT = 3.0  # of a term none of whose translations a listed name holds
_HEAVIEST_TERM = 5.0
_FEWEST_OF_A_PART = 2  # words
_FEW_NAMES = 4  # one body is listed under several
_GENERAL = 0.5  # "China", "Group", a place: half of what its rarity says
_WORDS_JOINED = {Script.HAN: 4, Script.HANGUL: 4}  # words that one brand may be written apart in
_WORDS_JOINED_ELSEWHERE = 2
_SHORTEST_KEY = {Script.ARABIC: 2, Script.CYRILLIC: 2}
_SHORTEST_KEY_ELSEWHERE = 3


@dataclass(frozen=True, slots=True)
class EnglishName:
    """A listed name as it is aligned: its words as printed, their stems and weights."""

    text: str
    number: int  # the caller's own
    words: tuple[str, ...]
    stems: tuple[str, ...]
    weights: tuple[float, ...]
    numbers: frozenset[str]
    places: frozenset[str]
    brands: frozenset[int]  # positions of words that are no words of trade, places or numbers


@dataclass(frozen=True, slots=True)
class NativeTerm:
    """What a native word means here: stems, the likeliest first, and its weight on the native side."""

    stems: tuple[str, ...]
    weight: float
    together: frozenset[str] = frozenset()  # stems that mean it only all of them


@dataclass(frozen=True, slots=True)
class NameTable:
    """The names of one script, by number, by word and by sound."""

    script: Script
    names: Rows[EnglishName]
    totals: NDArray[np.float32]  # the weight of each name
    # Where the arrays say it of a stem, of a number ("#14"), of a word of a place ("@nanjing"): from, to.
    words: dict[str, tuple[int, int]]
    word_names: NDArray[np.int32]
    word_weights: NDArray[np.float32]
    sounds: dict[str, tuple[int, int]]  # the same of a key of sound
    sound_names: NDArray[np.int32]
    sound_firsts: NDArray[np.int32]
    sound_lasts: NDArray[np.int32]
    sound_weights: NDArray[np.float32]
    terms: dict[str, NativeTerm]
    places: dict[str, tuple[str, ...]]
    longest: dict[str, int]  # the most signs of a term or place by its first sign
    # Of bodies whose country writes otherwise: a name counts where the text has its brand, as a reviewed row has it.
    of_brands: bool = False

    def is_rare(self, name: EnglishName) -> bool:
        """Whether a name holds a brand that next to no other name holds."""
        heaviest = max((name.weights[at] for at in name.brands), default=0.0)
        return heaviest >= math.log((len(self.names) + 1) / (_FEW_NAMES + 0.5))


def name_table(names: Iterable[tuple[str, int]], script: Script, *, of_brands: bool = False) -> NameTable:
    """The table of these names, each with the caller's number for it."""
    places = native_places(script)
    place_words = _place_words(script)
    split = [(text, number, words) for text, number in names if (words := tuple(english_words(text, script)))]
    borne = Counter(short for _, _, words in split for short in set(map(stem, words)))
    rarity = {short: math.log((len(split) + 1) / (count + 0.5)) for short, count in borne.items()}
    made = [_english_name(text, number, words, rarity, place_words) for text, number, words in split]
    words_at, word_names, word_weights = _word_arrays(_words(made))
    sounds_at, sound_names, firsts, lasts, sound_weights = _sound_arrays(_sounds(made, script))
    return NameTable(
        script,
        Rows.of(made),
        _floats(sum(name.weights) for name in made),
        words_at,
        word_names,
        word_weights,
        sounds_at,
        sound_names,
        firsts,
        lasts,
        sound_weights,
        {
            term: _term(meaning, rarity, phrases(script).get(term, frozenset()))
            for term, meaning in glossary(script).items()
        },
        dict(places),
        _longest((*glossary(script), *places)),
        of_brands,
    )


@cache
def _place_words(script: Script) -> frozenset[str]:
    return frozenset(word for words in native_places(script).values() for word in words)


def last_part(text: str, script: Script) -> str:
    """The name of the body itself where a list prints its group before it: "Tactical Missile Corporation, Smolensk Plant".

    It is one where what stands behind the last comma holds a brand, or a place and two more words; else "".
    """
    before, _, part = text.rpartition(", ")
    words = english_words(part, script) if before else []
    if len(words) < _FEWEST_OF_A_PART or any(map(number_of, words)):
        return ""
    places = _place_words(script)
    town = not places.isdisjoint(words)
    brand = any(word not in places and stem(word) not in common_stems() for word in words)
    return part if brand or (town and len(words) > _FEWEST_OF_A_PART) else ""


def _longest(terms: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for term in terms:
        found[term[0]] = max(len(term), found.get(term[0], 0))
    return found


def _english_name(
    text: str, number: int, words: tuple[str, ...], rarity: Mapping[str, float], place_words: frozenset[str]
) -> EnglishName:
    general, stems = stems_of_class("general"), tuple(map(stem, words))
    weights = (
        rarity[short] * (_GENERAL if short in general or word in place_words else 1.0)
        for short, word in zip(stems, words, strict=True)
    )
    return EnglishName(
        text,
        number,
        words,
        stems,
        tuple(weights),
        frozenset(filter(None, map(number_of, words))),
        frozenset(place_words.intersection(words)),
        frozenset(
            at
            for at, (short, word) in enumerate(zip(stems, words, strict=True))
            if short not in common_stems() and word not in place_words and not number_of(word)
        ),
    )


def _term(meaning: Mapping[str, float], rarity: Mapping[str, float], together: frozenset[str]) -> NativeTerm:
    best = max(meaning, key=meaning.__getitem__)
    weight = min(rarity.get(best, _UNKNOWN_WEIGHT), _HEAVIEST_TERM)
    weight *= _GENERAL if best in stems_of_class("general") else 1.0
    return NativeTerm(tuple(sorted(meaning, key=lambda short: -meaning[short])), weight, together)


def _words(names: Iterable[EnglishName]) -> dict[str, dict[int, float]]:
    """By word the names that hold it, each with the weight of that word in it."""
    found: dict[str, dict[int, float]] = {}
    for place, name in enumerate(names):
        for word, short, weight in zip(name.words, name.stems, name.weights, strict=True):
            keys = [short, *(["#" + number] if (number := number_of(word)) else ())]
            if word in name.places:
                keys.append("@" + word)
            for key in keys:
                weights = found.setdefault(key, {})
                weights[place] = weights.get(place, 0.0) + weight
    return found


_Sounds = dict[str, list[tuple[int, int, int, float]]]


def _sounds(names: Iterable[EnglishName], script: Script) -> _Sounds:
    """By sound the words of names that sound so, one or several run together."""
    widest = _WORDS_JOINED.get(script, _WORDS_JOINED_ELSEWHERE)
    shortest = _SHORTEST_KEY.get(script, _SHORTEST_KEY_ELSEWHERE)
    found: _Sounds = {}
    for place, name in enumerate(names):
        for first in range(len(name.words)):
            joined, before, weight = "", frozenset[str](), 0.0
            for last in range(first, min(len(name.words), first + widest)):
                if script is Script.KANA:  # read by the table of brands alone
                    break
                if name.words[last].isdigit():
                    break
                joined += name.words[last]
                weight += name.weights[last]
                keys = latin_keys(joined, script)
                for key in keys:
                    # Where the last word adds no sound, the key is that of the words before it.
                    if key not in before and len(key) >= shortest and len(joined) > 1:
                        found.setdefault(key, []).append((place, first, last + 1, weight))
                before = frozenset(keys)
    return found


def _word_arrays(
    by_word: Mapping[str, Mapping[int, float]],
) -> tuple[dict[str, tuple[int, int]], NDArray[np.int32], NDArray[np.float32]]:
    return (
        _parts(by_word),
        _integers(number for names in by_word.values() for number in names),
        _floats(weight for names in by_word.values() for weight in names.values()),
    )


def _sound_arrays(
    by_sound: _Sounds,
) -> tuple[
    dict[str, tuple[int, int]],
    NDArray[np.int32],
    NDArray[np.int32],
    NDArray[np.int32],
    NDArray[np.float32],
]:
    every = [each for spans in by_sound.values() for each in spans]
    return (
        _parts(by_sound),
        _integers(each[0] for each in every),
        _integers(each[1] for each in every),
        _integers(each[2] for each in every),
        _floats(each[3] for each in every),
    )


def _parts(values_of: Mapping[str, Sized]) -> dict[str, tuple[int, int]]:
    """Where what each key holds stands, one behind the other."""
    found, start = {}, 0
    for key, values in values_of.items():
        found[key] = (start, start + len(values))
        start += len(values)
    return found


def _integers(values: Iterable[int]) -> NDArray[np.int32]:
    import numpy as np  # takes a tenth of a second, and few checks hold native names

    return np.frombuffer(array("i", values) or b"", np.int32)


def _floats(values: Iterable[float]) -> NDArray[np.float32]:
    import numpy as np

    return np.frombuffer(array("f", values) or b"", np.float32)
