"""A table that is the export of a known program, put into the form in which any list is read.

Names that the export spreads over several columns are put together in the first of them, and codes are replaced by
their words. The file itself is not touched: only what is read from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from screening.intake.grid import Grid, LongCell
from screening.intake.headers import ORGANISATIONS, fold
from screening.intake.presets import (
    People,
    Preset,
    PresetColumn,
    find_preset,
    join_name,
    preset_columns,
    split_people,
)
from screening.intake.tables import Region


@dataclass(frozen=True, slots=True)
class Export:
    """The preset of a table, its columns there, and the notes of rows whose name the export cut."""

    preset: Preset
    columns: Mapping[int, PresetColumn]
    cut: Mapping[int, str] = field(default_factory=dict)  # sentence by row number

    @property
    def lists_people(self) -> bool:
        """Say whether a cell holds several people."""
        return any(each.meaning == "person_name" and each.separator for each in self.columns.values())

    @property
    def pairing(self) -> frozenset[int]:
        """The columns from which `people` reads where people work."""
        return frozenset(number for number, each in self.columns.items() if each.meaning in ORGANISATIONS)

    def people(self, grid: Grid, number: int) -> People:
        """The people of a row, with what the export says of where each works."""
        cells = [(each.header, grid.cell(number, column)) for column, each in self.columns.items()]
        return split_people(self.preset, cells)


def find_export(grid: Grid, region: Region) -> Export | None:
    """The export that a table is, by its headers, with its cells put into the usual form in place; else None."""
    preset = find_preset([parts[-1] for parts in region.headers.values()])
    if preset is None:
        return None
    columns = preset_columns(preset, region.headers)
    for number, column in columns.items():
        if column.words:
            _replace_codes(grid, region, number, column)
    return Export(preset, columns, _join(grid, region, preset, columns) if preset.join else {})


def _replace_codes(grid: Grid, region: Region, number: int, column: PresetColumn) -> None:
    for row in range(region.first_row, region.last_row + 1):
        if word := column.word(grid.cell(row, number)):
            grid.rows[row - 1][number - 1] = word


def _join(grid: Grid, region: Region, preset: Preset, columns: Mapping[int, PresetColumn]) -> dict[int, str]:
    """Put each name together in its first column; gives the notes of names that were cut, by row."""
    assert preset.join is not None
    wanted = {fold(header): header for header in preset.join.headers}
    found = {
        number: wanted[fold(each.header)] for number, each in columns.items() if fold(each.header) in wanted
    }
    # A header may stand over two columns: each is a part of the name, in the order of the export.
    order = sorted(found, key=lambda number: (preset.join.headers.index(found[number]), number))  # type: ignore[union-attr]
    parts = {number: found[number] for number in order}
    rows = range(region.first_row, region.last_row + 1)
    longest: dict[str, int] = {}
    for number, header in parts.items():
        widest = max((len(grid.cell(row, number).rstrip()) for row in rows), default=0)
        longest[header] = max(widest, longest.get(header, 0))
    first = order[0]
    notes = {}
    for row in rows:
        cells = [(header, grid.cell(row, number)) for number, header in parts.items()]
        if any(isinstance(cell, LongCell) for _, cell in cells) or not any(cell for _, cell in cells):
            continue
        name = join_name(preset, cells, longest)
        line = grid.rows[row - 1]
        # The row may end before the first part of the name.
        line += [""] * (first - len(line))
        for number in parts:
            if number <= len(line):
                line[number - 1] = name.text if number == first else ""
        if name.note:
            notes[row] = name.note
    return notes
