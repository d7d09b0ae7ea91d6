"""Types and properties of the service, from a file."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from screening.model import SubjectType
from watchlists.countries import country_name
from watchlists.library import LoadedList
from watchlists.model import Listing, PartyType

TYPES = {"organisation": "Organisation", "person": "Person"}
_FOREIGN_TYPES = {
    "organization": "organisation",
    "company": "organisation",
    "publicbody": "organisation",
    "person": "person",
    "organisation": "organisation",
}


@dataclass(frozen=True, slots=True)
class Property:
    """One property: what it is called, whose it is, and what it means."""

    id: str
    title: str
    of: tuple[str, ...]
    meaning: str


@cache
def properties() -> dict[str, Property]:
    """Every property by id, in the order they are proposed."""
    with (Path(__file__).parent / "properties.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["property"]: Property(row["property"], row["title"], tuple(row["of"].split()), row["meaning"])
            for row in csv.DictReader(file)
        }


def type_of(listing: Listing) -> str:
    """The type of a listing."""
    return "person" if listing.type is PartyType.PERSON else "organisation"


def read_type(said: str) -> SubjectType:
    """The sort of party that a type means, also in the words of others; unknown where it is neither."""
    return SubjectType(_FOREIGN_TYPES.get(said.strip().casefold().rsplit("/", 1)[-1], "unknown"))


def values(listing: Listing, loaded: LoadedList, name: str) -> list[str]:
    """The values of a property of a listing."""
    watchlist = loaded.watchlist
    said = {
        "country": [country_name(code) for code in listing.country.split()],
        "birth_date": listing.birth_date.split(),
        "city": [listing.place] if listing.place and listing.type is not PartyType.PERSON else [],
        "deciding_list": [watchlist.title],
        "publisher": [watchlist.publisher],
        "edition": [loaded.snapshot.edition],
        "listed_since": [listing.listed_from.isoformat()] if listing.listed_from else [],
        "citation": [listing.citation or watchlist.legal_basis],
        "source_url": [listing.source_url or watchlist.official_url],
        "other_names": [each.text for each in listing.printed_names[1:]],
    }
    return said[name] if name in said else [value for scheme, value in listing.identifiers if scheme == name]
