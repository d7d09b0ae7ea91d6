"""OFAC: the NS-CMIC List and the Annex to Executive Order 14032.

Quirks of the sources. Both print names in capitals; NS-CMIC prints the body's own name first and further
names in capitals. What matters stands in `notes` as "label: value" joined by "; ": the Chinese company
number (USCC), the day of listing (the day of effect is another), the body it is linked to, which may be its owner or
its subsidiary (China Electronics Corporation is "linked to" Nanjing Panda) and so is no parent. The Annex prints
names only and is fixed since 3 June 2021; parties listed later, and removals, are on the NS-CMIC List alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from watchlists.formats.support.addresses import city
from watchlists.formats.support.printed_names import party_names
from watchlists.formats.support.typing_tables import curated
from watchlists.formats.transcriptions.us_source import code, day, with_ids
from watchlists.model import Listing, PartyType

NS_CMIC = "us-ofac-ns-cmic"
ANNEX = "us-eo-14032-annex"
ORDER_SIGNED = date(2021, 6, 3)


def ns_cmic(sources: Sequence[Path]) -> list[Listing]:
    """Read the NS-CMIC List."""
    found = with_ids(NS_CMIC, sources, lambda entry: entry.notes)
    listings = []
    for key, entry in found:
        country = code(entry.country)
        number = re.search(r"^(\w+)", _note(entry.notes, "USCC"))
        listings.append(
            Listing(
                id=key,
                watchlist_id=NS_CMIC,
                names=party_names(entry.name, entry.aliases),
                type=PartyType.ORGANISATION,
                country=country,
                place=city(entry.address, country),
                identifiers=(("uscc", number[1]),) if number else (),
                edition="July 2026",
                listed_from=day(_note(entry.notes, "Listing Date (CMIC)")),
                citation="E.O. 13959, as amended by E.O. 14032",
                source_url="https://www.treasury.gov/ofac/downloads/ccmc/nscmiclist.pdf",
                remark=_remark(entry.notes),
            )
        )
    return curated(NS_CMIC, listings)


def annex(sources: Sequence[Path]) -> list[Listing]:
    """Read the Annex."""
    found = with_ids(ANNEX, sources, lambda entry: "")
    listings = [
        Listing(
            id=key,
            watchlist_id=ANNEX,
            names=party_names(entry.name, entry.aliases),
            type=PartyType.ORGANISATION,
            country=code(entry.country),
            edition="3 June 2021",
            listed_from=ORDER_SIGNED,
            citation=f"E.O. 14032, Annex; {entry.federal_register}",
            source_url="https://www.federalregister.gov/citation/86-FR-30145",
        )
        for key, entry in found
    ]
    return curated(ANNEX, listings)


def _remark(notes: str) -> str:
    linked = _note(notes, "Linked To")
    return "; ".join(filter(None, (_note(notes, "Target Type"), f"Linked to: {linked}" if linked else "")))


def _note(notes: str, label: str) -> str:
    """The value of one label in the notes, "" where it is not there."""
    parts = (part.partition(": ") for part in notes.split("; "))
    return next((value for found, _, value in parts if found == label), "")


LISTS = {NS_CMIC: ns_cmic, ANNEX: annex}
