"""A native name in pieces: every word of trade, place, number and sound that may stand in it, overlapping ones too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from itertools import accumulate
from typing import NamedTuple

from screening.names.scripts import Script, pinyin
from screening.native_names.glossary import coined_brands
from screening.native_names.name_table import NameTable
from screening.native_names.native_words import (
    RUN_ON,
    glossary_key,
    has_legal_form,
    run_on_text,
    spaced_words,
)
from screening.native_names.sounds import arabic_spelling, hangul_key, latin_keys, sound_key
from screening.native_names.vocabulary import rows

_LONGEST_SOUND = 6  # characters of a brand; longer ones are a brand and a trade
_SOUNDED_WORDS = 2  # words that a list may have run into one
# Weights are of the order of a word's rarity: a common trade word has about 2, a word of one listed name about 8.
_NUMBER_WEIGHT, _PLACE_WEIGHT = 4.0, 2.5  # a number tells institutes apart, a town holds many bodies
_SOUND_WEIGHT_OF_A_SIGN = 2.2  # a brand of two signs weighs as much as a rare trade word
_SPELT_WEIGHT = 2.5  # a trade word, however the list spells it
_BRAND_WEIGHT, _MOST_OF_LETTERS, _WEIGHT_OF_A_LETTER = (
    3.0,
    4.0,
    0.5,
)  # the longer, the rarer; from 8 letters alike
# What no table knows is a brand as it seems, and costs about as much as one: a sign of a run, a word, a letter.
_UNKNOWN_SIGN, _UNKNOWN_WORD, _UNKNOWN_LETTER = 1.5, 4.5, 0.4
_AREAS = "市省区县州"  # behind the name of a place
_UNITS = "研院所厂局部师军机工"
_HAN_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_HAN_NUMBER = re.compile(
    rf"第?([零〇○一二三四五六七八九十]{{1,4}}|\d+)(?=[{_UNITS}]|医院|设计|航空|$)|第([一二三四五六七八九十]+|\d+)"
)
_HANGUL_NUMBER = re.compile(r"제?(\d+)()")
_ORDINAL_SIGNS = "第제"
_RUSSIAN_ADJECTIVE = re.compile("(?:in|en|an|ov|ev)?sk$")


class PieceKind(StrEnum):
    """What sort of piece it is."""

    TERM = "trade word"
    PLACE = "place"
    NUMBER = "number"
    BRAND = "brand by sound"
    SPELT = "trade word as the list romanises it"


BY_SOUND = (PieceKind.BRAND, PieceKind.SPELT)


class NativePiece(NamedTuple):
    """Units `start` to `end` (characters of a run, or words) may mean these."""

    start: int
    end: int
    kind: PieceKind
    means: tuple[str, ...]  # stems, the likeliest first; words of a place; a number; a key of sound
    weight: float
    spelling: re.Pattern[str] | None = None  # how the letters may be romanised
    together: frozenset[str] = frozenset()  # stems that mean it only all of them


@dataclass(frozen=True, slots=True)
class Decomposition:
    """The units of a native name and its pieces."""

    units: tuple[str, ...]
    pieces: tuple[NativePiece, ...]
    script: Script
    names_company: bool = False  # it has a legal form, or stands in quotation marks
    of_brands: bool = False  # as the table is that it is held against

    def text(self, start: int, end: int) -> str:
        """What stands there, as a person reads it."""
        return ("" if self.script in RUN_ON else " ").join(self.units[start:end])

    def key(self, piece: NativePiece) -> str:
        """What a glossary has a trade word by; a brand of two words in one."""
        return glossary_key("".join(self.units[piece.start : piece.end]), self.script)


def weight_of_unknown(unit: str, script: Script) -> float:
    """What a unit costs that nothing explains; the bound of candidates is right because the score uses the same."""
    if script in RUN_ON:
        return _UNKNOWN_SIGN
    return _UNKNOWN_WORD if len(unit) > 1 else _UNKNOWN_LETTER


def decompose(text: str, table: NameTable) -> Decomposition:
    """Take a native name apart, as far as the table's names could answer its pieces."""
    script = table.script
    if script in RUN_ON:
        run = run_on_text(text, script)
        return Decomposition(
            tuple(run), tuple(_of_run(run, table)), script, has_legal_form(text, script), table.of_brands
        )
    words = spaced_words(text, script)
    return Decomposition(
        tuple(words), tuple(_of_words(words, table)), script, has_legal_form(text, script), table.of_brands
    )


def _of_run(run: str, table: NameTable) -> Iterator[NativePiece]:
    han = table.script is Script.HAN
    in_number: set[int] = set()
    for number in _numbers(run, han=han):
        if han:
            in_number.update(range(number.start, number.end))
        yield number
    readings = _readings(run) if han else ()
    terms, places, sounds, longest = table.terms, table.places, table.sounds, table.longest
    size = len(run)
    for start in range(size):
        if start in in_number:
            continue
        known = longest.get(run[start], 0)
        for end in range(start + 1, min(size, start + max(known, _LONGEST_SOUND)) + 1):
            if end - 1 in in_number:
                break
            piece, length = run[start:end], end - start
            if length <= known:
                if town := places.get(piece):
                    whole = end + 1 if run[end : end + 1] and run[end] in _AREAS else end
                    yield NativePiece(start, whole, PieceKind.PLACE, town, _PLACE_WEIGHT)
                    if han:
                        continue  # a town sounds like itself
                if term := terms.get(piece):
                    yield NativePiece(
                        start, end, PieceKind.TERM, term.stems, term.weight, None, term.together
                    )
            if 1 < length <= _LONGEST_SOUND and table.script is not Script.KANA:
                keys = [each.key(start, end) for each in readings] if han else [hangul_key(piece)]
                if sound := next((key for key in keys if key in sounds), ""):
                    yield NativePiece(start, end, PieceKind.BRAND, (sound,), _SOUND_WEIGHT_OF_A_SIGN * length)


class _Reading:
    """A run of Han read aloud: its sounds as one text, and where each sign begins in it."""

    def __init__(self, syllables: Sequence[str]) -> None:
        self._sound = "".join(syllables)
        self._starts = [0, *accumulate(map(len, syllables))]

    def key(self, start: int, end: int) -> str:
        """The sounds of the signs from one to another."""
        return self._sound[self._starts[start] : self._starts[end]]


def _readings(run: str) -> list[_Reading]:
    """A run as its phrases are read; where a sign has another reading, with that as well: 长航 is zhanghang or changhang."""
    others = _polyphones()
    if others.keys().isdisjoint(run):
        return [_Reading([_syllable(sign) for sign in run])]
    read = pinyin(run)
    if len(read) != len(run):
        read = tuple(map(_syllable, run))
    other = [
        next((each for each in others.get(sign, ()) if each != syllable), syllable)
        for sign, syllable in zip(run, read, strict=True)
    ]
    return [_Reading(read), _Reading(other)]


def pinyin_spellings(brand: str) -> tuple[str, ...]:
    """A brand in Han characters as it may be written in Latin letters, the likeliest first: 长鑫 is changxin or zhangxin."""
    return tuple(dict.fromkeys(reading.key(0, len(brand)) for reading in _readings(brand)))


@lru_cache(10_000)
def _syllable(sign: str) -> str:
    return "".join(pinyin(sign))


@cache
def _polyphones() -> dict[str, tuple[str, ...]]:
    return {row["sign"]: tuple(row["readings"].split()) for row in rows("polyphones_han")}


def _numbers(run: str, *, han: bool) -> Iterator[NativePiece]:
    for found in (_HAN_NUMBER if han else _HANGUL_NUMBER).finditer(run):
        signs = found.group(1) or found.group(2)
        # A single sign without 第 is as often part of a name: 三峡, 一汽.
        if found.group()[0] in _ORDINAL_SIGNS or len(signs) > 1 or signs.isdigit():
            yield NativePiece(found.start(), found.end(), PieceKind.NUMBER, (_number(signs),), _NUMBER_WEIGHT)


def _number(signs: str) -> str:
    if signs.isdigit():
        return signs.lstrip("0")
    if "十" not in signs:
        return "".join(str(_HAN_DIGITS[sign]) for sign in signs)
    tens, _, ones = signs.partition("十")
    return str(_HAN_DIGITS.get(tens, 1) * 10 + _HAN_DIGITS.get(ones, 0))


def _of_words(words: list[str], table: NameTable) -> Iterator[NativePiece]:
    script = table.script
    keys = [glossary_key(word, script) for word in words]
    known = [key in table.terms or word in table.terms for key, word in zip(keys, words, strict=True)]
    coined = coined_brands(script)
    for start, (word, key) in enumerate(zip(words, keys, strict=True)):
        if word.isdigit():
            number = (word.lstrip("0"),)
            yield NativePiece(start, start + 1, PieceKind.NUMBER, number, _NUMBER_WEIGHT)
            continue
        if town := _town(word, key, table):
            yield NativePiece(start, start + 1, PieceKind.PLACE, town, _PLACE_WEIGHT)
        if term := table.terms.get(key) or table.terms.get(word):
            yield NativePiece(start, start + 1, PieceKind.TERM, term.stems, term.weight, None, term.together)
        joined = ""
        for end in range(start + 1, min(len(words), start + _SOUNDED_WORDS) + 1):
            joined += words[end - 1]
            key = glossary_key(joined, script)
            # "سينس تايم": a brand that is written in one word or in two.
            if end > start + 1 and key in coined and (term := table.terms.get(key)):
                yield NativePiece(start, end, PieceKind.TERM, term.stems, term.weight, None, term.together)
            if sound := _sound_of(joined, table):
                is_known = all(known[start:end])
                yield NativePiece(
                    start,
                    end,
                    PieceKind.SPELT if is_known else PieceKind.BRAND,
                    (sound,),
                    _SPELT_WEIGHT * (end - start) if is_known else _brand_weight(joined),
                    arabic_spelling(joined) if script is Script.ARABIC and not joined.isascii() else None,
                )


def _town(word: str, key: str, table: NameTable) -> tuple[str, ...]:
    """The English words of the town that a word names: its whole name, or the name with an ending; none where it is no town.

    Tables hold stems, and "Иван" is the stem of Ivanovo: without an ending a word must sound like the town.
    """
    whole = word.lower()
    if table.script is Script.CYRILLIC and whole == key:
        town = table.places.get(whole, ())
        sound = sound_key(whole, table.script)
        return town if any(sound in latin_keys(each, table.script) for each in town) else ()
    return table.places.get(whole) or table.places.get(key) or ()


def _brand_weight(letters: str) -> float:
    return _BRAND_WEIGHT + min(_MOST_OF_LETTERS, _WEIGHT_OF_A_LETTER * len(letters))


def _sound_of(joined: str, table: NameTable) -> str:
    """The key of sound that names of the table have a word by, "" where they have none."""
    key = sound_key(joined, table.script)
    keys = [key]
    if table.script is Script.CYRILLIC and (ending := _RUSSIAN_ADJECTIVE.search(key)):
        keys += [key[: ending.start()], key[:-2]]  # "Ижевский": of Izhevsk
    return next((each for each in keys if len(each) > 1 and each in table.sounds), "")
