"""From what was sent to a Subject: texts as they were given, and every field that was not used named with its reason.

A subject that cannot be read is refused by itself. Where only one of its names is a number or a truth value, the rest
is looked up all the same, so that a hit is kept, and what has none is unscreened.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from screening.affiliations.periods import is_open, read_moment
from screening.assessment import flag_unread_cell
from screening.errors import ScreeningError
from screening.model import Result, Subject, SubjectType, Tie, TieKind
from screening.policy.model import Policy
from watchlists.countries import country_code
from web.api.models import SubjectRequest, TieStated
from web.faults import FaultJson, body_faults, summary_of

IGNORED = Path(__file__).parent / "vocabulary" / "ignored_fields.csv"
MOST_NAMED = 20
_TOO_LONG = ("too-long", "too-many")  # codes of faults
_TO_A_RUN = " Longer cells and lists are uploaded: POST /api/v1/runs."


class SubjectRefused(ScreeningError):
    """One subject of a batch cannot be read; the others are not touched by it."""

    code, status = "subject-malformed", 422


class SubjectEmpty(SubjectRefused):
    """There is nobody to look for."""

    code = "subject-empty"


class NameNotText(SubjectRefused):
    """What should be a name is a number or a truth value, and nothing else is given."""

    code = "name-is-not-text"


@dataclass(frozen=True, slots=True)
class Ignored:
    """A field that was not used, and why."""

    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class SubjectReading:
    """One subject as read: the subject, the caller's texts beside it, and what was not used of it."""

    subject: Subject
    metadata: dict[str, str]
    ignored: tuple[Ignored, ...]
    unread: str = ""  # why a name of it could not be looked up: what is left is never "no match"

    def judged(self, result: Result, policies: Sequence[Policy]) -> Result:
        """Its result, which is unscreened where nothing was found and a name could not be looked up."""
        if not self.unread:
            return result
        said = flag_unread_cell(result.assessment, NameNotText.code, self.unread, policies)
        return replace(result, assessment=said)


def read_subject(said: Any) -> SubjectReading:  # noqa: ANN401 - JSON is any value
    """Read one subject.

    Raises:
        SubjectRefused: a field has a value that cannot be used.
        NameNotText: nothing is given but names that are no texts.
        SubjectEmpty: neither name nor affiliation nor identifier is given.
    """
    if not isinstance(said, dict):
        sentence = "A subject is an object with a name, affiliations or identifiers."
        raise SubjectRefused(
            sentence, errors=(FaultJson(pointer="", code="type-mismatch", sentence=sentence),)
        )
    given = _given(said)
    names, unread = _without_numbers(given)
    try:
        asked = SubjectRequest.model_validate(names)
    except ValidationError as error:
        # Of what was sent, not of what is left: numbers among the names are faults too, and places are those sent.
        faults = _faults(given) or body_faults(error, names)
        too_long = any(each.code in _TOO_LONG for each in faults)
        raise SubjectRefused(summary_of(faults) + _TO_A_RUN * too_long, errors=faults) from error
    own_ties = any(each.text.strip() and each.kind != "other_person" for each in asked.ties)
    if not (asked.name.strip() or any(map(str.strip, asked.affiliations)) or asked.identifiers or own_ties):
        if unread:
            raise NameNotText(unread, errors=_faults(given))
        raise SubjectEmpty("Neither name nor affiliation nor identifier is given; give one of them.")
    ignored = [_ignored(field) for field in given if field not in SubjectRequest.model_fields]
    dates = [(f"ties.{n}.{name}", text) for n, tie in enumerate(asked.ties) for name, text in _moments(tie)]
    ignored += [
        Ignored(field, f"{text!r} is not a year, month or day that we can read")
        for field, text in dates
        if read_moment(text) is None and not is_open(text)
    ]
    country = _country("country", asked.country, ignored)
    own_country = _country("institution_country", asked.institution_country, ignored)
    ties = tuple(
        Tie(
            text=tie.text,
            kind=TieKind(tie.kind),
            starts=tie.starts,
            ends=tie.ends,
            role=tie.role,
            country=_country(f"ties.{number}.country", tie.country, ignored),
        )
        for number, tie in enumerate(asked.ties)
    )
    subject = Subject(
        name=asked.name,
        type=SubjectType(asked.type),
        affiliations=tuple(text for text in asked.affiliations if text.strip()),
        country=country,
        institution_country=own_country,
        city=asked.city,
        identifiers=tuple((each.scheme, each.value) for each in asked.identifiers),
        birth_date=str(asked.birth_date),
        ties=ties,
    )
    return SubjectReading(subject, asked.metadata, tuple(ignored[:MOST_NAMED]), unread)


def subject_faults(said: Any) -> tuple[FaultJson, ...]:  # noqa: ANN401 - JSON is any value
    """Every fault of one subject, by pointers into it: also of one that would be screened by what else it names."""
    try:
        read = read_subject(said)
    except SubjectRefused as refusal:
        errors = refusal.facts.get("errors")
        whole = FaultJson(pointer="", code=refusal.code, sentence=refusal.sentence)
        return errors if isinstance(errors, tuple) else (whole,)
    return _faults(_given(said)) if read.unread else ()


def _given(said: dict[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in said.items() if value is not None}


def _faults(given: dict[str, Any]) -> tuple[FaultJson, ...]:
    """The faults of a subject as it was sent, by pointers into it."""
    try:
        SubjectRequest.model_validate(given)
    except ValidationError as error:
        return body_faults(error, given)
    return ()


def _without_numbers(given: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """The fields without names that are numbers or truth values, and a sentence about the first of those."""
    wrong: list[tuple[str, Any]] = []
    kept = dict(given)
    if is_number(kept.get("name")):
        wrong.append(("name", kept.pop("name")))
    for field in ("affiliations", "ties"):
        if isinstance(values := kept.get(field), list):
            named = [(each, each.get("text") if isinstance(each, dict) else each) for each in values]
            wrong += [(f"{field}.{n}", text) for n, (_, text) in enumerate(named) if is_number(text)]
            kept[field] = [each for each, text in named if not is_number(text)]
    if not wrong:
        return given, ""
    return kept, not_a_text(*wrong[0])


def not_a_text(field: str, value: object) -> str:
    """The sentence about something else that stands where a name should, in every protocol."""
    return (
        f"{field} is {json.dumps(value)[:40]}, not text, so we did not search for it; if it is the name, "
        "send it in quotation marks."
    )


def is_number(value: object) -> bool:
    """Whether a value of JSON is a number or a truth value."""
    return isinstance(value, bool | int | float)


def _moments(tie: TieStated) -> list[tuple[str, str]]:
    """The start and end of a tie as far as they are given, by the names of their fields."""
    return [(name, text) for name, text in (("starts", tie.starts), ("ends", tie.ends)) if text.strip()]


def _country(field: str, given: str, ignored: list[Ignored]) -> str:
    """The code of a country, "" where none is given; one that is not known is added to what was not used."""
    code = country_code(given) if given.strip() else ""
    if code is None:
        ignored.append(Ignored(field, f"{given!r} is no country we know; give its ISO code"))
    return code or ""


def _ignored(field: str) -> Ignored:
    return Ignored(field[:200], _reasons().get(field.casefold(), "there is no such field"))


@cache
def _reasons() -> dict[str, str]:
    with IGNORED.open(encoding="utf-8", newline="") as file:
        return {row["field"]: row["reason"] for row in csv.DictReader(file)}
