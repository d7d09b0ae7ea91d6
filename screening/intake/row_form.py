"""How the rows of a table are put into the form in which any list is read, each row by itself.

What is to be done is decided once, on the rows that are at hand: which columns are numbered, which hold one name
together, and whether the table is the export of a known program. It is then done to each row, so that a file that is
read in blocks is read as one that is read whole. Only the length of the fullest field needs all rows: where a name
fills its field, it may be cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from screening.intake.exports import Export, find_export
from screening.intake.grid import Grid
from screening.intake.numbering import find_numbering, strip_numbering
from screening.intake.sheet_facts import letter
from screening.intake.split_name_columns import find_continued, join_continued
from screening.intake.tables import Region


@dataclass(frozen=True, slots=True)
class RowForm:
    """What is done to the cells of each row of a table before they are read."""

    numbering: Mapping[int, re.Pattern[str]] = field(default_factory=dict)  # by column
    export: Export | None = None
    runs: tuple[tuple[int, ...], ...] = ()  # columns that hold one name together
    longest: Mapping[int, int] = field(default_factory=dict)  # characters of the longest text, by column

    @property
    def name_columns(self) -> tuple[int, ...]:
        """The columns whose longest text counts."""
        parts = tuple(self.export.name_parts) if self.export else ()
        return (*parts, *(column for run in self.runs for column in run))

    @property
    def number_letters(self) -> str:
        """The letters of the columns that numbers are taken off, for a sentence."""
        return ", ".join(letter(column) for column in sorted(self.numbering))

    @property
    def continued_letters(self) -> str:
        """The letters of the columns that go into another, for a sentence."""
        return ", ".join(letter(column) for run in self.runs for column in run[1:])

    def prepare(self, cells: list[str]) -> None:
        """Take numbers off a row, and put words in the place of codes."""
        strip_numbering(cells, self.numbering)
        if self.export:
            self.export.replace_codes(cells)

    def join(self, cells: list[str]) -> str:
        """Put the names of a prepared row together; gives the note of a name that was cut, or ""."""
        for run in self.runs:
            join_continued(cells, run, self.longest)
        return self.export.join(cells, self.longest) if self.export else ""

    def measure(self, rows: Iterable[list[str]]) -> RowForm:
        """The same with the lengths of the longest texts of these prepared rows, where those are longer."""
        columns, longest = self.name_columns, dict(self.longest)
        for cells in rows:
            for column in columns:
                if column <= len(cells) and (length := len(cells[column - 1].rstrip())) > longest.get(
                    column, 0
                ):
                    longest[column] = length
        return replace(self, longest=longest)

    def apply(self, grid: Grid, numbers: Iterable[int], header: list[str]) -> RowForm:
        """Put rows of a grid into this form, in place; the form that is given back knows the notes of cut names.

        A header that is printed again stays as it is.
        """
        if not (self.numbering or self.runs or self.export):
            return self
        notes = {}
        for number in numbers:
            cells = grid.row(number)
            if cells == header or not isinstance(cells, list):
                continue
            self.prepare(cells)
            if note := self.join(cells):
                notes[number] = note
        return replace(self, export=replace(self.export, cut=notes)) if self.export else self


def find_row_form(grid: Grid, region: Region) -> RowForm:
    """What is to be done to the rows of a table, as its rows show; the rows themselves stay as they are."""
    numbers = range(region.first_row, region.last_row + 1)
    header = list(grid.row(region.header_row)) if region.header_row else []
    form = RowForm(find_numbering(grid, region), find_export(region))

    def prepare_rows() -> Iterable[list[str]]:
        for number in numbers:
            cells = list(grid.row(number))
            if cells != header:
                form.prepare(cells)
            yield cells

    if not form.export:
        form = replace(form, runs=find_continued(prepare_rows(), region))
    return form.measure(cells for cells in prepare_rows() if cells != header) if form.name_columns else form
