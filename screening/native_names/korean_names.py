"""Which names that a list prints in Han characters a text in Hangul is, by how Koreans read them.

A text is looked up by its key, then without a word for a company, then without what stands behind a whole name: a
faculty, an institute, a branch. The words that may stand around a name are rows of `vocabulary/korean_words.csv`, and
some of them say a country: 조선 and 기업소 the North, 한국 and 주식회사 the South.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache

from screening.names.scripts import Script, fold_han
from screening.native_names.glossary import coined_brands, countries_of_places, glossary
from screening.native_names.korean_readings import korean_readings, spelling_key, without_brackets
from screening.native_names.vocabulary import rows

_CHINA = "CN"
_TABLES_OF_HAN = ("glossary_han", "trade_words_han", "cedict_han")
_SHORTEST = 4  # syllables: fewer are a person's name as well
_SHORTEST_REST = 2  # behind a country or a town
_SHORTEST_TERM = 2  # of the glossary; single syllables are in every name
_LONG_BRAND = 3  # syllables: many firms are called by two
_LONG_NAME = (
    7  # syllables without a word for a company: however general each of its words is, together they say much
)


class Telling(Enum):
    """How much a name in Hangul says by itself."""

    DISTINCTIVE = "distinctive"  # hardly anybody else is called so
    SHARED = "shared"  # by a short brand, which several firms may have, or by many general words
    GENERAL = "general"  # a few words of trade: 무역은행 is any bank of foreign trade


@dataclass(frozen=True, slots=True)
class KoreanName:
    """A name in Hangul, taken apart for lookup; all of it folded as keys are."""

    key: str  # without legal form and country
    stem: str  # without a word for a company besides
    nation: str = ""  # the word for a country that stands in front
    town: str = ""  # that the name begins with, or that was taken from its front
    countries: frozenset[str] = frozenset()  # that its words say, its town left out
    is_town_apart: bool = False  # the town is no part of `key`

    @property
    def countries_of_town(self) -> frozenset[str]:
        """The country that the town lies in; none without a town."""
        return _towns().get(self.town, frozenset())


@dataclass(frozen=True, slots=True)
class KoreanMatch:
    """A listed name that a text in Hangul is, or has as a part."""

    number: int
    name: KoreanName  # as the text has it, without `more`
    other_form: bool = False  # another word for a company, or none, where the list has one
    more: str = ""  # what stands behind the listed name
    is_unit: bool = False  # that is a unit of the body and no other one


@dataclass(frozen=True, slots=True)
class KoreanNames:
    """The numbers of listed names by the keys of their readings."""

    whole: dict[str, tuple[int, ...]]
    stems: dict[str, tuple[int, ...]]
    of_nation: frozenset[int]  # names that a country stands in front of

    def matches(self, text: str) -> list[KoreanMatch]:
        """The listed names that a text is, each once; only those that the text agrees with best."""
        for name in _forms(text):
            if len(name.key) < _shortest(name):
                continue
            if found := list(self._whole(name)) or list(self._stem(name)) or list(self._front(name)):
                return found
        return []

    def _whole(self, name: KoreanName) -> Iterator[KoreanMatch]:
        for number in self.whole.get(name.key, ()):
            yield KoreanMatch(number, name)

    def _stem(self, name: KoreanName) -> Iterator[KoreanMatch]:
        if len(name.stem) < _SHORTEST:
            return
        for number in self.stems.get(name.stem, ()):
            yield KoreanMatch(number, name, other_form=True)

    def _front(self, name: KoreanName) -> Iterator[KoreanMatch]:
        """The longest listed name that a text begins with, where a unit or a part is behind it."""
        for end in range(len(name.key) - 1, _SHORTEST - 1, -1):
            numbers = self.whole.get(name.key[:end], ())
            more = name.key[end:]
            use = next((use for word, use in _behind() if more.endswith(word)), "") if numbers else ""
            if use:
                listed = replace(name, key=name.key[:end], stem=_without_company(name.key[:end]))
                for number in numbers:
                    yield KoreanMatch(number, listed, more=more, is_unit=use == "unit")
                return


def korean_names(names: Iterable[tuple[str, int]]) -> KoreanNames:
    """The table of listed names in Han characters, with their numbers."""
    whole: dict[str, dict[int, None]] = {}
    stems: dict[str, dict[int, None]] = {}
    of_nation = set()
    for text, number in names:
        for reading in korean_readings(text):
            name = korean_name(reading)
            if name.nation:
                of_nation.add(number)
            if _is_part_of_anybody(name):
                continue
            if len(name.key) >= _shortest(name):
                whole.setdefault(name.key, {})[number] = None
            if len(name.stem) >= _SHORTEST:
                stems.setdefault(name.stem, {})[number] = None
    return KoreanNames(
        {key: tuple(numbers) for key, numbers in whole.items()},
        {key: tuple(numbers) for key, numbers in stems.items()},
        frozenset(of_nation),
    )


def _shortest(name: KoreanName) -> int:
    """How many syllables a name must have to be one of an organisation."""
    return _SHORTEST_REST if name.nation else _SHORTEST


def korean_name(text: str) -> KoreanName:
    """A name in Hangul without legal form and country, with and without its word for a company."""
    key, countries = _without_legal_form(text)
    nation = next((word for word in _words("country") if _stands_before(word, key)), "")
    key = key.removeprefix(nation)
    stem = _without_company(key)
    ministry = next((word for word in _words("ministry") if key.endswith(word)), "")
    for word in (nation, key.removeprefix(stem), ministry):
        countries |= _countries_of_words().get(word, frozenset())
    for row in _rows("spelling"):
        countries |= frozenset(row["country"].split()) if row["word"] in text else frozenset()
    town = next((key[:size] for size in _sizes_of_towns() if key[:size] in _towns()), "")
    return KoreanName(key, stem, nation, town, countries)


def _is_part_of_anybody(name: KoreanName) -> bool:
    """Whether a name is a town and a word for a part, and nothing else: 평양지사 is anybody's branch in Pyongyang."""
    return any(name.key == name.town + word for word, _ in _behind())


def brand_of(name: KoreanName) -> str:
    """The longest part of a name that is neither a word of trade nor its town; a single syllable is none."""
    rest = name.stem if name.is_town_apart else name.stem.removeprefix(name.town)
    runs, at = [""], 0
    while at < len(rest):
        size = next((size for size in range(len(rest) - at, 1, -1) if rest[at : at + size] in _terms()), 0)
        if size or rest[at].isdigit():
            runs.append("")
        else:
            runs[-1] += rest[at]
        at += size or 1
    brand = max(runs, key=len)
    return brand if len(brand) > 1 else ""


def telling_of(name: KoreanName) -> Telling:
    """How much a name says by itself."""
    brand, is_long = brand_of(name), len(name.stem) >= _LONG_NAME
    if len(brand) >= _LONG_BRAND or (brand and is_long):
        return Telling.DISTINCTIVE
    return Telling.SHARED if brand or is_long else Telling.GENERAL


def _forms(text: str) -> Iterator[KoreanName]:
    """The ways to take a text apart: as it is, without what stands in brackets, and without the town in front."""
    texts = dict.fromkeys((text, without_brackets(text)))
    names = [korean_name(each) for each in texts if each]
    yield from names
    for name in names:
        # A town of China is a part of the name there: a school of Wuhan is not the one of all China.
        if name.town and name.countries_of_town != {_CHINA}:
            key, stem = (_without_town(each, name.town) for each in (name.key, name.stem))
            yield KoreanName(key, stem, name.nation, name.town, name.countries, is_town_apart=True)


def _without_town(key: str, town: str) -> str:
    rest = key.removeprefix(town)
    area = next((word for word in _words("area") if rest.startswith(word)), "")
    return rest.removeprefix(area)


def _without_legal_form(text: str) -> tuple[str, frozenset[str]]:
    """The key of a text without legal forms at its ends, and the countries that they are of."""
    joined = "".join(unicodedata.normalize("NFKC", text).split())
    countries: frozenset[str] = frozenset()
    for row in _rows("legal form"):
        word = row["word"]
        if joined != word and (joined.startswith(word) or joined.endswith(word)):
            joined = joined.removeprefix(word).removesuffix(word)
            countries |= frozenset(row["country"].split())
    return spelling_key(joined).replace("(", "").replace(")", ""), countries


def _without_company(key: str) -> str:
    company = next((word for word in _words("company") if key.endswith(word) and key != word), "")
    return key.removesuffix(company)


def _stands_before(word: str, key: str) -> bool:
    return key.startswith(word) and len(key) >= len(word) + _SHORTEST_REST


@cache
def _rows(use: str) -> tuple[dict[str, str], ...]:
    """The words of one use, the longest first."""
    found = (row for row in rows("korean_words") if row["use"] == use)
    return tuple(sorted(found, key=lambda row: -len(row["word"])))


@cache
def _words(use: str) -> tuple[str, ...]:
    """The keys of the words of one use, the longest first."""
    return tuple(spelling_key(row["word"]) for row in _rows(use))


@cache
def _behind() -> tuple[tuple[str, str], ...]:
    """The words that units and parts end in, with which they are."""
    return tuple((word, use) for use in ("unit", "part") for word in _words(use))


@cache
def _countries_of_words() -> dict[str, frozenset[str]]:
    """The countries that words say, by key; spellings have none, for both have one key."""
    known = (row for row in rows("korean_words") if row["country"] and row["use"] != "spelling")
    return {spelling_key(row["word"]): frozenset(row["country"].split()) for row in known}


@cache
def _towns() -> dict[str, frozenset[str]]:
    """The towns of one country."""
    known = dict(countries_of_places(Script.HANGUL))
    for town in (form for forms in towns_of_china().values() for form in forms):
        known[town] = known.get(town, frozenset()) | {_CHINA}
    return {spelling_key(town): countries for town, countries in known.items() if len(countries) == 1}


@cache
def towns_of_china() -> dict[str, tuple[str, ...]]:
    """The towns and provinces of China in Simplified characters, with what Koreans write for them."""
    return {
        fold_han(town): tuple(row["hangul"].split("/"))
        for row in rows("translated_words")
        if row["country"] == _CHINA and row["use"] == "place" and row["hangul"]
        for town in row["han"].split("/")
    }


@cache
def _sizes_of_towns() -> tuple[int, ...]:
    return tuple(sorted({len(town) for town in _towns()}, reverse=True))


@cache
def _terms() -> frozenset[str]:
    """The words of trade, by key: those of Hangul, and those of Han characters as Koreans read them."""
    han = {row["term"] for table in _TABLES_OF_HAN for row in rows(table)} - coined_brands(Script.HAN)
    read = (reading for term in han for reading in korean_readings(term))
    schools = (row["pattern"] for row in rows("schools_and_hospitals") if row["script"] == Script.HANGUL)
    own = glossary(Script.HANGUL).keys() - coined_brands(Script.HANGUL)
    return frozenset(spelling_key(term) for term in (*own, *schools, *read) if len(term) >= _SHORTEST_TERM)
