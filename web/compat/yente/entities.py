"""A listing as a FollowTheMoney entity: always the ten keys, every value a list of texts, times without zone.

Persons appear with name, date of birth, country and citation, and nothing else of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from watchlists.library import Library, LoadedList
from watchlists.model import Listing, NameKind, PartyType, Status, Watchlist
from web.compat.yente.words import SCHEMA_OF, topic_of

_NEVER = (NameKind.CONTESTED, NameKind.FRAGMENT)
_PROPERTY_OF = {NameKind.WEAK_ALIAS: "weakAlias", NameKind.FORMER: "previousName"}
_IDENTIFIERS = {"lei": "leiCode", "uscc": "registrationNumber", "domain": "website"}


def dataset_name(watchlist_id: str) -> str:
    """A list's id as a dataset name: lower case and underscores."""
    return watchlist_id.lower().replace("-", "_")


def schema_of(listing: Listing) -> str:
    """The schema of a listing, "" where it names no party: as its dataset says, where it came from one."""
    usual = SCHEMA_OF.get(listing.type, "")
    return usual and (_first(listing, "ftm-schema") or usual)


def entity_id(listing: Listing) -> str:
    """The id of the entity that a listing is: as in the dataset that it came from, else our own."""
    return _first(listing, "ftm") or listing.id


def other_ids(listing: Listing) -> set[str]:
    """Further ids by which clients may speak of the entity: those merged into it, and our own."""
    return {*_all(listing, "ftm-referent"), listing.id} - {entity_id(listing)}


def topics_of(listing: Listing, watchlist: Watchlist) -> list[str]:
    """The topics of an entity: as its dataset says, where it came from one, else what its list stands for."""
    return _all(listing, "ftm-topic") or [topic_of(watchlist)]


@dataclass(frozen=True, slots=True)
class Entities:
    """All listings by the ids of their entities: an entity that several imported datasets hold is one."""

    by_id: Mapping[str, tuple[Listing, ...]]
    ids_of: Mapping[str, str]  # from an id that was merged, or our own, to the entity's

    @classmethod
    def of(cls, listings: Iterable[Listing]) -> Entities:
        """Collect the entities of listings that name a party."""
        by_id: dict[str, tuple[Listing, ...]] = {}
        ids_of: dict[str, str] = {}
        for listing in listings:
            if schema_of(listing):
                own = entity_id(listing)
                by_id[own] = (*by_id.get(own, ()), listing)
                ids_of |= dict.fromkeys(other_ids(listing), own)
        return cls(by_id, ids_of)


def entity(listings: Sequence[Listing], library: Library) -> dict[str, Any]:
    """The listings of one entity, the first leading, in the shape of an entity; whatever found it, it is the same."""
    first = listings[0]
    held = [(each, library[each.watchlist_id]) for each in listings]
    seen = [(_time(each.listed_from), _time(loaded.snapshot.edition_date)) for each, loaded in held]
    return {
        "id": entity_id(first),
        "caption": first.name,
        "schema": schema_of(first),
        "properties": _properties(held),
        "datasets": list(dict.fromkeys(dataset_name(each.watchlist_id) for each in listings)),
        "referents": sorted(set().union(*(_all(each, "ftm-referent") for each in listings))),
        "target": any(each.status is Status.IN_FORCE for each in listings),
        "first_seen": min(filter(None, (began for began, _ in seen)), default=None),
        "last_seen": max(filter(None, (ended for _, ended in seen)), default=None),
        "last_change": max(filter(None, (last_change(*each) for each in held)), default=None),
    }


def last_change(listing: Listing, loaded: LoadedList) -> str | None:
    """When the listing last changed, as far as its publisher says; else the day of the edition."""
    return _time(listing.listed_to or listing.listed_from or loaded.snapshot.edition_date)


def nested_entity(listings: Sequence[Listing], library: Library) -> dict[str, Any]:
    """The entity with each of its listings inside it, as a sanction with authority, basis and dates."""
    said = entity(listings, library)
    inside = [_sanction(each, said, library[each.watchlist_id]) for each in listings]
    return {**said, "properties": {**said["properties"], "sanctions": inside}}


def _sanction(listing: Listing, said: dict[str, Any], loaded: LoadedList) -> dict[str, Any]:
    facts = {
        "authority": [loaded.watchlist.publisher],
        "program": [loaded.watchlist.title],
        "provisions": [listing.citation or loaded.watchlist.legal_basis],
        "listingDate": [listing.listed_from.isoformat()] if listing.listed_from else [],
        "endDate": [listing.listed_to.isoformat()] if listing.listed_to else [],
        "sourceUrl": [_source(listing, loaded)],
        "entity": [said["id"]],
    }
    return {
        **said,
        "id": f"{listing.id}#listing",
        "caption": loaded.watchlist.title,
        "schema": "Sanction",
        "properties": {name: values for name, values in facts.items() if values and values[0]},
        "datasets": [dataset_name(listing.watchlist_id)],
        "referents": [],
        "target": False,
        "first_seen": _time(listing.listed_from),
        "last_seen": _time(loaded.snapshot.edition_date),
        "last_change": last_change(listing, loaded),
    }


def _properties(held: Sequence[tuple[Listing, LoadedList]]) -> dict[str, list[str]]:
    """Every property with its values, those of the first listing first, each once."""
    told: dict[str, dict[str, None]] = {}
    for listing, loaded in held:
        for name, values in _properties_of(listing, loaded).items():
            told.setdefault(name, {}).update(dict.fromkeys(filter(None, values)))
    return {name: list(values) for name, values in told.items() if values}


def _properties_of(listing: Listing, loaded: LoadedList) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {"name": [listing.name]}
    for name in listing.names[1:]:
        if name.kind not in _NEVER and name.kind is not NameKind.SUBORDINATE:
            said.setdefault(_PROPERTY_OF.get(name.kind, "alias"), []).append(name.text)
    said["country"] = [code.lower() for code in listing.country.split()]
    said["topics"] = topics_of(listing, loaded.watchlist) if listing.status is Status.IN_FORCE else []
    said["sourceUrl"] = [_source(listing, loaded)]
    said["program"] = [loaded.watchlist.title]
    if listing.type is PartyType.PERSON:
        said["birthDate"] = listing.birth_date.split()
    else:
        said["address"] = [listing.place]
        for scheme, value in listing.identifiers:
            if scheme in _IDENTIFIERS:
                said.setdefault(_IDENTIFIERS[scheme], []).append(value)
    return said


def _source(listing: Listing, loaded: LoadedList) -> str:
    return listing.source_url or loaded.watchlist.official_url


def _first(listing: Listing, scheme: str) -> str:
    return next((value for each, value in listing.identifiers if each == scheme), "")


def _all(listing: Listing, scheme: str) -> list[str]:
    return [value for each, value in listing.identifiers if each == scheme]


def _time(day: date | None) -> str | None:
    return f"{day.isoformat()}T00:00:00" if day else None
