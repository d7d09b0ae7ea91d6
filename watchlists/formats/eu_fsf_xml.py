"""The EU's consolidated list of financial sanctions, from its XML 1.1 (`export`, one `sanctionEntity` a party).

The publisher marks no primary name: the first strong one in English or in no language is taken. Its names stand
in up to two dozen languages; each spelling is kept once.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from watchlists.company_numbers import company_numbers
from watchlists.formats.support.openers import children, entries, text
from watchlists.formats.support.typed_names import Printed, body_names, key_of, person_names, web_address
from watchlists.formats.support.unused_fields import FieldLedger
from watchlists.model import Edition, Listing, NameKind, PartyType, Watchlist

ENGLISH = ("", "EN", "en")


def read(content: bytes, watchlist: Watchlist) -> Edition:
    """Read the list; the edition is the day it was generated.

    Raises:
        NotTheList: the bytes are not the list's XML, or not all of it.
    """
    ledger = FieldLedger("eu-fsf-xml")
    root, elements = entries(content, "export", ("sanctionEntity",), ledger)
    edition = root.get("generationDate", "")[:10]
    listings = [_listing(element, watchlist, edition, ledger) for element in elements]
    return ledger.edition(listings, edition, ledger.day("@generationDate", edition))


def _listing(element: Element, watchlist: Watchlist, edition: str, ledger: FieldLedger) -> Listing:
    reference, logical = element.get("euReferenceNumber", ""), f"logical/{element.get('logicalId', '')}"
    code = next((each.get("code", "") for each in children(element, "subjectType")), "")
    kind = PartyType(ledger.meaning("subjectType/@code", code) or PartyType.OTHER)
    person = kind is PartyType.PERSON
    regulations = children(element, "regulation")
    names = list(_names(element))
    dates = [
        element.get("designationDate", ""),
        *(each.get("entryIntoForceDate", "") for each in regulations),
    ]
    addresses = children(element, "address")
    country = " ".join(dict.fromkeys(filter(None, (_country(each, ledger) for each in addresses))))
    return Listing(
        id=f"{watchlist.id}:{key_of(reference or logical)}",
        watchlist_id=watchlist.id,
        names=person_names(names) if person else body_names(watchlist.id, names),
        type=kind,
        country=country,
        place=""
        if person
        else "; ".join(dict.fromkeys(filter(None, (each.get("city") for each in addresses)))),
        identifiers=(
            *_identifiers(element, reference),
            *(() if person else _numbers(element, country, ledger)),
        ),
        edition=edition,
        listed_from=ledger.day("designationDate", min(filter(None, dates), default="")[:10]),
        citation="; ".join(dict.fromkeys(filter(None, map(_citation, regulations)))),
        source_url=web_address(
            *(text(each, "publicationUrl") for each in regulations), watchlist.official_url
        ),
        birth_date=ledger.births("birthdate", map(_born, children(element, "birthdate"))) if person else "",
        remark=f"Programme: {', '.join(dict.fromkeys(each.get('programme', '') for each in regulations))}",
    )


def _names(element: Element) -> Iterator[Printed]:
    aliases = [alias for alias in children(element, "nameAlias") if alias.get("wholeName")]
    strong = [alias for alias in aliases if alias.get("strong") != "false"]
    english = [alias for alias in strong if alias.get("nameLanguage", "") in ENGLISH]
    primary = (english or strong or aliases or [element])[0]
    named = primary.get("wholeName") or element.get("euReferenceNumber") or ""
    yield " ".join(named.split()), NameKind.PRIMARY
    for alias in aliases:
        if alias is not primary:
            weak = alias.get("strong") == "false"
            yield " ".join(alias.attrib["wholeName"].split()), NameKind.WEAK_ALIAS if weak else ""


def _country(address: Element, ledger: FieldLedger) -> str:
    code = address.get("countryIso2Code", "")
    return ledger.country("countryIso2Code", code) if code not in ("", "00") else ""


def _identifiers(element: Element, reference: str) -> Iterator[tuple[str, str]]:
    if reference:
        yield "eu", reference
    if number := element.get("unitedNationId"):
        yield "un", number


def _numbers(element: Element, country: str, ledger: FieldLedger) -> tuple[tuple[str, str], ...]:
    printed = (
        each.get("number", "")
        for each in children(element, "identification")
        if ledger.known("identification/@identificationTypeCode", each.get("identificationTypeCode", ""))
    )
    return company_numbers("; ".join(printed), country)


def _citation(regulation: Element) -> str:
    return " ".join(filter(None, (regulation.get("numberTitle"), regulation.get("programme"))))


def _born(birth: Element) -> str:
    exact = birth.get("birthdate", "") if birth.get("circa") != "true" else ""
    return exact or birth.get("year") or birth.get("birthdate", "")[:4]
