"""One table from where it stands to what its columns mean, by one way for every file, read whole or in blocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from screening.intake.choices import chosen_columns, confirmed_rows, left_out_columns, region_signature
from screening.intake.columns import Understanding, understand
from screening.intake.grid import Grid
from screening.intake.mapping import MappingChoice
from screening.intake.model import Certainty
from screening.intake.refusals import notice
from screening.intake.row_form import RowForm, find_row_form
from screening.intake.tables import Region, find_regions, plain_list

Confirmed = Mapping[str, MappingChoice]  # mappings by the signature of their headers


@dataclass(frozen=True, slots=True)
class TableReading:
    """A table, how its rows are put into form, what its columns mean, and what is said about that."""

    region: Region
    form: RowForm
    known: Understanding
    notices: tuple[str, ...]
    as_above: str = ""  # whether cells that say "as above" are read as the cell above


def header_choice(choice: MappingChoice, sheet: str) -> tuple[int, ...]:
    """The rows of a sheet that the person says are headers; (0,) where they say that it has none."""
    return tuple(row for asked, row in choice.header_rows if asked in ("", sheet))


def find_tables(
    grid: Grid, wanted: frozenset[str], choice: MappingChoice, confirmed: Confirmed
) -> tuple[list[Region], bool]:
    """The tables of a sheet, and whether their headers were given by the person or by a confirmed mapping.

    Where they were given, no other row is a header.
    """
    chosen = header_choice(choice, grid.sheet)
    if 0 in chosen:
        region = plain_list(grid, headed=False)
        return [region] if region else [], True
    regions = find_regions(grid, wanted, chosen)
    if not chosen and confirmed and (rows := confirmed_rows(grid, regions, confirmed)):
        return find_regions(grid, wanted, rows), True
    return regions, bool(chosen)


def read_table(grid: Grid, region: Region, choice: MappingChoice, confirmed: Confirmed) -> TableReading:
    """What the columns of a table mean, by the person's choice, a mapping confirmed before, or by themselves.

    The rows of the grid are put into form in place.
    """
    earlier = confirmed.get(region_signature(region, grid)) if confirmed else None
    form = find_row_form(grid, region)
    header = list(grid.row(region.header_row)) if region.header_row else []
    form = form.apply(grid, range(region.first_row, region.last_row + 1), header)
    said = []
    if form.numbering:
        said.append(notice("numbering", sheet=grid.sheet, letters=form.number_letters))
    if form.runs:
        said.append(notice("continued", sheet=grid.sheet, letters=form.continued_letters))
    chosen = chosen_columns(region, grid, earlier.map) if earlier else {}
    left_out = left_out_columns(region, grid, earlier.ignore) if earlier else set()
    asked = chosen_columns(region, grid, choice.map)
    left_out = (left_out - asked.keys()) | left_out_columns(region, grid, choice.ignore)
    preset = form.export.preset if form.export else None
    known = understand(grid, region, chosen | asked, left_out, preset)
    if preset and known.certainty is Certainty.CERTAIN:
        said.append(notice("export", sheet=grid.sheet, title=preset.title))
    if earlier and known.certainty is Certainty.CERTAIN:
        known = replace(known, reason="Its headers were confirmed before.")
        said.append(notice("confirmed", sheet=grid.sheet))
    as_above = choice.as_above or (earlier.as_above if earlier else "")
    return TableReading(region, form, known, tuple(said), as_above)
