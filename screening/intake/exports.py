"""A table that is the export of a known program, put into the form in which any list is read.

Names that the export spreads over several columns are put together in the first of them, and codes are replaced by
their words. The file itself is not touched: only what is read from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from screening.intake.grid import NOT_TEXT, Grid, LongCell, MarkedCell, marked_text
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

    @property
    def name_parts(self) -> dict[int, str]:
        """The columns that hold one name together, in the order of the name, each with its header as the preset has it."""
        if self.preset.join is None:
            return {}
        wanted = {fold(header): header for header in self.preset.join.headers}
        found = {
            number: wanted[fold(each.header)]
            for number, each in self.columns.items()
            if fold(each.header) in wanted
        }
        # A header may stand over two columns: each is a part of the name, in the order of the export.
        headers = self.preset.join.headers
        return {
            number: found[number]
            for number in sorted(found, key=lambda number: (headers.index(found[number]), number))
        }

    def replace_codes(self, cells: list[str]) -> None:
        """Put words in the place of the codes of a row, in place."""
        for number, column in self.columns.items():
            if column.words and number <= len(cells) and (word := column.word(cells[number - 1])):
                cells[number - 1] = word

    def join(self, cells: list[str], longest: Mapping[int, int]) -> str:
        """Put the name of a row together in its first column, in place; gives the note of a name that was cut, or "".

        Args:
            cells: the row.
            longest: the characters of the longest text of each of the name's columns in the whole file.
        """
        parts = self.name_parts
        texts = [
            (header, marked_text(cells[number - 1]) if number <= len(cells) else "")
            for number, header in parts.items()
        ]
        if any(isinstance(text, LongCell) for _, text in texts) or not any(text for _, text in texts):
            return ""
        lengths: dict[str, int] = {}
        for number, header in parts.items():
            lengths[header] = max(longest.get(number, 0), lengths.get(header, 0))
        name = join_name(self.preset, texts, lengths)
        text = MarkedCell(name.text) if NOT_TEXT in name.text else name.text
        first = next(iter(parts))
        # The row may end before the first part of the name.
        cells.extend([""] * (first - len(cells)))
        for number in parts:
            if number <= len(cells):
                cells[number - 1] = text if number == first else ""
        return name.note

    def people(self, grid: Grid, number: int) -> People:
        """The people of a row, with what the export says of where each works."""
        cells = [(each.header, grid.cell(number, column)) for column, each in self.columns.items()]
        return split_people(self.preset, cells)


def find_export(region: Region) -> Export | None:
    """The export that a table is, by its headers; else None."""
    preset = find_preset([parts[-1] for parts in region.headers.values()])
    return Export(preset, preset_columns(preset, region.headers)) if preset else None
