"""The UK Sanctions List, from its CSV: a line "Report Date", a header, one row a name or address of a party.

Rows with one "Unique ID" are one party. A name stands in "Name 6" (the family name, or a body's whole name)
and before it in "Name 1" to "Name 5". Ships are no parties to us: they are kept and never matched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from watchlists.company_numbers import company_numbers
from watchlists.formats.support.openers import TextRow, csv_rows
from watchlists.formats.support.regimes import regimes
from watchlists.formats.support.typed_names import Printed, body_names, join_name_parts, key_of, person_names
from watchlists.formats.support.unused_fields import FieldLedger
from watchlists.model import Edition, Listing, NameKind, PartyType, Watchlist

REQUIRED = ("Unique ID", "Name 6", "Name type", "Regime Name", "Date Designated")
TYPE = ("Designation Type", "Individual, Entity, Ship")  # the second is the column's older name
MEASURES = "Sanctions Imposed"
GIVEN = tuple(f"Name {number}" for number in range(1, 6))
REPORT_DATE = re.compile(r"Report Date:?\s*(\S+)")


def read(content: bytes, watchlist: Watchlist) -> Edition:
    """Read the list; the edition is its report date.

    Raises:
        NotTheList: the bytes are not the list's CSV, or a row is cut.
    """
    ledger = FieldLedger("uk-csv")
    above, rows = csv_rows(content, REQUIRED, ledger)
    printed = next(iter(REPORT_DATE.findall(" ".join(cell for line in above for cell in line))), "")
    on = ledger.day("Report Date", printed, "%d-%b-%Y", "%d/%m/%Y", "%Y-%m-%d")
    edition = on.isoformat() if on else printed
    parties: dict[str, list[TextRow]] = {}
    for row in rows:
        parties.setdefault(row["Unique ID"], []).append(row)
    listings = [_listing(key, rows, watchlist, edition, ledger) for key, rows in parties.items()]
    return ledger.edition(listings, edition, on)


def _listing(
    key: str, rows: list[TextRow], watchlist: Watchlist, edition: str, ledger: FieldLedger
) -> Listing:
    first = rows[0]
    column = next((name for name in TYPE if name in first), TYPE[0])
    kind = PartyType(ledger.meaning(column, first.get(column, "")) or PartyType.OTHER)
    names = list(_names(rows, ledger))
    person = kind is PartyType.PERSON
    country = " ".join(
        _once(ledger.country("Address Country", row.get("Address Country", "")) for row in rows)
    )
    regime = regimes("uk-sanctions-list").get(key.rstrip("0123456789"), first["Regime Name"])
    return Listing(
        id=f"{watchlist.id}:{key_of(key)}",
        watchlist_id=watchlist.id,
        names=person_names(names) if person else body_names(watchlist.id, names),
        type=kind,
        country=country,
        place="" if person else "; ".join(_once(row.get("Address Line 6", "") for row in rows)),
        identifiers=(*_identifiers(key, rows), *(() if person else _numbers(rows, country))),
        edition=edition,
        listed_from=ledger.day("Date Designated", first["Date Designated"], "%d/%m/%Y"),
        citation=regime,
        source_url=watchlist.official_url,
        birth_date=ledger.births("D.O.B", _once(row.get("D.O.B", "") for row in rows), day_first=True)
        if person
        else "",
        parent="" if person else first.get("Parent company", first.get("Parent Company", "")),
        remark=f"Regime: {first['Regime Name']}",
        measures=ledger.measures(MEASURES, _several(row.get(MEASURES, "") for row in rows)),
    )


def _names(rows: list[TextRow], ledger: FieldLedger) -> Iterator[Printed]:
    """The primary name first; a low alias strength makes a weak alias."""
    found = []
    for row in rows:
        kind = ledger.meaning("Name type", row["Name type"]) or NameKind.ALIAS
        strength = row.get("Alias strength", "")
        if strength and ledger.meaning("Alias strength", strength) == NameKind.WEAK_ALIAS:
            kind = NameKind.WEAK_ALIAS
        if text := join_name_parts(*(row.get(part, "") for part in GIVEN), row["Name 6"]):
            found.append((text, str(kind)))
    yield from sorted(found, key=lambda name: name[1] != NameKind.PRIMARY)
    for native in _once(row.get("Name non-latin script", "") for row in rows):
        yield native, NameKind.NATIVE


def _identifiers(key: str, rows: list[TextRow]) -> Iterator[tuple[str, str]]:
    yield "uk", key
    for number in _once(row.get("UN Reference Number", "") for row in rows):
        yield "un", number


def _several(cells: Iterator[str]) -> Iterator[str]:
    """The values of cells that hold several, separated by a bar."""
    yield from _once(value.strip() for cell in cells for value in cell.split("|"))


def _numbers(rows: list[TextRow], country: str) -> tuple[tuple[str, str], ...]:
    printed = _once(row.get("Business registration number (s)", "") for row in rows)
    return company_numbers("; ".join(printed), country)


def _once(texts: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
