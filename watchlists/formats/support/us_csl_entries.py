"""The US Consolidated Screening List: what its CSV and its JSON have in common, and its CSV as entries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from watchlists.company_numbers import number_of
from watchlists.countries import fold
from watchlists.formats.support.addresses import city
from watchlists.formats.support.keys import listing_keys
from watchlists.formats.support.openers import TextRow, csv_rows
from watchlists.formats.support.party_type import looks_like_person
from watchlists.formats.support.printed_names import party_names, person_names
from watchlists.formats.support.typed_names import web_address
from watchlists.formats.support.typing_tables import is_legal_form, vocabulary, words
from watchlists.formats.support.unused_fields import FieldLedger
from watchlists.formats.support.us_ofac_entries import linked_to
from watchlists.model import ListedName, Listing, PartyType, Watchlist

TYPES = {"Individual": PartyType.PERSON, "Entity": PartyType.ORGANISATION}
OTHER = "other"  # the code of a list that no rule covers
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
    ids: tuple[tuple[str, str], ...]  # kind and number


def csl_listings(entries: Sequence[CslEntry], watchlist: Watchlist, ledger: FieldLedger) -> Iterable[Listing]:
    """The listings in the publisher's order."""
    sources = [(ledger.meaning("source", entry.source) or f"{OTHER} mixed").split() for entry in entries]
    apart = [
        (f"{code} {entry.name}", f"{entry.entity_number} {entry.start} {entry.address}")
        for (code, _), entry in zip(sources, entries, strict=True)
    ]
    keys = [key.replace("-", "/", 1) for key in listing_keys(apart)]
    for key, (code, who), entry in zip(keys, sources, entries, strict=True):
        listing = _listing(f"{watchlist.id}:{key}", who, entry, watchlist, ledger)
        # A list without a code is noted as unread already.
        yield replace(listing, measures=ledger.measures("measures", [code])) if code != OTHER else listing


def _listing(key: str, who: str, entry: CslEntry, watchlist: Watchlist, ledger: FieldLedger) -> Listing:
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
        identifiers=csl_numbers(entry, country) if body else (),
        listed_from=csl_day("start_date", entry.start, ledger),
        listed_to=csl_day("end_date", entry.end, ledger),
        citation="; ".join(filter(None, (entry.source, entry.notice, programs))),
        source_url=web_address(entry.url, watchlist.official_url),
        birth_date=ledger.births("dates_of_birth", entry.born) if kind is PartyType.PERSON else "",
        parent=linked_to(entry.remarks) if body else "",
        remark=f"List: {entry.source}",
    )


def csl_numbers(entry: CslEntry, country: str) -> tuple[tuple[str, str], ...]:
    """The company numbers of a body."""
    numbers = (each for kind, value in entry.ids for each in number_of(kind, value, country))
    return tuple(dict.fromkeys(numbers))


def csl_person_names(entry: CslEntry) -> tuple[ListedName, ...]:
    """The names of a person; an address printed after or among the aliases is left out, it may be a home."""
    primary, *aliases = person_names(entry.name, entry.aliases)
    return primary, *(alias for alias in aliases if not re.search(r"\d", alias.text))


def csl_country(entry: CslEntry, ledger: FieldLedger) -> str:
    """The ISO codes of an entry's addresses, joined by a blank."""
    codes = (ledger.country("country", country) for country in entry.countries)
    return " ".join(dict.fromkeys(filter(None, codes)))


def csl_day(field: str, value: str, ledger: FieldLedger) -> date | None:
    """A day in either form the list prints."""
    return ledger.day(field, value, "%Y-%m-%d", "%m/%d/%Y")


def csl_type(entry: CslEntry, who: str, ledger: FieldLedger) -> PartyType:
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


REQUIRED = ("source", "entity_number", "type", "programs", "name", "addresses", "alt_names", "start_date")
LONGEST_CODE = 2  # an address that ends in "85043" or "Beijing" has no code


def csl_entries(content: bytes, ledger: FieldLedger) -> list[CslEntry]:
    """The entries in the publisher's order.

    Raises:
        NotTheList: the bytes are not the list's CSV, or a row is cut.
    """
    _, rows = csv_rows(content, REQUIRED, ledger)
    return [_entry(row) for row in rows]


def _entry(row: TextRow) -> CslEntry:
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
        ids=tuple(map(_id, _several(row.get("ids", "")))),
    )


def _id(printed: str) -> tuple[str, str]:
    """Kind and number of an identifier as the CSV prints it: "CO, 811038291-3, NIT #", the country often left out."""
    rest, _, kind = printed.rpartition(", ")
    return kind, rest.rpartition(", ")[2]


def _several(cell: str) -> tuple[str, ...]:
    return tuple(part for part in map(str.strip, cell.split("; ")) if part.strip('"'))
