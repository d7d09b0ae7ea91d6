"""Texts that stand in the place of a name: "as above", "see CV", "tbd", "n/a", "--- not yet approved ---".

Which they are is data: whole phrases (`vocabulary/placeholders.csv`), and the words of which others are made, by language
(`vocabulary/placeholder_words.csv`): "same as the line before" is nothing but a word for "same" and a place. A text is one
only as a whole, so that no name that holds such words is lost. What a text with words framed by rules ("--- … ---") means is not known: it is looked up, and finding nothing says nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from functools import cache, lru_cache

from screening.intake.refusals import placeholder_sentence
from screening.intake.vocabularies import csv_file
from screening.names.scripts import ARABIC_FORMS

# Longer than any phrase with what may stand around it.
_LONGEST = 80
_SHOWN = 60  # characters of a text that a sentence quotes
PLACEHOLDER = "placeholder"  # the code of a subject that is nothing else, or of which a text is one
_INITIALS = re.compile(r"[^\W\d_](?: +[^\W\d_])+")
_NUMBER = re.compile(r"(?<![^\W\d_])[a-z]{0,2}\d+|\d+")  # of a row or page, or a cell: "C7"
_RULE = "[-\u2010-\u2015\u2212_=*~#\u2022\u2500-\u257f\u25a0\u25a1\u2605\u2606]"
_FRAMED = re.compile(rf"\s*({_RULE})\1+\s*(?=.*\w)[^\n]*?\s*{_RULE}{{2,}}\s*|\s*({_RULE})\2\2+[^\n]*\w[^\n]*")
_RULED = re.compile(rf"\s*(?:{_RULE}\s*){{3,}}")


class PlaceholderKind(StrEnum):
    """What a text that is no name says of the name."""

    # It stands in the row above.
    DITTO = "ditto"
    # It stands in another place or document.
    ELSEWHERE = "elsewhere"
    # It is not decided or known yet.
    UNDECIDED = "undecided"
    # There is none, or none is given.
    NONE = "none"
    # The row divides a list and names nobody.
    DIVIDER = "divider"


@lru_cache(maxsize=50_000)  # asked several times of each cell, and lists repeat their cells
def placeholder_kind(text: str) -> PlaceholderKind | None:
    """The kind of placeholder that a text is; None for what may be a name."""
    if len(text) > _LONGEST:
        return None
    key = _key(text)
    # "n.a." and "c/s" are abbreviations, "N A" and "C D" somebody's initials.
    if _INITIALS.fullmatch(text.strip()):
        return None
    return _phrases().get(key) or _kind_of_words(key) or _kind_of_parts(text)


def gives_no_name(text: str) -> bool:
    """Say whether a text says that there is no name ("n/a", "-"): nobody could be looked up, whatever was done."""
    return placeholder_kind(text) is PlaceholderKind.NONE


def is_reference(text: str) -> bool:
    """Say whether a text stands for a name that was not given here: "as above", "see CV", "tbd"."""
    return (kind := placeholder_kind(text)) is not None and kind is not PlaceholderKind.NONE


def is_word_for_none(text: str) -> bool:
    """Say whether a text says in a word that there is no name; a bare dash is as good as a blank cell."""
    return gives_no_name(text) and any(map(str.isalpha, text))


def placeholder_reason(text: str) -> str:
    """Why a text that is a placeholder, or is framed as a line between rows is, could not be looked up."""
    kind = placeholder_kind(text) or PlaceholderKind.DIVIDER
    return placeholder_sentence(kind.value, " ".join(text.split())[:_SHOWN])


def says_nothing(text: str) -> bool:
    """Say whether a text says that a value is not known or does not exist; one that points elsewhere says something."""
    return placeholder_kind(text) in (PlaceholderKind.NONE, PlaceholderKind.UNDECIDED)


def is_framed(text: str) -> bool:
    """Say whether words stand between rules, as a line between rows does: "--- Physics ---"."""
    return len(text) <= _LONGEST and not text[:1].isalnum() and bool(_FRAMED.fullmatch(text))


def is_rule(text: str) -> bool:
    """Say whether a text is a line drawn with signs: "=====", "* * *"."""
    return not text[:1].isalnum() and bool(_RULED.fullmatch(text))


# What a text made of words of these classes alone is; the first that fits. Others may stand between them.
_MADE_OF = (
    ({"see", "doc"}, PlaceholderKind.ELSEWHERE),
    ({"see", "above"}, PlaceholderKind.DITTO),
    ({"see", "row"}, PlaceholderKind.DITTO),
    ({"same", "above"}, PlaceholderKind.DITTO),
    ({"same", "row"}, PlaceholderKind.DITTO),
    ({"same", "noun"}, PlaceholderKind.DITTO),
    ({"same", "doc"}, PlaceholderKind.ELSEWHERE),
    ({"neg", "yet"}, PlaceholderKind.UNDECIDED),
    ({"yet", "known"}, PlaceholderKind.UNDECIDED),
    ({"future", "known"}, PlaceholderKind.UNDECIDED),
    ({"future", "noun"}, PlaceholderKind.UNDECIDED),
    ({"neg", "known"}, PlaceholderKind.UNDECIDED),
    ({"yet", "future"}, PlaceholderKind.UNDECIDED),
    ({"neg", "applicable"}, PlaceholderKind.NONE),
    ({"neg", "funds"}, PlaceholderKind.NONE),
)
_FEWEST, _MOST = 2, 8  # words
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff]")


def _kind_of_words(key: str) -> PlaceholderKind | None:
    """The kind of a text by the words it is made of, all of one language."""
    words = key.split()
    if not words or len(words) > _MOST:
        return None
    for language in _languages().get(words[0][:2], ()):
        known = _words()[language]
        classes: set[str] = set()
        count = 0
        for word in words:
            found = _classes(word, known)
            if not found:
                break
            count += len(found)
            for each in found:
                classes |= each
        else:
            if count >= _FEWEST:
                return next((kind for needed, kind in _MADE_OF if needed <= classes), None)
    return None


# Signs that set two remarks apart; a dash or slash only between spaces, a comma only where several words follow.
_PART = re.compile(r"[()\[\]{}（）［］【】;；:：]|\s[-\u2010-\u2015/|]+\s|[,،、，](?=\s*\S+\s+\S)")
_MOST_PARTS = 3
_SAYS_LESS = (
    PlaceholderKind.DITTO,
    PlaceholderKind.ELSEWHERE,
    PlaceholderKind.UNDECIDED,
    PlaceholderKind.NONE,
    PlaceholderKind.DIVIDER,
)


def _kind_of_parts(text: str) -> PlaceholderKind | None:
    """The kind of a text of several remarks, each a placeholder: "TBC (see contract)", "none - as above".

    One that says where the name stands says more than one that says it is open, or that there is none here.
    """
    parts = [part for each in _PART.split(text) if (part := each.strip(" .,"))]
    if not 1 < len(parts) <= _MOST_PARTS:
        return None
    kinds = [_phrases().get(key) or _kind_of_words(key) for key in map(_key, parts)]
    if None in kinds:
        return None
    return min(filter(None, kinds), key=_SAYS_LESS.index)


def _classes(word: str, known: Mapping[str, frozenset[str]]) -> list[frozenset[str]]:
    """The classes of a word, or of the words that are written as one; none where a part of it is unknown."""
    if (whole := known.get(word)) is not None:
        return [whole]
    if not _UNSPACED.search(word):
        for size in range(len(word), 2, -1):
            if (begun := known.get(f"{word[:size]}*")) is not None:
                return [begun]
        return []
    found, start = [], 0
    while start < len(word):
        for end in range(len(word), start, -1):
            if (part := known.get(word[start:end])) is not None:
                found.append(part)
                start = end
                break
        else:
            return []
    return found


@cache
def _languages() -> dict[str, tuple[str, ...]]:
    """The languages by the first two letters of a text, so that a name is seldom looked at any further."""
    found: dict[str, dict[str, None]] = {}
    for language, known in _words().items():
        for word in known:
            # Where words are written as one, any may follow a word of one letter.
            starts = [word[:2]] if len(word) > 1 else [word, *(word + other[:1] for other in known)]
            for start in starts:
                found.setdefault(start, {})[language] = None
    return {start: tuple(languages) for start, languages in found.items()}


@cache
def _words() -> dict[str, dict[str, frozenset[str]]]:
    """The classes of each word, by language; of the beginning of words with an asterisk."""
    found: dict[str, dict[str, frozenset[str]]] = {}
    for row in csv_file("placeholder_words.csv"):
        known = found.setdefault(row["language"], {})
        for word in row["words"].split():
            key = word if word == "#" else _key(word) + "*" * word.endswith("*")
            known[key] = known.get(key, frozenset()) | {row["class"]}
    return found


@cache
def _phrases() -> dict[str, PlaceholderKind]:
    return {
        _key(row["phrase"].replace("#", "0")): PlaceholderKind(row["kind"])
        for row in csv_file("placeholders.csv")
    }


def _key(text: str) -> str:
    """A text as phrases are compared: words without case, accents and signs, and numbers as one; of signs, these themselves."""
    if text.isascii():
        kept = "".join(char if char.isalnum() else " " for char in text.lower())
    else:
        lowered = unicodedata.normalize("NFKD", text.translate(ARABIC_FORMS)).casefold()
        kept = "".join(
            char if char.isalnum() else "" if unicodedata.category(char)[0] == "M" else " "
            for char in lowered
        )
    words = " ".join(_NUMBER.sub("#", kept).split())
    return words or "".join(text.split())
