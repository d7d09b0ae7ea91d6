"""Judging the cells that a row's subject is made of: a row with one that cannot be read is never "no match".

A wrong value is never dropped in silence: a spreadsheet error, a formula without a value or a text over its
cap gives a reason, with the cell's own address.
"""

from __future__ import annotations

from dataclasses import dataclass

from screening.intake.grid import NOT_TEXT, Grid, LongCell, is_blank, marked_text
from screening.intake.headers import NAMES, ORGANISATIONS, OTHERS, STATED, TIES, recognise
from screening.intake.limits import Limits
from screening.intake.model import Column
from screening.intake.people_cell import people_in
from screening.intake.refusals import row_reason
from screening.intake.sheet_facts import CellKind, Merge

SUBJECT_MEANINGS = (*NAMES, *ORGANISATIONS, *TIES, "other_person_affiliation", "department")
# What is somebody's name, which a number or a truth value is not: 1688 as a text is a company, as a number an amount,
# and TRUE may have been "True" before a program converted it. A department may be known by its number.
WRITTEN = tuple(meaning for meaning in SUBJECT_MEANINGS if meaning != "department")
_KINDS = {CellKind.NUMBER: "a number or a date", CellKind.BOOLEAN: "a truth value"}
_OF_JSON = "a number or a truth value"
_INHERITED = (
    *ORGANISATIONS,
    *TIES,
    *OTHERS,
    *STATED,
    "department",
    "country",
    "institution_country",
    "city",
    "name",
    "person_name",
    "family_name",
    "given_name",
)
_WORDS = {
    "name": "name",
    "person_name": "name",
    "family_name": "family name",
    "given_name": "given name",
    "middle_name": "middle name",
    "native_name": "native name",
    "organisation": "organisation",
    "uscc": "Chinese company number",
    "inn": "Russian tax number",
    "ogrn": "Russian register number",
    "company": "company number",
    "birth": "date of birth",
}


@dataclass(frozen=True, slots=True)
class Value:
    """One cell in use: its text as given, and what must be said about it."""

    column: Column
    address: str
    text: str
    code: str = ""  # why the row cannot be screened
    reason: str = ""
    note: str = ""
    left: str = ""  # where the row cannot be screened for this cell: what of it can be looked up all the same

    @property
    def what(self) -> str:
        """What the cell holds, in a word."""
        return word_for(self.column.meaning)


def word_for(meaning: str) -> str:
    """A meaning in a word, for sentences."""
    return _WORDS.get(meaning, meaning.replace("_", " ").replace(":", ": "))


def read_value(
    grid: Grid, row: int, column: Column, merge: Merge | None, limits: Limits, *, strict: bool
) -> Value:
    """The value of a cell, or of the merged range it lies in, with what is wrong with it."""
    inherited = column.meaning in _INHERITED or ":" in column.meaning  # a project stands once over its people
    top = merge.top if merge and inherited else row
    text = grid.cell(top, column.index)
    address = f"{column.letter}{top}"
    code, facts = _fault(grid, top, column, text, limits, strict=strict)
    what = word_for(column.meaning) if code or top != row or grid.facts.formulas else ""
    if code and column.meaning in SUBJECT_MEANINGS:
        reason = row_reason(code, what=what, cell=address, **facts)
        return Value(column, address, text, code, reason, left=_texts_in(text))
    note = ""
    if code:
        text, note = "", row_reason(code, what=what, cell=address, **facts)
    elif top != row and not is_blank(text):
        note = row_reason("note-merged", what=what, range=merge)
    elif (top, column.index) in grid.facts.formulas and not is_blank(text):
        note = row_reason("note-formula", what=what, cell=address)
    return Value(column, address, text, note=note)


def holds_names(column: Column) -> bool:
    """Whether a number in this column stands where a name should: of departments it is one that they are known by."""
    if column.meaning not in WRITTEN:
        return False
    known = recognise(column.header) if column.header else None
    return known is None or known.meaning != "department"


def _texts_in(cell: str) -> str:
    """Of a list of texts and numbers, the texts."""
    text = marked_text(cell)
    if NOT_TEXT not in text:
        return ""
    return "; ".join(part for part in text.split("; ") if NOT_TEXT not in part)


def _fault(
    grid: Grid, row: int, column: Column, text: str, limits: Limits, *, strict: bool
) -> tuple[str, dict[str, object]]:
    at = (row, column.index)
    if at in grid.facts.errors:
        return "error-cell", {}
    if at in grid.facts.formulas:
        if is_blank(text):
            return ("", {}) if grid.facts.formulas[at] else ("formula-no-value", {})
        if strict and column.meaning in SUBJECT_MEANINGS:
            return "formula", {}
    kind = grid.facts.kind(*at)
    if kind is not CellKind.TEXT and not is_blank(text) and holds_names(column):
        return "name-is-not-text", {"kind": _KINDS[kind], "text": text[:40]}
    if isinstance(text, LongCell):
        return "cell-too-long", {"length": text.length, "limit": limits.cell_chars}
    if len(text) > limits.name_chars and column.meaning in NAMES:
        # Of several people in a cell, each name has the limit.
        length = max((len(each.name) for each in people_in(text)), default=len(text))
        if length > limits.name_chars:
            return "name-too-long", {"length": length, "limit": limits.name_chars}
    marked = marked_text(text)
    if NOT_TEXT in marked and holds_names(column):
        wrong = next(part for part in marked.split("; ") if NOT_TEXT in part)
        return "name-is-not-text", {"kind": _OF_JSON, "text": wrong.replace(NOT_TEXT, "")[:40]}
    if "\ufffd" in text:
        return "damaged-text", {}
    return "", {}
