"""Whether a condition on a project fact can ever hold: a rule that asks for the impossible is refused, not silent."""

from __future__ import annotations

from typing import Any

from screening.policy.facts import COUNTRY, FactCondition, ProjectQuestion, fact_names, read_questions
from screening.policy.toml_file import Misplaced
from watchlists.countries import country_code

BOUNDS = ("at_least", "more_than", "less_than")  # of a fact that is a number


def read_conditions(project: Any) -> tuple[FactCondition, ...]:  # noqa: ANN401 - TOML is untyped
    """The conditions on project facts that a table states, in alphabetical order.

    Raises:
        Misplaced: there is no such fact, or no answer can ever meet the condition.
        ValueError: it is no table.
    """
    if not isinstance(project, dict):
        raise ValueError("must be a table")
    return tuple(_condition(name, project[name]) for name in sorted(project))


def _condition(name: str, value: Any) -> FactCondition:  # noqa: ANN401 - TOML is untyped
    if name not in fact_names():
        raise Misplaced(name, f"there is no such project fact; there are {', '.join(fact_names())}")
    if isinstance(value, dict) and len(value) == 1 and not set(value).isdisjoint(BOUNDS):
        condition = _bound(name, *next(iter(value.items())))
    elif isinstance(value, dict) and set(value) == {"none_of"} and isinstance(value["none_of"], list):
        condition = FactCondition(name, none_of=tuple(value["none_of"]))
    else:
        condition = FactCondition(name, tuple(value) if isinstance(value, list) else (value,))
    if wrong := unfit(condition, read_questions()[name]):
        raise Misplaced(name, wrong)
    return condition


def _bound(name: str, bound: str, number: Any) -> FactCondition:  # noqa: ANN401 - TOML is untyped
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise Misplaced(name, f"{bound} must be a number")
    return {
        "at_least": FactCondition(name, at_least=float(number)),
        "more_than": FactCondition(name, more_than=float(number)),
        "less_than": FactCondition(name, less_than=float(number)),
    }[bound]


def unfit(condition: FactCondition, question: ProjectQuestion) -> str:
    """Why no answer to the question meets the condition, or "" where one does."""
    for bound in BOUNDS:
        if getattr(condition, bound) is not None:
            return "" if question.kind == "number" else f"{bound} asks for a number, and the answer is none"
    named = condition.any_of or condition.none_of
    for value in named:
        if wrong := _wrong(value, question):
            return wrong
    return "" if named else "must name at least one value"


def _wrong(value: bool | str, question: ProjectQuestion) -> str:
    if question.kind == "yes_or_no":
        return "" if isinstance(value, bool) else "must be true or false, without quotes"
    if question.kind == "number":
        return "must be written { at_least = … }"
    if not isinstance(value, str):
        return "must be a text in quotes"
    if question.choices and value not in question.choices:
        return f"{value!r} is not one of {', '.join(question.choices)}"
    if question.kind == COUNTRY and country_code(value) != value:
        return f"{value!r} is no two-letter country code"
    return ""
