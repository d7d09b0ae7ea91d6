"""A list's data file, read and written: one CSV a list, one line a name, so that a person can review every change."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from watchlists.birth_dates import BIRTH_DATES
from watchlists.errors import MalformedListing
from watchlists.model import (
    BodyKind,
    ListedName,
    Listing,
    Measure,
    NamedIn,
    NameKind,
    Naming,
    PartyType,
    Pause,
    ReadIn,
    Status,
)


class CsvRow(NamedTuple):
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
    birth_date: str
    parent: str
    remark: str
    # Columns that most lists have not.
    pauses: str = ""
    naming: str = ""
    kind_of_body: str = ""
    document: str = ""
    document_publisher: str = ""
    document_day: str = ""
    locator: str = ""
    read_in: str = ""
    says: str = ""
    does_not_mean: str = ""
    law: str = ""
    measures: str = ""


FURTHER_COLUMNS = list(CsvRow._field_defaults)
COLUMNS = [field for field in CsvRow._fields if field not in CsvRow._field_defaults]
FACTS = list(CsvRow._fields[4:])
_NO_FACTS = ("",) * len(FACTS)
_EMPTY = ("",) * len(FURTHER_COLUMNS)
# Looked up and not made by calling the class: all lists together are read at every start, in a sixth of a second.
_KINDS = {kind.value: kind for kind in NameKind}
_TYPES = {kind.value: kind for kind in PartyType}
_STATUSES = {status.value: status for status in Status}
_PRIMARY = NameKind.PRIMARY.value
KEY = re.compile(r"[a-z0-9][a-z0-9./-]*")
COUNTRIES = re.compile(r"([A-Z]{2}( [A-Z]{2})*)?")
PAUSE = re.compile(r"(?P<off>[\d-]+)/(?P<back>[\d-]+) (?P<status>expired|lifted)(?:; (?P<doubt>.+))?")
Line = tuple[int, CsvRow]  # its number in the file


def read_listings(path: Path, watchlist_id: str) -> tuple[Listing, ...]:
    """Read one data file in the publisher's order.

    Raises:
        MalformedListing: with file, line and reason, on the first line that breaks the format.
    """
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, strict=True)
        try:
            header = next(reader, [])
            further = header[len(COLUMNS) :]
            if header[: len(COLUMNS)] != COLUMNS or further != [
                column for column in FURTHER_COLUMNS if column in further
            ]:
                raise _broken(
                    path,
                    1,
                    f"the header must be {','.join(COLUMNS)}, then any of {','.join(FURTHER_COLUMNS)}",
                )
            lines = list(_lines(((reader.line_num, cells) for cells in reader), further))
        except csv.Error as error:
            raise _broken(path, reader.line_num, str(error)) from error
        except ValueError as error:  # too few cells, or too many
            raise _broken(path, reader.line_num, f"{len(header)} cells are needed") from error
    listings = tuple(_listings(path, watchlist_id, lines))
    if not listings:
        raise _broken(path, 1, "the list is empty")
    return listings


def _lines(numbered: Iterable[tuple[int, list[str]]], further: list[str]) -> Iterator[Line]:
    """The lines of a file; which of the further columns it has, its header says.

    Raises:
        ValueError: a line has too few cells, or too many.
    """
    for number, cells in numbered:
        if len(cells) != len(COLUMNS) + len(further):
            raise ValueError(f"{len(cells)} cells")
        row = CsvRow._make([*cells[: len(COLUMNS)], *_EMPTY])
        if further:
            row = row._replace(**dict(zip(further, cells[len(COLUMNS) :], strict=True)))
        yield number, row


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
    if not BIRTH_DATES.fullmatch(first.birth_date):
        raise _broken(path, number, f"birth_date {first.birth_date!r} is not a date")
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
            birth_date=first.birth_date,
            parent=first.parent,
            remark=first.remark,
            pauses=tuple(_pauses(first)),
            named=_named(first),
            measures=tuple(map(Measure, filter(None, first.measures.split(" | ")))),
        )
    except ValueError as error:
        raise _broken(path, number, str(error)) from error


def _pauses(row: CsvRow) -> Iterator[Pause]:
    """The pauses of a listing.

    Raises:
        ValueError: one cannot be read, or does not lie after the first day and the pause before it, or not before the
            last day.
    """
    last = _day(row.listed_from)
    for part in row.pauses.split(" | ") if row.pauses else ():
        found = PAUSE.fullmatch(part)
        if found is None:
            raise ValueError(f"{part!r} is not a period of two days and how it read meanwhile")
        off, back = date.fromisoformat(found["off"]), date.fromisoformat(found["back"])
        if off >= back:
            raise ValueError(f"{part!r} is not a period of two days, the earlier first")
        if last and off <= last:
            raise ValueError(f"{part!r} does not begin after the day before it, {last}")
        yield Pause(off, back, Status(found["status"]), found["doubt"] or "")
        last = back
    end = _day(row.listed_to)
    if row.pauses and last and end and last >= end:
        raise ValueError(f"the last pause does not end before the listing does, {end}")


def _named(row: CsvRow) -> NamedIn | None:
    if not row.naming:
        return None
    lacking = [
        column
        for column in ("document", "document_publisher", "says", "does_not_mean")
        if not getattr(row, column)
    ]
    if lacking:
        raise ValueError(f"a body that a document names needs {', '.join(lacking)}")
    return NamedIn(
        naming=Naming(row.naming),
        kind=BodyKind(row.kind_of_body),
        document=row.document,
        publisher=row.document_publisher,
        day=row.document_day,
        locator=row.locator,
        read_in=ReadIn(row.read_in),
        says=row.says,
        does_not_mean=row.does_not_mean,
        law=row.law,
    )


def _name(path: Path, number: int, line: CsvRow) -> ListedName:
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


def write_listings(listings: Iterable[Listing], path: Path) -> None:
    """Write one data file whole, or not at all."""
    text = listing_text(listings)
    partial = path.with_suffix(".partial")
    partial.write_text(text, encoding="utf-8", newline="")
    partial.replace(path)


def listing_text(listings: Iterable[Listing]) -> str:
    """The data file as text: UTF-8, line feeds, quotes only where the format needs them.

    Of the further columns it has those that a listing fills.
    """
    return "".join(listing_lines(list(listings)))


def listing_lines(listings: Sequence[Listing]) -> Iterator[str]:
    """The text of the data file, in pieces: the header, then the lines of each listing."""
    filled = {column for listing in listings for column, value in _further(listing).items() if value}
    used = [column for column in FURTHER_COLUMNS if column in filled]
    yield _csv_text([[*COLUMNS, *used]])
    for listing in listings:
        facts = _further(listing)
        yield _csv_text(_listing_lines(listing, [facts.get(column, "") for column in used]))


def _csv_text(rows: Iterable[list[str]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def _further(listing: Listing) -> dict[str, str]:
    found = {
        "pauses": " | ".join(map(_pause, listing.pauses)),
        "measures": " | ".join(each.value for each in listing.measures),
    }
    if (named := listing.named) is not None:
        found |= {
            "naming": named.naming.value,
            "kind_of_body": named.kind.value,
            "document": named.document,
            "document_publisher": named.publisher,
            "document_day": named.day,
            "locator": named.locator,
            "read_in": named.read_in.value,
            "says": named.says,
            "does_not_mean": named.does_not_mean,
            "law": named.law,
        }
    return found


def _pause(pause: Pause) -> str:
    period = f"{pause.off}/{pause.back} {pause.status.value}"
    return f"{period}; {pause.doubt}" if pause.doubt else period


def _listing_lines(listing: Listing, further: list[str]) -> Iterator[list[str]]:
    key = listing.id.removeprefix(f"{listing.watchlist_id}:")
    facts = [*_facts(listing), *further]
    for name in listing.names:
        yield [key, name.kind.value, name.text, name.note, *facts]
        facts = [""] * len(facts)


def _facts(listing: Listing) -> list[str]:
    return [
        listing.type.value,
        listing.country,
        listing.place,
        " | ".join(f"{scheme}={value}" for scheme, value in listing.identifiers),
        listing.edition,
        listing.status.value,
        listing.listed_from.isoformat() if listing.listed_from else "",
        listing.listed_to.isoformat() if listing.listed_to else "",
        listing.citation,
        listing.source_url,
        listing.birth_date,
        listing.parent,
        listing.remark,
    ]
