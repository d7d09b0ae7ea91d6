"""One US list out of the Consolidated Screening List's CSV: Entity List, Military End-User List, Denied Persons.

The publishers of these lists give no file of their own that a program can read safely; the government's joint
file holds each entry with names, addresses and notice apart. Which list a catalogue entry stands for is said in
the rules file (`watchlist`). Keys and names are made as in the transcriptions we ship, so that an entry keeps
its key. A decision on single names that fits no entry any more is reported. The file bears no date.
"""

from __future__ import annotations

from dataclasses import replace

from watchlists.errors import NotTheList
from watchlists.formats.support.addresses import city
from watchlists.formats.support.keys import listing_keys
from watchlists.formats.support.party_type import party_type
from watchlists.formats.support.printed_names import party_names
from watchlists.formats.support.typing_tables import curated_if_printed
from watchlists.formats.support.unused_fields import FieldLedger
from watchlists.formats.support.us_csl_entries import (
    CslEntry,
    csl_country,
    csl_day,
    csl_entries,
    csl_numbers,
    csl_person_names,
    csl_type,
)
from watchlists.formats.transcriptions.us_source import federal_register_url
from watchlists.model import Edition, ListedName, Listing, NameKind, PartyType, Watchlist

UNDER_COUNTRIES = ("el", "meu", "uvl")  # supplements that print their entries under country headings


def read(content: bytes, watchlist: Watchlist) -> Edition:
    """Read the entries of the list that `watchlist` stands for.

    Raises:
        NotTheList: the bytes are not the joint file, a row is cut, or the file has no entry of this list.
    """
    ledger = FieldLedger("us-csl-list")
    wanted = ledger.known("watchlist", watchlist.id)
    found = []
    for entry in csl_entries(content, ledger):
        code, _, who = ledger.meaning("source", entry.source).partition(" ")
        if code == wanted:
            found.append((who, entry))
    if not wanted or not found:
        raise NotTheList(f"The Consolidated Screening List has no entry of {watchlist.title}.")
    countries = [csl_country(entry, ledger) for _, entry in found]
    keys = _keys([entry for _, entry in found], countries, under_countries=wanted in UNDER_COUNTRIES)
    listings = [
        _listing(f"{watchlist.id}:{key}", who, entry, country, watchlist, ledger)
        for key, (who, entry), country in zip(keys, found, countries, strict=True)
    ]
    listings, lapsed = curated_if_printed(watchlist.id, listings)
    for name in lapsed:
        ledger.note("decision on", name)
    return ledger.edition(listings, "", None)


def _keys(entries: list[CslEntry], countries: list[str], *, under_countries: bool) -> list[str]:
    if not under_countries:
        return listing_keys([(entry.name, f"{entry.start} {entry.address}") for entry in entries])
    headed = [
        f"{country[:2] or 'xx'} {entry.name}" for entry, country in zip(entries, countries, strict=True)
    ]
    apart = [(name, entry.notice) for name, entry in zip(headed, entries, strict=True)]
    return [key.replace("-", "/", 1) for key in listing_keys(apart)]


def _listing(
    key: str, who: str, entry: CslEntry, country: str, watchlist: Watchlist, ledger: FieldLedger
) -> Listing:
    kind = csl_type(entry, who, ledger)
    if not entry.type and (by_table := party_type(watchlist.id, entry.name)) is not PartyType.ORGANISATION:
        kind = by_table
    listing = Listing(
        id=key,
        watchlist_id=watchlist.id,
        names=(ListedName(entry.name, NameKind.PRIMARY),),
        type=kind,
        country=country,
        listed_from=csl_day("start_date", entry.start, ledger),
        listed_to=csl_day("end_date", entry.end, ledger),
        citation="; ".join(filter(None, (watchlist.legal_basis, entry.notice, ", ".join(entry.programs)))),
        source_url=federal_register_url(entry.notice) or watchlist.official_url,
    )
    if kind is PartyType.PERSON:
        return replace(
            listing, names=csl_person_names(entry), birth_date=ledger.births("dates_of_birth", entry.born)
        )
    if kind is PartyType.OTHER:
        return listing
    return replace(
        listing,
        names=party_names(entry.name, entry.aliases),
        place=city(entry.address, country),
        identifiers=csl_numbers(entry, country),
    )
