"""The texts to fit on and to judge by: whom each means, and what must not be known while it is read."""

from __future__ import annotations

import csv
import hashlib
import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from benchmarks.fit_scorecard.inputs import SHARED
from benchmarks.fit_scorecard.negatives import Negatives
from benchmarks.fit_scorecard.surroundings import Kind, Surroundings
from benchmarks.fit_scorecard.world import Other, World
from benchmarks.fit_scorecard.writer import Writer
from screening.affiliations.tokens import name_words
from screening.link.bearers import Name
from screening.link.lexicon import WordClass
from watchlists.model import NameKind

SEED = 11
SOME_LISTED = -1  # the body of a text that means a listed one, nobody says which
_HALVES = 2
_SHORTEST_LETTERS, _LONGEST_LETTERS = 3, 8
_COMPANY = frozenset({"company"})


@dataclass(frozen=True, slots=True)
class Text:
    """A text, the country beside it, and the listed body it means (None: nobody listed)."""

    text: str
    country: str
    body: int | None
    sort: str
    kind: Kind
    key: str  # of the organisation: texts are split by it
    hidden: frozenset[str] = field(default_factory=frozenset)  # register ids not known while it is read
    is_ours: bool = True  # written from what the project itself holds
    only_judged: bool = False  # a real string with a label: never fitted on

    @property
    def is_held_out(self) -> bool:
        """Say whether the text's organisation is never fitted on."""
        return self.only_judged or half(self.key) == 1

    @property
    def calibrates(self) -> bool:
        """Say whether it is of the part of the held-out half by which points are calibrated."""
        return not self.only_judged and half(self.key) == 1 and half(f"calibration {self.key}") == 1


@dataclass(frozen=True, slots=True)
class Amounts:
    """How many texts of each sort."""

    listed: int = 14_000
    parts: int = (
        1_000  # of listed bodies: hospitals, laboratories, companies that the register has under them
    )
    registered: int = 5_500
    neighbours: int = 7_500  # registered in the countries of most listings
    near: int = 5_500
    small: int = 4_500
    namesakes: int = 3_800
    letters: int = 1_500
    partners: int = 2_500

    def scaled(self, share: float) -> Amounts:
        """The same mixture, smaller."""
        return Amounts(*(max(1, round(getattr(self, name) * share)) for name in self.__slots__))


def half(key: str) -> int:
    """0 to fit on, 1 held out; by the organisation."""
    return hashlib.sha256(key.encode()).digest()[0] % _HALVES


def labelled_texts() -> Iterator[Text]:
    """Real strings, where they are at hand, only to judge by: labelled affiliations, and partners never fitted on.

    Partners carry no label. Few are listed, and those that the exact reading finds are not the card's.
    """
    path = SHARED / "eval" / "affiliations_dev.csv"
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                body = None if row["label"] == "NOT_LISTED" else SOME_LISTED
                if row["label"] != "REVIEW":
                    yield Text(
                        row["affiliation"],
                        "",
                        body,
                        f"labelled {row['label'].lower()}",
                        Kind.AFFILIATION,
                        f"labelled {row['ror_id']}",
                        is_ours=False,
                        only_judged=True,
                    )
    for row in _partner_rows():
        key = f"partner {row['organisation']}"
        if half(key):
            country = row["country_code"]
            sort = "partner, not fitted"
            yield Text(
                row["organisation"], country, None, sort, Kind.SUPPLIER, key, is_ours=False, only_judged=True
            )


def _partner_rows() -> list[dict[str, str]]:
    path = SHARED / "inputs" / "openalex_partner_orgs.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Texts:
    """Makes all texts of a world; the same for a seed."""

    def __init__(self, world: World, seed: int = SEED) -> None:
        self.world, self.chance = world, random.Random(seed)
        self.writer = Writer(world, self.chance)
        self.surroundings = Surroundings(self.chance, world.keys)
        every = world.others
        self.acronyms = [other for other in every if other.acronym]
        self.others = [other for other in every if not other.acronym and len(other.name) > 4]
        self.known = [other for other in self.others if other.registered]
        sample = self.chance.sample(self.others, min(20_000, len(self.others)))
        letters = [other.name for other in self.acronyms]
        self.negatives = Negatives(world, self.chance, [other.name for other in sample], letters)

    def make(self, amounts: Amounts = Amounts()) -> list[Text]:
        """Texts of every sort."""
        return [
            *self._listed(amounts.listed),
            *self._parts(amounts.parts),
            *self._registered(amounts.registered, amounts.neighbours),
            *self._near(amounts.near),
            *self._small(amounts.small, amounts.namesakes),
            *self._letters(amounts.letters),
            *self._partners(amounts.partners),
        ]

    def _listed(self, count: int) -> Iterator[Text]:
        world, chance = self.world, self.chance
        good = {
            body: names
            for body in sorted(world.names.keys() - set(world.parts))
            if (names := world.whole_names(body))
        }
        bodies = list(good)
        chance.shuffle(bodies)
        schools = [body for body in bodies if any(map(world.is_school, good[body]))]
        made = 0
        for turn in itertools.count():
            if made == count:
                return
            body = bodies[turn % len(bodies)] if turn % 4 else chance.choice(schools)
            name = chance.choice(good[body])
            text = self._listed_text(body, name)
            if text is not None:
                yield text
                made += 1

    def _parts(self, count: int) -> Iterator[Text]:
        """Texts that mean a body under a listed one."""
        good = {body: names for body in self.world.parts if (names := self.world.whole_names(body))}
        made = 0
        while made < count and good:
            body = self.chance.choice(list(good))
            text = self._listed_text(body, self.chance.choice(good[body]))
            if text is not None:
                yield replace(text, sort="part of a listed body")
                made += 1

    def _listed_text(self, body: int, name: Name) -> Text | None:
        """One text that means a listed body; None where nobody could tell from it whom it means."""
        world = self.world
        bearer = world.bearer(name.bearer)
        country = sorted(bearer.countries)[0] if bearer.countries else ""
        cities = [listing.place for listing in bearer.listings if listing.place]
        if bearer.body is not None:
            cities += bearer.body.cities
        cities = [city for city in cities if city.isascii()]
        company = self._is_company(name)
        written = self.writer.write(
            name.text, is_company=company, town=cities[0] if cities else "", country=country
        )
        if written is None:
            return None
        kind = self._kind(company)
        if written.abroad:
            text, beside = written.text, written.abroad if self.chance.random() < 0.5 else ""
        else:
            text, beside = self.surroundings.place(written.text, kind, country, cities, self._other_body())
        if world.is_generic(name) and not beside and text == written.text:
            return None
        return Text(text, beside, body, written.way, kind, f"body {body}")

    def _registered(self, anywhere: int, neighbours: int) -> Iterator[Text]:
        near = [other for other in self.others if other.country in self.world.listed_countries]
        for pool, count, sort in ((self.others, anywhere, "registered"), (near, neighbours, "neighbour")):
            made = 0
            while made < count and pool:
                text = self._of_other(self.chance.choice(pool), sort)
                if text is not None:
                    yield text
                    made += 1

    def _of_other(self, other: Other, sort: str) -> Text | None:
        company = any(self.world.kind(word) is WordClass.LEGAL for word in other.name.split()[-2:])
        written = self.writer.write(
            other.name,
            is_company=company,
            town=other.cities[0] if other.cities else "",
            country=other.country,
        )
        if written is None or "".join(name_words(written.text)) in self.world.keys:
            return None
        kind = self._kind(company)
        if written.abroad:
            text, beside = written.text, written.abroad if self.chance.random() < 0.5 else ""
        else:
            text, beside = self.surroundings.place(
                written.text, kind, other.country, other.cities, self._other_body()
            )
        # Most bodies of the world are in no register: half of this one's are not known while their texts are read.
        hidden = frozenset({other.id}) if other.registered and self.chance.random() < 0.5 else frozenset()
        return Text(text, beside, None, sort, kind, f"register {other.id}", hidden, other.registered)

    def _near(self, count: int) -> Iterator[Text]:
        world, chance = self.world, self.chance
        listed = sorted(world.names.keys() - set(world.parts))
        pool = [name for body in listed for name in world.whole_names(body)]
        made = 0
        while made < count:
            name = chance.choice(pool)
            other = chance.random() < 0.12 and not world.is_school(name)
            near = self.negatives.other_sort(name) if other else self.negatives.near_miss(name)
            if near is None:
                continue
            company = self._is_company(name)
            written = self.writer.write(near, is_company=company) if chance.random() < 0.5 else None
            kind, countries = self._kind(company), sorted(world.bearer(name.bearer).countries)
            if written is not None and written.abroad:
                text, beside = written.text, ""
            else:
                text, beside = self.surroundings.place(
                    written.text if written else near, kind, countries[0] if countries else ""
                )
            yield Text(text, beside, None, "near miss", kind, f"body {world.body_of[name.bearer]}")
            made += 1

    def _small(self, firms: int, namesakes: int) -> Iterator[Text]:
        for at in range(firms + namesakes):
            sort = "small firm" if at < firms else "namesake"
            name, country = self.negatives.small_firm() if at < firms else self.negatives.namesake()
            text, beside = self.surroundings.place(name, Kind.SUPPLIER, country)
            yield Text(text, beside, None, sort, Kind.SUPPLIER, name)

    def _letters(self, count: int) -> Iterator[Text]:
        """Letters: a listed body's, and those of somebody else, with what they stand for or without."""
        world, chance = self.world, self.chance
        marks = [
            name
            for body in sorted(world.names)
            for name in world.names[body]
            if name.kind is NameKind.ACRONYM and _are_letters(name.text)
        ]
        shared = {name.key for name in marks}
        for _ in range(count):
            name = chance.choice(marks)
            bearer = world.bearer(name.bearer)
            country = sorted(bearer.countries)[0] if bearer.countries else ""
            shown = chance.choice([each.text for each in world.names[world.body_of[name.bearer]]])
            text = chance.choice((name.text, name.text, f"{name.text} - {shown}", f"{shown} ({name.text})"))
            text, beside = self.surroundings.place(text, self._kind(False), country)
            body = world.body_of[name.bearer]
            yield Text(text, beside, body, "letters", Kind.AFFILIATION, f"body {body}")
        of = {other.id: other for other in reversed(self.others)}
        good = [other for other in self.acronyms if _are_letters(other.name) and other.id in of]
        alike = [other for other in good if "".join(name_words(other.name)) in shared]
        for at in range(count):
            other = chance.choice(alike if at % 3 and alike else good)
            letters, whole = other.name, of[other.id].name
            text = chance.choice(
                (letters, letters, f"{letters} - {whole}", f"{whole} ({letters})", f"{letters}, {whole}")
            )
            text, beside = self.surroundings.place(text, Kind.AFFILIATION, other.country, other.cities)
            hidden = frozenset({other.id}) if other.registered and chance.random() < 0.5 else frozenset()
            key = f"register {other.id}"
            yield Text(
                text, beside, None, "letters of others", Kind.AFFILIATION, key, hidden, other.registered
            )

    def _partners(self, count: int) -> Iterator[Text]:
        """Real partners of the half that is fitted on, where they are at hand; whom a list names is left out on reading."""
        rows = [row for row in _partner_rows() if not half(f"partner {row['organisation']}")]
        for row in self.chance.sample(rows, min(count, len(rows))):
            kind = Kind.SUPPLIER if self.chance.random() < 0.5 else Kind.AFFILIATION
            text, beside = self.surroundings.place(row["organisation"], kind, row["country_code"])
            key = f"partner {row['organisation']}"
            yield Text(text, beside, None, "partner", kind, key, is_ours=False)

    def _is_company(self, name: Name) -> bool:
        bearer = self.world.bearer(name.bearer)
        if bearer.types & _COMPANY:
            return True
        ends = [self.world.kind(word) for word in (*name.text.split()[:1], *name.text.split()[-2:])]
        return WordClass.LEGAL in ends and not self.world.is_school(name)

    def _kind(self, company: bool) -> Kind:
        return Kind.SUPPLIER if self.chance.random() < (0.85 if company else 0.3) else Kind.AFFILIATION

    def _other_body(self) -> str:
        """Another body that stands in the same line, now and then."""
        if self.chance.random() < 0.2 and self.known:
            other = self.chance.choice(self.known)
            return (
                f"{other.name}, {self.surroundings.written(other.country)}" if other.country else other.name
            )
        return ""


def _are_letters(text: str) -> bool:
    return text.isupper() and text.isalpha() and _SHORTEST_LETTERS <= len(text) <= _LONGEST_LETTERS
