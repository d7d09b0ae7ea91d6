"""From a cell of a column to a subject, whatever the cell holds: text, number, yes or no, or an already settled cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from screening.errors import ScreeningError
from screening.intake.identifiers_cell import SCHEMES, birth_year, identifiers_in
from screening.model import Subject, SubjectType
from watchlists.countries import country_code
from web.api.subjects import is_number
from web.reconcile.words import read_type

MOST_RESULTS = 100
USUAL_RESULTS = 10
NAME_CHARS = 300  # a longer cell is no name; it is answered with nothing
_AFFILIATION = "affiliation"


class QueriesRefused(ScreeningError):
    """The batch is none."""

    code = "queries-malformed"


@dataclass(frozen=True, slots=True)
class Cell:
    """A question: the subject, which type of answers is wanted, and how many."""

    subject: Subject | None
    type: SubjectType
    limit: int


def read_cell(said: Any) -> Cell:  # noqa: ANN401 - JSON is any value
    """Understand one query; what cannot be understood asks for nobody."""
    if not isinstance(said, dict):
        return Cell(None, SubjectType.UNKNOWN, 0)
    kinds = said.get("type") or ""
    kind = read_type(text_of((kinds if isinstance(kinds, list) else [kinds])[0]))
    limit = said.get("limit")
    most = limit if isinstance(limit, int) and not isinstance(limit, bool) and limit > 0 else USUAL_RESULTS
    asked = said.get("query")
    name = (
        "" if is_number(asked) else text_of(asked)
    )  # nobody's name: nothing is answered, as to an empty cell
    return Cell(_subject(name, kind, _hints(said)), kind, min(most, MOST_RESULTS))


def text_of(value: Any) -> str:  # noqa: ANN401 - JSON is any value
    """The text of a value: a cell that is settled already gives its name."""
    if isinstance(value, dict):
        return text_of(value.get("name") or value.get("id") or value.get("str"))
    if isinstance(value, list):
        return text_of(value[0]) if value else ""
    return "" if value is None else str(value).strip()


def _hints(said: dict[str, Any]) -> dict[str, list[str]]:
    """Values of properties by the last part of their id, so that Person:birthDate is birthdate."""
    hints: dict[str, list[str]] = {}
    given = said.get("properties")
    for each in given if isinstance(given, list) else []:
        if isinstance(each, dict):
            name = text_of(each.get("pid") or each.get("p")).rsplit(":", 1)[-1].rsplit("/", 1)[-1].casefold()
            value = each.get("v")
            texts = [text_of(one) for one in (value if isinstance(value, list) else [value])]
            hints.setdefault(name, []).extend(text for text in texts if text)
    return hints


def _subject(name: str, kind: SubjectType, hints: dict[str, list[str]]) -> Subject | None:
    if not name or len(name) > NAME_CHARS:
        return None
    countries = {country_code(text) for text in hints.get("country", [])} - {None}
    years = [text for each in ("birth_year", "birthdate") for text in hints.get(each, [])]
    return Subject(
        name=name,
        type=kind,
        affiliations=tuple(text for text in hints.get(_AFFILIATION, [])[:10] if len(text) <= NAME_CHARS),
        country=str(countries.pop()) if len(countries) == 1 else "",
        identifiers=tuple(
            pair
            for scheme in SCHEMES
            for text in hints.get(scheme, [])
            for pair in identifiers_in(scheme, text)
        ),
        birth_year=birth_year(years[0]) if years else "",
    )
