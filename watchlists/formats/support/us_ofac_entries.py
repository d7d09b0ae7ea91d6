"""What OFAC's files in both formats say of a party, and the listing that becomes of it.

OFAC prints a person's family name first, before a comma; it stays so. A name in quotation marks or of category
"weak" is a weak alias. Vessels and aircraft are kept and never matched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from watchlists.formats.support.typed_names import Printed, body_names, key_of, person_names
from watchlists.formats.support.unused_fields import FieldLedger
from watchlists.model import Listing, PartyType, Watchlist

LINKED = re.compile(r"Linked To: (.+?)(?:;|\)|\.?$)")


@dataclass(frozen=True, slots=True)
class OfacParty:
    """One entry as OFAC prints it."""

    uid: str
    type: PartyType
    names: tuple[Printed, ...]
    programs: tuple[str, ...]
    countries: tuple[str, ...]  # ISO codes
    cities: tuple[str, ...]
    born: tuple[str, ...]  # texts that hold a date or a year
    parent: str
    identifiers: tuple[tuple[str, str], ...]


def ofac_listing(party: OfacParty, watchlist: Watchlist, edition: str, ledger: FieldLedger) -> Listing:
    """The listing of one entry; of a person names, dates of birth, country and programme alone."""
    person = party.type is PartyType.PERSON
    programs = ", ".join(party.programs)
    return Listing(
        id=f"{watchlist.id}:{key_of(party.uid)}",
        watchlist_id=watchlist.id,
        names=person_names(party.names) if person else body_names(watchlist.id, party.names),
        type=party.type,
        country=" ".join(dict.fromkeys(filter(None, party.countries))),
        place="" if person else "; ".join(dict.fromkeys(filter(None, party.cities))),
        identifiers=() if person else party.identifiers,
        edition=edition,
        citation=f"OFAC program {programs}",
        source_url=f"https://sanctionssearch.ofac.treas.gov/Details.aspx?id={party.uid}",
        birth_date=ledger.births("date of birth", party.born) if person else "",
        parent="" if person else party.parent,
        remark=f"Program: {programs}",
    )


def linked_to(remarks: str) -> str:
    """The party that a remark says this one is linked to."""
    found = LINKED.search(remarks)
    return found[1].strip() if found else ""
