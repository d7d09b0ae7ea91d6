"""From a query by example to subjects: one for every name it gives, since each may be the one that is listed.

Nationality, birthplace and the like come back in the echo of the query and are never read.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

from screening.client.call_limits import SUBJECTS, TEXTS
from screening.compare.births import most_exact
from screening.intake.identifiers import identifiers_of_party
from screening.model import Subject, SubjectType
from watchlists.countries import country_code
from watchlists.identifier_schemes import scheme_of_property
from web.api.subjects import is_number, not_a_text
from web.compat.yente.words import Schema, properties, schemata
from web.formats import number

NAME_CHARS = 300
_SHOWN = 80  # characters of the name of a property
_NAMES = ("name", "alias", "previousName", "weakAlias")
_PARTS = ("firstName", "secondName", "middleName", "fatherName", "lastName")
_COUNTRIES = ("country", "jurisdiction", "mainCountry")
_SCHEMES = {**scheme_of_property(), "website": "domain", "email": "email"}
_DATE = re.compile(r"[12]\d{3}(-\d\d(-\d\d)?)?(?!\d)")


class QueryRefused(Exception):
    """One query of a batch cannot be answered: the status yente gives, and a sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


@dataclass(frozen=True, slots=True)
class Query:
    """A query as understood: its id, schema, cleaned properties, and the subjects to screen."""

    id: str | None
    schema: Schema
    properties: dict[str, list[str]]
    subjects: tuple[Subject, ...]
    unread: str = (
        ""  # why a name could not be looked up: without results such a query is not answered with none
    )


def read_query(said: Any) -> Query:  # noqa: ANN401 - JSON is any value
    """Understand one query.

    Raises:
        QueryRefused: 422 for a shape that is none, where there is no name that is a text and no identifier that can be read, or where there are more names than a call may ask; 400 for a schema that FollowTheMoney does not have.
    """
    if not isinstance(said, dict) or not isinstance(said.get("schema"), str):
        raise QueryRefused(422, "A query needs a schema, such as Person or Organization.")
    if not isinstance(given := said.get("properties", {}), dict):
        raise QueryRefused(422, "The properties of a query are an object of lists.")
    schema = schemata().get(said["schema"])
    if schema is None:
        raise QueryRefused(400, f"Invalid schema: {said['schema'][:80]}")
    own_id = said.get("id")
    unread = _no_text_for_a_name(given)
    cleaned = _clean(given, schema)
    subjects = _subjects(schema, cleaned)
    if unread and not subjects:
        raise QueryRefused(422, unread)
    if not subjects and any(name in cleaned for name in _SCHEMES):
        raise QueryRefused(422, "No name is given, and no identifier that can be read, so we did not search.")
    if not subjects:
        raise QueryRefused(422, _nothing_to_search_for(given, cleaned))
    return Query(str(own_id) if own_id is not None else None, schema, cleaned, subjects, unread)


def _nothing_to_search_for(given: dict[str, Any], read: dict[str, list[str]]) -> str:
    """A sentence about a query without a name or identifier, and about the first property of it that there is none of."""
    sentence = "The query has no name and no identifier, so we did not search."
    unknown = next((name for name in given if name not in read and not _is_property(name)), None)
    if unknown is None:
        return sentence
    near = difflib.get_close_matches(unknown[:_SHOWN], [*properties(), *_SCHEMES], n=1)
    meant = f"; {near[0]} may be meant" if near else ""
    return f"{sentence} There is no property “{unknown[:_SHOWN]}”{meant}."


def _is_property(name: str) -> bool:
    return name in properties() or name in _SCHEMES


def _no_text_for_a_name(given: dict[str, Any]) -> str:
    """A sentence about the first name that is no text; "" where all are texts or nothing."""
    for name in (*_NAMES, *_PARTS):
        value = given.get(name)
        for each in value if isinstance(value, list) else [value]:
            if not isinstance(each, str | None):
                return not_a_text(name, each)
    return ""


def _clean(given: dict[str, Any], schema: Schema) -> dict[str, list[str]]:
    """Known properties with their texts; countries as lower-case ISO codes where they are recognised."""
    cleaned: dict[str, list[str]] = {}
    for name, value in given.items():
        _, kind, of = properties().get(name, ("", "", frozenset()))
        # An identifier is one, whichever sort of party its property belongs to.
        is_known = name in _SCHEMES or (kind and (schema.name in of or schema.name not in _all_schemata()))
        if not is_known:
            continue
        values = value if isinstance(value, list) else [value]
        named = name in _NAMES or name in _PARTS
        texts = [_text(each) for each in values if not (named and is_number(each))]
        if kind == "country":
            texts = [(country_code(text) or text).lower() for text in texts]
        if texts := list(dict.fromkeys(text for text in texts if text)):
            cleaned[name] = texts
    return cleaned


def _all_schemata() -> frozenset[str]:
    return frozenset().union(*(of for _, _, of in properties().values()))


def _text(value: Any) -> str:  # noqa: ANN401 - JSON is any value
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return str(value).strip()


def _subjects(schema: Schema, given: dict[str, list[str]]) -> tuple[Subject, ...]:
    """One for every name and date of birth that are given; none is left out unsaid.

    Raises:
        QueryRefused: 400 for a longer name than is read, 422 for more of them than a call may ask.
    """
    names = dict.fromkeys(text for name in _NAMES for text in given.get(name, []))
    parts = [] if given.get("name") else [given[part] for part in _PARTS if part in given]
    dates = most_exact(found.group() for text in given.get("birthDate", []) if (found := _DATE.match(text)))
    identifiers = tuple(
        pair
        for name, scheme in _SCHEMES.items()
        for text in given.get(name, [])
        for pair in identifiers_of_party(scheme, text)
    )
    # counted before they are put together: a short query may ask for more than fits into memory
    spellings = len(names) + (prod(map(len, parts)) if parts else 0)
    count = max(spellings, 1) * max(len(dates), 1)
    if count > SUBJECTS or count * (1 + len(identifiers)) > TEXTS:
        raise QueryRefused(
            422,
            f"Names, dates of birth and identifiers of this query make {number(count)} subjects with"
            f" {number(count * (1 + len(identifiers)))} texts; up to {number(SUBJECTS)} and {number(TEXTS)} are"
            " screened in a call, so send fewer of them.",
        )
    if any(len(text) > NAME_CHARS for text in (*names, *(text for part in parts for text in part))):
        raise QueryRefused(400, f"A name is longer than {NAME_CHARS} characters.")
    whole = [*(" ".join(each) for each in product(*parts) if parts), *names]
    if any(len(name) > NAME_CHARS for name in whole):
        raise QueryRefused(400, f"A name is longer than {NAME_CHARS} characters.")
    countries = {text.upper() for name in _COUNTRIES for text in given.get(name, [])}
    known = {code for code in countries if country_code(code) == code}
    return tuple(
        Subject(
            name=name,
            type=_type(schema),
            country=next(iter(known)) if len(known) == 1 else "",
            identifiers=identifiers,
            birth_date=born,
        )
        for name, born in product(dict.fromkeys(whole) or ([""] if identifiers else []), dates or [""])
    )


def _type(schema: Schema) -> SubjectType:
    if schema.name == "Person":
        return SubjectType.PERSON
    return SubjectType.ORGANISATION if "Organization" in schema.is_a else SubjectType.UNKNOWN
