"""Corrections of the register: what ROR has wrong, one fact a line, each with its reason and its source.

A correction is applied to a body as ROR publishes it and never guesses: removing a value that is not there
is an error, so a correction that ROR has meanwhile made itself is noticed and taken out of the file.

Columns: id, field, action, value, reason, source. Fields: domain, label, alias, acronym, relation;
actions: add, remove. An added name may end in its language, "南京理工大学@zh"; a relation is kind=id=name.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from watchlists.errors import MalformedBody
from watchlists.model import Body, RegisterName

CORRECTIONS = Path(__file__).parent / "data" / "register" / "corrections.csv"
COLUMNS = "id field action value reason source".split()
NAME_FIELDS = ("label", "alias", "acronym")
FIELDS = ("domain", "relation", *NAME_FIELDS)
ACTIONS = ("add", "remove")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Correction:
    """One fact added to or removed from one body."""

    body_id: str
    field: str
    action: str
    value: str
    reason: str
    source: str
    line: int


def read_corrections(path: Path = CORRECTIONS) -> tuple[Correction, ...]:
    """Read the corrections in the order of the file.

    Raises:
        MalformedBody: with file, line and reason.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, strict=True))
    if not rows or rows[0] != COLUMNS:
        raise _broken(path.name, 1, f"the header must be {','.join(COLUMNS)}")
    return tuple(_correction(path.name, line, cells) for line, cells in enumerate(rows[1:], start=2))


def corrected(bodies: Iterable[Body], corrections: Iterable[Correction]) -> Iterator[Body]:
    """Apply each correction to its body; bodies without one pass unchanged, in the order given.

    Corrections of bodies that are not among those given are left aside: an extract need not hold them.

    Raises:
        MalformedBody: a value to remove is not there, or a value to add already is.
    """
    by_body: dict[str, list[Correction]] = defaultdict(list)
    for correction in corrections:
        by_body[correction.body_id].append(correction)
    for body in bodies:
        for correction in by_body.get(body.id, ()):
            body = _apply(body, correction)
        yield body


def _apply(body: Body, correction: Correction) -> Body:
    if correction.field == "domain":
        return replace(body, domains=_changed(body.domains, correction.value, correction))
    if correction.field == "relation":
        kind, target, name = correction.value.split("=", 2)
        return replace(body, relations=_changed(body.relations, (kind, target, name), correction))
    text, _, language = correction.value.partition("@")
    if correction.action == "add":
        names = _changed(body.names, RegisterName(text, correction.field, language), correction)
        return replace(body, names=(names[0], *sorted(names[1:], key=_rank)))
    held = [name for name in body.names[1:] if name.text == text and name.kind == correction.field]
    if not held:
        raise _broken(CORRECTIONS.name, correction.line, f"{body.id} has no {correction.field} {text!r}")
    return replace(body, names=_changed(body.names, held[0], correction))


def _rank(name: RegisterName) -> int:
    """Labels, aliases, acronyms: the order in which the register keeps them."""
    return NAME_FIELDS.index(name.kind)


def _changed(values: tuple[T, ...], value: T, correction: Correction) -> tuple[T, ...]:
    present = value in values
    if present == (correction.action == "add"):
        state = "already has" if present else "has no"
        raise _broken(
            CORRECTIONS.name, correction.line, f"{correction.body_id} {state} {correction.field} {value!r}"
        )
    return (*values, value) if not present else tuple(held for held in values if held != value)


def _correction(file: str, line: int, cells: list[str]) -> Correction:
    if len(cells) != len(COLUMNS) or not all(cell.strip() for cell in cells):
        raise _broken(file, line, f"{len(COLUMNS)} filled cells are needed")
    body_id, field, action, value, reason, source = cells
    if field not in FIELDS or action not in ACTIONS:
        raise _broken(file, line, f"{action!r} {field!r} is not a correction")
    if field == "relation" and value.count("=") < 2:
        raise _broken(file, line, f"relation {value!r} is not kind=id=name")
    return Correction(body_id, field, action, value, reason, source, line)


def _broken(file: str, line: int, reason: str) -> MalformedBody:
    return MalformedBody(f"{file}, line {line}: {reason}.", file=file, line=line, reason=reason)
