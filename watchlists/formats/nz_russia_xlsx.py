"""New Zealand's Russia Sanctions Register, from its workbook: individuals, bodies, banks; ships and goods apart.

A body's whole name stands in "First name". Rows of goods, services and totals name no party and are left out;
a row whose status is not "Sanctioned" has lapsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from watchlists.formats.support.addresses import countries
from watchlists.formats.support.keys import listing_keys
from watchlists.formats.support.openers import TextRow, sheet_rows
from watchlists.formats.support.typed_names import Printed, body_names, join_name_parts, person_names
from watchlists.formats.support.unused_fields import FieldLedger
from watchlists.measures import in_order
from watchlists.model import Edition, Listing, NameKind, PartyType, Status, Watchlist

REQUIRED = ("Unique Identifier", "Type", "First name", "Last name", "Date of Sanction")
NAME = ("First name", "Middle name(s)", "Last name")
MEASURES = ("Asset Freeze", "Dealing with Securities", "Service Prohibition", "Travel Ban")
NO_PARTY = "none"
DATES = ("%Y-%m-%d", "%d/%m/%Y")
CITATION = "Russia Sanctions Regulations 2022"


def read(content: bytes, watchlist: Watchlist) -> Edition:
    """Read the register. The workbook bears no date.

    Raises:
        NotTheList: the bytes are no workbook, or no sheet has the register's columns.
    """
    ledger = FieldLedger("nz-russia-xlsx")
    parties = []
    for row in sheet_rows(content, REQUIRED, ledger):
        kind = ledger.meaning("Type", row["Type"].capitalize()) if row["Type"] else NO_PARTY
        if kind != NO_PARTY:
            parties.append((PartyType(kind or PartyType.OTHER), row))
    keys = listing_keys([(row["Unique Identifier"], _name(row)) for _, row in parties])
    listings = [
        _listing(f"{watchlist.id}:{key}", kind, row, watchlist, ledger)
        for key, (kind, row) in zip(keys, parties, strict=True)
    ]
    return ledger.edition(listings, "", None)


def _listing(key: str, kind: PartyType, row: TextRow, watchlist: Watchlist, ledger: FieldLedger) -> Listing:
    person = kind is PartyType.PERSON
    status = row.get("Sanction Status", "")
    meaning = ledger.meaning("Sanction Status", status) if status else Status.IN_FORCE
    names = list(_names(row))
    return Listing(
        id=key,
        watchlist_id=watchlist.id,
        names=person_names(names) if person else body_names(watchlist.id, names),
        type=kind,
        country=countries([row.get("Address", "")]),
        status=Status(meaning or Status.IN_FORCE),
        listed_from=ledger.day("Date of Sanction", row["Date of Sanction"], *DATES),
        citation=CITATION,
        source_url=watchlist.official_url,
        birth_date=ledger.births("DOB", [row.get("DOB", "")], day_first=True) if person else "",
        measures=in_order(
            each for column in MEASURES for each in ledger.measures(column, [row.get(column, "")])
        ),
    )


def _name(row: TextRow) -> str:
    return join_name_parts(*(row.get(part, "") for part in NAME))


def _names(row: TextRow) -> Iterator[Printed]:
    yield _name(row) or row["Unique Identifier"], NameKind.PRIMARY
    for alias in re.split(r";", row.get("Alias/Alternate Spellings", "")):
        if alias.strip():
            yield alias.strip(), ""
