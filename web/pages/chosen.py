"""What a person chose for a list: how to read it, under which policies, with which facts of the project."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from werkzeug.datastructures import MultiDict

from screening.intake.project_columns import is_about_the_project
from screening.jobs import Order
from screening.policy.facts import Question, read_questions

ENCODINGS = ("utf-8", "utf-16", "gb18030", "big5", "shift_jis", "euc-kr", "cp1252", "cp1251", "iso8859-2")
MEANINGS = ("name", "person_name", "family_name", "given_name", "native_name", "organisation", "affiliation")
FURTHER = ("department", "country", "city", "email", "orcid", "ror", "domain")
_MAP, _FACT = "column-", "fact-"


def read_order(form: MultiDict[str, str]) -> Order:
    """The order a form stands for; what was left empty is left to recognition and to the usual policy.

    Raises:
        FactInvalid: a project fact cannot be understood.
    """
    order = Order(
        policies=tuple(dict.fromkeys(each for each in form.getlist("policy") if each)),
        project=tuple(_facts(form)),
        map=tuple(_columns(form)),
        encoding=form.get("encoding", ""),
        strict_formulas=form.get("strict_formulas") == "yes",
    )
    order.facts()
    return order


def questions_of(names: Sequence[str]) -> list[Question]:
    """The questions behind project facts, in the order of their file."""
    return [question for name, question in read_questions().items() if name in names]


def _columns(form: MultiDict[str, str]) -> Iterator[tuple[str, str]]:
    for field, meaning in form.items():
        if field.startswith(_MAP) and (meaning in (*MEANINGS, *FURTHER) or is_about_the_project(meaning)):
            yield meaning, field.removeprefix(_MAP)


def _facts(form: MultiDict[str, str]) -> Iterator[str]:
    for field, value in form.items():
        if field.startswith(_FACT) and value.strip():
            yield f"{field.removeprefix(_FACT)}={value.strip()}"
