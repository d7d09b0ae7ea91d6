"""The words of an English or romanised name: in ASCII, without legal forms, each with its stem.

Learned glossaries say "technology"; a list prints "Technologies", "Technological" or "Tech". Stems are keys to compare
by, the same ones for glossaries and lists, and are never shown.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from anyascii import anyascii

from screening.names.scripts import Script
from screening.native_names.vocabulary import rows

_INITIALS_IN_BRACKETS = re.compile(r"\(([A-Z]{2,})\)")
# A list may print the native name behind the English one: that is no romanised word of it.
_OTHER_SCRIPTS = re.compile("[\u0370-\u1dff\u2e80-\uffef]+")
_APOSTROPHES = re.compile("(?<=[a-z])['`](?=[a-z])")
_DOTTED = re.compile(r"\b([a-z])\.(?=[a-z]\b)")
_WORDS = re.compile("[a-z0-9]+")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th|i|y)?")
# Endings that a word takes on beside another, the longest first, and the fewest letters that they leave: "engineer" is of
# "engine", "center" of nothing.
_ENDINGS = (
    tuple(
        (ending, 4)
        for ending in "ization isation ational ations ation ments ment ities ical ials ial".split()
    )
    + tuple((ending, 5) for ending in "ions ings ing ives ive ers er ors or ion".split())
    + tuple((ending, 4) for ending in "ies als al ics ic ity y es s e".split())
)


@cache
def words_of_class(name: str) -> frozenset[str]:
    """The words of a class of english_words.csv."""
    return frozenset(row["word"] for row in rows("english_words") if row["class"] == name)


@cache
def stems_of_class(name: str) -> frozenset[str]:
    """The stems of the words of a class."""
    return frozenset(map(stem, words_of_class(name)))


def english_words(name: str, script: Script) -> list[str]:
    """The words that tell something, in lower case; articles are left out of names that are romanised Arabic."""
    omitted = _omitted(script)
    return [word for word in ascii_words(name) if word not in omitted]


@cache
def _omitted(script: Script) -> frozenset[str]:
    articles = words_of_class("article") if script is Script.ARABIC else frozenset()
    return words_of_class("joining") | words_of_class("legal") | articles


def ascii_words(name: str) -> list[str]:
    """All words of a name in lower-case ASCII; letters in brackets behind it are no part of it: "… (CETC)"."""
    shown = _OTHER_SCRIPTS.sub(" ", _INITIALS_IN_BRACKETS.sub(" ", name))
    shown = (shown if shown.isascii() else anyascii(shown)).lower().replace("&", " and ")
    return _WORDS.findall(_DOTTED.sub(r"\1", _APOSTROPHES.sub("", shown)))


@lru_cache(50_000)
def stem(word: str) -> str:
    """The key under which the forms of a word meet: technology, technologies, technological."""
    return _without_endings(_canonical().get(word, word))


def _without_endings(word: str) -> str:
    while not word.endswith("ss"):
        left = next(
            (
                len(word) - len(end)
                for end, fewest in _ENDINGS
                if word.endswith(end) and len(word) - len(end) >= fewest
            ),
            0,
        )
        if not left:
            break
        word = word[:left]
    return word


@cache
def _canonical() -> dict[str, str]:
    return {row["word"]: row["canonical"] for row in rows("english_canonical")}


@cache
def _ordinals() -> dict[str, str]:
    return {row["word"]: row["number"] for row in rows("english_ordinals")}


@lru_cache(20_000)
def number_of(word: str) -> str:
    """The number that a word is, "" where it is none: "54th", "fifth"."""
    if (number := _ordinals().get(word)) is not None:
        return number
    found = _ORDINAL.fullmatch(word)
    return found.group(1).lstrip("0") if found else ""
