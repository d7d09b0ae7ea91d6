"""Countries and cities in a text, from tables of facts; nothing is guessed from the shape of a name.

- A country counts where it ends a segment ("…, Beijing, P.R. China"), not where it is part of a name
  ("Bank of China"). What stands in the text goes before what is given beside it.
- A city counts where it stands as a segment, with or without a postcode; it speaks for a country only where at least
  four fifths of the known bodies of cities so named are there.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise

from screening.affiliations.tokens import Tokens, name_words
from screening.names.scripts import fold_han
from screening.vocabulary import rows, vocabulary
from screening.vocabulary.cues import Cue, cue_words, cues_in_order
from watchlists.countries import country_table, fold

_LONGEST_COUNTRY = 5  # words: "The Democratic People's Republic of Korea"
_LONGEST_CITY = 3
_BODIES_OF_A_CITY = (
    10  # known bodies that name it as their city: then it is one, whatever else bears the name
)
_CLEAR_MAJORITY = 0.8
_ALSO_STATES = cue_words(Cue.AMBIGUOUS_COUNTRY)  # of the United States, or a part of a name there
_CODES = frozenset({"USA", "PRC", "ROC", "UAE", "UK", "US", "KSA", "DPRK"})
_REGIONS_AS_LETTERS = frozenset({"HK", "H.K."})
_HAN_RUN = re.compile("[\u3005-\u3007\u3040-\u30fa\u30fc-\u30ff\u3400-\u9fff]+")  # parted at the middle dot
_GROUP = re.compile(r"[;\uff1b|\n]")
_LAST_BRACKET = re.compile(r"[(\uff08][^()\uff08\uff09]*[)\uff09]\s*$")
_SIGNS = frozenset("\u3005\u3006\u3007\u30fc")
_HAN_SCHOOLS = cues_in_order(Cue.UNIVERSITY_IN_CHINESE)
_LONGEST_COUNTRY_NAME = 60  # characters
_STREETS = cue_words(Cue.STREET)
_TOWN_OR_PROVINCE = cue_words(Cue.TOWN_OR_PROVINCE)
_JOINING = cue_words(Cue.PART_OF_A_COUNTRY_NAME)


@dataclass(frozen=True, slots=True)
class Places:
    """Cities and regions by key with their countries, and the single words among them."""

    countries_of: dict[str, Counter[str]]
    words: frozenset[str]  # single words that are places
    nations: dict[str, str]  # single words that are countries, with their codes: "china"
    regions: frozenset[str]  # keys of provinces and the like: no city, no campus follows from them

    def country_of(self, key: str) -> str:
        """The country a city speaks for, or "" where it is unknown or lies in several."""
        found = self.countries_of.get(key)
        if not found:
            return ""
        country, count = found.most_common(1)[0]
        return country if count >= _CLEAR_MAJORITY * found.total() else ""

    def lies_in(self, word: str, countries: frozenset[str]) -> bool:
        """Say whether a word names a place of one of the countries (of any, where none is known)."""
        found = self.countries_of.get(word)
        if found is None:
            return word in self.nations and (not countries or self.nations[word] in countries)
        return not countries or any(country in found for country in countries)

    def is_place(self, text: str) -> bool:
        """Say whether a text is the name of a city, a region or a country, and nothing else; "HK" and "UK" are."""
        key = city_key(text)
        return (
            key in self.countries_of or key in self.nations or text in _CODES or text in _REGIONS_AS_LETTERS
        )

    def nation_at(self, tokens: Tokens, place: int) -> str:
        """The country that one word of a text names, by its name or in capitals ("UK"), or ""."""
        raw = tokens.raws[place]
        if raw in _CODES:
            return country_table().by_name.get(raw.lower()) or country_table().by_code.get(raw, "")
        return self.nations.get(tokens.words[place], "")


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a text places what it names."""

    countries: frozenset[str]  # as the text says, else as given beside it
    given: bool  # the countries were given beside the text, not in it
    implied: frozenset[str]  # countries that cities speak for
    cities: frozenset[str]
    marks: tuple[Mark, ...] = ()
    beside: str = ""  # the country given beside the text


@dataclass(frozen=True, slots=True)
class Mark:
    """A country (code) or city (key) that words `first` to `last` name."""

    value: str
    is_country: bool
    first: int
    last: int


def city_key(city: str) -> str:
    """The key of a city's name."""
    return "".join(name_words(city)).removesuffix("city")


def places_of(cities: Iterable[tuple[str, str]]) -> Places:
    """The tables' places, with the (city, country) pairs of a register added."""
    ordinary = {row["word"] for row in rows("not_places")} | vocabulary()["type"]
    table: dict[str, Counter[str]] = {}
    singles: set[str] = set()
    regions = [(row["region"], row["country"], 50) for row in rows("regions")]
    towns = [(row["city"], row["country"], int(row["bodies"])) for row in rows("cities")]
    known = {(city, country) for city, country, _ in towns}
    towns += [(city, country, 1) for city, country in set(cities) - known]
    towns += [(row["town"], row["country"], _BODIES_OF_A_CITY) for row in rows("towns_in_other_languages")]
    for place, country, weight in (*regions, *towns):
        key = city_key(place)
        if len(key) > 2 and key not in ordinary:
            table.setdefault(key, Counter())[country] += weight
            singles.add(key)
    nations = _nations()
    seats = {city_key(city) for city, _, bodies in towns if bodies >= _BODIES_OF_A_CITY}
    seats |= {city_key(row["region"]) for row in rows("regions") if row["town"]}
    return Places(
        table,
        frozenset(singles | nations.keys()),
        nations,
        frozenset(city_key(region) for region, _, _ in regions) - seats,
    )


def _nations() -> dict[str, str]:
    """The countries' codes by their names as canonical words, joined."""
    table = country_table()
    found = {name: code for name, code in table.by_name.items() if name.isascii() and len(name) > 3}
    return {"".join(name_words(name)) or name: code for name, code in found.items()}


def compatible(one: Iterable[str], other: Iterable[str]) -> bool:
    """Say whether countries agree or overlap; an unknown one agrees with all."""
    left, right = set(one), set(other)
    return (
        not left or not right or bool(left & right) or any((a, b) in _overlaps() for a in left for b in right)
    )


@cache
def _overlaps() -> frozenset[tuple[str, str]]:
    pairs = [(row["country"], row["other"]) for row in rows("overlapping_countries")]
    return frozenset(pairs + [(b, a) for a, b in pairs])


def setting_of(tokens: Tokens, places: Places, given: str, group: int | None = None) -> Setting:
    """Where a text (or one group of it) places what it names; `given` is the country beside it, or ""."""
    marks: list[Mark] = []
    for segment in _segments(tokens, group):
        code, rest = country_at_end(tokens, segment)
        if code:
            before = set(rest)
            named = [
                place for place in segment if place not in before and not tokens.words[place][:1].isdigit()
            ]
            marks.append(Mark(code, True, named[0], named[-1]))
        if rest:
            marked = len(rest) < len(segment)
            marks += [
                Mark(city, False, rest[0], rest[-1])
                for city in sorted(_cities_at_end(tokens, rest, places, marked))
            ]
    if group is None:
        marks += [Mark(code, True, -1, -1) for code in _countries_in_han(tokens.text)]
    if "pla" in tokens.words and not any(mark.is_country for mark in marks):
        place = tokens.words.index("pla")
        marks.append(Mark("CN", True, place, place))
    return _setting(tuple(marks), places, given)


def setting_without(setting: Setting, first: int, last: int, places: Places) -> Setting:
    """The setting as the words outside a span give it: a place within a name says nothing about where its bearer is."""
    kept = tuple(mark for mark in setting.marks if mark.last < first or last < mark.first)
    return setting if len(kept) == len(setting.marks) else _setting(kept, places, setting.beside)


def _setting(marks: tuple[Mark, ...], places: Places, given: str) -> Setting:
    return _of_marks(marks, places, given) if marks else _of_none(given)


@lru_cache(1_000)
def _of_none(given: str) -> Setting:
    """The setting of a text that names no place."""
    countries = frozenset(given.split())
    return Setting(countries, bool(given), frozenset(), frozenset(), (), given)


def _of_marks(marks: tuple[Mark, ...], places: Places, given: str) -> Setting:
    stated = {mark.value for mark in marks if mark.is_country}
    cities = frozenset(mark.value for mark in marks if not mark.is_country)
    if "TW" in stated:
        stated.discard("CN")  # "Taiwan, China" names the place, not another country
    beside = not stated and bool(given)
    countries = frozenset(given.split()) if beside else frozenset(stated)
    if given in ("HK", "MO", "TW"):
        countries |= {given}
    implied = frozenset(country for city in cities if (country := places.country_of(city)))
    # The city in the text goes before the country beside it
    if beside and not compatible(implied, countries):
        beside, countries = False, frozenset()
    return Setting(countries, beside, implied, cities, marks, given)


def settings_by_group(tokens: Tokens, places: Places, whole: Setting) -> dict[int, Setting]:
    """The setting of each group: what it says itself, else what a group of nothing but places says for all.

    The place of one institution says nothing about the next one: "Beihang University; ETH Zürich" does not put
    Beihang in Switzerland.
    """
    groups = set(tokens.groups)
    if len(groups) < 2:
        return {}
    own = {group: setting_of(tokens, places, "", group) for group in groups}
    for_all = [mark for group in groups for mark in _said_for_all(tokens, group, own[group], places)]
    shared = _setting(tuple(for_all), places, whole.beside)
    return {group: _of_group(setting, shared) for group, setting in own.items()}


def _of_group(own: Setting, shared: Setting) -> Setting:
    if not own.countries and not own.cities:
        return shared
    countries = own.countries or (frozenset() if own.implied else shared.countries)
    return replace(own, countries=countries, cities=own.cities or shared.cities)


def _said_for_all(tokens: Tokens, group: int, setting: Setting, places: Places) -> tuple[Mark, ...]:
    """The marks of a group that names a country and nothing but places; a lone city may be anybody's."""
    if not setting.countries:
        return ()
    words = [tokens.words[place] for place in tokens.in_group(group)]
    only_places = all(word.isdigit() or places.lies_in(word, frozenset()) for word in words)
    return setting.marks if only_places else ()


def _segments(tokens: Tokens, group: int | None) -> Iterable[list[int]]:
    places = range(len(tokens)) if group is None else tokens.in_group(group)
    starts = [place for place in places if tokens.opens[place]]
    return [list(range(first, end)) for first, end in pairwise((*starts, places.stop))]


def country_at_end(tokens: Tokens, segment: list[int]) -> tuple[str, list[int]]:
    """The country that ends a segment, and the words before it (all of them where there is none)."""
    bare = [place for place in segment if not tokens.words[place][:1].isdigit()]
    if not bare or not (
        tokens.raws[bare[-1]] in _CODES
        or _ends_a_country(tokens.plains[bare[-1]])
        or _ends_a_country_abroad(tokens.raws[bare[-1]])
    ):
        return "", bare
    for size in range(min(_LONGEST_COUNTRY, len(bare)), 0, -1):
        tail = bare[-size:]
        code = country_of_words(tokens, tail)
        before = bare[:-size]
        if code and not (before and tokens.plains[before[-1]] in _JOINING):
            return code, before
    return "", bare


def country_of_words(tokens: Tokens, tail: list[int]) -> str:
    """The country that these words are, all of them together, or ""."""
    raws = [tokens.raws[place] for place in tail]
    if len(raws) == 1 and raws[0].isupper() and len(raws[0]) < 5:
        return (
            (country_table().by_name.get(raws[0].lower()) or country_table().by_code.get(raws[0]) or "")
            if raws[0] in _CODES
            else ""
        )
    if not all(map(str.isascii, raws)) and (code := country_in_script("".join(raws))):
        return code
    joined = "".join(tokens.plains[place] for place in tail).removeprefix("the")
    if (
        joined in _ALSO_STATES
        or joined in _ordinary_names()
        or len(joined) < 2
        or (len(joined) < 4 and len(raws) == 1)
    ):
        return ""
    return country_table().by_name.get(joined, "")


@lru_cache(100_000)
def _ends_a_country(word: str) -> bool:
    """Say whether the name of a country ends so; most words of a text end none, and need no closer look."""
    names, ending = _backwards(), word[::-1]
    at = bisect_left(names, ending)
    return at < len(names) and names[at].startswith(ending)


@lru_cache(100_000)
def _ends_a_country_abroad(raw: str) -> bool:
    """The same of a word in letters other than English ones: "中国" apart, which is no word here, "ایران", "중국", "Россия"."""
    if raw.isascii():
        return False
    names, ending = _backwards_abroad(), fold(raw)[::-1]
    at = bisect_left(names, ending)
    return bool(ending) and at < len(names) and names[at].startswith(ending)


@lru_cache(10_000)
def country_in_script(text: str) -> str:
    """The country a name in letters other than English ones means, or ""; not where it is a common word or a town too.

    An accent tells the country from an English word: "Ísland", "Réunion".
    """
    folded = "" if text.isascii() or len(text) > _LONGEST_COUNTRY_NAME else fold(text)
    ordinary = folded in _ordinary_names() and not (folded.isascii() and folded != text.casefold())
    return "" if ordinary else country_table().by_name.get(folded, "")


@cache
def _ordinary_names() -> frozenset[str]:
    return frozenset(fold(row["name"]) for row in rows("not_countries"))


def _countries_in_han(text: str) -> list[str]:
    """The countries that stand by themselves at the end, in Han characters or kana: "ハルビン工業大学、中国".

    Elsewhere they tell whose subject or which part it is ("美国，清华大学"), but for one outside China of a Chinese
    school's name ("台湾，清华大学"). Of several schools, or several groups, each has to be told its own.
    """
    if text.isascii():
        return []
    found = []
    for group in filter(None, map(str.strip, _GROUP.split(text))):
        runs = [run for run in _HAN_RUN.finditer(group) if run.group() not in _SIGNS]
        if not runs or sum(run.group().count(word) for run in runs for word in _HAN_SCHOOLS) > 1:
            return []
        last, first = runs[-1], runs[0].group()
        told = "" if any(map(str.isalnum, group[last.end() :])) else _country_of_han(last.group())
        if bracket := _LAST_BRACKET.search(group):  # "西北大学（アメリカ合衆国・シカゴ）", "東華大學 (花蓮)"
            told = next(filter(None, map(_country_of_han, _HAN_RUN.findall(bracket.group()))), told)
        told = told or (_country_of_han(first) if fold_han(first) in _taiwan() else "")
        if not told:
            return []
        found.append(told)
    return found


def _country_of_han(run: str) -> str:
    return country_in_script(run) or ("TW" if fold_han(run) in _taiwan() else "")


@cache
def _taiwan() -> frozenset[str]:
    """Taiwan and its towns, whose schools share names with those of China: 東華大學 (花蓮)."""
    return frozenset(row["han"] for row in rows("han_words") if row["class"] == "taiwan")


@cache
def _backwards() -> list[str]:
    return sorted(name[::-1] for name in country_table().by_name if name.isascii())


@cache
def _backwards_abroad() -> list[str]:
    return sorted(name[::-1] for name in country_table().by_name if not name.isascii())


@cache
def _institutions() -> frozenset[str]:
    return vocabulary()["type"] | vocabulary()["hospital"]


def _cities_at_end(tokens: Tokens, rest: list[int], places: Places, marked: bool) -> set[str]:
    words = [tokens.words[place] for place in rest if not tokens.stops[place]]
    if words and words[-1] in _STREETS:  # "600 Yishan Road" is in no town of that name
        return set()
    institution = not _institutions().isdisjoint(words)
    if words and words[-1] in _TOWN_OR_PROVINCE:
        words, institution = words[:-1], institution and len(words) > _LONGEST_CITY + 1
    found = set()
    if 0 < len(words) <= _LONGEST_CITY and "".join(words) in places.countries_of:
        found.add("".join(words))
    elif words and (not institution or marked):
        for size in (2, 1):
            key = "".join(words[-size:])
            if len(words) >= size and key in places.countries_of:
                found.add(key)
                break
        if not found and not institution and words[0] in places.countries_of and len(words) <= _LONGEST_CITY:
            found.add(words[0])
    return found
