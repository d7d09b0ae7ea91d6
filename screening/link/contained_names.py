"""Listed names inside the names of unlisted bodies: "Islamic Azad University of Tabriz", "X University Second Hospital".

Such a name ties its bearer to the listed body, where the rest of it is a place or a word for a part.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from screening.affiliations.places import city_key
from screening.affiliations.tokens import HAN, name_words, tokenise
from screening.link.bearers import Bearer, BearerTie, Name, Strength, relation_by_type
from screening.link.gazetteer import Gazetteer
from screening.link.han import han_key
from screening.link.wholeness import fault
from screening.mapped_file import Rows
from screening.model import Relation
from screening.names.scripts import pinyin
from screening.vocabulary import rows, vocabulary
from screening.vocabulary.cues import Cue, cue_words

_STANDS_IN_ITS_NAME = "its name contains the listed name"
# Two seats of one school may be two schools today.
OTHER_SEAT = "its name contains the listed name, with another place in brackets"
_INSTITUTES = cue_words(Cue.INSTITUTE)
_PARTS = cue_words(Cue.PART_OF_A_BODY)
_BRACKETED = re.compile(r"[(（]([^()（）]+)[)）]")
_FEWEST_WORDS = 2
_SHORTEST_HAN, _LONGEST_TOWN = 4, 4  # characters


@dataclass(slots=True)
class NamesInside:
    """Reads ties out of names, and remembers them."""

    bearers: Rows[Bearer]
    gazetteer: Gazetteer
    _known: dict[str, tuple[BearerTie, ...]] = field(default_factory=dict)

    def ties(self, name: Name, bearer: Bearer) -> tuple[BearerTie, ...]:
        """The ties that an unlisted bearer's name says."""
        mark = f"{bearer.number}|{name.text}"
        found = self._known.get(mark)
        if found is None:
            found = self._known[mark] = tuple(self._read(name, bearer))
        return found

    def _may_hold_another(self, name: Name) -> bool:
        """Say whether a listed name may stand in a name beside a word for a part or a place."""
        words = name_words(name.text)
        if len(name.words) <= _FEWEST_WORDS or not self._is_part(words):
            return False
        prefixes, listed = self.gazetteer.by_key.prefixes, self.gazetteer.listed
        return any(
            listed[number]
            for first in range(len(words))
            for _, numbers in prefixes("".join(words[first:]))
            for number in numbers
        )

    def _read(self, name: Name, bearer: Bearer) -> Iterator[BearerTie]:
        if HAN.search(name.text):
            yield from self._read_han(han_key(name.text), bearer)
            return
        if not self._may_hold_another(name):
            return
        tokens = tokenise(name.text)
        for span in self.gazetteer.spans(tokens, tokens.words):
            places = [i for i in range(len(tokens)) if not tokens.stops[i]]
            inner = [i for i in places if span.first <= i <= span.last]
            rest = [tokens.words[i] for i in places if i not in inner]
            if not _FEWEST_WORDS <= len(inner) < len(name.words) or not self._is_part(rest):
                continue
            for other in self.gazetteer.named(span.numbers):
                target = self.bearers[other.bearer]
                fits = target.listings and target.countries & bearer.countries
                directed = span.first == 0 and "university" in other.words and "education" in target.types
                if not fits or (other.strength is Strength.GENERIC and not directed):
                    continue
                lexicon, countries = self.gazetteer.lexicon, target.countries
                if not fault(
                    tokens, span.first, span.last, generic=False, countries=countries, lexicon=lexicon
                ):
                    relation = _relation(bearer, name)
                    why = OTHER_SEAT if self._are_of_two_places(name, target) else _STANDS_IN_ITS_NAME
                    yield BearerTie(relation, other.bearer, why)

    def _are_of_two_places(self, name: Name, target: Bearer) -> bool:
        """Each says in brackets which one it is: "China University of Geosciences (Beijing)" and "… (Wuhan)"."""
        own = self._place_in_brackets(name.text)
        if not own:
            return False
        named = {self._place_in_brackets(text) for text in (target.name, *(e.name for e in target.listings))}
        return bool(named - {""}) and own not in named

    def _place_in_brackets(self, text: str) -> str:
        places = self.gazetteer.lexicon.places
        found = (city_key(each) for each in _BRACKETED.findall(text) if places.is_place(each))
        return next(found, "")

    def _read_han(self, key: str, bearer: Bearer) -> Iterator[BearerTie]:
        """The listed school before the part's own name: 天津大学仁爱学院."""
        parts, goes_on = _han_words()
        for piece, numbers in self.gazetteer.han_beginnings(key):
            rest = key[len(piece) :]
            if len(piece) < _SHORTEST_HAN or rest.startswith(goes_on):
                continue
            town = city_key("".join(pinyin(rest))) if len(rest) <= _LONGEST_TOWN else ""
            of_a_town = bool(town) and self.gazetteer.lexicon.places.lies_in(town, bearer.countries)
            if not of_a_town and not rest.endswith(parts):
                continue
            for other in self.gazetteer.named(numbers):
                target = self.bearers[other.bearer]
                if target.listings and target.countries & bearer.countries and "education" in target.types:
                    hospital = "healthcare" in bearer.types or "医院" in rest
                    relation = Relation.HOSPITAL_OF if hospital else relation_by_type(bearer.types)
                    relation = Relation.CAMPUS_OF if of_a_town else relation
                    yield BearerTie(relation, other.bearer, _STANDS_IN_ITS_NAME)

    def _is_part(self, rest: Iterable[str]) -> bool:
        return not _parts().isdisjoint(rest) or not self.gazetteer.lexicon.places.words.isdisjoint(rest)


@cache
def _parts() -> frozenset[str]:
    words = vocabulary()
    return words["hospital"] | words["campus"] | _PARTS


@cache
def _han_words() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Words in Han characters for a part of a school, or beside its name; and those that make it another school's."""
    parts = {row["han"]: row["class"] for row in rows("han_words") if row["class"] != "street"}
    return tuple(parts), tuple(han for han, kind in parts.items() if kind == "continuation")


def _relation(bearer: Bearer, name: Name) -> Relation:
    if "healthcare" in bearer.types or not vocabulary()["hospital"].isdisjoint(name.words):
        return Relation.HOSPITAL_OF
    if "college" in name.words and vocabulary()["campus"].isdisjoint(name.words):
        return Relation.MEMBER_OF
    if _INSTITUTES.isdisjoint(name.words):
        return Relation.CAMPUS_OF
    return relation_by_type(bearer.types)
