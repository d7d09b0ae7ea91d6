"""From the rows of one's own list to listings. A row that cannot be read refuses the whole list, by its number.

Columns: name (needed), key, aliases, weak_aliases, former_names, acronyms, native_names, type, country, place,
ror, lei, uscc, domain, listed_from, listed_to, citation, source_url, birth_year, parent, remark. Several values
in a cell are joined by " | ". A column under another header is named by the mapping; columns that nobody maps
are not read, and that is said.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import date

from watchlists.countries import country_code
from watchlists.keeping.own_files import JOINT, Row
from watchlists.keeping.refusals import OwnListInvalid
from watchlists.listing_file import BIRTH_YEARS, KEY
from watchlists.model import ListedName, Listing, NameKind, PartyType

NAMES = {
    "aliases": NameKind.ALIAS,
    "weak_aliases": NameKind.WEAK_ALIAS,
    "former_names": NameKind.FORMER,
    "acronyms": NameKind.ACRONYM,
    "native_names": NameKind.NATIVE,
}
SCHEMES = ("ror", "lei", "uscc", "domain")
PLAIN = ("place", "citation", "parent", "remark")
COLUMNS = (
    "name",
    "key",
    *NAMES,
    "type",
    "country",
    *SCHEMES,
    "listed_from",
    "listed_to",
    "source_url",
    "birth_year",
    *PLAIN,
)


def listings_of(
    list_id: str, edition: str, rows: Sequence[Row], mapping: Mapping[str, str]
) -> tuple[tuple[Listing, ...], tuple[str, ...]]:
    """The listings of the rows, and the columns that were not read.

    Args:
        list_id: of the list they belong to.
        edition: as it will be shown.
        rows: from `own_files.rows_of`.
        mapping: our column -> header in the file; a column that is not named has its own header, in any case.

    Raises:
        OwnListInvalid: naming the row and the column; nothing was taken.
    """
    if not rows:
        raise OwnListInvalid("The list holds no row; nothing was imported.")
    if unknown := sorted(set(mapping) - set(COLUMNS)):
        raise OwnListInvalid(f"{unknown[0]!r} is not a column of a list; there are {', '.join(COLUMNS)}.")
    headers = dict.fromkeys(header for _, cells in rows for header in cells)
    if absent := [header for header in mapping.values() if header not in headers]:
        raise OwnListInvalid(f"There is no column {absent[0]!r}; there are {', '.join(headers)}.")
    named = {header.casefold().replace(" ", "_"): header for header in headers}
    places = {column: named[column] for column in COLUMNS if column in named} | dict(mapping)
    if "name" not in places:
        raise OwnListInvalid(
            f"No column holds the names; say which with --map name=HEADER. There are {', '.join(headers)}."
        )
    listings: dict[str, Listing] = {}
    for number, cells in rows:
        read = {column: cells.get(header, "") for column, header in places.items()}
        try:
            listing = _listing(list_id, edition, read)
            if listing.id in listings:
                raise ValueError(f"{listing.name!r} stands there twice")
        except ValueError as error:
            raise OwnListInvalid(f"Row {number}: {error}; nothing was imported.", row=number) from error
        listings[listing.id] = listing
    return tuple(listings.values()), tuple(sorted(set(headers) - set(places.values())))


def _listing(list_id: str, edition: str, cells: Mapping[str, str]) -> Listing:
    if not cells["name"]:
        raise ValueError("the name is empty")
    if not BIRTH_YEARS.fullmatch(birth_year := _years(cells.get("birth_year", ""))):
        raise ValueError(f"birth_year {birth_year!r} is not a year")
    source_url = cells.get("source_url", "").split(JOINT)[0]
    if source_url and not source_url.startswith(("https://", "http://")):
        raise ValueError(f"source_url {source_url!r} is not a web address")
    return Listing(
        id=f"{list_id}:{_key(cells)}",
        watchlist_id=list_id,
        names=_names(cells),
        type=PartyType(cells.get("type") or "organisation"),
        country=_countries(cells.get("country", "")),
        identifiers=tuple((scheme, cells[scheme]) for scheme in SCHEMES if cells.get(scheme)),
        edition=edition,
        listed_from=_day(cells.get("listed_from", "")),
        listed_to=_day(cells.get("listed_to", "")),
        source_url=source_url,
        birth_year=birth_year,
        place=cells.get("place", ""),
        citation=cells.get("citation", ""),
        parent=cells.get("parent", ""),
        remark=cells.get("remark", ""),
    )


def _names(cells: Mapping[str, str]) -> tuple[ListedName, ...]:
    found = {cells["name"]: ListedName(cells["name"], NameKind.PRIMARY)}
    for column, kind in NAMES.items():
        for text in filter(None, map(str.strip, cells.get(column, "").split(JOINT))):
            found.setdefault(text, ListedName(text, kind))
    return tuple(found.values())


def _key(cells: Mapping[str, str]) -> str:
    """The file's own key; else one made of the name, the same from edition to edition."""
    given = cells.get("key") or cells["name"]
    plain = re.sub(r"[^a-z0-9./-]+", "-", given.casefold()).strip("-./")
    is_faithful = given.isascii() and len(plain) <= 80
    key = (
        plain if is_faithful else f"{plain[:60]}-{hashlib.sha256(given.encode()).hexdigest()[:8]}".strip("-")
    )
    if not KEY.fullmatch(key):
        raise ValueError(f"{given!r} makes no key; give the list a key column")
    return key


def _countries(cell: str) -> str:
    codes = []
    for part in filter(None, map(str.strip, cell.split(JOINT))):
        code = country_code(part)
        if not code:
            raise ValueError(f"country {part!r} is not known; write its ISO code of two letters")
        codes.append(code)
    return " ".join(dict.fromkeys(codes))


def _years(cell: str) -> str:
    return " ".join(dict.fromkeys(part[:4] for part in cell.split(JOINT))) if cell else ""


def _day(cell: str) -> date | None:
    try:
        return date.fromisoformat(cell) if cell else None
    except ValueError as error:
        raise ValueError(f"{cell!r} is no date; write it as in 2024-05-01") from error
