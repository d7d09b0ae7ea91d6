"""What the header of a column means, in many languages, and which headers are never used.

A header is recognised when it equals a phrase of `vocabulary/headers.csv`, or is one with qualifying words
around it ("Collaborator's current affiliation"). A word for citizenship, gender or birthplace anywhere in a
header wins over everything else in it: "Country of citizenship" is no country column.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from screening.intake.limits import LIMITS
from screening.intake.vocabularies import csv_file, toml_file

SENSITIVE = "sensitive"
UNUSED = "unused"
NAMES = ("name", "person_name", "family_name", "given_name", "middle_name", "native_name", "host_name")
PERSONAL = ("person_name", "family_name", "given_name", "host_name")
ORGANISATIONS = ("organisation", "affiliation")
# What ties a subject to a body otherwise than by present work, and who else is named in the row.
TIES = ("previous_employer", "education", "funder", "owner")
OTHERS = ("other_person", "other_person_affiliation")
# From when to when, and as what.
PERIODS = ("start", "end", "period", "role")
# What a subject has once; of everything else a row may have several columns.
SINGLE = (
    "name",
    "person_name",
    "family_name",
    "given_name",
    "middle_name",
    "native_name",
    "country",
    "institution_country",
    "city",
    "birth",
)
USED = (
    *NAMES,
    *ORGANISATIONS,
    *TIES,
    *OTHERS,
    *PERIODS,
    "department",
    "institution_country",
    "country",
    "city",
    "email",
    "orcid",
    "ror",
    "lei",
    "uscc",
    "inn",
    "ogrn",
    "company",
    "domain",
    "birth",
)
REPEATED = frozenset(USED) - frozenset(SINGLE)
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]|（[^）]*）")
_LONGEST_IN_CJK = 14  # characters: longer texts without spaces are sentences


@dataclass(frozen=True, slots=True)
class Recognised:
    """A meaning and the phrase by which it was recognised."""

    meaning: str
    phrase: str
    exact: bool


def fold(text: str) -> str:
    """Words without case, accents and punctuation, one space apart. For short texts only: Unicode work is costly."""
    lowered = unicodedata.normalize("NFKD", text[: LIMITS.header_chars]).casefold()
    kept = "".join(c if c.isalnum() else "" if unicodedata.combining(c) else " " for c in lowered)
    return " ".join(unicodedata.normalize("NFC", kept).split())


@cache
def _phrases() -> dict[str, str]:
    """Phrase to meaning; the first row of the file that has a phrase decides, sensitive ones before all."""
    rows = sorted(csv_file("headers.csv"), key=lambda row: row["meaning"] != SENSITIVE)
    phrases: dict[str, str] = {}
    for row in rows:
        phrases.setdefault(fold(row["header"]), row["meaning"])
    return phrases


@cache
def _qualifiers() -> frozenset[str]:
    return frozenset(fold(word) for word in toml_file("words.toml")["qualifiers"].split())


@cache
def _printed() -> frozenset[str]:
    """Phrases as they are printed and as they are folded, for a quick look."""
    printed = {row["header"] for row in csv_file("headers.csv")}
    return frozenset(printed | _phrases().keys())


@cache
def _references() -> dict[str, int]:
    """Headers of a sender's own key, folded, each with its place in the list."""
    phrases = toml_file("words.toml")["references"].split("|")
    return {fold(phrase): place for place, phrase in enumerate(phrases)}


def reference_rank(header: str) -> int | None:
    """How plainly a header names the sender's own key of a row, 0 the plainest; None for any other header."""
    return _references().get(fold(header)) if len(header) <= LIMITS.header_chars else None


_SEPARATORS = str.maketrans("-_/", "   ", ":*.")


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(phrase[:3] for phrase in _printed())


def is_known(header: str) -> bool:
    """A quick look: say whether a text is a known header as it stands. Misses those that need reading."""
    start = header[:3].lower()
    if start.isalpha() and start not in _beginnings():  # most texts of a list are told by their first letters
        return False
    return header.lower().translate(_SEPARATORS).strip() in _printed()


@lru_cache(maxsize=20_000)
def recognise(header: str) -> Recognised | None:
    """The meaning of a header, or None. Two equal headers mean the same; position tells them apart later."""
    if len(header) > LIMITS.header_chars:
        return None
    words = fold(header)
    if not words:
        return None
    if sensitive := _contained(words, sensitive=True):
        return sensitive
    for text in (words, fold(_BRACKETS.sub(" ", header))):
        if text in _phrases():
            return Recognised(_phrases()[text], text, exact=True)
    return _qualified(fold(_BRACKETS.sub(" ", header))) or _contained(words, sensitive=False)


def _spans(words: list[str]) -> list[tuple[int, int]]:
    size = len(words)
    spans = [(i, j) for i in range(size) for j in range(i + 1, min(size, i + 6) + 1)]
    return sorted(spans, key=lambda span: (span[0] - span[1], -span[1]))


def _qualified(text: str) -> Recognised | None:
    """The longest phrase in the header, if all other words only qualify it; at equal length the later one."""
    words = text.split()
    if len(words) > 10:
        return None
    for start, stop in _spans(words):
        phrase = " ".join(words[start:stop])
        rest = words[:start] + words[stop:]
        if phrase in _phrases() and all(word in _qualifiers() or word.isdigit() for word in rest):
            return Recognised(_phrases()[phrase], phrase, exact=False)
    return None


def _contained(text: str, *, sensitive: bool) -> Recognised | None:
    """A phrase anywhere in the header: sensitive ones in any script, others only where words are not parted."""
    words = text.split()
    if sensitive and len(words) <= 12:
        for start, stop in _spans(words):
            phrase = " ".join(words[start:stop])
            if _phrases().get(phrase) == SENSITIVE:
                return Recognised(SENSITIVE, phrase, exact=False)
    joined = "".join(words)
    if not _CJK.search(joined) or len(joined) > _LONGEST_IN_CJK:
        return None
    found = [
        (len(phrase), phrase)
        for phrase, meaning in _phrases().items()
        if phrase in joined
        and (meaning == SENSITIVE) is sensitive
        and _only_qualified(joined, phrase, sensitive)
    ]
    if not found:
        return None
    phrase = max(found)[1]
    return Recognised(_phrases()[phrase], phrase, exact=False)


def _only_qualified(joined: str, phrase: str, sensitive: bool) -> bool:
    """Say whether the rest of a text only qualifies the phrase; "北京大学" is an organisation, not a header."""
    if len(phrase) < 2 or not _CJK.search(phrase):
        return False
    if sensitive and joined.endswith(phrase):
        return True
    rest = joined.replace(phrase, " ", 1)
    for piece in _pieces():
        rest = rest.replace(piece, " ")
    return not rest.strip()


@cache
def _pieces() -> tuple[str, ...]:
    return tuple(sorted(toml_file("words.toml")["qualifiers_unspaced"].split(), key=len, reverse=True))
