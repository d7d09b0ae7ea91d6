"""Whom the texts name: listed bodies with all their names, and everybody else.

Listings and registered bodies that share a name of two words or more are one body here, as they are for whoever reads a
hit; texts are split by it. Somebody else is a registered body that no list names, that is tied to no listed one, and whose
names no listed body bears.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from benchmarks.fit_scorecard.inputs import SHARED
from screening.affiliations.tokens import name_words
from screening.link import Linker
from screening.link.bearers import Bearer, Name, Strength
from screening.link.lexicon import WordClass
from screening.names.rarity import organisations_called
from watchlists.model import Body, NameKind, Status
from watchlists.ror import read_ror, ror_records

_LATIN = re.compile(r"[^\W\d_]")
_LAST_LATIN = "\u024f"
_ADDED_LATIN = ("\u1e00", "\u1eff")
_NO_WHOLE_NAMES = (NameKind.ACRONYM, NameKind.WEAK_ALIAS, NameKind.SUBORDINATE)
_TELLING = (WordClass.DISTINCTIVE, WordClass.PLACE)
_SCHOOL = frozenset({"university", "institute", "academy", "college", "school", "laboratory", "hospital"})
# So many listings make a country one whose other bodies are the likeliest to be taken for listed ones.
_LISTED_COUNTRY = 30
_FEW, _SOME = 2, 40  # others that are called by a word
_SHORTEST_INSIDE = 3  # words
_NOBODY_ELSE = 2


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody whom no list names, by one of his names."""

    name: str
    country: str
    cities: tuple[str, ...]
    id: str
    registered: bool  # in the register that texts are read with
    acronym: bool = False


@dataclass
class World:
    """The listed and the others, as the linker knows them."""

    linker: Linker
    body_of: dict[int, int] = field(default_factory=dict)  # number of a listed bearer: number of its body
    names: dict[int, list[Name]] = field(default_factory=dict)  # by body, in Latin letters
    kin: dict[int, frozenset[int]] = field(default_factory=dict)  # by bearer: the bodies it is tied to
    parts: list[int] = field(
        default_factory=list
    )  # bodies that no list names and that belong to a listed one
    _telling: dict[int, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        universe = self.linker.universe
        listed = [bearer.number for bearer in universe.bearers if in_force(bearer)]
        leader = {number: number for number in listed}

        def lead(number: int) -> int:
            while leader[number] != number:
                number = leader[number]
            return number

        first: dict[str, int] = {}
        known = set(listed)
        own: dict[int, list[Name]] = defaultdict(list)
        for name in universe.names:
            if name.bearer not in known:
                continue
            if is_latin(name.text):
                own[name.bearer].append(name)
            if name.kind not in _NO_WHOLE_NAMES and len(name.words) > 1 and not name.doubtful:
                one, other = lead(name.bearer), lead(first.setdefault(name.key, name.bearer))
                leader[max(one, other)] = min(one, other)
        self.body_of = {number: lead(number) for number in listed}
        grouped: dict[int, list[Name]] = defaultdict(list)
        for number in listed:
            grouped[self.body_of[number]] += own[number]
        self.names = {body: names for body, names in grouped.items() if names}
        self.parts = [
            bearer.number
            for bearer in universe.bearers
            if bearer.number not in known and any(tie.bearer in known for tie in bearer.ties)
        ]
        self.body_of |= {number: number for number in self.parts}
        parts = frozenset(self.parts)
        for name in universe.names:
            if name.bearer in parts and is_latin(name.text):
                self.names.setdefault(name.bearer, []).append(name)
        kin: dict[int, set[int]] = defaultdict(set)
        for bearer in universe.bearers:
            for tie in bearer.ties:
                for one, other in ((bearer.number, tie.bearer), (tie.bearer, bearer.number)):
                    if other in self.body_of:
                        kin[one].add(self.body_of[other])
        self.kin = {number: frozenset(bodies) for number, bodies in kin.items()}

    @cached_property
    def keys(self) -> frozenset[str]:
        """What the names of listed bodies are looked up by."""
        return frozenset(name.key for names in self.names.values() for name in names)

    @cached_property
    def countries_of_word(self) -> dict[str, set[str]]:
        """Countries of the listed bodies whose names hold a distinctive word."""
        kind = self.linker.universe.lexicon.kind
        found: dict[str, set[str]] = defaultdict(set)
        for names in self.names.values():
            for name in names:
                for word in name.words:
                    if len(word) > 3 and kind(word) is WordClass.DISTINCTIVE:
                        found[word] |= self.bearer(name.bearer).countries
        return found

    @cached_property
    def listed_ids(self) -> frozenset[str]:
        """Register ids of the listed, and of those tied to them."""
        bearers = self.linker.universe.bearers
        return frozenset(
            bearers[number].body.id  # type: ignore[union-attr]
            for number in {*self.body_of, *self.kin}
            if bearers[number].body is not None
        )

    @cached_property
    def listed_countries(self) -> frozenset[str]:
        """Countries of many listings."""
        count: dict[str, int] = defaultdict(int)
        for number in self.body_of:
            for country in self.bearer(number).countries:
                count[country] += 1
        return frozenset(country for country, listings in count.items() if listings >= _LISTED_COUNTRY)

    def bearer(self, number: int) -> Bearer:
        """The bearer of a number."""
        return self.linker.universe.bearers[number]

    def kind(self, word: str) -> WordClass:
        """The class of a written word: that of the last of the words it is read as."""
        read = name_words(word)
        return self.linker.universe.lexicon.kind(read[-1]) if read else WordClass.SHORT

    def telling(self, words: Iterable[str]) -> frozenset[str]:
        """The canonical words that tell whose name it is."""
        kind = self.linker.universe.lexicon.kind
        return frozenset(word for word in words if kind(word) in _TELLING)

    def telling_of(self, body: int) -> frozenset[str]:
        """The telling words of all names of a body."""
        found = self._telling.get(body)
        if found is None:
            words = {word for name in self.names.get(body, ()) for word in name.words}
            found = self._telling[body] = self.telling(words)
        return found

    def whole_names(self, body: int) -> list[Name]:
        """The names of a body that a text may be written from: no letters alone, nothing the list itself doubts."""
        return [
            name
            for name in self.names.get(body, ())
            if name.kind not in _NO_WHOLE_NAMES and len(name.text) > 4 and not name.doubtful
        ]

    def tells_alone(self, word: str) -> bool:
        """Say whether a written word is one that few organisations are called by: it tells whose the name is, whatever follows."""
        return self.kind(word) is WordClass.DISTINCTIVE and self._borne(word) <= _FEW

    def tells_nothing(self, words: Iterable[str]) -> bool:
        """Say whether the written words are such that everybody has: "Otkrytoe Aktsionernoe", "for the Promotion of"."""
        return not any(
            self.kind(word) is WordClass.PLACE
            or (self.kind(word) is WordClass.DISTINCTIVE and self._borne(word) <= _SOME)
            for word in words
        )

    def _borne(self, word: str) -> int:
        """How many others are called by the written word, by that of those it is read as which most are."""
        return max((self.borne[each] for each in name_words(word)), default=0)

    @cached_property
    def borne(self) -> Counter[str]:
        """How many others are called by a word: what the listed have among themselves tells them from nobody."""
        words: dict[str, set[str]] = defaultdict(set)
        for other in self.others:
            words[other.id].update(name_words(other.name))
        return Counter(word for own in words.values() for word in own)

    def holds_listed_name(self, words: Sequence[str]) -> bool:
        """Say whether canonical words hold a whole listed name of three words or more."""
        return any(
            "".join(words[first:last]) in self.keys
            for first in range(len(words))
            for last in range(first + _SHORTEST_INSIDE, len(words) + 1)
        )

    def is_school(self, name: Name) -> bool:
        """Say whether a name is that of a place of learning or research."""
        return not _SCHOOL.isdisjoint(name.words)

    def is_generic(self, name: Name) -> bool:
        """Say whether a name says too little to mean anybody without a country."""
        return name.strength is not Strength.STRONG

    @cached_property
    def others(self) -> tuple[Other, ...]:
        """Names of the registered bodies that no list names, and of the fuller register where it is at hand."""
        return tuple(self._others())

    def _others(self) -> Iterator[Other]:
        seed = [bearer.body for bearer in self.linker.universe.bearers if bearer.body is not None]
        known = {body.id for body in seed}
        yield from (other for body in seed for other in self._names_of(body, registered=True))
        path = SHARED / "register" / "ror_records.jsonl.gz"
        if path.exists():
            for body in read_ror(ror_records(path)):
                if body.id not in known and body.status == "active":
                    yield from self._names_of(body, registered=False)

    def _names_of(self, body: Body, *, registered: bool) -> Iterator[Other]:
        if body.id in self.listed_ids or any(id in self.listed_ids for _, id, _ in body.relations):
            return
        keys = ["".join(name_words(name.text)) for name in body.names if is_latin(name.text)]
        if any(key in self.keys for key in keys if len(key) > 8):
            return
        for word in {word for name in body.names for word in name_words(name.text)}:
            # "Lavochkin Association" of the register is NPO Lavochkin of a list, whatever the rest says.
            if organisations_called(word) <= _NOBODY_ELSE and self.countries_of_word.get(word, set()) & set(
                body.country.split()
            ):
                return
        for name in body.names:
            if is_latin(name.text) and name_words(name.text):
                acronym = name.kind == "acronym"
                yield Other(name.text, body.country.split(" ")[0], body.cities, body.id, registered, acronym)


def in_force(bearer: Bearer) -> bool:
    """Say whether a list names the bearer today."""
    return any(listing.status is Status.IN_FORCE for listing in bearer.listings)


def is_latin(text: str) -> bool:
    """Say whether all letters of a text are Latin ones."""
    letters = _LATIN.findall(text)
    low, high = _ADDED_LATIN
    return bool(letters) and all(letter <= _LAST_LATIN or low <= letter <= high for letter in letters)
