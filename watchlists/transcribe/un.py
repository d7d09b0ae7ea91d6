"""The UN Security Council's consolidated list, from its official XML: entities, never individuals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import parse

from watchlists.countries import country_code
from watchlists.model import ListedName, Listing, NameKind, PartyType
from watchlists.transcribe.regimes import regimes
from watchlists.transcribe.wording import bracketed, party, sorted_alias

LIST_ID = "un-sc-consolidated"
REMARK = re.compile(r"^(?:original script|sub-unit name)$| - sub-unit name")
URL = "https://main.un.org/securitycouncil/en/content/un-sc-consolidated-list"


def transcribe(sources: Sequence[Path]) -> Iterator[Listing]:
    """Listings in the order of the XML; the edition is the day the publisher generated it."""
    root = parse(sources[0]).getroot()
    if root is None:
        raise ValueError(f"{sources[0].name} holds no element.")
    edition = root.attrib["dateGenerated"][:10]
    for element in root.iter("ENTITY"):
        yield _listing(element, edition)


def _listing(element: Element, edition: str) -> Listing:
    reference = _text(element, "REFERENCE_NUMBER")
    places = element.findall("ENTITY_ADDRESS")
    return Listing(
        id=f"{LIST_ID}:{reference.lower()}",
        watchlist_id=LIST_ID,
        names=party(LIST_ID, _names(element)),
        type=PartyType.ORGANISATION,
        country=" ".join(_once(country_code(_text(place, "COUNTRY")) or "" for place in places)),
        place="; ".join(_once(_text(place, "CITY") for place in places)),
        identifiers=(("un", reference),),
        edition=edition,
        listed_from=date.fromisoformat(_text(element, "LISTED_ON")[:10]),
        citation=f"{regimes(LIST_ID)[_text(element, 'UN_LIST_TYPE')]}; permanent reference {reference}",
        source_url=URL,
        remark=f"Regime: {_text(element, 'UN_LIST_TYPE')}",
    )


def _names(element: Element) -> Iterator[ListedName]:
    primary = _text(element, "FIRST_NAME")
    yield ListedName(primary, NameKind.PRIMARY)
    yield from _within(primary)
    if native := _text(element, "NAME_ORIGINAL_SCRIPT"):
        yield ListedName(native, NameKind.NATIVE)
    for alias in element.findall("ENTITY_ALIAS"):
        if not (text := _text(alias, "ALIAS_NAME")):
            continue  # the publisher prints an empty element where there is no alias
        if _text(alias, "QUALITY") == "f.k.a.":
            yield ListedName(text, NameKind.FORMER)
        elif ";" in text:
            yield ListedName(text, NameKind.FRAGMENT, "several names printed in one; they stand after it")
            yield from _within(text)
        else:
            yield sorted_alias(text)
            yield from _within(text)


def _within(printed: str) -> Iterator[ListedName]:
    """Names inside a print; where ";" joins several, brackets only group them."""
    if ";" not in printed:
        yield from bracketed(printed)
        return
    for part in filter(None, map(str.strip, re.split(r"[;()]", printed))):
        if not REMARK.search(part):
            yield sorted_alias(part, "printed in one with other names")


def _text(element: Element, tag: str) -> str:
    return re.sub(r"\s+", " ", element.findtext(tag) or "").strip()


def _once(texts: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))


LISTS = {LIST_ID: transcribe}
