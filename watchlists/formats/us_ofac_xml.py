"""OFAC's lists (SDN and Consolidated) in their current standard XML: one `sdnEntry` a party."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from xml.etree.ElementTree import Element

from watchlists.company_numbers import number_of
from watchlists.errors import NotTheList
from watchlists.formats.support.openers import children, entries, text, texts
from watchlists.formats.support.typed_names import Printed
from watchlists.formats.support.unused_fields import FieldLedger
from watchlists.formats.support.us_ofac_entries import OfacParty, linked_to, ofac_listing
from watchlists.model import Edition, Listing, NameKind, PartyType, Watchlist


def read(content: bytes, watchlist: Watchlist) -> Edition:
    """Read the list; the edition is its date of publication.

    Raises:
        NotTheList: the bytes are not the list's XML, not all of it, or hold fewer entries than they announce.
    """
    ledger = FieldLedger("us-ofac-xml")
    _, elements = entries(content, "sdnList", ("sdnEntry", "publshInformation"), ledger)
    published: date | None = None
    announced = ""
    listings: list[Listing] = []
    for element in elements:
        if element.tag.endswith("sdnEntry"):
            edition = published.isoformat() if published else ""
            listings.append(ofac_listing(_party(element, ledger), watchlist, edition, ledger))
        else:
            announced = text(element, "Record_Count")
            published = ledger.day("Publish_Date", text(element, "Publish_Date"), "%m/%d/%Y")
    if announced and announced != str(len(listings)):
        raise NotTheList(f"The file announces {announced} entries and holds {len(listings)}.")
    return ledger.edition(listings, published.isoformat() if published else "", published)


def _party(element: Element, ledger: FieldLedger) -> OfacParty:
    addresses = children(element, "addressList/address")
    countries = [ledger.country("country", text(address, "country")) for address in addresses]
    return OfacParty(
        uid=text(element, "uid"),
        type=PartyType(ledger.meaning("sdnEntry/sdnType", text(element, "sdnType")) or PartyType.OTHER),
        names=tuple(_names(element, ledger)),
        programs=tuple(texts(element, "programList/program")),
        countries=tuple(countries),
        cities=tuple(text(address, "city") for address in addresses),
        born=tuple(texts(element, "dateOfBirthList/dateOfBirthItem/dateOfBirth")),
        parent=linked_to(text(element, "remarks")),
        identifiers=tuple(_identifiers(element, " ".join(filter(None, countries)))),
    )


def _names(element: Element, ledger: FieldLedger) -> Iterator[Printed]:
    yield _name(element), NameKind.PRIMARY
    for alias in children(element, "akaList/aka"):
        kind = ledger.meaning("sdnEntry/akaList/aka/type", text(alias, "type"))
        strength = ledger.meaning("sdnEntry/akaList/aka/category", text(alias, "category"))
        yield _name(alias), strength if strength == NameKind.WEAK_ALIAS else kind


def _name(element: Element) -> str:
    return ", ".join(filter(None, (text(element, "lastName"), text(element, "firstName"))))


def _identifiers(element: Element, country: str) -> Iterator[tuple[str, str]]:
    for document in children(element, "idList/id"):
        yield from number_of(text(document, "idType"), text(document, "idNumber"), country)
