"""Native names of listed bodies that another official source prints, joined to the listings when lists are loaded.

A list's own file holds what its publisher prints and stays as it is: its hash is over that. What an EU act, a
ministry, a register or an exchange prints for the same body stands in knowledge/native_names.csv, is read by two
people, and becomes a name of the listing of the kind NATIVE_ELSEWHERE, whose note names the source.

A row says its listing by list, primary name and country, as editions are paired: keys of listings are slugs that
move where a publisher adds a namesake, and a fetched edition may number anew. Every listing of that name and
country gets the name; earlier editions that a list keeps as history do, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from watchlists.knowledge import KNOWLEDGE, NativeName, read_native_names
from watchlists.model import ListedName, Listing, NameKind

_Listed = tuple[str, str, str]  # list, primary name, country


@cache
def native_names(folder: Path = KNOWLEDGE) -> Mapping[_Listed, tuple[NativeName, ...]]:
    """The rows of the table by list, primary name and country.

    Raises:
        KnowledgeInvalid: with file, line and reason.
    """
    rows: dict[_Listed, tuple[NativeName, ...]] = {}
    for row in read_native_names(folder):
        key = (row.list, row.listing, row.country)
        rows[key] = (*rows.get(key, ()), row)
    return rows


def with_native_names(listings: Iterable[Listing], folder: Path = KNOWLEDGE) -> tuple[Listing, ...]:
    """The listings, each with the native names that other sources print for it behind its own.

    A name that the list prints itself is not added again.
    """
    known = native_names(folder)
    return tuple(
        _with_names(listing, rows) if (rows := known.get(_key(listing))) else listing for listing in listings
    )


def without_listing(
    watchlist_id: str, listings: Iterable[Listing], folder: Path = KNOWLEDGE
) -> tuple[NativeName, ...]:
    """The rows of a list whose listing is not among these: a fetched edition dropped it, or prints it otherwise."""
    present = {_key(listing) for listing in listings}
    return tuple(
        row
        for key, rows in native_names(folder).items()
        if key[0] == watchlist_id and key not in present
        for row in rows
    )


def _key(listing: Listing) -> _Listed:
    return (listing.watchlist_id, listing.name, listing.country)


def _with_names(listing: Listing, rows: Iterable[NativeName]) -> Listing:
    printed = {name.text for name in listing.names}
    added = (
        ListedName(row.native, NameKind.NATIVE_ELSEWHERE, row.source, needs_place=bool(row.town_needed))
        for row in rows
        if row.native not in printed
    )
    return replace(listing, names=(*listing.names, *added))
