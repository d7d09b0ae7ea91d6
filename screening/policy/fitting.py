"""Whether a condition on a project fact can ever hold: a rule that asks for the impossible is refused, not silent."""

from __future__ import annotations

from typing import Any

from screening.policy.facts import COUNTRY, FactCondition, ProjectQuestion, fact_names, read_questions
from screening.policy.toml_file import Misplaced
from watchlists.countries import country_code

_BOUNDS = ("at_least", "more_than", "less_than")


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
    if isinstance(value, dict) and value and set(value) <= set(_BOUNDS):
        condition = _bounded(name, value)
    elif isinstance(value, dict) and set(value) == {"none_of"} and isinstance(value["none_of"], list):
        condition = FactCondition(name, none_of=tuple(value["none_of"]))
    else:
        condition = FactCondition(name, tuple(value) if isinstance(value, list) else (value,))
    if wrong := unfit(condition, read_questions()[name]):
        raise Misplaced(name, wrong)
    return condition


def _bounded(name: str, bounds: dict[str, Any]) -> FactCondition:
    for bound, number in bounds.items():
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise Misplaced(name, f"{bound} must be a number")
    at_least, more_than, less_than = (float(bounds[bound]) if bound in bounds else None for bound in _BOUNDS)
    return FactCondition(name, at_least=at_least, more_than=more_than, less_than=less_than)


def unfit(condition: FactCondition, question: ProjectQuestion) -> str:
    """Why no answer to the question meets the condition, or "" where one does."""
    bounds = [bound for bound in _BOUNDS if getattr(condition, bound) is not None]
    if bounds and question.kind != "number":
        return f"{bounds[0]} asks for a number, and the answer is none"
    if bounds:
        return _empty_range(condition)
    named = condition.any_of or condition.none_of
    for value in named:
        if wrong := _wrong(value, question):
            return wrong
    return "" if named else "must name at least one value"


def _empty_range(condition: FactCondition) -> str:
    """Why no number lies within the bounds, or "" where one does."""
    below = condition.less_than
    if below is None:
        return ""
    starts = [0.0, *(each for each in (condition.at_least, condition.more_than) if each is not None)]
    return "" if max(starts) < below else "no number lies within these bounds"


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
