"""Canada's Consolidated Autonomous Sanctions List, from its XML: one `record` a party, flat.

`Country` names the regulations, not where the party sits: country stays empty. Element names carry a French
half since August 2026 ("EntityOrShip-EntiteOuNavire"); the English half is read. Country, schedule and item make
the key.

The list is kept by hand in a table, and shows it: a day is printed as 2022-02-24, as 24-02-2022 (the day goes before
the month) or as the table program's count of days (44616); a native name may stand behind the name of its language
("Russian: …"); and where a ship's number belongs, another text may stand. Each is read, or reported as unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from xml.etree.ElementTree import Element

from watchlists.formats.support.keys import listing_keys
from watchlists.formats.support.openers import bare, entries
from watchlists.formats.support.printed_names import party_names
from watchlists.formats.support.typed_names import Printed, join_name_parts, person_names
from watchlists.formats.support.typing_tables import is_legal_form
from watchlists.formats.support.unused_fields import FieldLedger
from watchlists.model import Edition, Listing, NameKind, PartyType, Watchlist

CORRUPT_OFFICIALS = "JVCFOR"
LABEL = re.compile(r"(?P<language>[^\W\d_]+):\s+(?P<name>\S.*)")
LABEL_IN_BRACKETS = re.compile(r"^(?P<name>.+?)\s*\((?P<labelled>[^\W\d_]+:\s+[^()]+)\)$")
BETWEEN_ALIASES = re.compile(r"\s*;\s*|\s*/\s+|,\s+(?=[^\W\d_]+:\s)")
SHIP_NUMBER = re.compile(r"(?:IMO\s*)?\d{7}")
DAY_FORMS = ("%Y-%m-%d", "%d-%m-%Y")
# A table program counts days from here on; five digits are the days from 1927 on, and no year.
DAY_ZERO, SERIAL = date(1899, 12, 30), re.compile(r"[1-9]\d{4}")
FIRST_ACT = date(1992, 6, 4)  # the day of the Special Economic Measures Act: nobody was listed before
FieldTexts = dict[str, str]


def read(content: bytes, watchlist: Watchlist) -> Edition:
    """Read the list. The file bears no date.

    Raises:
        NotTheList: the bytes are not the list's XML, or not all of it.
    """
    ledger = FieldLedger("ca-sema-xml")
    _, elements = entries(content, "data-set", ("record",), FieldLedger("ca-sema-xml"))
    found = [_fields(element) for element in elements]
    for fields in found:
        ledger.see(fields)
    named = [fields for fields in found if _name(fields)]
    keys = listing_keys([(_reference(fields), _name(fields)) for fields in named])
    listings = [
        _listing(f"{watchlist.id}:{key}", fields, watchlist, ledger)
        for key, fields in zip(keys, named, strict=True)
    ]
    return ledger.edition(listings, "", None)


def _fields(element: Element) -> FieldTexts:
    texts = ((bare(child.tag).partition("-")[0], join_name_parts(child.text or "")) for child in element)
    return {name: value for name, value in texts if value}


def _reference(fields: FieldTexts) -> str:
    return join_name_parts(_regime(fields), fields.get("Schedule", ""), fields.get("Item", ""))


def _regime(fields: FieldTexts) -> str:
    return fields.get("Country", "").partition(" / ")[0]


def _name(fields: FieldTexts) -> str:
    return fields.get("EntityOrShip", "") or join_name_parts(
        fields.get("GivenName", ""), fields.get("LastName", "")
    )


def _listing(key: str, fields: FieldTexts, watchlist: Watchlist, ledger: FieldLedger) -> Listing:
    kind = _kind(fields, ledger)
    person = kind is PartyType.PERSON
    name, *further = _parted(_name(fields), ledger)
    aliases = [*further, *_aliases(fields.get("Aliases", ""), ledger)]
    act = (
        "Justice for Victims of Corrupt Foreign Officials Act"
        if CORRUPT_OFFICIALS in fields.get("Country", "")
        else "Special Economic Measures Act"
    )
    place = join_name_parts(
        _regime(fields), "schedule", fields.get("Schedule", "-"), "item", fields.get("Item", "-")
    )
    named: list[Printed] = [(name, NameKind.PRIMARY), *((alias, "") for alias in aliases)]
    return Listing(
        id=key,
        watchlist_id=watchlist.id,
        names=person_names(named) if person else party_names(name, aliases),
        type=kind,
        listed_from=_listed_from(fields.get("DateOfListing", ""), ledger),
        citation=f"{act}; {place}",
        source_url=watchlist.official_url,
        birth_date=_born(fields, ledger) if person else "",
        remark=f"Regime: {_regime(fields)}",
    )


def _listed_from(printed: str, ledger: FieldLedger) -> date | None:
    """The day of listing; a count of days that lies before the first act of this kind is none, and noted."""
    counted = _counted(printed)
    if counted is not None and counted >= FIRST_ACT:
        return counted
    return ledger.day("DateOfListing", printed, *DAY_FORMS)


def _born(fields: FieldTexts, ledger: FieldLedger) -> str:
    printed = fields.get("DateOfBirthOrShipBuildDate", "")
    counted = _counted(printed)
    return counted.isoformat() if counted else ledger.births("DateOfBirthOrShipBuildDate", [printed])


def _counted(printed: str) -> date | None:
    """The day that a table program's count of days means; None for anything else."""
    return DAY_ZERO + timedelta(days=int(printed)) if SERIAL.fullmatch(printed) else None


def _kind(fields: FieldTexts, ledger: FieldLedger) -> PartyType:
    number = fields.get("ShipIMONumber", "")
    if SHIP_NUMBER.fullmatch(number):
        return PartyType.OTHER
    if number:  # a body must not be lost among the ships for what stands in a wrong column
        ledger.note("ShipIMONumber", number)
    return PartyType.ORGANISATION if fields.get("EntityOrShip") else PartyType.PERSON


def _parted(printed: str, ledger: FieldLedger) -> list[str]:
    """A name, and the native one that stands behind it in brackets with the name of its language."""
    found = LABEL_IN_BRACKETS.match(printed)
    return [found["name"], _unlabelled(found["labelled"], ledger)] if found else [printed]


def _unlabelled(printed: str, ledger: FieldLedger) -> str:
    """The name without the language before it; a label that no rule knows stays, and is noted."""
    found = LABEL.fullmatch(printed)
    if found is None or not ledger.meaning("Aliases/language", found["language"]):
        return printed
    return found["name"]


def _aliases(printed: str, ledger: FieldLedger) -> Iterator[str]:
    """Aliases are joined by ";", "/ " or a label, and by "," where no ";" stands.

    A legal form behind a comma belongs to the name before it.
    """
    for part in filter(None, map(str.strip, BETWEEN_ALIASES.split(printed))):
        for alias in [part] if ";" in printed else _at_commas(part):
            yield from (name.strip(" ,") for name in _parted(_unlabelled(alias, ledger), ledger))


def _at_commas(printed: str) -> Iterator[str]:
    name = ""
    for part in filter(None, map(str.strip, re.split(r",\s+", printed))):
        if name and is_legal_form(part):
            name = f"{name}, {part}"
            continue
        if name:
            yield name
        name = part
    if name:
        yield name
