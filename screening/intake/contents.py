"""What a text looks like by itself: an organisation, a figure, an identifier, a total, a note.

These are hints for telling columns and rows apart. None of them says anything about the party behind the text.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from screening.intake.headers import UNUSED, fold, recognise
from screening.intake.vocabularies import toml_file
from screening.names.rarity import rarity

_FIGURE = re.compile(r"[\s$€£¥%]*[-+(]?[\d.,'\s]*\d[\d.,'\s]*\)?[\s$€£¥%]*(?:[A-Z]{3})?")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}([-/.]\d{1,4})?([ T]\d\d:\d\d(:\d\d)?)?|\d\d:\d\d(:\d\d)?")
_DIGIT = re.compile("[0-9]")
_GENERIC_WORDS = 2
_GENERIC_RARITY = (
    0.58  # of each word: "private", "government" and "physics" are as usual in names of organisations
)
_TRUTHS = ("TRUE", "FALSE")


@cache
def words(kind: str) -> frozenset[str]:
    """A list of words or phrases of `vocabulary/words.toml`, folded; "|" parts phrases, else spaces part words."""
    text: str = toml_file("words.toml")[kind]
    return frozenset(filter(None, map(fold, text.split("|") if "|" in text else text.split())))


@cache
def _pieces() -> tuple[str, ...]:
    return tuple(toml_file("words.toml")["organisation_pieces"].split())


@lru_cache(maxsize=50_000)
def names_organisation(text: str) -> bool:
    """Say whether a text shows a word of organisations; many organisations have none, so False says little."""
    return any(word in words("organisation") for word in fold(text).split()) or any(
        p in text for p in _pieces()
    )


def is_generic(text: str) -> bool:
    """Say whether a text only says what kind of organisation: "Research Institute", "Private company"."""
    parts = fold(text).split()
    return (
        0 < len(parts) <= _GENERIC_WORDS
        and names_organisation(text)
        and all(rarity(part, True) <= _GENERIC_RARITY for part in parts)
    )


def is_figure(text: str) -> bool:
    """Say whether a text is a number, an amount, a date or a truth value."""
    stripped = text.strip()
    if stripped[:1].isalpha():
        return stripped in _TRUTHS
    return bool(_FIGURE.fullmatch(stripped) or _DATE.fullmatch(stripped))


def has_letters(text: str) -> bool:
    """Say whether a text has letters of any script."""
    return any(char.isalpha() for char in text)


def is_total(text: str) -> bool:
    """Say whether a text names a total: the bare word, or with what was counted ("Total days", "Total: 12").

    Anything else after the word may be a name: there is a company called Total, and one called TotalEnergies.
    """
    parts = fold(text).split()
    for size in range(min(3, len(parts)), 0, -1):
        if " ".join(parts[:size]) in words("totals"):
            rest = " ".join(word for word in parts[size:] if not word.isdigit())
            known = recognise(rest) if rest else None
            return not rest or (
                known is not None and known.exact and known.meaning in (UNUSED, "person_name")
            )
    return False


def is_count(text: str) -> bool:
    """Say whether a text is a number and what it counts: "15 participants", "12 rows"."""
    if text.isascii() and not _DIGIT.search(text):  # other scripts have digits that only folding shows
        return False
    number, _, unit = fold(text).partition(" ")
    if number.isdigit() and not unit.isdigit():
        return unit in words("counted")
    endings = _unspaced_units()
    return number.rstrip("".join(endings)).isdigit() and number.endswith(endings) and not unit


@cache
def _unspaced_units() -> tuple[str, ...]:
    return tuple(toml_file("words.toml")["counted_unspaced"].split())


def reads_like_a_person(text: str) -> bool:
    """Say whether a text has the form of a personal name: a few words of letters, or two to four Han characters.

    A hint only; `values` says more of a whole column.
    """
    parts = text.replace(",", " ").replace(".", " ").split()
    if not all(char.isalpha() or char in " ,.-'’·" for char in text.strip()) or names_organisation(text):
        return False
    return 2 <= len(parts) <= 5 or (len(parts) == 1 and not text.isascii() and 2 <= len(parts[0]) <= 4)


def join_words(texts: list[str]) -> str:
    """Texts as one enumeration: "A", "A and B", "A, B and C"."""
    return " and ".join(filter(None, (", ".join(texts[:-1]), texts[-1])))
