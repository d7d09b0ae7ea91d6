"""How sure the reading of a table is, and the question asked where it may be read in more than one way.

A table is screened where its mapping is certain or likely. Where two or more readings are possible nothing of the
file is screened: `MappingNeeded` carries the readings, each with the exact choice that selects it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from screening.errors import UploadRefused
from screening.intake.model import Column


class Certainty(StrEnum):
    """How sure we are of what the columns of a table mean."""

    # Recognised headers, a preset, or a mapping that was confirmed before for the same headers.
    CERTAIN = "certain"
    # No known header, but the values admit one reading only; screened, and that is said.
    LIKELY = "likely"
    # Two or more readings are possible; the person is asked and nothing is screened.
    GUESSED = "guessed"


@dataclass(frozen=True, slots=True)
class MappingChoice:
    """What a person says of how a file is to be read; the same words on the command line, over HTTP and on pages."""

    map: tuple[tuple[str, str], ...] = ()  # (meaning, header as printed or column letter)
    ignore: tuple[str, ...] = ()  # columns to leave out, by header or letter
    header_rows: tuple[
        tuple[str, int], ...
    ] = ()  # (sheet, row number; 0 for no header); sheet "" for every sheet
    skip_sheets: tuple[str, ...] = ()


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
    readings: tuple[MappingReading, ...]


class MappingNeeded(UploadRefused):
    """The file was not understood in one way only. Nothing was screened; the person is asked."""

    code = "needs-mapping"
    status = 422

    def __init__(self, sentence: str, questions: Sequence[TableQuestion], **facts: object) -> None:
        super().__init__(sentence, **facts)
        self.questions = tuple(questions)
