"""Facts of a project, given by the person who asks: on the command line, in the form, or in columns.

A fact that was not given is unknown, which is neither yes nor no: a rule that needs it cannot decide.
The questions behind the facts stand in facts.toml.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import Strict

from screening.policy.errors import FactInvalid
from screening.policy.toml_file import YesOrNo
from watchlists.countries import country_code

QUESTIONS = Path(__file__).parent / "facts.toml"
COUNTRY = "country"
PROJECT = "project"
PARTY = "party"
INSTITUTION = "institution"
ABOUT = (PROJECT, PARTY, INSTITUTION)
YES = ("yes", "true", "1", "y")
NO = ("no", "false", "0", "n")


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """What is known of the project; None or "" where nobody said."""

    sensitive_area: YesOrNo | None = None
    named_role: YesOrNo | None = None
    support: YesOrNo | None = None
    disclosed: YesOrNo | None = None
    controlled_technology: YesOrNo | None = None
    military_end_use: YesOrNo | None = None
    foreign_direction: YesOrNo | None = None
    foreign_arrangement: YesOrNo | None = None
    uses_telecom: YesOrNo | None = None
    delivers_telecom: YesOrNo | None = None
    federal_contract: YesOrNo | None = None
    federal_grant: YesOrNo | None = None
    imports_goods: YesOrNo | None = None
    sensitive_access: YesOrNo | None = None
    fundamental_research: YesOrNo | None = None
    research_collaboration: YesOrNo | None = None
    party_equipment: YesOrNo | None = None
    dow_money: YesOrNo | None = None
    fcc_subsidy: YesOrNo | None = None
    political_activity: YesOrNo | None = None
    talent_programme: YesOrNo | None = None
    us_nexus: YesOrNo | None = None
    supply: YesOrNo | None = None
    ear_items: YesOrNo | None = None
    supplement_2_item: YesOrNo | None = None
    wmd_end_use: YesOrNo | None = None
    covert: YesOrNo | None = None
    biotech: YesOrNo | None = None
    far_851: YesOrNo | None = None
    nsf_money: YesOrNo | None = None
    nsf_guidance: YesOrNo | None = None
    confucius_contract: YesOrNo | None = None
    federal_award: YesOrNo | None = None
    outside_position: YesOrNo | None = None
    talent_contract: YesOrNo | None = None
    private_partner: YesOrNo | None = None
    ca_grant: YesOrNo | None = None
    ca_partnership: YesOrNo | None = None
    party_in_russia: YesOrNo | None = None
    computing_services: YesOrNo | None = None
    ukri_money: YesOrNo | None = None
    specified_body: YesOrNo | None = None
    securities: YesOrNo | None = None
    control_by_listed: YesOrNo | None = None
    owner_share_unknown: YesOrNo | None = None
    owned_percent: Annotated[float, Strict()] | None = None
    blocked_percent: Annotated[float, Strict()] | None = None
    directed_by: str = ""
    destination: str = ""
    funder: str = ""
    jurisdiction: str = ""
    purpose: str = ""

    def known(self, name: str) -> bool:
        """Say whether the fact was given."""
        return getattr(self, name) not in (None, "")


@dataclass(frozen=True, slots=True)
class FactCondition:
    """What one project fact must be: one of `any_of`, none of `none_of`, or a number within bounds."""

    name: str
    any_of: tuple[bool | str, ...] = ()
    none_of: tuple[bool | str, ...] = ()
    at_least: float | None = None
    more_than: float | None = None
    less_than: float | None = None

    def holds(self, value: bool | float | str) -> bool:
        """Say whether a known value is as the condition asks."""
        if isinstance(value, float | int) and not isinstance(value, bool):
            least, beyond, below = self.at_least, self.more_than, self.less_than
            reaches = (least is None or value >= least) and (beyond is None or value > beyond)
            return reaches and (below is None or value < below)
        return value not in self.none_of if self.none_of else value in self.any_of


@dataclass(frozen=True, slots=True)
class ProjectQuestion:
    """What a fact asks, for forms and messages."""

    name: str
    kind: str  # "yes_or_no", "number", "country" or "text"
    asks: str
    why: str  # the reason for asking, for the person who answers
    choices: tuple[str, ...] = ()
    about: str = (
        PROJECT  # "project"; "party": may differ from row to row of a list; "institution": the same for all
    )

    @property
    def column(self) -> str:
        """The header of a column of a list that answers it row by row."""
        return f"Project: {self.name.replace('_', ' ')}"

    @property
    def answers(self) -> tuple[str, ...]:
        """Every answer there can be; () where any number, country or text is one."""
        return ("yes", "no") if self.kind == "yes_or_no" else self.choices

    @property
    def option(self) -> str:
        """What answers it on the command line, as in "--project named_role=yes|no"."""
        values = {"number": "0…100", COUNTRY: "COUNTRY", "text": "TEXT"}
        return f"--project {self.name}={'|'.join(self.answers) or values[self.kind]}"


@cache
def read_questions(path: Path = QUESTIONS) -> dict[str, ProjectQuestion]:
    """Read the question behind each fact, in the order of the file."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        name: ProjectQuestion(
            name,
            table["kind"],
            table["asks"],
            table["why"],
            tuple(table.get("choices", ())),
            table.get("about", PROJECT),
        )
        for name, table in tables.items()
    }


def fact_names() -> tuple[str, ...]:
    """The names of all facts."""
    return tuple(field.name for field in fields(ProjectFacts))


def read_facts(given: Mapping[str, str], base: ProjectFacts | None = None) -> ProjectFacts:
    """Read facts from text; an empty value means not known.

    Raises:
        FactInvalid: unknown names and values that are not of their fact's kind, all of them at once.
    """
    questions = read_questions()
    read: dict[str, Any] = {}
    wrong: list[FactInvalid] = []
    for name, text in given.items():
        try:
            if name not in questions:
                raise FactInvalid(
                    f"There is no project fact {name!r}; there are {', '.join(questions)}.", fact=name
                )
            read[name] = _value(questions[name], text.strip())
        except FactInvalid as error:
            wrong.append(error)
    if wrong:
        first = wrong[0] if len(wrong) == 1 else None
        raise first or FactInvalid(" ".join(each.sentence for each in wrong), **wrong[0].facts)
    return replace(base or ProjectFacts(), **read)


def parse_pairs(pairs: Iterable[str]) -> ProjectFacts:
    """Read facts given as "name=value", as on the command line.

    Raises:
        FactInvalid: a pair without "=", an unknown name or an unreadable value.
    """
    given = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise FactInvalid(
                f"{pair!r} is not a project fact; write name=value, as in sensitive_area=yes.", fact=pair
            )
        given[fact_of(name)] = value
    return read_facts(given)


def answers_of(facts: ProjectFacts) -> tuple[tuple[str, str], ...]:
    """The facts that are known, by name, each as it is written as an answer; `read_facts` reads it again."""
    return tuple((name, _text_of(getattr(facts, name))) for name in sorted(fact_names()) if facts.known(name))


def _text_of(value: bool | float | str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    # All digits: a share of 49.99999 written as 50 would meet a threshold of half when it is read again.
    return value if isinstance(value, str) else repr(value).removesuffix(".0")


def fact_of(pair: str) -> str:
    """The name of the fact in "name=value"."""
    return pair.partition("=")[0].strip().replace("-", "_")


def _value(question: ProjectQuestion, text: str) -> bool | float | str | None:
    if question.kind == "text":
        return _choice(question, text)
    if question.kind == COUNTRY:
        return _country(question, text)
    if not text or text.casefold() == "unknown":
        return None
    if question.kind == "number":
        return _number(question, text)
    if text.casefold() in YES:
        return True
    if text.casefold() in NO:
        return False
    raise FactInvalid(f"{question.name} must be yes, no or unknown, not {text!r}.", fact=question.name)


def _choice(question: ProjectQuestion, text: str) -> str:
    if text and question.choices and text not in question.choices:
        raise FactInvalid(
            f"{question.name} must be one of {', '.join(question.choices)}, not {text!r}.", fact=question.name
        )
    return text


def _country(question: ProjectQuestion, text: str) -> str:
    if not text or text.casefold() == "unknown":
        return ""
    code = country_code(text)
    if code is None:
        raise FactInvalid(
            f"{question.name} must be a country, by name or two-letter code, not {text!r}.",
            fact=question.name,
        )
    return code


def _number(question: ProjectQuestion, text: str) -> float:
    try:
        value = float(text.removesuffix("%"))
    except ValueError as error:
        raise FactInvalid(f"{question.name} must be a number, not {text!r}.", fact=question.name) from error
    if not 0 <= value <= 100:
        raise FactInvalid(f"{question.name} must be from 0 to 100, not {text!r}.", fact=question.name)
    return value
