"""A company's branch or subsidiary in another country: its name, what it does there, the place, then at most a legal form.

"Hikvision New Zealand Ltd" is no other company than the listed one because it is elsewhere: companies name what they own
abroad so. It is a question with the relation subsidiary, unless the register knows a body of just this name. The place is
a country, by name or letters ("(NZ)", vocabulary/country_letters.csv), a state or town, or a part of the world
(vocabulary/company_regions.csv). A name of one word must be a brand, or that of a company on several lists: one word may
be anybody's. Before a line of business ("BYD Auto Japan") it must be a word that next to nobody else is called by.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from screening.affiliations.places import Places, city_key
from screening.affiliations.tokens import name_words
from screening.flat import Rows
from screening.link.agreement import Agreement, Placement
from screening.link.bearers import Bearer, Name, Strength
from screening.link.brands import COMPANY_WORDS, Brands
from screening.link.claim import Claim
from screening.link.claims import ClaimReader
from screening.link.lexicon import Lexicon, WordClass
from screening.link.ordinary_names import is_ordinary, lists_of, not_brands
from screening.link.printed import PrintedNames, plain_words, words_without_form
from screening.link.relations import Link
from screening.model import Relation
from screening.names.legal_forms import strip_forms
from screening.names.rarity import bearers as persons_called
from screening.names.rarity import organisations_called
from screening.vocabulary import rows, vocabulary
from watchlists.countries import country_code
from watchlists.model import NameKind

_LONGEST_PLACE = 4  # words
_SHORTEST_COUNTRY = 4  # letters; shorter ones are letters that may be anything, but for those of the table
_LONGEST_LINE = 3  # words of a line of business
_MOST_CALLED = 6  # organisations whose names hold a word that still tells whose it is
_FEWEST_OF_A_LINE = 10  # organisations whose names hold a word that says what a company does
_LISTS_OF_A_GROUP = 2
_DIVIDERS = frozenset(",;|\n，；、")
_LONGEST_TEXT = 12  # words
_BRACKETED = re.compile(r"[(（]\s*([A-Za-z]{1,3})\s*[)）]")


@dataclass(frozen=True, slots=True)
class BranchesAbroad:
    """Finds listed companies whose name stands before another country."""

    printed: PrintedNames
    brands: Brands

    heads: dict[
        str, tuple[Name, ...]
    ]  # names by their words without company words at the end, nor "China" before
    lexicon: Lexicon

    def links(self, reader: ClaimReader, text: str) -> list[Link]:
        """A link to each listed company that the text names a branch or subsidiary of."""
        words = plain_words(text)
        if not 1 < len(words) <= _LONGEST_TEXT or _is_known(reader):
            return []
        found: dict[int, Link] = {}
        for place, before in self._places_at_end(strip_forms(words)[0], text):
            for name, line in self._named(before, reader):
                bearer = reader.bearers[name.bearer]
                if not _is_elsewhere(place, bearer, reader) or not is_company(bearer):
                    continue
                if place.is_part and name.kind is NameKind.ACRONYM:
                    continue  # "CSU Long Beach": letters before a town are a university there as often
                if place.is_part and is_ordinary(name, bearer, self.lexicon):
                    continue  # "Mikron Corporation Denver": companies of many countries are called so
                placed = Placement(Agreement.CONFLICT, place.value, " ".join(sorted(bearer.countries)))
                claim = Claim(-1, -1, bearer, name, "abroad", placed, note=line, text=reader.tokens.text)
                found.setdefault(bearer.number, Link(claim, bearer, Relation.SUBSIDIARY_OF))
            if found:
                break
        return list(found.values())

    def _places_at_end(self, words: list[str], text: str) -> Iterator[tuple[_Place, list[str]]]:
        """The places that a name may end in, with the words before; company words behind them are left out first or not."""
        kept = list(words)
        while len(kept) > 1:
            place, size = _place_at_end(kept, text, self.lexicon.places)
            if size and not _is_address(text, kept[-size]):
                yield place, kept[:-size]
            if kept[-1] not in COMPANY_WORDS:
                return
            kept.pop()

    def _named(self, head: list[str], reader: ClaimReader) -> Iterator[tuple[Name, str]]:
        """The names of listed companies that these words are, or begin with, and the line of business that follows."""
        whole = list(self._whole(head, reader))
        if whole:
            yield from ((name, "") for name in whole)
            return
        for size in range(len(head) - 1, 0, -1):
            line = head[size:]
            if len(line) > _LONGEST_LINE or not all(map(self._says_business, line)):
                continue
            if not self._is_telling(head[:size]):
                continue
            named = list(self._before_a_line(head[:size], reader))
            if named:
                said = f"the line of business “{' '.join(line)}” follows the name"
                yield from ((name, said) for name in named)
                return

    def _whole(self, head: list[str], reader: ClaimReader) -> Iterator[Name]:
        """The names of listed companies that these words are as a whole."""
        if len(head) == 1:
            yield from self.brands.companies.get(head[0], ())
        for name in self.printed.names_of("".join(head)):
            if name.doubtful or name.strength is not Strength.STRONG:
                continue
            if len(head) > 1 or len(lists_of(reader.bearers[name.bearer])) >= _LISTS_OF_A_GROUP:
                yield name
        if len(head) > 1:
            yield from self.heads.get("".join(head), ())

    def _before_a_line(self, words: list[str], reader: ClaimReader) -> Iterator[Name]:
        """The names of listed companies that these words are, where they tell whose they are."""
        for name in self.heads.get("".join(words), ()):
            if len(words) > 1 or len(lists_of(reader.bearers[name.bearer])) >= _LISTS_OF_A_GROUP:
                yield name
        if len(words) == 1:
            yield from self.brands.companies.get(words[0], ())

    def _is_telling(self, words: list[str]) -> bool:
        """Say whether one of the words is next to nobody else's: no word of names, no place, nobody's family name."""
        return any(
            self.lexicon.kind(word) is WordClass.DISTINCTIVE
            and word not in not_brands()
            and organisations_called(word) <= _MOST_CALLED
            and not persons_called(word)
            for word in words
        )

    def _says_business(self, word: str) -> bool:
        """Say whether a word is one that many organisations say what they do by."""
        return word in vocabulary().known or organisations_called(word) >= _FEWEST_OF_A_LINE


def branches_abroad(
    printed: PrintedNames, named: Brands, listed: Rows[Bearer], lexicon: Lexicon
) -> BranchesAbroad:
    """Index the names of listed companies by what is left of them before a place abroad."""
    heads: dict[str, dict[int, Name]] = {}
    for name in printed.names:
        if name.doubtful or name.strength is not Strength.STRONG or not is_company(listed[name.bearer]):
            continue
        for words in _shortened(words_without_form(plain_words(name.text))):
            key = "".join(words)
            if key.isascii() and lexicon.strength(tuple(words)) is Strength.STRONG:
                heads.setdefault(key, {}).setdefault(name.bearer, name)
    return BranchesAbroad(
        printed, named, {key: tuple(names.values()) for key, names in heads.items()}, lexicon
    )


def _shortened(words: list[str]) -> Iterator[list[str]]:
    """A name, and what is left of it without a country before it and company words at its end, word by word."""
    kept = words[1:] if len(words) > 2 and words[0] in COMPANY_WORDS else words
    while kept:
        yield kept
        if kept[-1] not in COMPANY_WORDS or len(kept) == 1:
            return
        kept = kept[:-1]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a company says it is: a country's code, or a part of the world in words."""

    value: str
    is_country: bool
    is_part: bool = False  # a state or town


_NO_PLACE = _Place("", is_country=False)


def _place_at_end(words: list[str], text: str, places: Places) -> tuple[_Place, int]:
    """The place that a name ends with, and of how many words it is; 0 where it ends with none."""
    regions = _regions()
    for size in range(min(_LONGEST_PLACE, len(words) - 1), 0, -1):
        tail = " ".join(words[-size:])
        if tail in regions:
            return regions[tail], size
        if size == 1 and len(tail) < _SHORTEST_COUNTRY:
            if letters := country_by_letters(tail, text):
                return _Place(letters, is_country=True), size
        elif country := country_code(tail):
            return _Place(country, is_country=True), size
        elif home := places.country_of(city_key(tail)):
            return _Place(home, is_country=True, is_part=True), size
    return _NO_PLACE, 0


def country_by_letters(word: str, text: str) -> str:
    """The country that letters mean in a company's name: those of the table, in capitals or as it says in brackets."""
    letters = word.upper()
    for row in rows("country_letters"):
        if row["letters"] == letters:
            written = _BRACKETED.findall(text) if row["bracketed"] else [word.upper()]
            return row["country"] if letters in map(str.upper, written) else ""
    return ""


@cache
def _regions() -> dict[str, _Place]:
    return {
        row["words"]: _Place(
            row["country"] or row["label"], is_country=bool(row["country"]), is_part=bool(row["country"])
        )
        for row in rows("company_regions")
    }


@cache
def consumer_trades() -> frozenset[str]:
    """What shops and services for everybody's daily needs are called by, which no listed group is in."""
    return frozenset(row["word"] for row in rows("consumer_trades"))


def _is_elsewhere(place: _Place, bearer: Bearer, reader: ClaimReader) -> bool:
    """Say whether a place is outside the bearer's countries; a part of the world is, unless the text is placed at home."""
    if place.is_country:
        return place.value not in bearer.countries and not (place.is_part and not bearer.countries)
    return bearer.countries.isdisjoint(reader.setting.countries)


def _is_address(text: str, country: str) -> bool:
    """A country behind a comma says where the company is, and is no part of its name."""
    before = text[: text.lower().rfind(country)]
    return not _DIVIDERS.isdisjoint(before)


def _is_known(reader: ClaimReader) -> bool:
    """Say whether the text as a whole is the name of a body that somebody knows and nobody lists."""
    tokens = reader.tokens
    return any(
        not claim.bearer.listings and claim.first == 0 and tokens.closes[claim.last]
        for claim in reader.claims
    )


def is_company(bearer: Bearer) -> bool:
    """A company, by its type in the register or by the legal form or company word in a name that its list prints."""
    if "education" in bearer.types:
        return False
    if "company" in bearer.types:
        return True
    words = vocabulary()["legal"] | COMPANY_WORDS
    return any(not words.isdisjoint(name_words(listing.name)) for listing in bearer.listings)
