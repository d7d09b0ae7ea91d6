"""A listing as a FollowTheMoney entity: always the ten keys, every value a list of texts, times without zone.

A listing that came from a FollowTheMoney dataset appears as that dataset has it, with every property. Of other lists
persons appear with name, date of birth, country and citation, and nothing else of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from watchlists.ftm_entities import EntityJson
from watchlists.library import Library, LoadedList
from watchlists.model import Listing, NameKind, PartyType, Status, Watchlist
from web.compat.yente.words import SCHEMA_OF, topics_of_list

_MOMENT = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)(?:[T ](?P<time>\d\d:\d\d:\d\d))?")
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
    """The topics of an entity: as its dataset says, where it came from one, else of its list and of what the listing does."""
    return _all(listing, "ftm-topic") or topics_of_list(watchlist, listing.measures)


def entity(listings: Sequence[Listing], library: Library) -> dict[str, Any]:
    """The listings of one body, the first leading, in the shape of an entity; whatever found it, it is the same."""
    first = listings[0]
    own_id = entity_id(first)
    held = [_Held.of(each, library[each.watchlist_id]) for each in listings]
    stored = [each.stored for each in held if each.stored is not None]
    datasets = [*(dataset_name(each.watchlist_id) for each in listings), *_joined(stored, "datasets")]
    referents = {
        *_joined(stored, "referents"),
        *(id for each in listings for id in _all(each, "ftm-referent")),
    }
    return {
        "id": own_id,
        "caption": first.name,
        "schema": schema_of(first),
        "properties": _properties(held),
        "datasets": list(dict.fromkeys(datasets)),
        "referents": sorted(referents - {own_id}),
        "target": any(each.status is Status.IN_FORCE for each in listings),
        "first_seen": min(
            filter(None, (first_seen(each.listing, each.loaded) for each in held)), default=None
        ),
        "last_seen": max(filter(None, (each.last_seen for each in held)), default=None),
        "last_change": max(
            filter(None, (last_change(each.listing, each.loaded) for each in held)), default=None
        ),
    }


def entity_lines(loaded: LoadedList, library: Library) -> Iterator[bytes]:
    """A whole list, one entity a line: as it came where it came as FollowTheMoney, else made of its listings."""
    if loaded.entities is not None:
        yield from loaded.entities.lines()
        return
    for listing in loaded.listings:
        if schema_of(listing):
            yield json.dumps(entity([listing], library), ensure_ascii=False).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class _Held:
    """A listing with its list, and as the dataset has it that it came from, if it did."""

    listing: Listing
    loaded: LoadedList
    stored: EntityJson | None

    @staticmethod
    def of(listing: Listing, loaded: LoadedList) -> _Held:
        return _Held(listing, loaded, stored_entity(listing, loaded))

    @property
    def last_seen(self) -> str | None:
        return _moment(self.stored, "last_seen") or _time(self.loaded.snapshot.edition_date)


def stored_entity(listing: Listing, loaded: LoadedList) -> EntityJson | None:
    """The entity that a listing was made from, as its dataset has it; None for listings of other lists."""
    own = _first(listing, "ftm")
    return loaded.entities.get(own) if loaded.entities is not None and own else None


def first_seen(listing: Listing, loaded: LoadedList) -> str | None:
    """When the listing was first seen, as its dataset says, else its first day as far as its publisher says."""
    return _moment(stored_entity(listing, loaded), "first_seen") or _time(listing.listed_from)


def last_change(listing: Listing, loaded: LoadedList) -> str | None:
    """When the listing last changed, as far as its publisher says; else the day of the edition."""
    said = _moment(stored_entity(listing, loaded), "last_change")
    return said or _time(listing.listed_to or listing.listed_from or loaded.snapshot.edition_date)


def other_entity(body: EntityJson, loaded: LoadedList) -> dict[str, Any]:
    """An entity of a dataset that is no listing of ours (an address, an ownership), in the shape of an entity."""
    own = dataset_name(loaded.watchlist.id)
    properties: dict[str, list[str]] = {name: [*values] for name, values in body["properties"].items()}
    return {
        "id": body["id"],
        "caption": body.get("caption") or next(iter(properties.get("name", ())), body["id"]),
        "schema": body["schema"],
        "properties": {
            name: list(filter(None, values)) for name, values in properties.items() if any(values)
        },
        "datasets": list(dict.fromkeys([own, *(body.get("datasets") or ())])),
        "referents": sorted({*(body.get("referents") or ())} - {body["id"]}),
        "target": body.get("target") is True,
        "first_seen": _moment(body, "first_seen"),
        "last_seen": _moment(body, "last_seen") or _time(loaded.snapshot.edition_date),
        "last_change": _moment(body, "last_change") or _time(loaded.snapshot.edition_date),
    }


def nested_entity(said: dict[str, Any], listings: Sequence[Listing], library: Library) -> dict[str, Any]:
    """An entity with its listings inside it, each as a sanction with authority, basis and dates."""
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


def _properties(held: Sequence[_Held]) -> dict[str, list[str]]:
    """Every property with its values, those of the first listing first, each once.

    What the dataset has of a property stands as it is there; what it has not is said of the listing.
    """
    told: dict[str, dict[str, None]] = {}
    for each in held:
        as_printed = each.stored["properties"] if each.stored is not None else {}
        for name, values in {**_properties_of(each.listing, each.loaded), **as_printed}.items():
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


def _joined(stored: Iterable[EntityJson], key: str) -> list[str]:
    return [value for body in stored for value in (body.get(key) or ())]


def _moment(body: EntityJson | None, key: str) -> str | None:
    """A time of a dataset, without zone and fraction; None where there is none that can be read."""
    said = str((body or {}).get(key) or "")
    found = _MOMENT.match(said)
    return f"{found['day']}T{found['time'] or '00:00:00'}" if found else None


def _time(day: date | None) -> str | None:
    return f"{day.isoformat()}T00:00:00" if day else None
