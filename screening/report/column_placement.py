"""Where the result columns go in a sheet of the user's.

All tables of a sheet share one place, right of everything that stands in their rows: cells, merged cells,
pictures and charts. Nothing of the user's is covered or moved. Where an earlier report of ours stands, its columns
are used again.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.dimensions import ColumnDimension

from screening.errors import OutputUnwritable
from screening.intake.model import Table
from screening.labels import ResultColumn, wording
from screening.progress import Progress
from screening.report.openpyxl_types import Anchor, Sheet
from screening.report_detection import report_columns

_PIXEL = 9_525  # in EMU, the format's unit of length; a character of the default font is 7 pixels wide
_ROW_HEIGHT = 20 * _PIXEL
_LAST_COLUMN = 16_384


@dataclass(frozen=True, slots=True)
class ColumnPlacement:
    """The columns that the results take, from `start` on, 1-based; `again` where an earlier report's are used.

    An earlier report's are used as they are, even where it has fewer: something of the user's may stand beside them.
    """

    start: int
    again: bool
    columns: tuple[ResultColumn, ...]

    @property
    def stop(self) -> int:
        """The last result column."""
        return self.start + len(self.columns) - 1

    def column(self, key: str) -> int:
        """Where the column of a key stands, 0 where the earlier report lacks it."""
        keys = [column.key for column in self.columns]
        return self.start + keys.index(key) if key in keys else 0


def place_for(sheet: Sheet, tables: Sequence[Table], tick: Progress) -> ColumnPlacement:
    """Choose the columns for the results of these tables of the sheet; `tick` is told of the rows gone through.

    Raises:
        OutputUnwritable: something of the user's reaches so far to the right that there is no room beside it.
    """
    columns = wording().columns
    values = list(_values(sheet, tables, tick))
    own = report_columns(values)
    if own is not None:
        return ColumnPlacement(
            own.start + 1, True, tuple(column for column in columns if column.key in own.keys)
        )
    edges = [table.right_edge for table in tables]
    edges += map(_last_used, values)
    spans = [(top_row(table), table.last_row) for table in tables]
    edges += (
        merged.max_col
        for merged in sheet.merged_cells.ranges
        if _meets(spans, merged.min_row, merged.max_row)
    )
    met = [drawing for drawing in _drawings(sheet) if _meets(spans, *_rows_of(drawing))]
    if met:
        lefts = _lefts(sheet)
        edges += (_right_of(lefts, drawing) for drawing in met)
    place = ColumnPlacement(max(edges) + 1, False, columns)
    if place.stop > _LAST_COLUMN:
        raise OutputUnwritable(
            f"The sheet {sheet.title} has a drawing or merged cells up to its right edge, so no columns can be added; "
            "take them away, or ask for the fresh report instead (--format fresh-xlsx)."
        )
    return place


def top_row(table: Table) -> int:
    """Give the first row of a table, its header included."""
    return table.first_header_row or table.header_row or min((row.number for row in table.rows), default=1)


def first_row(table: Table) -> int:
    """Give the first row of a table below its header."""
    return table.header_row + 1 if table.header_row else top_row(table)


def _values(sheet: Sheet, tables: Sequence[Table], tick: Progress) -> Iterator[tuple[Any, ...]]:
    # Cells are looked up: going through rows makes every cell that is missing, up to a styled one in the far corner.
    held = {place: cell.value for place, cell in sheet._cells.items() if cell.value not in (None, "")}
    columns = range(1, max((column for _, column in held), default=0) + 1)
    for table in tables:
        for number in range(top_row(table), table.last_row + 1):
            tick(1)
            yield tuple(held.get((number, column)) for column in columns)


def _last_used(row: tuple[Any, ...]) -> int:
    return next((index for index in range(len(row), 0, -1) if row[index - 1] not in (None, "")), 0)


def _meets(spans: Iterable[tuple[int, int]], first: int, last: int) -> bool:
    return any(first <= bottom and last >= top for top, bottom in spans)


def _drawings(sheet: Sheet) -> list[Anchor]:
    return [
        drawing.anchor for drawing in (*sheet._charts, *sheet._images) if hasattr(drawing.anchor, "_from")
    ]


def _rows_of(anchor: Anchor) -> tuple[int, int]:
    """Give the first and last row under a drawing."""
    first = anchor._from.row + 1
    end = getattr(anchor, "to", None)
    return first, end.row + 1 if end else first + int(anchor.ext.cy // _ROW_HEIGHT)


def _right_of(lefts: Sequence[float], anchor: Anchor) -> int:
    """Give the last column under a drawing; one that is anchored by a corner says only how wide it is."""
    end = getattr(anchor, "to", None)
    if end:
        return int(end.col + 1)
    first = min(int(anchor._from.col), _LAST_COLUMN - 1)
    right = lefts[first] + anchor._from.colOff + anchor.ext.cx
    return max(first + 1, bisect_left(lefts, right, hi=_LAST_COLUMN))


def _lefts(sheet: Sheet) -> list[float]:
    """Give where each column begins, in EMU, and where the last one ends."""
    widths = (float(width_of(sheet, column) * 7 + 5) * _PIXEL for column in range(1, _LAST_COLUMN + 1))
    return list(accumulate(widths, initial=0.0))


def width_of(sheet: Sheet, column: int) -> float:
    """Give the width of a column in characters."""
    letter = get_column_letter(column)
    return float(sheet.column_dimensions[letter].width) if letter in sheet.column_dimensions else 8.43


def free_columns(sheet: Sheet, place: ColumnPlacement) -> None:
    """Take the result columns out of wider column settings of the user's, which stay for the columns around.

    A sheet may set one width for "H to XFD"; setting another for J beside it makes a file Excel calls damaged.
    """
    for letter, setting in list(sheet.column_dimensions.items()):
        setting.reindex()
        first, last = setting.min, setting.max
        if first is None or last is None or last < place.start or first > place.stop:
            continue
        del sheet.column_dimensions[letter]
        for low, high in ((first, min(last, place.start - 1)), (max(first, place.stop + 1), last)):
            if low <= high:
                sheet.column_dimensions[get_column_letter(low)] = _part(sheet, setting, low, high)


def _part(sheet: Sheet, setting: Any, low: int, high: int) -> Any:  # noqa: ANN401 (style ids are untyped)
    part: Any = ColumnDimension(
        sheet,
        index=get_column_letter(low),
        width=setting.width,
        hidden=setting.hidden,
        outlineLevel=setting.outlineLevel,
        min=low,
        max=high,
    )
    part._style = setting._style
    return part
