"""Reading a list's data file: one CSV a list, one line a name, so that a person can review every change.

The first line of a listing is its primary name and carries its facts; the lines after it carry further
names. A malformed line refuses the whole list and says which line and why: half a list would clear people
against the missing half.

Columns: listing, kind, name, note, type, country, place, identifiers, edition, status, listed_from,
listed_to, citation, source_url, birth_year, parent, remark. Identifiers are "scheme=value", joined by " | ".
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from watchlists.errors import MalformedListing
from watchlists.model import ListedName, Listing, NameKind, PartyType, Status


class Row(NamedTuple):
    """The cells of one line."""

    listing: str
    kind: str
    name: str
    note: str
    type: str
    country: str
    place: str
    identifiers: str
    edition: str
    status: str
    listed_from: str
    listed_to: str
    citation: str
    source_url: str
    birth_year: str
    parent: str
    remark: str


COLUMNS = list(Row._fields)
FACTS = COLUMNS[4:]
_NO_FACTS = ("",) * len(FACTS)
# Looked up and not made by calling the class: all lists together are read at every start, in a sixth of a second.
_KINDS = {kind.value: kind for kind in NameKind}
_TYPES = {kind.value: kind for kind in PartyType}
_STATUSES = {status.value: status for status in Status}
_PRIMARY = NameKind.PRIMARY.value
KEY = re.compile(r"[a-z0-9][a-z0-9./-]*")
COUNTRIES = re.compile(r"([A-Z]{2}( [A-Z]{2})*)?")
BIRTH_YEARS = re.compile(r"(\d{4}( \d{4})*)?")


Line = tuple[int, Row]  # its number in the file


def read_listings(path: Path, watchlist_id: str) -> tuple[Listing, ...]:
    """Read one data file in the publisher's order.

    Raises:
        MalformedListing: with file, line and reason, on the first line that breaks the format.
    """
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, strict=True)
        try:
            header = next(reader, [])
            if header != COLUMNS:
                raise _broken(path, 1, f"the header must be {','.join(COLUMNS)}")
            lines = [(reader.line_num, Row._make(cells)) for cells in reader]
        except csv.Error as error:
            raise _broken(path, reader.line_num, str(error)) from error
        except TypeError as error:  # too few cells, or too many
            raise _broken(path, reader.line_num, f"{len(COLUMNS)} cells are needed") from error
    listings = tuple(_listings(path, watchlist_id, lines))
    if not listings:
        raise _broken(path, 1, "the list is empty")
    return listings


def _listings(path: Path, watchlist_id: str, lines: list[Line]) -> Iterator[Listing]:
    seen: set[str] = set()
    start = 0
    while start < len(lines):
        number, first = lines[start]
        key = first.listing
        if first.kind != _PRIMARY:
            raise _broken(path, number, f"listing {key!r} does not begin with its primary name")
        if key in seen:
            raise _broken(path, number, f"listing {key!r} stands in two places")
        if not KEY.fullmatch(key):
            raise _broken(path, number, f"{key!r} is not a listing key (a-z, 0-9, . / -)")
        seen.add(key)
        end = start + 1
        while end < len(lines) and lines[end][1].listing == key and lines[end][1].kind != _PRIMARY:
            end += 1
        yield _listing(path, watchlist_id, lines[start:end])
        start = end


def _listing(path: Path, watchlist_id: str, lines: list[Line]) -> Listing:
    number, first = lines[0]
    names = tuple(_name(path, number, line) for number, line in lines)
    for later_number, line in lines[1:]:
        if line[-len(FACTS) :] != _NO_FACTS:
            stray = [column for column in FACTS if getattr(line, column)]
            raise _broken(path, later_number, f"{', '.join(stray)} belong to the line of the primary name")
    if not COUNTRIES.fullmatch(first.country):
        raise _broken(path, number, f"country {first.country!r} is not ISO alpha-2")
    if not BIRTH_YEARS.fullmatch(first.birth_year):
        raise _broken(path, number, f"birth_year {first.birth_year!r} is not a year")
    if first.source_url and not first.source_url.startswith(("https://", "http://")):
        raise _broken(path, number, f"source_url {first.source_url!r} is not a web address")
    try:
        return Listing(
            id=f"{watchlist_id}:{first.listing}",
            watchlist_id=watchlist_id,
            names=names,
            type=_TYPES.get(first.type) or PartyType(first.type),
            country=first.country,
            place=first.place,
            identifiers=_identifiers(first.identifiers),
            edition=first.edition,
            status=_STATUSES.get(first.status) or Status(first.status),
            listed_from=_day(first.listed_from),
            listed_to=_day(first.listed_to),
            citation=first.citation,
            source_url=first.source_url,
            birth_year=first.birth_year,
            parent=first.parent,
            remark=first.remark,
        )
    except ValueError as error:
        raise _broken(path, number, str(error)) from error


def _name(path: Path, number: int, line: Row) -> ListedName:
    if not line.name or line.name.isspace():
        raise _broken(path, number, "the name is empty")
    try:
        return ListedName(line.name, _KINDS.get(line.kind) or NameKind(line.kind), line.note)
    except ValueError as error:
        raise _broken(path, number, str(error)) from error


def _identifiers(cell: str) -> tuple[tuple[str, str], ...]:
    pairs = []
    for part in filter(None, cell.split(" | ")):
        scheme, found, value = part.partition("=")
        if not found or not value:
            raise ValueError(f"identifier {part!r} is not scheme=value")
        pairs.append((scheme, value))
    return tuple(pairs)


def _day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None


def _broken(path: Path, line: int, reason: str) -> MalformedListing:
    return MalformedListing(f"{path.name}, line {line}: {reason}.", file=path.name, line=line, reason=reason)
