"""Switzerland's sanctions list (SECO), from its XML of the whole list.

A name is built of parts in their order; a part may have spellings in other letters, which make further names.
Targets that were taken off stay in the file: a body is kept as lifted, a person is left out, for whom it is
history that nobody needs. What each amendment added or removed repeats the target and is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile, zip_longest
from xml.etree.ElementTree import Element

from watchlists.company_numbers import Number, labelled_numbers
from watchlists.formats.support.openers import bare, children, entries, text, texts
from watchlists.formats.support.typed_names import Printed, body_names, join_name_parts, key_of, person_names
from watchlists.formats.support.unused_fields import FieldLedger
from watchlists.measures import in_order
from watchlists.model import Edition, Listing, Measure, NameKind, PartyType, Status, Watchlist

KINDS = {"individual": PartyType.PERSON, "entity": PartyType.ORGANISATION, "object": PartyType.OTHER}
IN_BRACKETS = re.compile(r"\(([A-Za-z ]{6,})\)")  # as in "art. 15 para. 1 (Financial sanctions)"
LEFT_OUT = ("title",)  # parts that are no name


def read(content: bytes, watchlist: Watchlist) -> Edition:
    """Read the list; the edition is its date.

    Raises:
        NotTheList: the bytes are not the list's XML, or not all of it.
    """
    ledger = FieldLedger("ch-seco-xml")
    root, elements = entries(
        content, "swiss-sanctions-list", ("sanctions-program", "target", "place"), ledger
    )
    edition = root.get("date", "")
    programs: dict[str, str] = {}
    measures: dict[str, tuple[Measure, ...]] = {}
    places: dict[str, tuple[str, str]] = {}
    found: list[tuple[Listing, list[str], str]] = []
    for element in elements:
        if bare(element.tag) == "sanctions-program":
            title = next(filter(None, (_english(each) for each in children(element, "program-name"))), "")
            for each in children(element, "sanctions-set"):
                programs[each.get("ssid", "")] = title
                if said := IN_BRACKETS.findall(_english(each)):
                    measures[each.get("ssid", "")] = ledger.measures("sanctions-set", said)
        elif bare(element.tag) == "place":
            places[element.get("ssid", "")] = (_country(element, ledger), text(element, "location"))
        elif listing := _listing(element, watchlist, edition, programs, measures, ledger):
            ids = [each.get("place-id", "") for each in _identities(element, "address")]
            found.append((listing, ids, "; ".join(texts(element, "entity/other-information"))))
    listings = [
        _placed(listing, [places[each] for each in ids if each in places], printed)
        for listing, ids, printed in found
    ]
    return ledger.edition(listings, edition, ledger.day("@date", edition))


def _listing(
    target: Element,
    watchlist: Watchlist,
    edition: str,
    programs: dict[str, str],
    measures: dict[str, tuple[Measure, ...]],
    ledger: FieldLedger,
) -> Listing | None:
    kind = next((KINDS[bare(child.tag)] for child in target if bare(child.tag) in KINDS), PartyType.OTHER)
    status, first, last = _history(target)
    person = kind is PartyType.PERSON
    names = list(_names(target, ledger))
    if not names or (person and status is Status.LIFTED):
        return None
    sets = [*texts(target, "sanctions-set-id"), target.get("sanctions-set-id", "")]
    births = map(_born, _identities(target, "day-month-year"))
    return Listing(
        id=f"{watchlist.id}:{key_of(target.get('ssid', ''))}",
        watchlist_id=watchlist.id,
        names=person_names(names) if person else body_names(watchlist.id, names),
        type=kind,
        identifiers=(("seco", target.get("ssid") or "x"),),
        edition=edition,
        status=status,
        listed_from=ledger.day("effective-date", first),
        listed_to=ledger.day("effective-date", last),
        citation="; ".join(dict.fromkeys(programs[each] for each in sets if programs.get(each))),
        source_url=watchlist.official_url,
        birth_date=ledger.births("year", births) if person else "",
        measures=in_order(measure for each in sets for measure in measures.get(each, ())),
    )


def _born(birth: Element) -> str:
    """A date of birth as far as its parts are printed."""
    parts = [birth.get("year", ""), birth.get("month", "").zfill(2), birth.get("day", "").zfill(2)]
    given = takewhile(lambda part: part.strip("0"), parts)
    return "-".join(given)


def _history(target: Element) -> tuple[Status, str, str]:
    """Status, first day listed and last day; the latest amendment decides, the first printed among equals."""
    changes = [
        (
            change.get("effective-date") or change.get("publication-date") or "",
            change.get("modification-type", ""),
        )
        for change in children(target, "modification")
    ]
    listed = [day for day, kind in changes if kind == "listed" and day]
    latest = max(changes, key=lambda change: change[0], default=("", ""))
    lifted = latest[1] == "de-listed"
    return Status.LIFTED if lifted else Status.IN_FORCE, min(listed, default=""), latest[0] if lifted else ""


def _names(target: Element, ledger: FieldLedger) -> Iterator[Printed]:
    found: list[Printed] = []
    for name in _identities(target, "name"):
        kind = ledger.meaning("name/@name-type", name.get("name-type", ""))
        weak = ledger.meaning("name/@quality", name.get("quality", "good")) == NameKind.WEAK_ALIAS
        for position, spelt in enumerate(_spellings(name)):
            later = "" if kind == NameKind.PRIMARY else kind
            found.append((spelt, NameKind.WEAK_ALIAS if weak else kind if position == 0 else later))
    yield from sorted(found, key=lambda name: name[1] != NameKind.PRIMARY)


def _spellings(name: Element) -> Iterator[str]:
    """The name as printed, then in each other spelling; foreign letters only where every part has them."""
    parts = [part for part in children(name, "name-part") if part.get("name-part-type") not in LEFT_OUT]
    parts.sort(key=lambda part: (len(part.get("order", "")), part.get("order", "")))  # numbers, as texts
    printed = [text(part, "value") for part in parts]
    yield join_name_parts(*printed)
    variants = [
        [
            (each.get("script", "LATN"), join_name_parts(each.text or ""))
            for each in children(part, "spelling-variant")
        ]
        for part in parts
    ]
    for script in dict.fromkeys(script for part in variants for script, _ in part):
        spelt = [[each for held, each in part if held == script] for part in variants]
        if script == "LATN" or all(spelt):
            for row in zip_longest(*spelt):
                choices = zip(printed, spelt, row, strict=True)
                yield join_name_parts(
                    *(choice or (part[-1] if part else held) for held, part, choice in choices)
                )


def _identities(target: Element, tag: str) -> list[Element]:
    return [each for kind in KINDS for each in children(target, f"{kind}/identity/{tag}")]


def _country(place: Element, ledger: FieldLedger) -> str:
    country = next(iter(children(place, "country")), place)
    return ledger.country("country", country.get("iso-code", "") or join_name_parts(country.text or ""))


def _english(element: Element) -> str:
    return join_name_parts(element.text or "") if element.get("lang") == "eng" else ""


def _placed(listing: Listing, places: list[tuple[str, str]], printed: str) -> Listing:
    """The listing with where it sits, and the company numbers that are printed among other information on it."""
    country = " ".join(dict.fromkeys(code for code, _ in places if code))
    cities = "; ".join(dict.fromkeys(city for _, city in places if city))
    if listing.type is PartyType.PERSON:
        return replace(listing, country=country)
    numbers: tuple[Number, ...] = labelled_numbers(printed, country)
    return replace(listing, country=country, place=cities, identifiers=(*listing.identifiers, *numbers))
