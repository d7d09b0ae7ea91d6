"""The CSV of the US Consolidated Screening List as entries, for the whole list and for single lists in it.

Several values stand in one cell, joined by "; ". An address ends with a country code where it has one.
"""

from __future__ import annotations

from watchlists.readers.support.csl import CslEntry
from watchlists.readers.support.ledger import Ledger
from watchlists.readers.support.table import Row, csv_rows

REQUIRED = ("source", "entity_number", "type", "programs", "name", "addresses", "alt_names", "start_date")
LONGEST_CODE = 2  # an address that ends in "85043" or "Beijing" has no code


def csl_entries(content: bytes, ledger: Ledger) -> list[CslEntry]:
    """The entries in the publisher's order.

    Raises:
        NotTheList: the bytes are not the list's CSV, or a row is cut.
    """
    _, rows = csv_rows(content, REQUIRED, ledger)
    return [_entry(row) for row in rows]


def _entry(row: Row) -> CslEntry:
    addresses = _several(row["addresses"])
    ends = (address.rpartition(", ")[2] for address in addresses)
    return CslEntry(
        source=row["source"],
        entity_number=row["entity_number"],
        type=row["type"],
        name=row["name"],
        aliases=_several(row["alt_names"]),
        programs=_several(row["programs"]),
        countries=tuple(end for end in ends if len(end) == LONGEST_CODE and end.isupper()),
        address=addresses[0] if addresses else "",
        notice=row.get("federal_register_notice", ""),
        start=row["start_date"],
        end=row.get("end_date", ""),
        remarks=row.get("remarks", ""),
        url=row.get("source_information_url", ""),
        born=_several(row.get("dates_of_birth", "")),
        ids=row.get("ids", ""),
    )


def _several(cell: str) -> tuple[str, ...]:
    return tuple(part for part in map(str.strip, cell.split("; ")) if part.strip('"'))
