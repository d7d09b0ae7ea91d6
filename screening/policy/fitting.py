"""Whether a condition on a project fact can ever hold: a rule that asks for the impossible is refused, not silent."""

from __future__ import annotations

from screening.policy.facts import COUNTRY, ProjectQuestion
from screening.policy.model import FactCondition
from watchlists.countries import country_code


def unfit(condition: FactCondition, question: ProjectQuestion) -> str:
    """Why no answer to the question meets the condition, or "" where one does."""
    if condition.at_least is not None:
        return "" if question.kind == "number" else "at_least asks for a number, and the answer is none"
    for value in condition.any_of:
        if wrong := _wrong(value, question):
            return wrong
    return "" if condition.any_of else "must name at least one value"


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
