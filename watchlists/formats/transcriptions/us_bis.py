"""BIS: the Entity List (Supplement No. 4 to 15 CFR Part 744) and the Military End-User List (No. 7).

Quirks of the source. Entries stand under a country heading; Hong Kong and Macau stand under China, Crimea
under its own heading. The same party may stand under several countries, each an entry of its own. Persons
and bodies are mixed and untyped. A bracketed parenthesis of the print may be cut ("(a.k.a. Lukoil"). The
Federal Register column lists the adding rule first, then amendments. Some entries are bare addresses
("Address 01"). Addresses are not carried over: only the city, and for persons not even that.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from watchlists.formats.support.addresses import city, region
from watchlists.formats.support.keys import listing_keys
from watchlists.formats.support.party_type import party_type
from watchlists.formats.support.printed_names import party_names, person_names
from watchlists.formats.support.typing_tables import curated
from watchlists.formats.transcriptions.us_source import (
    SourceEntry,
    code,
    entries,
    federal_register_url,
    first_federal_register_day,
)
from watchlists.model import ListedName, Listing, NameKind, PartyType

PART_744 = "https://www.ecfr.gov/current/title-15/subtitle-B/chapter-VII/subchapter-C/part-744"
SUPPLEMENTS = {
    "us-bis-entity-list": ("Supp. No. 4 to 15 CFR Part 744", f"{PART_744}#Supplement-No.-4-to-Part-744"),
    "us-bis-meu": (
        "Supp. No. 7 to 15 CFR Part 744",
        f"{PART_744}/appendix-Supplement%20No.%207%20to%20Part%20744",
    ),
}
HEADINGS = {"Crimea Region of Ukraine": "UA"}
EDITION = "eCFR, July 2026"


def transcribe(list_id: str, sources: Sequence[Path]) -> list[Listing]:
    """Read one supplement; keys are the country heading and a slug of the name."""
    (source,) = sources
    found = entries(source)
    headings = [HEADINGS.get(entry.country) or code(entry.country) for entry in found]
    apart = [
        (f"{heading} {entry.name}", entry.federal_register)
        for heading, entry in zip(headings, found, strict=True)
    ]
    keys = [key.replace("-", "/", 1) for key in listing_keys(apart)]
    listings = [_listing(list_id, *parts) for parts in zip(keys, headings, found, strict=True)]
    return curated(list_id, listings)


def _listing(list_id: str, key: str, heading: str, entry: SourceEntry) -> Listing:
    supplement, url = SUPPLEMENTS[list_id]
    kind = party_type(list_id, entry.name)
    citation = _citation(entry.federal_register)
    organisation = kind is PartyType.ORGANISATION
    country = " ".join(
        filter(None, (heading, region(entry.address) if organisation and heading == "CN" else ""))
    )
    return Listing(
        id=f"{list_id}:{key}",
        watchlist_id=list_id,
        names=_names(kind, entry),
        type=kind,
        country=country,
        place=city(entry.address, country) if organisation else "",
        edition=EDITION,
        listed_from=first_federal_register_day(citation),
        citation=f"{supplement}; {citation}",
        source_url=federal_register_url(citation) or url,
        parent=_parent(entry) if organisation else "",
    )


def _names(kind: PartyType, entry: SourceEntry) -> tuple[ListedName, ...]:
    if kind is PartyType.PERSON:
        return person_names(entry.name, entry.aliases)
    if kind is PartyType.ORGANISATION:
        return party_names(entry.name, entry.aliases)
    return (ListedName(entry.name, NameKind.PRIMARY),)


def _citation(federal_register: str) -> str:
    bare = re.sub(r"\s*preview citation details", "", federal_register)
    return re.sub(r"(?<=\d)[.;]?\s+(?=\d+ FR )", "; ", bare).strip(" .;")


def _parent(entry: SourceEntry) -> str:
    stated = re.search(r"Subordinate institution of (.+)", entry.notes)
    under = re.match(r"(.+?)\s+subordinate institution:\s*\S", entry.name)
    over = re.search(r"\(Parent Organization: (.+)\)$", entry.name)
    return next((found[1].strip(" .") for found in (stated, under, over) if found), "")


LISTS = {list_id: partial(transcribe, list_id) for list_id in SUPPLEMENTS}
