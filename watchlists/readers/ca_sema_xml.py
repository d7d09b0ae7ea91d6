"""Canada's Consolidated Autonomous Sanctions List, from its XML: one `record` a party, flat.

`Country` names the regulations, not where the party sits: country stays empty. Element names carry a French
half in newer editions ("EntityOrShip-EntiteOuNavire"); the English half is read. Country, schedule and item make
the key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from watchlists.model import Edition, Listing, NameKind, PartyType, Watchlist
from watchlists.readers.support.ledger import Ledger
from watchlists.readers.support.names import Printed, joined, person_names
from watchlists.readers.support.xml import bare, entries
from watchlists.transcribe.keys import listing_keys
from watchlists.transcribe.printed_names import party_names
from watchlists.transcribe.vocabulary import is_legal_form

CORRUPT_OFFICIALS = "JVCFOR"
Fields = dict[str, str]


def read(content: bytes, watchlist: Watchlist) -> Edition:
    """Read the list. The file bears no date.

    Raises:
        NotTheList: the bytes are not the list's XML, or not all of it.
    """
    ledger = Ledger("ca-sema-xml")
    _, elements = entries(content, "data-set", ("record",), Ledger("ca-sema-xml"))
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


def _fields(element: Element) -> Fields:
    texts = ((bare(child.tag).partition("-")[0], joined(child.text or "")) for child in element)
    return {name: value for name, value in texts if value}


def _reference(fields: Fields) -> str:
    return joined(_regime(fields), fields.get("Schedule", ""), fields.get("Item", ""))


def _regime(fields: Fields) -> str:
    return fields.get("Country", "").partition(" / ")[0]


def _name(fields: Fields) -> str:
    return fields.get("EntityOrShip", "") or joined(fields.get("GivenName", ""), fields.get("LastName", ""))


def _listing(key: str, fields: Fields, watchlist: Watchlist, ledger: Ledger) -> Listing:
    kind = _kind(fields)
    person = kind is PartyType.PERSON
    aliases = list(_aliases(fields.get("Aliases", "")))
    act = (
        "Justice for Victims of Corrupt Foreign Officials Act"
        if CORRUPT_OFFICIALS in fields.get("Country", "")
        else "Special Economic Measures Act"
    )
    place = joined(_regime(fields), "schedule", fields.get("Schedule", "-"), "item", fields.get("Item", "-"))
    named: list[Printed] = [(_name(fields), NameKind.PRIMARY), *((alias, "") for alias in aliases)]
    return Listing(
        id=key,
        watchlist_id=watchlist.id,
        names=person_names(named) if person else party_names(_name(fields), aliases),
        type=kind,
        listed_from=ledger.day("DateOfListing", fields.get("DateOfListing", "")),
        citation=f"{act}; {place}",
        source_url=watchlist.official_url,
        birth_year=_born(fields, ledger) if person else "",
        remark=f"Regime: {_regime(fields)}",
    )


def _born(fields: Fields, ledger: Ledger) -> str:
    return ledger.years("DateOfBirthOrShipBuildDate", [fields.get("DateOfBirthOrShipBuildDate", "")])


def _kind(fields: Fields) -> PartyType:
    if fields.get("ShipIMONumber"):
        return PartyType.OTHER
    return PartyType.ORGANISATION if fields.get("EntityOrShip") else PartyType.PERSON


def _aliases(printed: str) -> Iterator[str]:
    """Aliases are joined by ";", else by ","; a legal form behind a comma belongs to the name before it."""
    if ";" in printed:
        yield from filter(None, map(str.strip, printed.split(";")))
        return
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
