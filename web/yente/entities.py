"""A listing as a FollowTheMoney entity: always the ten keys, every value a list of texts, times without zone.

Persons appear with name, year of birth, country and citation, and nothing else of them.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from watchlists.library import Library, LoadedList
from watchlists.model import Listing, NameKind, PartyType, Status
from web.yente.words import SCHEMA_OF, topic_of

_NEVER = (NameKind.CONTESTED, NameKind.FRAGMENT)
_PROPERTY_OF = {NameKind.WEAK_ALIAS: "weakAlias", NameKind.FORMER: "previousName"}
_IDENTIFIERS = {"lei": "leiCode", "uscc": "registrationNumber", "domain": "website"}


def dataset_name(watchlist_id: str) -> str:
    """A list's id as a dataset name: lower case and underscores."""
    return watchlist_id.lower().replace("-", "_")


def schema_of(listing: Listing) -> str:
    """The schema of a listing, "" where it names no party."""
    return SCHEMA_OF.get(listing.type, "")


def entity(listing: Listing, loaded: LoadedList) -> dict[str, Any]:
    """The listing in the shape of an entity."""
    return {
        "id": listing.id,
        "caption": listing.name,
        "schema": schema_of(listing),
        "properties": _properties(listing, loaded),
        "datasets": [dataset_name(listing.watchlist_id)],
        "referents": [],
        "target": listing.status is Status.IN_FORCE,
        "first_seen": _time(listing.listed_from),
        "last_seen": _time(loaded.snapshot.edition_date),
        "last_change": last_change(listing, loaded),
    }


def last_change(listing: Listing, loaded: LoadedList) -> str | None:
    """When the listing last changed, as far as its publisher says; else the day of the edition."""
    return _time(listing.listed_to or listing.listed_from or loaded.snapshot.edition_date)


def nested_entity(listing: Listing, library: Library) -> dict[str, Any]:
    """The entity with the listing itself inside it, as a sanction with authority, basis and dates."""
    loaded = library[listing.watchlist_id]
    said = entity(listing, loaded)
    facts = {
        "authority": [loaded.watchlist.publisher],
        "program": [loaded.watchlist.title],
        "provisions": [listing.citation or loaded.watchlist.legal_basis],
        "listingDate": [listing.listed_from.isoformat()] if listing.listed_from else [],
        "endDate": [listing.listed_to.isoformat()] if listing.listed_to else [],
        "sourceUrl": said["properties"].get("sourceUrl", []),
        "entity": [listing.id],
    }
    inside = {
        **said,
        "id": f"{listing.id}#listing",
        "caption": loaded.watchlist.title,
        "schema": "Sanction",
        "properties": {name: values for name, values in facts.items() if values and values[0]},
        "target": False,
    }
    return {**said, "properties": {**said["properties"], "sanctions": [inside]}}


def _properties(listing: Listing, loaded: LoadedList) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {"name": [listing.name]}
    for name in listing.names[1:]:
        if name.kind not in _NEVER and name.kind is not NameKind.SUBORDINATE:
            said.setdefault(_PROPERTY_OF.get(name.kind, "alias"), []).append(name.text)
    said["country"] = [code.lower() for code in listing.country.split()]
    said["topics"] = [topic_of(loaded.watchlist)] if listing.status is Status.IN_FORCE else []
    said["sourceUrl"] = [listing.source_url or loaded.watchlist.official_url]
    said["program"] = [loaded.watchlist.title]
    if listing.type is PartyType.PERSON:
        said["birthDate"] = listing.birth_year.split()
    else:
        said["address"] = [listing.place] if listing.place else []
        for scheme, value in listing.identifiers:
            if scheme in _IDENTIFIERS:
                said.setdefault(_IDENTIFIERS[scheme], []).append(value)
    told = {name: list(dict.fromkeys(filter(None, values))) for name, values in said.items()}
    return {name: values for name, values in told.items() if values}


def _time(day: date | None) -> str | None:
    return f"{day.isoformat()}T00:00:00" if day else None
