"""What a memo prints of results: listed bodies with all their listings, each once, and sources as numbered notes.

Results come in their public JSON shape, so that a check of today, a saved one and a case are printed alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from screening.json_model import JsonObject
from screening.model import Level
from watchlists.library import LoadedList
from watchlists.model import Listing, PartyType
from web.pages.organisations import Organisations

_LEVELS = {level.value: place for place, level in enumerate(Level)}
_NOT_SAID = ("calibration",)  # of how sure the reading is, which stands beside it as a number


class SourceNotes:
    """Addresses of sources in the order in which a memo first names them, numbered from 1."""

    def __init__(self) -> None:
        self.urls: list[str] = []

    def number(self, url: str) -> int:
        """The number of an address; 0 where there is none."""
        if not url:
            return 0
        if url not in self.urls:
            self.urls.append(url)
        return self.urls.index(url) + 1


@dataclass(frozen=True, slots=True)
class MemoListing:
    """One listing of a body: what a list prints, since when and on which basis."""

    title: str
    publisher: str
    edition: str
    name: str
    status: str
    listed_from: str
    listed_to: str
    basis: str
    source: int  # number of its note; 0 without one

    @staticmethod
    def of_hit(listing: JsonObject, notes: SourceNotes) -> MemoListing:
        """The listing of a hit."""
        return MemoListing(
            listing["watchlist"]["title"],
            listing["watchlist"]["publisher"],
            listing["edition"],
            listing["name"],
            listing["status"],
            listing["listed_from"] or "",
            listing["listed_to"] or "",
            listing["legal_basis"],
            notes.number(listing["source_url"]),
        )

    @staticmethod
    def of_listing(listing: Listing, loaded: LoadedList, notes: SourceNotes) -> MemoListing:
        """A listing of a list that is loaded."""
        return MemoListing(
            loaded.watchlist.title,
            loaded.watchlist.publisher,
            listing.edition or loaded.snapshot.edition,
            listing.name,
            listing.status.value,
            listing.listed_from.isoformat() if listing.listed_from else "",
            listing.listed_to.isoformat() if listing.listed_to else "",
            listing.citation or loaded.watchlist.legal_basis,
            notes.number(listing.source_url or loaded.watchlist.official_url),
        )


@dataclass
class MemoBody:
    """One listed organisation or person, and everything that was read as it."""

    id: str
    name: str
    native: tuple[str, ...]
    country: str
    is_person: bool
    level: str = Level.NONE.value
    score: int = 0
    confidence: float = 0.0
    relations: list[str] = field(default_factory=list)
    listings: dict[str, MemoListing] = field(default_factory=dict)
    read: list[tuple[str, str]] = field(default_factory=list)  # piece of the text, listed name
    speaks_for: list[JsonObject] = field(default_factory=list)  # evidence of the surest reading
    speaks_against: list[JsonObject] = field(default_factory=list)


def memo_bodies(objects: Iterable[JsonObject], known: Organisations, notes: SourceNotes) -> list[MemoBody]:
    """The bodies that results speak of, gravest first.

    Args:
        objects: results in the public shape.
        known: who is who by now; a listing that is in no list any more is a body by itself.
        notes: gathers the sources.
    """
    bodies: dict[str, MemoBody] = {}
    for said in objects:
        for hit in said["hits"]:
            body = _body(bodies, hit["listing"], known)
            _add_hit(body, hit, notes)
            _add_level(body, said)
    return sorted(bodies.values(), key=lambda body: (-_LEVELS[body.level], -body.score, -body.confidence))


def _body(bodies: dict[str, MemoBody], listing: JsonObject, known: Organisations) -> MemoBody:
    page = known.by_id.get(listing["id"])
    id_ = page.id if page else listing["id"]
    if id_ not in bodies:
        bodies[id_] = MemoBody(
            id=id_,
            name=page.name if page else listing["name"],
            native=page.native if page else (),
            country=" ".join(page.countries) if page else listing["country"],
            is_person=listing["type"] == PartyType.PERSON,
        )
    return bodies[id_]


def _add_hit(body: MemoBody, hit: JsonObject, notes: SourceNotes) -> None:
    listing = hit["listing"]
    body.listings.setdefault(listing["id"], MemoListing.of_hit(listing, notes))
    if hit["relation"] not in body.relations:
        body.relations.append(hit["relation"])
    read = (hit["matched"]["text"], hit["matched"]["name"])
    if read[0] not in [text for text, _ in body.read]:
        body.read.append(read)
    if hit["confidence"] > body.confidence:
        evidence = [each for each in hit["evidence"] if each["feature"] not in _NOT_SAID]
        body.confidence = hit["confidence"]
        body.speaks_for = [each for each in evidence if each["points"] > 0]
        body.speaks_against = [each for each in evidence if each["points"] <= 0]


def _add_level(body: MemoBody, said: JsonObject) -> None:
    level, score = said["assessment"]["risk_level"], said["assessment"]["risk_score"]
    if (_LEVELS[level], score) > (_LEVELS[body.level], body.score):
        body.level, body.score = level, score
