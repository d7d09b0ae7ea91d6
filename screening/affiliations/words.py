"""One form for each word, so that "Univ.", "Universitet" and "Universities" are one word on both sides.

A canonical word is lower-case ASCII. It is a key for comparing, never a spelling to show. Technology, technological and
technical stay three words: institutions differ by them.
"""

from __future__ import annotations

import re
from functools import lru_cache

from anyascii import anyascii

from screening.vocabulary import vocabulary

_ORDINAL = re.compile(r"0*(\d+)(?:st|nd|rd|th)?")
_DIGITS_AND_LETTERS = re.compile(r"[^a-z0-9]+")
_NUMBER_WORDS = (
    "zero first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
ORDINALS = {word: str(number) for number, word in enumerate(_NUMBER_WORDS)}
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8"}
_SHORTEST_UNDOTTED = 5  # without one more is needed: "Tele" may be many words
_SKY = re.compile("sk(?:ij|ii|y|yj|yy|yi)$")
_CHESKIY = re.compile("(?<=[aeiou])ceskiy$")  # č without its sign, as libraries write it
_NYY = re.compile("n(?:yj|yi|yij)$")
_SHORTEST_RUSSIAN = 7
_SHORTEST_STEM = 4  # an abbreviation with a full stop: "Aero." may be many words, "Aeron." hardly


def plain(word: str) -> str:
    """The word in lower-case ASCII letters and digits; "" where none are left."""
    lowered = word.lower() if word.isascii() else anyascii(word).lower()
    return lowered if lowered.isalnum() else _DIGITS_AND_LETTERS.sub("", lowered)


@lru_cache(200_000)
def canonical(word: str, dotted: bool = False) -> tuple[str, ...]:
    """The canonical words of one plain word (usually one; "airforce" is two, "" none).

    `dotted`: a full stop followed it, so that a beginning of a known word is read as that word.
    """
    table = vocabulary().abbreviations
    if word in table:
        return table[word]
    if (russian := _russian(word)) != word:
        return table.get(russian, (russian,))
    if number := _ORDINAL.fullmatch(word):
        return (number.group(1),)
    if word in ORDINALS:
        return (ORDINALS[word],)
    if word in _ROMAN:
        return (_ROMAN[word],)
    if dotted and (whole := _abbreviated(word)):
        return (whole,)
    single = _singular(word)
    return table.get(single, (single,)) if single else ()


def _singular(word: str) -> str:
    if word.endswith("ics") and len(word) > 4:
        return word[:-1]
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _russian(word: str) -> str:
    """Endings of Russian adjectives and names in one of their many spellings: -skij, -skii, -sky; -českij; -nyj, -nyi."""
    if len(word) < _SHORTEST_RUSSIAN:
        return word
    return _CHESKIY.sub("cheskiy", _SKY.sub("skiy", _NYY.sub("nyy", word)))


def beginning_of(word: str) -> str:
    """The shortest usual word that a longer beginning stands for, as indexes cut words: "Informat", "Transportat"; or ""."""
    return _abbreviated(word) if len(word) >= _SHORTEST_UNDOTTED else ""


def _abbreviated(word: str) -> str:
    if len(word) < _SHORTEST_STEM or word in vocabulary().known:
        return ""
    return _beginnings().get(word, "")


@lru_cache(1)
def _beginnings() -> dict[str, str]:
    """The shortest usual word by each of its beginnings."""
    words = vocabulary()
    found: dict[str, str] = {}
    for word in sorted(words["type"] | words["subject"], key=lambda word: (len(word), word)):
        (whole,) = words.abbreviations.get(word, (word,))[:1]  # "computational" is read as another word
        for size in range(_SHORTEST_STEM, len(word) + 1):
            found.setdefault(word[:size], whole)
    return found
