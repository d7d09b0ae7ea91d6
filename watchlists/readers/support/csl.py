"""The US Consolidated Screening List: what its CSV and its JSON have in common.

It joins lists of three departments; each entry says which, and the codes of these lists stand in the rules file
as values of `source` ("DPL persons"): the first word goes into the listing's key, the second says who stands on
a list that does not type its entries. A wrong "organisation" would let a person score on a name alone, so on a
list of persons whatever does not show itself to be a body is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from watchlists.countries import fold
from watchlists.model import ListedName, Listing, PartyType, Watchlist
from watchlists.readers.support.ledger import Ledger
from watchlists.readers.support.names import web_address
from watchlists.readers.support.ofac import USCC, linked_to
from watchlists.transcribe.keys import listing_keys
from watchlists.transcribe.party_type import looks_like_person
from watchlists.transcribe.place import city
from watchlists.transcribe.printed_names import party_names, person_names
from watchlists.transcribe.vocabulary import is_legal_form, vocabulary, words

TYPES = {"Individual": PartyType.PERSON, "Entity": PartyType.ORGANISATION}
THINGS = ("Vessel", "Aircraft")


@dataclass(frozen=True, slots=True)
class CslEntry:
    """One entry as either format gives it, "" where it says nothing."""

    source: str
    entity_number: str
    type: str
    name: str
    aliases: tuple[str, ...]
    programs: tuple[str, ...]
    countries: tuple[str, ...]  # as printed, of its addresses
    address: str  # the first one, whole
    notice: str  # Federal Register
    start: str
    end: str
    remarks: str
    url: str
    born: tuple[str, ...]
    ids: str


def csl_listings(entries: Sequence[CslEntry], watchlist: Watchlist, ledger: Ledger) -> Iterable[Listing]:
    """The listings in the publisher's order."""
    sources = [(ledger.meaning("source", entry.source) or "other mixed").split() for entry in entries]
    apart = [
        (f"{code} {entry.name}", f"{entry.entity_number} {entry.start} {entry.address}")
        for (code, _), entry in zip(sources, entries, strict=True)
    ]
    keys = [key.replace("-", "/", 1) for key in listing_keys(apart)]
    for key, (_, who), entry in zip(keys, sources, entries, strict=True):
        yield _listing(f"{watchlist.id}:{key}", who, entry, watchlist, ledger)


def _listing(key: str, who: str, entry: CslEntry, watchlist: Watchlist, ledger: Ledger) -> Listing:
    kind = csl_type(entry, who, ledger)
    body = kind is PartyType.ORGANISATION
    country = csl_country(entry, ledger)
    programs = ", ".join(entry.programs)
    return Listing(
        id=key,
        watchlist_id=watchlist.id,
        names=party_names(entry.name, entry.aliases) if body else csl_person_names(entry),
        type=kind,
        country=country,
        place=city(entry.address, country) if body else "",
        identifiers=tuple(("uscc", number) for number in USCC.findall(entry.ids)) if body else (),
        listed_from=csl_day("start_date", entry.start, ledger),
        listed_to=csl_day("end_date", entry.end, ledger),
        citation="; ".join(filter(None, (entry.source, entry.notice, programs))),
        source_url=web_address(entry.url, watchlist.official_url),
        birth_year=ledger.years("dates_of_birth", entry.born) if kind is PartyType.PERSON else "",
        parent=linked_to(entry.remarks) if body else "",
        remark=f"List: {entry.source}",
    )


def csl_person_names(entry: CslEntry) -> tuple[ListedName, ...]:
    """The names of a person; an address printed after or among the aliases is left out, it may be a home."""
    primary, *aliases = person_names(entry.name, entry.aliases)
    return primary, *(alias for alias in aliases if not re.search(r"\d", alias.text))


def csl_country(entry: CslEntry, ledger: Ledger) -> str:
    """The ISO codes of an entry's addresses, joined by a blank."""
    codes = (ledger.country("country", country) for country in entry.countries)
    return " ".join(dict.fromkeys(filter(None, codes)))


def csl_day(field: str, value: str, ledger: Ledger) -> date | None:
    """A day in either form the list prints."""
    return ledger.day(field, value, "%Y-%m-%d", "%m/%d/%Y")


def csl_type(entry: CslEntry, who: str, ledger: Ledger) -> PartyType:
    """What sort of party an entry is; `who` says who stands on a list that does not type its entries."""
    if entry.type in TYPES:
        return TYPES[entry.type]
    if entry.type:
        if entry.type not in THINGS:
            ledger.note("type", entry.type)
        return PartyType.OTHER
    person = not _shows_a_body(entry.name) if who == "persons" else looks_like_person(entry.name)
    return PartyType.PERSON if person else PartyType.ORGANISATION


def _shows_a_body(name: str) -> bool:
    parts = [word for word in words(re.sub(r"[-/&]", " ", name)) if len(word) > 1]
    return any(fold(part) in vocabulary("organisation_words") or is_legal_form(part) for part in parts)
