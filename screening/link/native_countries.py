"""Countries that a text names in its own letters: a Russian name in any case, a Han name within a run, and further words.

The names are those of `watchlists.countries`, from CLDR; `vocabulary/country_words.csv` adds words that mean a country
and are no name of it there. `vocabulary/russian_case_endings.csv` says of which ending of a name another one is a case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import product

from screening.affiliations.places import country_in_script
from screening.names.scripts import Script, simplify
from screening.native_names.country_signs import countries_of_signs
from screening.native_names.native_words import RUN_ON, fold_arabic
from screening.vocabulary import rows
from watchlists.countries import fold

LONGEST_NAME = 4  # words: "Объединённые Арабские Эмираты" has three, "Соединённые Штаты Америки" too
_LONGEST_HAN = 8  # characters: "阿拉伯联合酋长国"
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_WORDS = re.compile(r"[^\W\d_]+")
_IN_BRACKETS = re.compile(r"[(\uff08]([^()\uff08\uff09]+)[)\uff09]")
_ARTICLE = "ال"
_PEOPLE = "族"  # of a country's people: 朝鲜族自治州 lies in China
_LETTERS = str.maketrans({"ي": "ی", "ك": "ک"})


@lru_cache(10_000)
def country_of_words(words: tuple[str, ...]) -> str:
    """The country that words in letters other than English ones name together, or ""."""
    text = " ".join(words).translate(_LETTERS)
    if text.isascii():
        return ""
    if code := _named(text):
        return code
    # In small letters a case of a name is as often another word: "кубы" are cubes.
    if not all(word[:1].isupper() and _CYRILLIC.match(word) for word in words):
        return ""
    forms = product(*(_nominatives(word.lower()) for word in words))
    return next(filter(None, (_named(" ".join(form)) for form in forms)), "")


def countries_in_han(run: str, place: int) -> Iterator[str]:
    """The countries that begin a run of Han characters, or stand right before the place in it: the longest name of each."""
    ends = range(min(_LONGEST_HAN, place), 1, -1)
    at_first = (_named(run[:end]) for end in ends if run[end : end + 1] != _PEOPLE)
    right_before = (_named(run[start:place]) for start in range(max(0, place - _LONGEST_HAN), place - 1))
    for found in (at_first, right_before):
        if code := next(filter(None, found), ""):
            yield code


@lru_cache(10_000)
def countries_in_name(name: str, script: Script) -> frozenset[str]:
    """The countries that a native name says itself: 中国工商银行, "Белорусский банк", بانک ملی ایران, 天馬株式会社.

    A name that runs on says them at its beginning and in brackets, any other in its words; none where it says none.
    """
    if script in RUN_ON:
        run = "".join(simplify(name).split())
        said = {next(countries_in_han(run, min(len(run), _LONGEST_HAN)), "")}
        said |= {_named(part) for part in _IN_BRACKETS.findall(run)}
    else:
        words = _WORDS.findall(name)
        said = {country_of_words((word,)) for word in words}
        if script is Script.ARABIC:
            said |= {_named(fold_arabic(word.removeprefix(_ARTICLE))) for word in words}
    return frozenset(filter(None, said)) or countries_of_signs(name, script)


def _named(text: str) -> str:
    return country_in_script(text) or _words().get(fold(text), "")


def _nominatives(word: str) -> Sequence[str]:
    """The word itself, and what it may be a case of."""
    return (
        word,
        *(
            word.removesuffix(ending) + nominative
            for ending, nominative in _endings()
            if len(word) > len(ending) + 1 and word.endswith(ending)
        ),
    )


@cache
def country_adjectives() -> dict[str, str]:
    """The countries by their English adjectives: "russian", RU."""
    return {row["adjective"]: row["country"] for row in rows("country_adjectives")}


@cache
def _endings() -> tuple[tuple[str, str], ...]:
    return tuple((row["ending"], row["nominative"]) for row in rows("russian_case_endings"))


@cache
def _words() -> dict[str, str]:
    return {fold(row["word"]): row["country"] for row in rows("country_words")}
