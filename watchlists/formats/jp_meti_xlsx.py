"""Japan's Foreign End User List (METI), from its workbook: a row a user, in Japanese and English.

Headers and cells hold both languages; what a header means is a matter of the rules file. Other names begin with a
middle dot each. Keys, names and faults of the print are treated as in the transcription of the PDF that we ship.
"""

from __future__ import annotations

import re

from watchlists.formats.support.keys import listing_keys
from watchlists.formats.support.non_us_names import party
from watchlists.formats.support.openers import TextRow, sheet_rows
from watchlists.formats.support.unused_fields import FieldLedger
from watchlists.formats.transcriptions.jp_meti_table import concern_of, names_of
from watchlists.model import Edition, Listing, PartyType, Watchlist

REQUIRED = ("number", "country", "name", "aliases", "concern")
DOT = re.compile(r"(?:^|(?<=\s))[・･]\s*")
ENGLISH = re.compile(r"[A-Za-z].*$", re.DOTALL)
CITATION = "Export Trade Control Order, catch-all control; Foreign End User List, No. {number}"


def read(content: bytes, watchlist: Watchlist) -> Edition:
    """Read the workbook; its day stands in the name of the file alone.

    Raises:
        NotTheList: the bytes are no workbook, or no sheet has the list's columns.
    """
    ledger = FieldLedger("jp-meti-xlsx")
    rows = [
        row
        for row in sheet_rows(content, REQUIRED, ledger, lambda cell: _meaning(cell, ledger))
        if row["name"] or row["number"].isdigit()  # a user without a name is a fault for the guards to see
    ]
    keys = listing_keys([(row["name"], _english(row["country"])) for row in rows])
    listings = [
        _listing(f"{watchlist.id}:{key}", row, watchlist, ledger) for key, row in zip(keys, rows, strict=True)
    ]
    return ledger.edition(listings, "", None)


def _meaning(header: str, ledger: FieldLedger) -> str:
    """What a header means, by its Japanese or its English; as printed where no rule knows it."""
    parts = (header, header.split(" ")[0], _english(header))
    return next((meaning for part in parts if (meaning := ledger.known("header", part))), header)


def _english(cell: str) -> str:
    found = ENGLISH.search(cell)
    return found[0] if found else cell


def _listing(key: str, row: TextRow, watchlist: Watchlist, ledger: FieldLedger) -> Listing:
    aliases = [alias.strip() for alias in DOT.split(row["aliases"]) if alias.strip()]
    return Listing(
        id=key,
        watchlist_id=watchlist.id,
        names=party(watchlist.id, names_of(row["name"], aliases, "")),
        type=PartyType.ORGANISATION,
        country=ledger.country("country", _english(row["country"])),
        citation=CITATION.format(number=row["number"]),
        source_url=watchlist.official_url,
        remark=concern_of(f"{row['concern']} {'通常兵器' if row.get('conventional') else ''}"),
    )
