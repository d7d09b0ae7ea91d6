"""Everybody the service knows by name, for looking up and for suggestions: listed parties and registered bodies.

Looking something up is not screening: it compares nothing and concludes nothing. Only what is printed is found, by
whole words or their beginnings, in any order.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from screening.affiliations.tokens import HAN, name_words
from screening.engine import Engine
from screening.link.bearers import Bearer
from watchlists.model import Body, Listing, NameKind, PartyType

_NEVER = (NameKind.CONTESTED, NameKind.FRAGMENT)
_LAST = "\U0010ffff"
MOST_WORDS = 12  # of a question; more words find nothing that twelve do not


@dataclass(frozen=True, slots=True)
class Party:
    """One listing or one registered body, with the words of its names."""

    id: str
    name: str
    country: str
    type: PartyType
    words: frozenset[str] = field(repr=False)
    listing: Listing | None = None
    body: Body | None = None


@dataclass(frozen=True, slots=True)
class PartyDirectory:
    """All parties by id, and the sorted words of their names with the parties that bear them."""

    by_id: dict[str, Party]
    words: tuple[str, ...]
    bearers: tuple[tuple[Party, ...], ...]
    listings_of: dict[str, tuple[Listing, ...]]  # of a party's body, in force first
    body_of: dict[str, str]  # of the id of a party the id of its body

    def find(self, text: str, fits: Callable[[Party], bool] = lambda party: True) -> list[Party]:
        """Parties whose names hold every word of `text`, as whole words or beginnings; the closest first.

        A text that is an id finds that party.
        """
        if (known := self.by_id.get(text.strip())) is not None:
            return [known] if fits(known) else []
        asked = spelt(text)[:MOST_WORDS]
        if not asked:
            return []
        rarest = min((self._starting(word) for word in asked), key=len)
        found = [
            party
            for party in rarest.values()
            if fits(party) and all(any(each.startswith(word) for each in party.words) for word in asked)
        ]
        return sorted(found, key=lambda party: _distance(party, asked))

    def find_bodies(self, text: str, fits: Callable[[Party], bool] = lambda party: True) -> list[Party]:
        """Parties as `find` has them, yet each body once: as the register has it, else as its first listing that fits."""
        if text.strip() in self.by_id:
            return self.find(text, fits)
        found = {self.body_of.get(party.id, party.id): party for party in reversed(self.find(text, fits))}
        return [self._first(body, party, fits) for body, party in reversed(found.items())]

    def _first(self, body: str, found: Party, fits: Callable[[Party], bool]) -> Party:
        ids = (body, *(listing.id for listing in self.listings_of.get(found.id, ())))
        known = (self.by_id[id_] for id_ in ids if id_ in self.by_id)
        return next((party for party in known if fits(party)), found)

    def _starting(self, word: str) -> dict[str, Party]:
        first, last = bisect_left(self.words, word), bisect_left(self.words, word + _LAST)
        return {party.id: party for bearers in self.bearers[first:last] for party in bearers}


def parties(engine: Engine) -> PartyDirectory:
    """Collect the parties of an engine; what names no party is left out."""
    by_id = {party.id: party for party in (*_listed(engine), *_registered(engine))}
    postings: dict[str, list[Party]] = {}
    for party in by_id.values():
        for word in party.words:
            postings.setdefault(word, []).append(party)
    ordered = sorted(postings)
    return PartyDirectory(
        by_id,
        tuple(ordered),
        tuple(tuple(postings[word]) for word in ordered),
        {id_: bearer.listings for bearer in _bearers(engine) for id_ in _ids(bearer)},
        {id_: bearer.id for bearer in _bearers(engine) for id_ in _ids(bearer)},
    )


def _listed(engine: Engine) -> Iterator[Party]:
    for listing in engine.library.listings:
        if listing.type is not PartyType.OTHER:
            texts = [name.text for name in listing.names if name.kind not in _NEVER]
            yield Party(
                listing.id, listing.name, listing.country, listing.type, _words(texts), listing=listing
            )


def _registered(engine: Engine) -> Iterator[Party]:
    for body in engine.register.in_order:
        texts = [name.text for name in body.names]
        yield Party(body.id, body.name, body.country, PartyType.ORGANISATION, _words(texts), body=body)


def _bearers(engine: Engine) -> Iterator[Bearer]:
    return (bearer for bearer in engine.linker.universe.bearers if bearer.listings)


def _ids(bearer: Bearer) -> set[str]:
    return {bearer.id, *(listing.id for listing in bearer.listings)}


def _words(texts: list[str]) -> frozenset[str]:
    return frozenset(word for text in texts for word in spelt(text))


def spelt(text: str) -> tuple[str, ...]:
    """The words of a text, and each Chinese character by itself."""
    return (*name_words(text), *HAN.findall(text))


def _distance(party: Party, asked: tuple[str, ...]) -> tuple[int, int, str]:
    """Words that do not stand whole in the names, words of the name not asked for, then the alphabet."""
    return sum(word not in party.words for word in asked), len(spelt(party.name)), party.name
