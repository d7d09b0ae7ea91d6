"""Forced labour: the UFLPA Entity List and CBP's withhold release orders and findings.

Quirks of the sources. UFLPA: one entry a sub-list, so a party on two sub-lists may stand twice; the
sub-list stands in `notes`. CBP: one entry an order, so a party with an order and a later finding stands
twice; vessels stand under the country "Fishing Vessels"; some orders name goods of a region and no party.
An order that is "Partially Modified" is in force, one that is inactive is not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from watchlists.formats.support.party_type import party_type
from watchlists.formats.support.printed_names import party_names
from watchlists.formats.support.typing_tables import curated
from watchlists.formats.transcriptions.us_source import code, day, federal_register_url, with_ids
from watchlists.model import ListedName, Listing, NameKind, PartyType, Status

UFLPA = "us-dhs-uflpa"
WRO = "us-cbp-wro"
WRO_URL = "https://www.cbp.gov/document/stats/withhold-release-orders-findings"
WRO_STATUS = {
    "Active": Status.IN_FORCE,
    "Partially Modified": Status.IN_FORCE,
    "Inactive-Pending Litigation": Status.LIFTED,
}


def uflpa(sources: Sequence[Path]) -> list[Listing]:
    """Read the UFLPA Entity List."""
    found = with_ids(UFLPA, sources, lambda entry: entry.notes)
    listings = [
        Listing(
            id=key,
            watchlist_id=UFLPA,
            names=party_names(entry.name, entry.aliases),
            type=PartyType.ORGANISATION,
            country=code(entry.country),
            edition="July 2026",
            listed_from=day(entry.effective_date),
            citation=", ".join(dict.fromkeys(re.findall(r"UFLPA (Sec\. [\w()]+)", entry.notes)))
            + ", Pub. L. 117-78",
            source_url="https://www.dhs.gov/uflpa-entity-list",
        )
        for key, entry in found
    ]
    return curated(UFLPA, listings)


def withhold_release_orders(sources: Sequence[Path]) -> list[Listing]:
    """Read CBP's orders and findings."""
    found = with_ids(WRO, sources, lambda entry: entry.effective_date)
    listings = []
    for key, entry in found:
        kind = party_type(WRO, entry.name)
        order = entry.notes.partition(";")[0]
        goods = re.search(r"Merchandise: ([^;]+)", entry.notes)
        listings.append(
            Listing(
                id=key,
                watchlist_id=WRO,
                names=party_names(entry.name, entry.aliases)
                if kind is PartyType.ORGANISATION
                else (ListedName(entry.name, NameKind.PRIMARY),),
                type=kind,
                country=code(entry.country) if entry.country != "Fishing Vessels" else "",
                edition="23 June 2026",
                status=WRO_STATUS[entry.status],
                listed_from=day(entry.effective_date),
                citation=f"19 U.S.C. 1307; {order} of {entry.effective_date}",
                source_url=federal_register_url(entry.notes) or WRO_URL,
                remark=f"Merchandise: {goods[1]}" if goods else "",
            )
        )
    return curated(WRO, listings)


LISTS = {UFLPA: uflpa, WRO: withhold_release_orders}
