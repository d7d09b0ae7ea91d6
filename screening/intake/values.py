"""What the values of a column are, told by the values alone: e-mails, dates, countries, people, organisations.

Each text has one kind, and a column has the kind of most of its texts. Everything here is a pure function. The
kinds help to find the columns that name people and organisations; none of them says anything about a party, and
no country and no name's origin told here is ever handed on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from screening.intake.contents import (
    has_letters,
    is_figure,
    is_generic,
    names_organisation,
    words,
)
from screening.intake.dates import is_date
from screening.intake.headers import fold
from screening.intake.placeholders import placeholder_kind
from screening.intake.vocabularies import toml_file
from screening.names.legal_forms import strip_forms
from screening.names.rarity import rarity
from screening.vocabulary import rows
from watchlists.countries import country_code


class ValueKind(StrEnum):
    """What a text is, or most texts of a column."""

    EMPTY = "empty"
    EMAIL = "email"
    ORCID = "orcid"
    ROR = "ror"
    LEI = "lei"
    USCC = "uscc"
    DOMAIN = "domain"
    COUNTRY = "country"
    PLACE = "place"
    DATE = "date"
    NUMBER = "number"
    PHONE = "phone"
    ID = "id"
    ADDRESS = "address"
    POST = "post"
    # Sentences, instructions, descriptions.
    PROSE = "prose"
    # A few words that come again and again, such as "yes" and "no".
    CHOICE = "choice"
    ORGANISATION = "organisation"
    PERSON = "person"
    # Has the form of a name, and nothing tells whose.
    NAME = "name"
    OTHER = "other"


IDENTIFIERS = (
    ValueKind.EMAIL,
    ValueKind.ORCID,
    ValueKind.ROR,
    ValueKind.LEI,
    ValueKind.USCC,
    ValueKind.DOMAIN,
)
# Kinds that name nobody whatever the header says.
NAMELESS = (*IDENTIFIERS, ValueKind.DATE, ValueKind.NUMBER, ValueKind.PHONE, ValueKind.ID)
# Kinds of a column that may name the party of a row.
NAMING = (ValueKind.ORGANISATION, ValueKind.PERSON, ValueKind.NAME)

_NEARLY_ALL = 0.8
_MOST = 0.5
# Of columns of people, under 2 % of the texts hold a word of organisations.
_SOME_ORGANISATIONS = 0.15
_FEW_CHOICES = 0.3
_ENOUGH_FOR_CHOICES = 8
_LONGEST_NAME = 150
_PROSE_FROM = 6  # words
_SENTENCE_FROM = 9  # words of a text that ends with a full stop

_PATTERNS = {
    ValueKind.EMAIL: re.compile(
        r"(mailto:)?[^@\s]+@[^@\s]+\.[^@\s]+(\s*[;,]\s*[^@\s]+@[^@\s]+\.[^@\s]+)*", re.I
    ),
    ValueKind.ORCID: re.compile(
        r"(orcid:?\s*)?((https?://)?orcid\.org/)?\d{4}-\d{4}-\d{4}-\d{3}[\dX]/?", re.I
    ),
    ValueKind.ROR: re.compile(
        r"((https?://)?ror\.org/|ror[:\s]\s*)0[a-z0-9]{8}/?|0[a-hj-km-np-tv-z0-9]{6}\d{2}", re.I
    ),
    ValueKind.USCC: re.compile(r"[1-9A-HJ-NPQRTUWXY][0-9A-Z]\d{6}[0-9A-HJ-NPQRTUWXY]{10}"),
    ValueKind.LEI: re.compile(r"(?=.*[A-Z])[A-Z0-9]{18}\d{2}"),
    ValueKind.DOMAIN: re.compile(r"(https?://|www\.)\S+|([a-z0-9-]+\.)+[a-z]{2,6}(/\S*)?", re.I),
    ValueKind.PHONE: re.compile(
        r"(?=(?:\D*\d){7})(\+|\(?0)[\d\s().\-/]+(\s*(ext|x)\.?\s*\d+)?|\d{3}-\d{3,4}-\d{4}", re.I
    ),
}
_ID = re.compile(
    r"[#№]?\s?\d{1,6}[.):#]?|[A-Za-z]{1,3}[:.)]|10\.\d{4,9}/\S+|[\w.-]*-s2\.0-\d+|[0-9a-f]{8}-[0-9a-f-]{27}"
    r"|(?=[\w./#:-]*\d[\w./#:-]*\d)[A-Za-z]{0,6}[-_/.:#]?\d[\w./:#-]*|(?=(?:\D*\d){3})[A-Z]{1,8}[-_/]?[A-Z0-9]{0,8}[-_/]\S*\d\S*",
)
_CODE = re.compile(r"(?=[^a-z]*$)(?=.*\d)[A-Z0-9._/#-]{3,20}")
_WORDS = re.compile(r"[^\W\d_][\w'’.-]*")
_INITIAL = re.compile(r"(?:^|[\s.,])[^\W\d_a-zа-я]\.")
_HAN = re.compile("[\u3400-\u9fff々]{2,6}(?:[·・ \u3000][\u3400-\u9fff]{1,4})?")
_HANGUL = re.compile("[\uac00-\ud7af]{2,4}")
_KANA = re.compile(
    "[\u3040-\u30ff\u3400-\u9fff]+[ \u3000][\u3040-\u30ff\u3400-\u9fff]+|[\u30a0-\u30ff]+・[\u30a0-\u30ff・]+"
)
_SEVERAL = re.compile(r"[;；\n、|]| and | & | и ")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_BEHIND = re.compile(r"\s*[(（\[].*?[)）\]]\s*")


@lru_cache(maxsize=50_000)
def kind_of_value(text: str) -> ValueKind:
    """What one text is. `OTHER` where nothing can be told."""
    shown = " ".join(text.split())
    if not shown or placeholder_kind(shown) is not None:
        return ValueKind.EMPTY
    # "01.09.2026" has the digits of a phone number too.
    if is_date(shown):
        return ValueKind.DATE
    for kind, pattern in _PATTERNS.items():
        if pattern.fullmatch(shown):
            return kind
    if is_figure(shown):
        return ValueKind.NUMBER
    if _ID.fullmatch(shown) or (_CODE.fullmatch(shown) and sum(map(str.isdigit, shown)) >= 2):
        return ValueKind.ID
    if not has_letters(shown):
        return ValueKind.OTHER
    if country_code(shown) is not None:
        return ValueKind.COUNTRY
    return _kind_of_words(shown)


def _kind_of_words(text: str) -> ValueKind:
    if is_prose(text):
        return ValueKind.PROSE
    first = fold(text).partition(" ")[0]
    if first in words("posts") or text in words("posts"):
        return ValueKind.POST
    if is_organisation(text):
        return ValueKind.ADDRESS if _is_address(text) else ValueKind.ORGANISATION
    if _is_address(text):
        return ValueKind.ADDRESS
    if fold(text) in _places():
        return ValueKind.PLACE
    if _is_person(text):
        return ValueKind.PERSON
    return ValueKind.NAME if _has_form_of_name(text) else ValueKind.OTHER


def is_prose(text: str) -> bool:
    """Say whether a text is a sentence or an instruction and not a name, however long the name."""
    shown = text.strip()
    if _UNSPACED.search(shown):
        marks = sum(mark in shown for mark in toml_file("words.toml")["sentences_unspaced"].split())
        return len(shown) > 12 and (marks > 1 or (marks == 1 and len(shown) > 25))
    parts = _WORDS.findall(shown)
    if len(parts) < _PROSE_FROM:
        return False
    lower = [part for part in parts if part[:1].islower()]
    telling = sum(part.casefold() in words("sentences") for part in parts)
    if telling >= 2 and len(lower) >= 0.5 * len(parts):
        return True
    if shown[-1] == "." and len(lower) >= 0.6 * len(parts) and len(parts) >= _SENTENCE_FROM:
        return telling > 0 or not names_organisation(shown)
    ends = shown[-1] in ".!?:" and len(lower) >= 0.6 * len(parts)
    return (ends and telling >= 1) or (telling >= 1 and len(parts) > 12 and len(lower) >= 0.6 * len(parts))


def is_organisation(text: str) -> bool:
    """Say whether a text shows a word of organisations or a legal form; False says little."""
    if names_organisation(text):
        return True
    parts = fold(text).split()
    # Forms of two letters are also given names ("Zhang Na").
    return len(parts) > 1 and len(parts[-1]) > 2 and len(strip_forms(parts)[0]) < len(parts) <= 12


def holds_organisation(text: str) -> bool:
    """Say whether a text names an organisation, or is an address that begins with one; a mere kind of one is no name."""
    kind = kind_of_value(text)
    if kind is ValueKind.ADDRESS:
        return any(
            kind_of_value(part) is ValueKind.ORGANISATION and not is_generic(part) for part in text.split(",")
        )
    return kind is ValueKind.ORGANISATION and not is_generic(text)


def _is_address(text: str) -> bool:
    parts = fold(text).split()
    numbered = any(part[:1].isdigit() for part in parts[:3]) or parts[-1][:1].isdigit()
    return numbered and not _UNSPACED.search(text) and any(part in words("streets") for part in parts)


@cache
def _places() -> frozenset[str]:
    return frozenset(fold(row["city"]) for row in rows("cities"))


@cache
def _family_names() -> tuple[str, ...]:
    return tuple(toml_file("words.toml")["family_names"].split())


def _is_person(text: str) -> bool:
    """Say whether a text reads as the name of a person, by its form and by how its words are used in names."""
    bare = _BEHIND.sub(" ", text).strip() or text
    people = [part.strip() for part in _SEVERAL.split(bare) if part.strip()]
    if len(people) > 1:
        return all(map(_is_person, people))
    if _HAN.fullmatch(bare) or _HANGUL.fullmatch(bare):
        joined = bare.replace(" ", "").replace("\u3000", "")
        return len(joined) <= (4 if joined == bare else 6) and bare.startswith(_family_names())
    if _KANA.fullmatch(bare):
        return len(bare) <= 12
    parts = bare.replace(",", " , ").split()
    titled = parts[0].strip(".").casefold() in words("titles") and len(parts) > 1
    letters = [part for part in parts if part != "," and part.strip(".").casefold() not in words("titles")]
    if not 1 <= len(letters) <= 5 or any(char.isdigit() for char in bare):
        return False
    if titled or (len(letters) > 1 and letters[0] in words("given_names")):
        return True
    if bare.count(",") > 1 or not all(_is_word_of_name(part) for part in letters):
        return False
    if bare.count(",") == 1 and (len(letters) < 2 or len(letters) > 4):
        return False
    if any(part.endswith(tuple(_endings())) for part in map(str.casefold, letters)) and _is_cyrillic(bare):
        return 2 <= len(letters) <= 4 or bool(_INITIAL.search(bare))
    if len(letters) < 2:
        return False
    if _INITIAL.search(bare) and "&" not in bare:
        return True
    odds = _odds_of_person(bare)
    return odds > (0.0 if bare.count(",") == 1 else 1.0)


@cache
def _endings() -> tuple[str, ...]:
    return tuple(toml_file("words.toml")["slavic_endings"].split())


def _is_cyrillic(text: str) -> bool:
    return any("\u0400" <= char <= "\u04ff" for char in text)


def _is_word_of_name(word: str) -> bool:
    letters = word.strip(".'’-")
    return bool(letters) and all(char.isalpha() or char in "'’-.·" for char in letters)


def _odds_of_person(text: str) -> float:
    """How much more usual the words are in listed people's names than in organisations', as a sum of logarithms."""
    found = 0.0
    for word in fold(text).split():
        person, organisation = rarity(word, False), rarity(word, True)
        if person < 1 or organisation < 1:
            found += 12.07 * organisation - 9.98 * person
    return found


def _has_form_of_name(text: str) -> bool:
    """A few words, the first with a capital letter or in a script without them, and not in the case of a sentence."""
    if len(text) > _LONGEST_NAME:
        return False
    if _UNSPACED.search(text):
        return len(text) <= 40
    parts = _WORDS.findall(text)
    if not parts or len(parts) > 12:
        return False
    lower = [part for part in parts[1:] if part[0].islower() and len(part) > 3]
    return not parts[0][0].islower() and len(lower) <= 0.34 * len(parts)


@dataclass(frozen=True, slots=True)
class Profile:
    """What the texts of a column are."""

    kind: ValueKind
    size: int  # how many texts were looked at, without those that stand for nothing
    shares: tuple[tuple[ValueKind, float], ...]
    distinct: float  # share of texts that differ from all before them

    def share(self, *kinds: ValueKind) -> float:
        """The share of texts of these kinds, 0 to 1."""
        return sum(share for kind, share in self.shares if kind in kinds)


def profile(texts: Sequence[str]) -> Profile:
    """The kind of a column from a sample of its texts."""
    kinds = [kind for kind in map(kind_of_value, texts) if kind is not ValueKind.EMPTY]
    if not kinds:
        return Profile(ValueKind.EMPTY, 0, (), 0.0)
    counts = Counter(kinds)
    shares = tuple((kind, count / len(kinds)) for kind, count in counts.most_common())
    distinct = len({text.strip().casefold() for text in texts if text.strip()}) / len(kinds)
    found = Profile(ValueKind.OTHER, len(kinds), shares, min(1.0, distinct))
    return Profile(_kind_of_column(found), found.size, found.shares, found.distinct)


def _kind_of_column(found: Profile) -> ValueKind:
    for kind in (
        *IDENTIFIERS,
        ValueKind.DATE,
        ValueKind.PHONE,
        ValueKind.NUMBER,
        ValueKind.ID,
        ValueKind.COUNTRY,
    ):
        if found.share(kind) >= _NEARLY_ALL:
            return kind
    if found.share(ValueKind.NUMBER, ValueKind.ID, ValueKind.PHONE, ValueKind.DATE) >= _NEARLY_ALL:
        return ValueKind.ID if found.share(ValueKind.ID) else ValueKind.NUMBER
    if found.share(ValueKind.PROSE) >= _MOST:
        return ValueKind.PROSE
    organisations, persons = found.share(ValueKind.ORGANISATION), found.share(ValueKind.PERSON)
    naming = found.share(*NAMING)
    if organisations >= _MOST or (
        organisations >= _SOME_ORGANISATIONS and naming >= _MOST and persons < max(organisations, 0.3)
    ):
        return ValueKind.ORGANISATION
    if found.share(ValueKind.POST) >= _MOST:
        return ValueKind.POST
    if found.share(ValueKind.ADDRESS, ValueKind.PLACE) >= _MOST:
        return (
            ValueKind.ADDRESS
            if found.share(ValueKind.ADDRESS) > found.share(ValueKind.PLACE)
            else ValueKind.PLACE
        )
    if found.size >= _ENOUGH_FOR_CHOICES and found.distinct <= _FEW_CHOICES and persons < _MOST:
        return ValueKind.CHOICE
    if persons >= 0.4 and persons + found.share(ValueKind.NAME, ValueKind.PLACE) >= 0.75:
        return ValueKind.PERSON
    return ValueKind.NAME if naming >= _MOST else ValueKind.OTHER
