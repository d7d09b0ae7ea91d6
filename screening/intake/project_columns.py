"""Columns that say something of the project each row is about, such as whether an affiliation was disclosed.

A column is one by the person's word, or by a header like "Project: disclosed"; without the colon "Project purpose"
is a text for people, and is left alone. What a row says goes before what was said of the whole run.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from screening.intake.cells import Value
from screening.intake.grid import is_blank
from screening.intake.headers import fold
from screening.intake.placeholders import says_nothing
from screening.intake.refusals import row_reason
from screening.policy.errors import FactInvalid
from screening.policy.facts import fact_names, read_facts

PREFIX = "project:"


@cache
def project_meanings() -> tuple[str, ...]:
    """What columns about the project may mean: "project:sensitive_area" and so on."""
    return tuple(f"{PREFIX}{name}" for name in fact_names())


def is_about_the_project(meaning: str) -> bool:
    """Say whether a column of this meaning holds a fact of the project."""
    return meaning.startswith(PREFIX)


def by_header(header: str) -> str:
    """The meaning of a header like "Project: sensitive area", or "" where it is none."""
    word, colon, rest = header.replace("\uff1a", ":").partition(":")
    name = fold(rest).replace(" ", "_")
    return f"{PREFIX}{name}" if colon and fold(word) == "project" and name in fact_names() else ""


def facts_in(values: Iterable[Value]) -> tuple[tuple[tuple[str, str], ...], list[str]]:
    """The facts a row gives, and a note for each that cannot be understood: it counts as not known.

    Not known is said as such, so that a row with a value nobody can read never inherits the answer of the run.
    """
    facts, notes = [], []
    for value in values:
        name, text = value.column.meaning.removeprefix(PREFIX), value.text.strip()
        if is_blank(text) and not value.note:
            continue
        said = "" if says_nothing(text) else text
        try:
            read_facts({name: said})
        except FactInvalid as wrong:
            notes.append(row_reason("note-fact", cell=value.address, why=wrong.sentence))
            said = ""
        facts.append((name, said))
    return tuple(facts), notes
