"""Australia's Consolidated List, from its workbook: one row a name.

Rows "101", "101a", "101b" are names of one party. A number that comes again with another primary name is another
party: the publisher has reused numbers by mistake.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from watchlists.formats.support.addresses import countries
from watchlists.formats.support.keys import listing_keys
from watchlists.formats.support.openers import TextRow, sheet_rows
from watchlists.formats.support.typed_names import Printed, body_names, person_names
from watchlists.formats.support.unused_fields import FieldLedger
from watchlists.measures import in_order
from watchlists.model import Edition, Listing, NameKind, PartyType, Watchlist

NAME = "Name of Individual or Entity"
REQUIRED = ("Reference", NAME, "Type", "Name Type", "Committees", "Control Date")
MEASURES = ("Targeted Financial Sanction", "Travel Ban", "Arms Embargo")
DATES = ("%Y-%m-%d", "%d/%m/%Y")


@dataclass(slots=True)
class _Party:
    number: str
    rows: list[tuple[str, TextRow]] = field(default_factory=list)  # kind of name, row

    @property
    def has_primary(self) -> bool:
        return any(kind == NameKind.PRIMARY for kind, _ in self.rows)

    @property
    def first(self) -> TextRow:
        return next((row for kind, row in self.rows if kind == NameKind.PRIMARY), self.rows[0][1])


def read(content: bytes, watchlist: Watchlist) -> Edition:
    """Read the list. The workbook bears no date.

    Raises:
        NotTheList: the bytes are no workbook, or no sheet has the list's columns.
    """
    ledger = FieldLedger("au-dfat-xlsx")
    parties = list(_parties(sheet_rows(content, REQUIRED, ledger), ledger))
    keys = listing_keys([(party.number, party.first[NAME]) for party in parties])
    listings = [
        _listing(f"{watchlist.id}:{key}", party, watchlist, ledger)
        for key, party in zip(keys, parties, strict=True)
    ]
    return ledger.edition(listings, "", None)


def _parties(rows: Iterator[TextRow], ledger: FieldLedger) -> list[_Party]:
    parties: list[_Party] = []
    newest: dict[str, _Party] = {}
    for row in rows:
        number = re.match(r"\d+", row["Reference"])
        if not number or not row[NAME]:
            ledger.note("Reference", row["Reference"])
            continue
        kind = ledger.meaning("Name Type", row["Name Type"].casefold() or "-")
        if row.get("Alias Strength", "").casefold() == "weak":
            kind = NameKind.WEAK_ALIAS
        party = newest.get(number[0])
        if party is None or (kind == NameKind.PRIMARY and party.has_primary):
            party = newest[number[0]] = _Party(number[0])
            parties.append(party)
        party.rows.append((kind, row))
    return parties


def _listing(key: str, party: _Party, watchlist: Watchlist, ledger: FieldLedger) -> Listing:
    first = party.first
    kind = PartyType(ledger.meaning("Type", first["Type"].capitalize()) or PartyType.OTHER)
    person = kind is PartyType.PERSON
    names = list(_names(party))
    return Listing(
        id=key,
        watchlist_id=watchlist.id,
        names=person_names(names) if person else body_names(watchlist.id, names),
        type=kind,
        country=countries(row.get("Address", "") for _, row in party.rows),
        listed_from=ledger.day("Control Date", first["Control Date"], *DATES),
        citation=first.get("Instrument of Designation", "") or first["Committees"],
        source_url=watchlist.official_url,
        birth_date=_born(party, ledger) if person else "",
        remark=f"Regime: {first['Committees']}",
        measures=in_order(
            each for column in MEASURES for each in ledger.measures(column, [first.get(column, "")])
        ),
    )


def _names(party: _Party) -> Iterator[Printed]:
    yield party.first[NAME], NameKind.PRIMARY
    for kind, row in party.rows:
        if row is not party.first:
            yield row[NAME], kind if kind != NameKind.PRIMARY else ""


def _born(party: _Party, ledger: FieldLedger) -> str:
    printed = dict.fromkeys(row.get("Date of Birth", "") for _, row in party.rows)
    return ledger.births("Date of Birth", printed, day_first=True)
