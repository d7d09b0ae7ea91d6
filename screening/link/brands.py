"""Brands: a company's first word standing alone ("Huawei"), and a group's acronym before a longer name ("AVIC Optronics").

Both are weak: a brand alone means the listed company with the shortest name under it, unless it is a word, a family's name
or a town that others bear (vocabulary/not_brands.csv), and a group's acronym makes what follows a subsidiary. They are read
last, and only where nothing listed was found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from screening.affiliations.tokens import HAN
from screening.link.acronyms import is_expanded
from screening.link.agreement import Agreement, placement, rules_out
from screening.link.bearers import Bearer, Name, Strength
from screening.link.claim import Claim
from screening.link.claims import ClaimReader
from screening.link.gazetteer import acronym_key
from screening.link.ledger import bare_key
from screening.link.lexicon import Lexicon, WordClass
from screening.link.ordinary_names import not_brands
from screening.link.wholeness import begins_segment
from screening.mapped_file import Rows
from screening.vocabulary import rows, vocabulary
from screening.vocabulary.cues import Cue, cue_words
from watchlists.model import NameKind

_SHORTEST = 5
_UNITS = cue_words(Cue.UNIT_OF_A_BRAND)
_COMPANY_WORDS = cue_words(Cue.COMPANY_WORD)


@dataclass(frozen=True, slots=True)
class Brands:
    """Listed companies by brand, and listed groups by acronym."""

    companies: dict[str, tuple[Name, ...]]
    groups: dict[str, tuple[Name, ...]]
    schools: dict[str, tuple[Name, ...]]  # by a short name of one word

    def read(self, reader: ClaimReader) -> None:
        """Claim brands where nothing listed was found."""
        if any(claim.bearer.listings for claim in reader.claims):
            return
        tokens = reader.tokens
        for place in range(len(tokens)):
            inside = not tokens.opens[place] and not tokens.stops[place - 1]
            if inside or reader.is_claimed(place) or not begins_segment(tokens, place):
                continue
            closes = tokens.closes[place]
            found = (
                self._company(reader, place)
                if closes
                else self._group(reader, place) or self._unit(reader, place)
            )
            if found and not (closes and is_expanded(reader, place, acronym_key(tokens.raws[place]))):
                reader.claims.extend(reader.settle(found))

    def _company(self, reader: ClaimReader, place: int) -> list[Claim]:
        found = self.companies.get(reader.tokens.words[place], ())
        return list(_options(reader, place, found, "brand"))

    def _group(self, reader: ClaimReader, place: int) -> list[Claim]:
        tokens = reader.tokens
        found = self.groups.get(tokens.raws[place], ())
        if not found:
            return []
        segment = set(tokens.words[place : tokens.in_segment(tokens.segments[place]).stop])
        words = vocabulary()
        named = not segment.isdisjoint(words["type"] | words["legal"] | {"china"})
        options = _options(reader, place, found, "group brand")
        return [claim for claim in options if named or claim.placement.agreement > Agreement.UNKNOWN]

    def _unit(self, reader: ClaimReader, place: int) -> list[Claim]:
        """A laboratory or institute that bears the brand, at home in its country: "Megvii Research, Beijing, China"."""
        tokens = reader.tokens
        found = self.companies.get(tokens.words[place], ()) or self.schools.get(tokens.words[place], ())
        end = place
        while not tokens.closes[end]:
            end += 1
        if not found or tokens.words[end] not in _UNITS:
            return []
        options = _options(reader, place, found, "unit of a brand")
        return [claim for claim in options if claim.placement.agreement > Agreement.UNKNOWN]


def brands(names: Iterable[Name], bearers: Rows[Bearer], lexicon: Lexicon) -> Brands:
    """Index the brands of listed companies."""
    companies: dict[str, list[Name]] = {}
    groups: dict[str, list[Name]] = {}
    schools: dict[str, list[Name]] = {}
    keys = {row["brand"]: bare_key(row["group"], lexicon) for row in rows("conglomerates")}
    own: dict[str, list[Name]] = {}  # of the group itself, else whoever a list gives its acronym
    named = {key: brand for brand, key in keys.items()}
    for name in names:
        if not bearers[name.bearer].listings:
            continue
        if (
            name.kind is NameKind.ACRONYM
            and name.text.strip("() ") in keys
            and "CN" in bearers[name.bearer].countries
        ):
            groups.setdefault(name.text.strip("() "), []).append(name)
        bare = "".join(word for word in name.words if lexicon.kind(word) is not WordClass.LEGAL)
        if bare in named and "CN" in bearers[name.bearer].countries:
            own.setdefault(named[bare], []).append(name)
        first = name.words[0]
        if len(name.words) == 1 and name.strength is Strength.STRONG and _is_short_name(name, bearers):
            schools.setdefault(first, []).append(name)
        if (
            len(name.words) > 1
            and len(first) >= _SHORTEST
            and name.strength is Strength.STRONG
            and _COMPANY_WORDS.issuperset(name.words[1:])
            and lexicon.kind(first) is WordClass.DISTINCTIVE
            and first not in not_brands()  # "Global", "Schmidt", "Islamic"
        ):
            companies.setdefault(first, []).append(name)
    return Brands(
        {word: _shortest(found, lexicon) for word, found in companies.items()},
        {brand: tuple(own.get(brand) or groups[brand]) for brand in groups.keys() | own.keys()},
        {k: tuple(v) for k, v in schools.items()},
    )


def _is_short_name(name: Name, bearers: Rows[Bearer]) -> bool:
    plain = not HAN.search(name.words[0]) and len(name.words[0]) >= _SHORTEST
    return plain and name.kind is not NameKind.ACRONYM and "education" in bearers[name.bearer].types


def _shortest(names: list[Name], lexicon: Lexicon) -> tuple[Name, ...]:
    def size(name: Name) -> int:
        return sum(lexicon.kind(word) is not WordClass.LEGAL for word in name.words)

    least = min(map(size, names))
    return tuple(name for name in names if size(name) == least)


def _options(reader: ClaimReader, place: int, names: tuple[Name, ...], how: str) -> Iterator[Claim]:
    for name in names:
        bearer = reader.bearers[name.bearer]
        setting = reader.setting_at(place)
        placed = placement(setting, bearer)
        if not rules_out(setting, placed):
            yield Claim(place, place, bearer, name, how, placed, text=reader.tokens.raws[place])
