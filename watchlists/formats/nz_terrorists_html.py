"""New Zealand's designated terrorist entities under resolution 1373, from the page of its police.

The first table holds what is in force; one under the heading "Expired designations" holds history, and one under
"Revoked designations" is left out. A name cell holds the name and, behind "also known as", others joined by
commas or semicolons. Under resolutions 1267, 1988 and 1989 New Zealand adopts the UN's own list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from watchlists.errors import NotTheList
from watchlists.formats.support.keys import listing_keys
from watchlists.formats.support.openers import SourceTable, page_text, tables
from watchlists.formats.support.typed_names import Printed, body_names
from watchlists.formats.support.unused_fields import FieldLedger
from watchlists.model import Edition, Listing, NameKind, PartyType, Status, Watchlist

NAME, DESIGNATED, RENEWED, EXPIRED = (
    "terrorist entity",
    "date of designation",
    "date terrorist designation was renewed",
    "date terrorist designation was allowed to expire",
)
COLUMNS = (NAME, DESIGNATED, RENEWED, EXPIRED)
SECTIONS = {"": Status.IN_FORCE, "expired designations": Status.EXPIRED}
REVOKED = "revoked designations"
DATE = re.compile(
    r"\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4}\b"
)
OTHERS = re.compile(r"[\s,(]*(?:also known as|formerly designated under (?:the )?description)[:,\s]*", re.I)
JOINTS = re.compile(r"\s*;\s*(?:and\s+)?|,\s+(?:and\s+)?|\s+and\s+(?=the\s)")
FORMER = "formerly"
Cells = dict[str, str]


def read(content: bytes, watchlist: Watchlist) -> Edition:
    """Read the page. It bears no date.

    Raises:
        NotTheList: the page has no table of designations in force.
    """
    ledger = FieldLedger("nz-terrorists-html")
    entries = [entry for table in tables(page_text(content)) for entry in _entries(table, ledger)]
    if not any(status is Status.IN_FORCE for status, _ in entries):
        raise NotTheList("The page has no table of designations in force; its layout may have changed.")
    keys = listing_keys([(_names(cells[NAME])[0][0], cells[DESIGNATED]) for _, cells in entries])
    listings = [
        _listing(f"{watchlist.id}:{key}", status, cells, watchlist, ledger)
        for key, (status, cells) in zip(keys, entries, strict=True)
    ]
    return ledger.edition(listings, "", None)


def _entries(table: SourceTable, ledger: FieldLedger) -> Iterator[tuple[Status, Cells]]:
    header = [_column(cell, ledger) for cell in table.rows[0]]
    if NAME not in header or DESIGNATED not in header:
        return
    section = table.heading.casefold()
    if section == REVOKED:
        return
    # The first table stands under the page's own title, which changes more often than the tables.
    status = Status.EXPIRED if EXPIRED in header else SECTIONS.get(section, Status.IN_FORCE)
    for row in table.rows[1:]:
        cells = dict(zip(header, row, strict=False))
        if cells.get(NAME):
            yield status, {name: cells.get(name, "") for name in COLUMNS}


def _column(cell: str, ledger: FieldLedger) -> str:
    """The column a heading begins like; the headings go on about the statements that are linked below."""
    found = next((name for name in COLUMNS if cell.casefold().startswith(name)), cell)
    ledger.see([found] if found else [])
    return found


def _listing(key: str, status: Status, cells: Cells, watchlist: Watchlist, ledger: FieldLedger) -> Listing:
    designated, expired = DATE.findall(cells[DESIGNATED]), DATE.findall(cells[EXPIRED])
    if not designated:
        ledger.note(DESIGNATED, cells[DESIGNATED])
    return Listing(
        id=key,
        watchlist_id=watchlist.id,
        names=body_names(watchlist.id, _names(cells[NAME])),
        type=PartyType.ORGANISATION,
        status=status,
        listed_from=ledger.day(DESIGNATED, designated[0] if designated else "", "%d %B %Y"),
        listed_to=ledger.day(EXPIRED, expired[0] if expired else "", "%d %B %Y"),
        citation=watchlist.legal_basis,
        source_url=watchlist.official_url,
    )


def _names(cell: str) -> Sequence[Printed]:
    parts = OTHERS.split(cell)
    kinds = [NameKind.FORMER if FORMER in joint.casefold() else "" for joint in OTHERS.findall(cell)]
    found: list[Printed] = [(parts[0].strip(" ,;("), NameKind.PRIMARY)]
    for part, kind in zip(parts[1:], kinds, strict=True):
        found += [(name, kind) for name in (each.strip(" .,;)") for each in JOINTS.split(part)) if name]
    return found
