"""The UN Security Council's consolidated list, from its official XML: entities and individuals.

Of individuals we take names, dates of birth, the country of an address and the reference; what else the file
says of them is left where it is. Where ";" joins several names in one print, brackets only group them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from xml.etree.ElementTree import Element

from watchlists.formats.support.non_us_names import bracketed, party, sorted_alias
from watchlists.formats.support.openers import children, entries, text, texts
from watchlists.formats.support.regimes import regimes
from watchlists.formats.support.typed_names import Printed, join_name_parts, key_of, person_names
from watchlists.formats.support.unused_fields import FieldLedger
from watchlists.model import Edition, ListedName, Listing, NameKind, PartyType, Watchlist

REMARK = re.compile(r"^(?:original script|sub-unit name)$| - sub-unit name")
GIVEN = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
WIDEST_RANGE = 12  # years between FROM_YEAR and TO_YEAR; a wider one tells no year of birth


def read(content: bytes, watchlist: Watchlist) -> Edition:
    """Read the list; the edition is the day the publisher generated it.

    Raises:
        NotTheList: the bytes are not the consolidated list's XML, or not all of it.
    """
    ledger = FieldLedger("un-xml")
    root, elements = entries(content, "CONSOLIDATED_LIST", ("ENTITY", "INDIVIDUAL"), ledger)
    edition = root.get("dateGenerated", "")[:10]
    listings = [_listing(element, watchlist, edition, ledger) for element in elements]
    return ledger.edition(listings, edition, ledger.day("@dateGenerated", edition))


def _listing(element: Element, watchlist: Watchlist, edition: str, ledger: FieldLedger) -> Listing:
    reference, regime = text(element, "REFERENCE_NUMBER"), text(element, "UN_LIST_TYPE")
    person = element.tag == "INDIVIDUAL"
    places = children(element, f"{element.tag}_ADDRESS")
    countries = (ledger.country("COUNTRY", text(place, "COUNTRY")) for place in places)
    if (resolution := regimes("un-sc-consolidated").get(regime, "")) == "":
        ledger.note("UN_LIST_TYPE", regime)
    return Listing(
        id=f"{watchlist.id}:{key_of(reference)}",
        watchlist_id=watchlist.id,
        names=person_names(_person(element, ledger))
        if person
        else party(watchlist.id, _body(element, ledger)),
        type=PartyType.PERSON if person else PartyType.ORGANISATION,
        country=" ".join(_once(countries)),
        place="" if person else "; ".join(_once(text(place, "CITY") for place in places)),
        identifiers=(("un", reference),) if reference else (),
        edition=edition,
        listed_from=_listed(element, ledger),
        citation=f"{resolution}; permanent reference {reference}".removeprefix("; "),
        source_url=watchlist.official_url,
        birth_date=_born(element, ledger) if person else "",
        remark=f"Regime: {regime}",
    )


def _listed(element: Element, ledger: FieldLedger) -> date | None:
    return ledger.day("LISTED_ON", text(element, "LISTED_ON")[:10])


def _body(element: Element, ledger: FieldLedger) -> Iterator[ListedName]:
    primary = text(element, "FIRST_NAME")
    yield ListedName(primary, NameKind.PRIMARY)
    yield from _within(primary)
    if native := text(element, "NAME_ORIGINAL_SCRIPT"):
        yield ListedName(native, NameKind.NATIVE)
    for alias, quality in _aliases(element, "ENTITY_ALIAS", ledger):
        if quality == NameKind.FORMER:
            yield ListedName(alias, NameKind.FORMER)
        elif ";" in alias:
            yield ListedName(alias, NameKind.FRAGMENT, "several names printed in one; they stand after it")
            yield from _within(alias)
        else:
            yield sorted_alias(alias)
            yield from _within(alias)


def _person(element: Element, ledger: FieldLedger) -> Iterator[Printed]:
    yield join_name_parts(*(text(element, tag) for tag in GIVEN)), NameKind.PRIMARY
    if native := text(element, "NAME_ORIGINAL_SCRIPT"):
        yield native, NameKind.NATIVE
    for printed, quality in _aliases(element, "INDIVIDUAL_ALIAS", ledger):
        for alias in filter(None, map(str.strip, printed.split(";"))):
            yield alias, quality


def _aliases(element: Element, tag: str, ledger: FieldLedger) -> Iterator[tuple[str, str]]:
    """Aliases with the kind their quality means; the publisher prints an empty element where there is none."""
    for alias in children(element, tag):
        if printed := text(alias, "ALIAS_NAME"):
            quality = text(alias, "QUALITY")
            yield printed, ledger.meaning(f"{tag}/QUALITY", quality) if quality else ""


def _born(element: Element, ledger: FieldLedger) -> str:
    births = children(element, "INDIVIDUAL_DATE_OF_BIRTH")
    dates = [date for birth in births for date in _dates(birth)]
    for birth in births:
        first, last = text(birth, "FROM_YEAR"), text(birth, "TO_YEAR")
        if first.isdigit() and last.isdigit() and 0 <= int(last) - int(first) <= WIDEST_RANGE:
            dates += map(str, range(int(first), int(last) + 1))
    return ledger.births("INDIVIDUAL_DATE_OF_BIRTH", dates)


def _dates(birth: Element) -> list[str]:
    """The date and year of a birth; of a date that is said to be approximate, the year."""
    printed = [each for tag in ("DATE", "YEAR") for each in texts(birth, tag)]
    exact = text(birth, "TYPE_OF_DATE").upper() in ("", "EXACT")
    return printed if exact else [each[:4] for each in printed]


def _within(printed: str) -> Iterator[ListedName]:
    """Names inside a print."""
    if ";" not in printed:
        yield from bracketed(printed)
        return
    for part in filter(None, map(str.strip, re.split(r"[;()]", printed))):
        if not REMARK.search(part):
            yield sorted_alias(part, "printed in one with other names")


def _once(found: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for each in found if each))
