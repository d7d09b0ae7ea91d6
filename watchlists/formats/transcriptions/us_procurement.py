"""Procurement: the FCC Covered List and the companies that NDAA sections 889, 5949 and 154 name.

Quirks of the sources. FCC: an entry covers equipment or services of a company, not the company; two entries
cover a class of equipment and name nobody. NDAA: one table for three sections, no countries, and a day of
effect in words for section 154 that is still to come: the naming counts from the law, so it stands in the
remark and not as the day of listing.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from watchlists.formats.support.keys import listing_keys
from watchlists.formats.support.party_type import party_type
from watchlists.formats.support.printed_names import party_names
from watchlists.formats.support.typing_tables import curated
from watchlists.formats.transcriptions.us_source import code, day, with_ids
from watchlists.model import ListedName, Listing, NameKind, PartyType

FCC = "us-fcc-covered"
# Section, day of enactment, citation.
SECTIONS = {
    "us-ndaa-889": ("889", "2018-08-13", "Sec. 889, Pub. L. 115-232"),
    "us-ndaa-5949": ("5949", "2022-12-23", "Sec. 5949, Pub. L. 117-263"),
    "us-ndaa-154": ("154", "2023-12-22", "Sec. 154, Pub. L. 118-31"),
}


def fcc_covered(sources: Sequence[Path]) -> list[Listing]:
    """Read the FCC Covered List."""
    found = with_ids(FCC, sources, lambda entry: entry.effective_date)
    listings = []
    for key, entry in found:
        kind = party_type(FCC, entry.name)
        names_nobody = kind is PartyType.OTHER
        listings.append(
            Listing(
                id=key,
                watchlist_id=FCC,
                names=(ListedName(entry.name, NameKind.PRIMARY),)
                if names_nobody
                else party_names(entry.name, entry.aliases),
                type=kind,
                country=code(entry.country),
                edition="July 2026",
                listed_from=day(entry.effective_date),
                citation="Sec. 2, Pub. L. 116-124; 47 CFR 1.50002",
                source_url="https://www.fcc.gov/supplychain/coveredlist",
                remark="a class of equipment"
                if names_nobody
                else "certain equipment or services of the company",
            )
        )
    return curated(FCC, listings)


def ndaa(list_id: str, sources: Sequence[Path]) -> list[Listing]:
    """Read the companies of one section."""
    (source,) = sources
    section, enacted, citation = SECTIONS[list_id]
    with source.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["section"] == section]
    keys = listing_keys([(row["name"], "") for row in rows])
    listings = [
        Listing(
            id=f"{list_id}:{key}",
            watchlist_id=list_id,
            names=party_names(row["name"], filter(None, re.split(r";\s*", row["aliases"]))),
            type=PartyType.ORGANISATION,
            country="CN",  # each section speaks of companies of the People's Republic of China
            edition=f"as enacted {enacted}",
            listed_from=day(enacted),
            citation=citation,
            source_url=row["source_url"],
            remark=f"the prohibition takes effect on {row['in_force_from']}" if row["in_force_from"] else "",
        )
        for key, row in zip(keys, rows, strict=True)
    ]
    return curated(list_id, listings)


LISTS = {FCC: fcc_covered} | {list_id: partial(ndaa, list_id) for list_id in SECTIONS}
