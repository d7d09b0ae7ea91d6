"""The UFLPA Entity List, from the department's page: one table a sub-list, its section named before it.

A party on several sub-lists is one listing that cites them all. A cell holds the name, further names in brackets
("(including two aliases: A; and B)", "(formerly known as C)") and sometimes words on subsidiaries; subsidiaries that
are named are listings of their own, under the party that they are printed with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from watchlists.errors import NotTheList
from watchlists.formats.support.keys import listing_keys
from watchlists.formats.support.openers import SourceTable, page_text, tables
from watchlists.formats.support.printed_names import party_names
from watchlists.formats.support.typing_tables import curated_if_printed
from watchlists.formats.support.unused_fields import FieldLedger
from watchlists.model import Edition, ListedName, Listing, PartyType, Watchlist

SECTION = re.compile(r"2\(d\)\(2\)\(B\)\(\w+\)")
BRACKET = re.compile(
    r"\s*\((?:(?:and|including)\s+(?P<number>\w+)\s+alias(?:es)?\s*:|(?P<known>(?:also|formerly) known as))"
    r"\s*(?P<names>(?:[^()]|\([^()]*\))+)\)"
)
UNDER = re.compile(
    r",?\s+and its (?:\w+ )?(?:\S+-based )?subsidiar(?:y|ies)(?:, which include|, including)?:?\s+(?P<names>\S.*)$"
)
AFFILIATES = re.compile(r",?\s+and its subordinate and affiliated entities$")
NUMBERS = "no one two three four five six seven eight nine ten".split()
SPLITS = (r";\s*(?:and\s+)?", r"(?:,\s*and|,|\s+and)\s+(?!Ltd|Inc|LLC|Limited)", r"\s+and\s+")


@dataclass(frozen=True, slots=True)
class PrintedEntry:
    """A party as one row prints it."""

    name: str
    aliases: tuple[str, ...]
    since: date | None
    section: str
    under: str = ""  # the party it is printed with


def read(content: bytes, watchlist: Watchlist) -> Edition:
    """Read the page; it bears no date of its own.

    Raises:
        NotTheList: no table of the page has a party and its day.
    """
    ledger = FieldLedger("us-uflpa-html")
    printed = [party for table in tables(page_text(content)) for party in _parties(table, ledger)]
    if not printed:
        raise NotTheList("No table of the page names a party and the day it was listed; its layout is new.")
    together: dict[str, list[PrintedEntry]] = {}
    for party in printed:
        together.setdefault(party.name, []).append(party)
    keys = listing_keys([(name, "") for name in together])
    listings, lapsed = curated_if_printed(
        watchlist.id,
        [
            _listing(f"{watchlist.id}:{key}", parties, watchlist)
            for key, parties in zip(keys, together.values(), strict=True)
        ],
    )
    for name in lapsed:
        ledger.note("decision on", name)
    return ledger.edition(listings, "", None)


def _parties(table: SourceTable, ledger: FieldLedger) -> Iterator[PrintedEntry]:
    header = [ledger.known("header", " ".join(cell.casefold().split())) for cell in table.rows[0]]
    if not {"name", "day"} <= set(header):
        return
    ledger.see(filter(None, table.rows[0]))
    section = next(iter(SECTION.findall(f"{table.before} {table.caption} {table.heading}")), "")
    if not section:
        ledger.note("section", table.before[-60:])
    for cells in table.rows[1:]:
        row = dict(zip(header, cells, strict=False))
        if name := row.get("name", ""):
            yield from _read_cell(name, ledger.day("day", row.get("day", ""), "%B %d, %Y"), section, ledger)


def _read_cell(cell: str, since: date | None, section: str, ledger: FieldLedger) -> Iterator[PrintedEntry]:
    under = UNDER.search(cell)
    aliases = [alias for found in BRACKET.finditer(cell) for alias in _aliases(found, ledger)]
    name = AFFILIATES.sub("", BRACKET.sub("", cell[: under.start()] if under else cell)).strip()
    yield PrintedEntry(name, tuple(aliases), since, section)
    if under:
        for each in _split(under["names"], None):
            yield PrintedEntry(each, (), since, section, under=name)


def _aliases(found: re.Match[str], ledger: FieldLedger) -> list[str]:
    if found["known"]:
        names = _split(found["names"], None)
        return [f"formerly known as {name}" for name in names] if "formerly" in found["known"] else names
    number = NUMBERS.index(found["number"]) if found["number"] in NUMBERS else None
    names = _split(found["names"], number)
    if number is not None and len(names) != number:
        ledger.note("aliases", found["names"])
    return names


def _split(text: str, number: int | None) -> list[str]:
    """The names of a list; of the ways to part it, the one that gives as many as are announced."""
    if number == 1:
        return [text.strip()]
    ways = [[part.strip() for part in re.split(way, text) if part.strip()] for way in SPLITS]
    if number is None:
        return ways[0] if ";" in text else ways[1]
    return next((parts for parts in ways if len(parts) == number), ways[0])


def _listing(key: str, parties: list[PrintedEntry], watchlist: Watchlist) -> Listing:
    sections = sorted({party.section for party in parties if party.section})
    aliases = dict.fromkeys(alias for party in parties for alias in party.aliases)
    days = sorted(party.since for party in parties if party.since)
    names: tuple[ListedName, ...] = party_names(parties[0].name, aliases)
    return Listing(
        id=key,
        watchlist_id=watchlist.id,
        names=names,
        type=PartyType.ORGANISATION,
        country="CN",  # the Act is about goods from there; the page prints no country
        listed_from=days[0] if days else None,
        citation=", ".join([*(f"Sec. {section}" for section in sections), "Pub. L. 117-78"]),
        source_url=watchlist.official_url,
        parent=parties[0].under,
    )
