"""Datasets of OpenSanctions in FollowTheMoney JSON: one object a line, with schema and properties.

Only targets become listings: persons, organisations and companies, with the numbers they bear; what else a dataset holds
(sanctions, addresses, ownerships, vessels) describes targets or is no party. All of it is kept with the edition
(`watchlists.ftm_entities`). A line that is no object refuses the whole.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from watchlists.company_numbers import checked_number
from watchlists.countries import country_code
from watchlists.errors import NotTheList
from watchlists.formats.support.keys import slug
from watchlists.formats.support.party_type import looks_like_person
from watchlists.formats.support.typed_names import (
    Printed,
    body_names,
    join_name_parts,
    person_names,
    web_address,
)
from watchlists.formats.support.unused_fields import FieldLedger
from watchlists.ftm_entities import EntityJson, entities_in
from watchlists.identifier_schemes import scheme_of_property
from watchlists.model import Edition, Listing, NameKind, PartyType, Watchlist

NAMES = {
    "name": NameKind.ALIAS,
    "alias": NameKind.ALIAS,
    "previousName": NameKind.FORMER,
    "weakAlias": NameKind.WEAK_ALIAS,
    "abbreviation": NameKind.ACRONYM,
}
DOCUMENTS = {"Passport": "passport", "Identification": "id-number"}  # schema -> scheme of its numbers
DOCUMENT_NUMBERS = ("number", "passportNumber", "personalNumber")
NO_PARTY, MIXED = "none", "mixed"
BETWEEN = " | "  # stands between identifiers in our files
OURS = ":"  # stands in every id of our own, which no file may take for itself


def read(content: bytes, watchlist: Watchlist) -> Edition:
    """Read a dataset. The file bears no date.

    Raises:
        NotTheList: a line is no FollowTheMoney object, or no line is a party.
    """
    ledger = FieldLedger("ftm-json")
    listings: list[Listing] = []
    documents: dict[str, dict[tuple[str, str], None]] = {}
    for number, line in enumerate(io.BytesIO(content), start=1):
        if not line.strip():
            continue
        try:
            body = json.loads(line)
            if listing := _listing(body, watchlist, ledger):
                listings.append(listing)
            for each in entities_in(body):
                for holder, said in _document_numbers(each):
                    documents.setdefault(holder, {})[said] = None
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise NotTheList(f"Line {number} is no FollowTheMoney object ({error}).", line=number) from error
    if not listings:
        raise NotTheList("The file holds no person, organisation or company of FollowTheMoney.")
    return ledger.edition((_with_documents(each, documents) for each in listings), "", None)


def _document_numbers(body: EntityJson) -> Iterator[tuple[str, tuple[str, str]]]:
    """The numbers of an identity document that is an entity of its own, each with who holds it."""
    if (scheme := DOCUMENTS.get(body["schema"])) is None:
        return
    held = body["properties"]
    for field in DOCUMENT_NUMBERS:
        for value in held.get(field, ()):
            for holder in held.get("holder", ()):
                kind = "id-number" if field == "personalNumber" else scheme
                yield holder, (kind, " ".join(value.split()))


def _with_documents(listing: Listing, documents: Mapping[str, Iterable[tuple[str, str]]]) -> Listing:
    own = next((value for scheme, value in listing.identifiers if scheme == "ftm"), "")
    numbers = [each for each in documents.get(own, ()) if each[1] and BETWEEN not in each[1]]
    return (
        replace(listing, identifiers=tuple(dict.fromkeys((*numbers, *listing.identifiers))))
        if numbers
        else listing
    )


def _listing(body: EntityJson, watchlist: Watchlist, ledger: FieldLedger) -> Listing | None:
    meaning = ledger.meaning("schema", body["schema"])
    if not meaning or meaning == NO_PARTY or body.get("target") is False:
        return None
    held: Mapping[str, list[str]] = body["properties"]
    ledger.see(held)
    kind = _mixed(body, held) if meaning == MIXED else PartyType(meaning)
    person = kind is PartyType.PERSON
    names = list(_names(body, held))
    return Listing(
        id=f"{watchlist.id}:{slug(body['id'])}",
        watchlist_id=watchlist.id,
        names=person_names(names) if person else body_names(watchlist.id, names),
        type=kind,
        country=_countries(held),
        identifiers=tuple(dict.fromkeys((*_identifiers(held), *_entity(body, held)))),
        citation=", ".join(body.get("datasets", ())),
        source_url=web_address(*held.get("sourceUrl", ()), watchlist.official_url),
        birth_date=ledger.births("birthDate", held.get("birthDate", ())) if person else "",
        remark="; ".join(held.get("program", ())),
    )


def _mixed(body: EntityJson, held: Mapping[str, list[str]]) -> PartyType:
    """A "LegalEntity" may be a person whose publisher did not say so."""
    return PartyType.PERSON if looks_like_person(_primary(body, held)) else PartyType.ORGANISATION


def _primary(body: EntityJson, held: Mapping[str, list[str]]) -> str:
    return join_name_parts(body.get("caption") or held["name"][0])


def _names(body: EntityJson, held: Mapping[str, list[str]]) -> Iterator[Printed]:
    primary = _primary(body, held)
    yield primary, NameKind.PRIMARY
    for field, kind in NAMES.items():
        for text in map(join_name_parts, held.get(field, ())):
            if text and text != primary:
                yield text, kind


def _countries(held: Mapping[str, list[str]]) -> str:
    """Where a party sits; FollowTheMoney's codes of states that ended are none of ISO's and are left out."""
    codes = (country_code(code) for field in ("country", "jurisdiction") for code in held.get(field, ()))
    return " ".join(dict.fromkeys(filter(None, codes)))


def _identifiers(held: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    for field, scheme in scheme_of_property().items():
        for number in held.get(field, ()):
            if number.strip() and BETWEEN not in number:
                yield checked_number(scheme, " ".join(number.split()))
    yield from (("un", number) for number in held.get("unscId", ()))


def _entity(body: EntityJson, held: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    """What the entity is called and known as in its own dataset, for clients that speak of it by that id."""
    told = [("ftm", body["id"]), ("ftm-schema", body["schema"])]
    told += [("ftm-referent", each) for each in body.get("referents", ())]
    told += [("ftm-topic", each) for each in held.get("topics", ())]
    for scheme, value in told:
        if value and BETWEEN not in value and OURS not in value:
            yield scheme, value
