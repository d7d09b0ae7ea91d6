"""The linker: a subject in, a reading out. Pure and in memory; the same subject reads the same on every machine.

Each text is read by itself: its words, its setting, its claims, the relations they stand in. What several texts of a
subject say is put together at the end, best first, what is in force before what has lapsed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from screening.affiliations.places import setting_of, settings_by_group
from screening.affiliations.tokens import tokenise
from screening.link.acronyms import read_acronyms
from screening.link.bearers import Bearer
from screening.link.claims import Reader
from screening.link.evidence import confidence, weigh
from screening.link.gazetteer import Gazetteer, gazetteer
from screening.link.knowledge import Knowledge, add_knowledge
from screening.link.native import read_native
from screening.link.parents import add_listed_parents
from screening.link.relations import Relations
from screening.link.spelling import Repair, Speller, speller
from screening.link.universe import Assembly, Universe
from screening.model import Alternative, Hit, Mention, Reading, Subject
from watchlists.model import Body, Listing, Status

_SHORT_TEXT = 6  # words: a bare name, misspelt in whatever word


class Listings(Protocol):
    """What a library gives: every listing, with history."""

    @property
    def listings(self) -> tuple[Listing, ...]:
        """Every listing of every list."""


class Bodies(Protocol):
    """What a register gives: known organisations in their order."""

    @property
    def in_order(self) -> tuple[Body, ...]:
        """Every body."""


@dataclass(frozen=True, slots=True)
class Linker:
    """Everything needed to read subjects."""

    universe: Universe
    gazetteer: Gazetteer
    relations: Relations
    speller: Speller

    def read(self, subject: Subject) -> Reading:
        """Read a subject's name and affiliations."""
        hits: list[Hit] = []
        alternatives: list[Alternative] = []
        bodies = {}
        for text, source in _texts(subject):
            reader = self.claims(text, subject.country)
            for claim in reader.claims:
                if claim.bearer.body is not None:
                    bodies[claim.bearer.body.id] = claim.bearer.body
            for link in self.relations.links(reader):
                claim = link.claim
                lines = weigh(claim, link.relation, link.tie)
                setting = reader.setting_at(claim.first)
                mention = Mention(text, source, country=" ".join(sorted(setting.countries)))
                for listing, others in _by_list(link.listed):
                    hits.append(
                        Hit(
                            listing,
                            mention,
                            link.relation,
                            confidence(lines),
                            claim.text,
                            claim.name.text,
                            claim.name.kind,
                            lines,
                            body=claim.bearer.name if link.tie else "",
                            body_id=claim.bearer.id if link.tie else "",
                            other_listings=others,
                        )
                    )
            alternatives += reader.rejected
        hits.sort(
            key=lambda hit: (hit.listing.status is not Status.IN_FORCE, -hit.confidence, hit.listing.id)
        )
        return Reading(tuple(hits), tuple(alternatives), bodies=tuple(bodies.values()))

    def claims(self, text: str, country: str = "", hidden: frozenset[str] = frozenset()) -> Reader:
        """Read one text."""
        tokens = tokenise(text)
        setting = setting_of(tokens, self.universe.places, country)
        settings = settings_by_group(tokens, self.universe.places, setting)
        reader = Reader(tokens, setting, settings, self.gazetteer, self.universe.bearers, hidden)
        reader.read_spans(tokens.words)
        self._read_misspelt(reader)
        read_native(reader)
        read_acronyms(reader)
        return reader

    def _read_misspelt(self, reader: Reader) -> None:
        tokens = reader.tokens
        institutions = {
            tokens.segments[i] for i, word in enumerate(tokens.words) if self.speller.names_institution(word)
        }
        repairs: dict[int, Repair] = {}
        for place, word in enumerate(tokens.words):
            near = tokens.segments[place] in institutions or len(tokens) <= _SHORT_TEXT
            if not near or tokens.stops[place] or reader.is_claimed(place):
                continue
            if (repair := self.speller.repair(word)) is not None:
                repairs[place] = repair
        if repairs:
            words = [repairs[i].word if i in repairs else word for i, word in enumerate(tokens.words)]
            reader.read_spans(words, repairs)


def build(library: Listings, register: Bodies, knowledge: Knowledge | None = None) -> Linker:
    """Build a linker in memory: about five seconds for the shipped lists and register."""
    assembly = Assembly(register.in_order, library.listings)
    assembly.assemble()
    if knowledge is not None:
        add_knowledge(assembly, knowledge)
    add_listed_parents(assembly)
    universe = assembly.universe()
    table = gazetteer(universe.names, universe.lexicon)
    return Linker(universe, table, Relations(universe.bearers, table), speller(universe.names))


def _texts(subject: Subject) -> Iterator[tuple[str, str]]:
    if subject.name:
        yield subject.name, "name"
    for number, text in enumerate(subject.affiliations, start=1):
        yield text, f"affiliation {number}"


def _by_list(bearer: Bearer) -> Iterator[tuple[Listing, tuple[Listing, ...]]]:
    lists: dict[str, list[Listing]] = {}
    for listing in bearer.listings:
        lists.setdefault(listing.watchlist_id, []).append(listing)
    for entries in lists.values():
        current = [entry for entry in entries if entry.status is Status.IN_FORCE] or entries[:1]
        rest = tuple(entry for entry in entries if entry not in current)
        for place, entry in enumerate(current):
            yield entry, rest if place == 0 else ()
