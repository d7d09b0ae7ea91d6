"""How sure the reading of a table is, and the question asked where it may be read in more than one way.

A table is screened where its mapping is certain or likely. Where two or more readings are possible nothing of the
file is screened: `MappingNeeded` carries the readings, each with the exact choice that selects it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from screening.errors import UploadRefused
from screening.intake.headers import USED, fold
from screening.intake.model import Certainty, Column

__all__ = [
    "Certainty",
    "MappingChoice",
    "MappingNeeded",
    "MappingReading",
    "TableQuestion",
    "choice_for",
    "signature",
]


@dataclass(frozen=True, slots=True)
class MappingChoice:
    """What a person says of how a file is to be read; the same words on the command line, over HTTP and on pages."""

    map: tuple[tuple[str, str], ...] = ()  # (meaning, header as printed or column letter)
    ignore: tuple[str, ...] = ()  # columns to leave out, by header or letter
    # (sheet, row number; 0 for no header); sheet "" for every sheet
    header_rows: tuple[tuple[str, int], ...] = ()
    skip_sheets: tuple[str, ...] = ()
    # Whether a cell that says "as above" is read as the cell above: "yes", "no", or "" where nobody has said it.
    as_above: str = ""


def signature(headers: Mapping[int, str]) -> str:
    """The same for tables with the same headers in the same columns; "" for a table without headers.

    Case, accents and punctuation make no difference. A column that holds values without a header is one of them,
    as "": a mapping names it by its letter, which must lead to the same column again.
    """
    folded = {column: fold(header) for column, header in sorted(headers.items())}
    text = "\x1f".join(f"{column}\x1e{header}" for column, header in folded.items())
    return hashlib.sha256(text.encode()).hexdigest() if any(folded.values()) else ""


def choice_for(columns: Sequence[Column], sheet: str = "", row: int = 0) -> MappingChoice:
    """The choice that reads a table with these columns exactly so again; what is not used stays out.

    With `sheet` it holds for that sheet only: "Sheet2!B"; with `row` for the table of that row only: "B14".
    """
    printed = Counter(fold(column.header) for column in columns)

    def place(column: Column) -> str:
        once = column.header and printed[fold(column.header)] == 1 and not row
        name = column.header if once else f"{column.letter}{row or ''}"
        return f"{sheet}!{name}" if sheet else name

    used = [column for column in columns if column.meaning in USED or ":" in column.meaning]
    return MappingChoice(
        map=tuple((column.meaning, place(column)) for column in used),
        ignore=tuple(
            place(column) for column in columns if column not in used and column.meaning != "ignored"
        ),
    )


@dataclass(frozen=True, slots=True)
class MappingReading:
    """One way in which a table may be read."""

    description: str  # one sentence: "Row 1 is the header and column B names the organisations."
    columns: tuple[Column, ...]
    subjects: tuple[str, ...]  # the first ten subjects under this reading, as text
    choice: MappingChoice  # selects exactly this reading


@dataclass(frozen=True, slots=True)
class TableQuestion:
    """A table that may be read in two or more ways."""

    sheet: str
    first_row: int
    last_row: int
    reason: str  # why we ask, in one sentence
    headers: tuple[str, ...]  # as printed, from the left; () for a list without a header
    readings: tuple[MappingReading, ...]


class MappingNeeded(UploadRefused):
    """The file was not understood in one way only. Nothing was screened; the person is asked."""

    code = "needs-mapping"
    status = 422

    def __init__(self, sentence: str, questions: Sequence[TableQuestion], **facts: object) -> None:
        super().__init__(sentence, **facts)
        self.questions = tuple(questions)


def mapping_choice(said: Mapping[str, Any]) -> MappingChoice:
    """A choice from its JSON."""
    return MappingChoice(
        map=tuple((meaning, column) for meaning, column in said["map"]),
        ignore=tuple(said["ignore"]),
        header_rows=tuple((sheet, row) for sheet, row in said["header_rows"]),
        skip_sheets=tuple(said["skip_sheets"]),
        as_above=said.get("as_above", ""),  # none in a mapping that was confirmed before this was asked
    )
