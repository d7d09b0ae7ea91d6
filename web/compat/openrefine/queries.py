"""From a cell of a column to a subject, whatever the cell holds: text, number, yes or no, or an already settled cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from screening.errors import ScreeningError
from screening.intake.dates import birth_date
from screening.intake.identifiers import SCHEMES, identifiers_in, identifiers_of_party
from screening.model import Subject, SubjectType
from watchlists.countries import country_code
from watchlists.identifier_schemes import scheme_of_property
from web.api.subjects import is_number, not_a_text
from web.compat.openrefine.words import read_type
from web.formats import number

MOST_RESULTS = 100
USUAL_RESULTS = 10
TEXT_CHARS = 2_000  # of a name or an affiliation, as of a cell of a list
_AFFILIATION = "affiliation"
_SHOWN_CHARS = 40  # of a key in a sentence


class QueriesRefused(ScreeningError):
    """The batch is none."""

    code = "queries-malformed"


class CellUnread(ScreeningError):
    """Somebody stands in a cell who could not be looked up; the protocol has no word for that, so the call is refused."""

    code, status = "cell-unread", 422


@dataclass(frozen=True, slots=True)
class QueryCell:
    """A question: the subject, which type of answers is wanted, and how many."""

    subject: Subject | None
    type: SubjectType
    limit: int


def read_cell(said: Any, key: str = "") -> QueryCell:  # noqa: ANN401 - JSON is any value
    """Understand one query; one that holds nothing asks for nobody, as an empty cell does.

    Raises:
        CellUnread: it holds something by which nobody could be looked up; `key` names the query.
    """
    if not isinstance(said, dict):
        raise CellUnread(
            f"{_named(key)} is no object with a name as its `query`; nothing of the call was looked up."
        )
    given = said.get("type") or ""
    kinds = {read_type(text_of(each)) for each in (given if isinstance(given, list) else [given])}
    kind = kinds.pop() if len(kinds) == 1 else SubjectType.UNKNOWN
    limit = said.get("limit")
    most = limit if isinstance(limit, int) and not isinstance(limit, bool) and limit > 0 else USUAL_RESULTS
    name = _name(key, "query", said.get("query"))
    hints, affiliations = _hints(said), _affiliations(key, said)
    return QueryCell(_subject(name, affiliations, kind, hints), kind, min(most, MOST_RESULTS))


def _named(key: str) -> str:
    return f"Query {key[:_SHOWN_CHARS]!r}" if key else "A query"


def _name(key: str, field: str, value: Any) -> str:  # noqa: ANN401 - JSON is any value
    """What is to be looked up; "" where nothing is given.

    Raises:
        CellUnread: it is no text, several, or a longer one than is read.
    """
    while isinstance(value, dict | list):
        if isinstance(value, dict):
            value = value.get("name") or value.get("id") or value.get("str")
        elif len(value) > 1:
            raise CellUnread(
                f"{_named(key)}: {field} holds {number(len(value))} values where one is looked up; send a query for"
                " each. Nothing of the call was looked up."
            )
        else:
            value = value[0] if value else None
    if is_number(value):
        raise CellUnread(f"{_named(key)}: {not_a_text(field, value)} Nothing of the call was looked up.")
    text = text_of(value)
    if len(text) > TEXT_CHARS:
        raise CellUnread(
            f"{_named(key)}: {field} has {number(len(text))} characters; up to {number(TEXT_CHARS)} are read, so"
            " shorten it. Nothing of the call was looked up."
        )
    return text


def _affiliations(key: str, said: dict[str, Any]) -> tuple[str, ...]:
    """All of them, in order; how many a call may have, its budget says.

    Raises:
        CellUnread: as for a name.
    """
    values = [each for name, values in _properties(said) if name == _AFFILIATION for each in values]
    return tuple(text for each in values if (text := _name(key, _AFFILIATION, each)))


def text_of(value: Any) -> str:  # noqa: ANN401 - JSON is any value
    """The text of a value: a cell that is settled already gives its name."""
    if isinstance(value, dict):
        return text_of(value.get("name") or value.get("id") or value.get("str"))
    if isinstance(value, list):
        return text_of(value[0]) if value else ""
    return "" if value is None else str(value).strip()


def _properties(said: dict[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    """Properties with their values, by the last part of their id, so that Person:birthDate is birthdate."""
    given = said.get("properties")
    for each in given if isinstance(given, list) else []:
        if isinstance(each, dict):
            name = text_of(each.get("pid") or each.get("p")).rsplit(":", 1)[-1].rsplit("/", 1)[-1].casefold()
            value = each.get("v")
            yield name, value if isinstance(value, list) else [value]


def _hints(said: dict[str, Any]) -> dict[str, list[str]]:
    """The texts of properties."""
    hints: dict[str, list[str]] = {}
    for name, values in _properties(said):
        hints.setdefault(name, []).extend(text for each in values if (text := text_of(each)))
    return hints


def _subject(
    name: str, affiliations: tuple[str, ...], kind: SubjectType, hints: dict[str, list[str]]
) -> Subject | None:
    countries = {country_code(text) for text in hints.get("country", [])} - {None}
    dates = [text for each in ("birth_date", "birthdate") for text in hints.get(each, [])]
    identifiers = [
        pair for scheme in SCHEMES for text in hints.get(scheme, []) for pair in identifiers_in(scheme, text)
    ]
    # By our name for a scheme, or by the property of FollowTheMoney (Person:passportNumber).
    for property_name, scheme in scheme_of_property().items():
        named = () if scheme in SCHEMES else hints.get(scheme, [])
        for text in dict.fromkeys((*named, *hints.get(property_name.casefold(), []))):
            identifiers += identifiers_of_party(scheme, text)
    if not (name or affiliations or identifiers):
        return None
    return Subject(
        name=name,
        type=kind,
        affiliations=affiliations,
        country=str(countries.pop()) if len(countries) == 1 else "",
        identifiers=tuple(dict.fromkeys(identifiers)),
        birth_date=birth_date(dates[0]) if dates else "",
    )
