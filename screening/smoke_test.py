"""Proving an edition before it comes into force: screening must find what the edition lists.

Counts and columns can be right while an index finds nothing; so some of the edition's own names are screened
against it alone. A name that nobody would find is no proof: context, contested and fragment names are left out.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from screening.link import build
from screening.link.printed import DOUBTED
from screening.model import Subject, SubjectType
from watchlists.library import Library, LoadedList
from watchlists.model import Listing, PartyType, Status
from watchlists.register import Register

CANARIES = 25
MAY_BE_LOST = 2  # of those the catalogue does not name: a namesake on the same list may take a hit
NEIGHBOURS = (
    500  # listings among which the canaries must be told apart; all of a long list would take minutes
)
TYPES = {PartyType.PERSON: SubjectType.PERSON, PartyType.ORGANISATION: SubjectType.ORGANISATION}


def missing_canaries(loaded: LoadedList) -> tuple[str, ...]:
    """Names on this edition that screening against it does not find; () where the canaries are found."""
    sought = canaries(loaded)
    around = replace(loaded, listings=(*sought, *_neighbours(loaded, sought)))
    linker = build(Library({loaded.watchlist.id: around}, {}), Register({}, ""))
    lost = []
    for listing in sought:
        linked = linker.link(Subject(name=listing.name, type=TYPES[listing.type]))
        # Of a name too long to read some hits may be known, and who looks for it is told none.
        hits = () if linked.too_long else linked.reading.hits
        if all(hit.listing.id != listing.id or hit.matched_kind in DOUBTED for hit in hits):
            lost.append(listing.name)
    named = [name for name in lost if name in loaded.watchlist.guards.canaries]
    return tuple(named or (lost if len(lost) > MAY_BE_LOST else ()))


def canaries(loaded: LoadedList, number: int = CANARIES) -> tuple[Listing, ...]:
    """The listings to look for: the catalogue's own first, then some from everywhere, the same each time."""
    named = loaded.watchlist.guards.canaries
    usable = [
        each
        for each in loaded.listings
        if each.status is Status.IN_FORCE and each.type in TYPES and len(each.name) > 12 and " " in each.name
    ]
    return tuple(sorted(usable, key=lambda each: (each.name not in named, _anywhere(each)))[:number])


def _neighbours(loaded: LoadedList, sought: tuple[Listing, ...]) -> list[Listing]:
    others = set(loaded.listings) - set(sought)
    return sorted(others, key=_anywhere)[:NEIGHBOURS]


def _anywhere(listing: Listing) -> bytes:
    """An order that has nothing to do with the publisher's, and is the same each time."""
    return sha256(listing.id.encode()).digest()
