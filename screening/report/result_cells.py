"""Our cells in a sheet of the user's, made for each row when the sheet is saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field

from openpyxl.cell import Cell as BookCell
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

from screening.intake.model import Row, Table
from screening.labels import ResultColumn, level_label, wording
from screening.report.added_sheets import CellValue, Style
from screening.report.collaboration_columns import collaboration_texts, collaboration_value
from screening.report.column_placement import ColumnPlacement, first_row
from screening.report.openpyxl_types import Sheet, SheetCell
from screening.report.reviewer_columns import REVIEW, is_written_in, review_texts, review_value
from screening.report.rows import ReportRow, link_text
from screening.report.xlsx_cells import MOST_LINKS, CellStyle, Links, cell
from screening.report.xlsx_sheets import named_style
from screening.review.subject_decisions import DecisionsInEffect

CellStyles = Mapping[str, CellStyle]  # by key of the column
_YES = "Yes"


@dataclass
class ResultCells:
    """The lines and decisions of rows (by number) of tables of one sheet, in their place there."""

    sheet: Sheet
    place: ColumnPlacement
    lines: Mapping[int, ReportRow]
    rows: Mapping[int, Row]
    decisions_in_effect: DecisionsInEffect
    # With the last row of the table they are for, in the order of the tables.
    styles: Sequence[tuple[int, CellStyles]]
    left: Mapping[int, frozenset[str]]  # columns in which somebody wrote, by row: they stay as they are
    _links: Links = field(init=False)

    def __post_init__(self) -> None:
        theirs = sum(1 for each in self.sheet._cells.values() if each.hyperlink and not self._is_ours(each))
        self._links = Links(self.sheet, MOST_LINKS - theirs)

    @staticmethod
    def of(
        sheet: Sheet,
        tables: Sequence[Table],
        place: ColumnPlacement,
        lines: Mapping[int, ReportRow],
        rows: Mapping[int, Row],
        decisions_in_effect: DecisionsInEffect,
    ) -> ResultCells:
        """Prepare the sheet: choose the styles, and in columns of an earlier report take out what it had there."""
        styles: list[tuple[int, CellStyles]] = []
        left: dict[int, frozenset[str]] = {}
        for table in tables:
            numbers = range(first_row(table), table.last_row + 1)
            first = next((number for number in numbers if number in lines), 0)
            chosen = _column_styles(sheet, place, first, table.right_edge or 1) if first else {}
            styles.append((table.last_row, chosen))
            if place.again:
                for number in numbers:
                    if number in lines:
                        if written := _leave(sheet, place, number, chosen):
                            left[number] = written
                    else:
                        _take_out(sheet, place, number)
        return ResultCells(sheet, place, lines, rows, decisions_in_effect, styles, left)

    def _is_ours(self, held: SheetCell) -> bool:
        """Whether a cell of an earlier report is written anew, without what it leads to now."""
        return held.row in self.lines and self.place.start <= held.column <= self.place.stop

    def extent(self) -> tuple[int, int]:
        """The last row and column with a cell of ours; (0, 0) where there is none."""
        return (max(self.lines), self.place.stop) if self.lines else (0, 0)

    def cells(self, number: int) -> list[tuple[int, str]]:
        """Write our cells of a row, each with its column."""
        line = self.lines.get(number)
        if line is None:
            return []
        left = self.left.get(number, frozenset())
        styles = next(styles for last, styles in self.styles if number <= last)
        values = {**row_values(line), **self._review(number), **self._collaboration(number)}
        written = []
        for column, index in zip(
            self.place.columns, range(self.place.start, self.place.stop + 1), strict=True
        ):
            if column.key in left:
                continue
            where = f"{get_column_letter(index)}{number}"
            written.append((index, cell(where, styles[column.key], values.get(column.key))))
            if column.key == "source" and self._links.has_room_for(line.source):
                self._links.add(where, line.source)
        return written

    def _review(self, number: int) -> Mapping[str, CellValue]:
        """What was decided about a row, as the columns of the review hold it."""
        if not self.place.column("standing"):
            return {}  # whether a cell is somebody's own could not be told when the report comes back
        if not self.decisions_in_effect.number:
            return {}
        texts = review_texts(self.rows.get(number), {}, self.decisions_in_effect)
        ours = ("standing",) if number in self.left else REVIEW
        return {key: review_value(key, texts[key]) for key in ours}

    def _collaboration(self, number: int) -> Mapping[str, CellValue]:
        """What was decided about the collaboration with the subjects of a row."""
        said = collaboration_texts(self.rows.get(number), self.decisions_in_effect)
        return {key: collaboration_value(key, text) for key, text in said.items()}


def row_values(line: ReportRow) -> dict[str, CellValue]:
    """Give a line's values by column."""
    return {
        "outcome": wording().outcomes[line.counted_as.value].word,
        "level": level_label(line.level) if line.level else None,
        "score": line.score,
        "best_hit": line.best_hit,
        "relation": line.relation,
        "confidence": line.confidence,
        "lists": line.lists,
        "recognised": line.recognised,
        "organisation_not_known": _YES if line.organisation_not_known else None,
        "named": _YES if line.named else None,
        "why": line.why,
        "follows": line.follows,
        "source": link_text(line.source),
    }


def _kept(sheet: Sheet, place: ColumnPlacement, number: int) -> dict[str, str]:
    """What stands in the review's columns of a row, by key."""
    found = {}
    for key in REVIEW:
        held = sheet._cells.get((number, place.column(key)))
        found[key] = str(held.value or "") if held is not None else ""
    return found


def _leave(sheet: Sheet, place: ColumnPlacement, number: int, styles: CellStyles) -> frozenset[str]:
    """The columns in which a reviewer wrote into an earlier report; they take the look of the others."""
    if place.column("standing") and not is_written_in(_kept(sheet, place, number)):
        return frozenset()
    left = set()
    for key in REVIEW:
        held = sheet._cells.get((number, place.column(key)))
        if held is not None and (key != "standing" or not place.column("standing")):
            held._style = copy(styles[key].style)
            left.add(key)
    return frozenset(left)


def _take_out(sheet: Sheet, place: ColumnPlacement, number: int) -> None:
    """Take out what an earlier report had beside a row that holds no subject; what a reviewer wrote there stays."""
    kept = _kept(sheet, place, number)
    theirs = is_written_in(kept) or not place.column("standing")
    for column in place.columns:
        held = sheet._cells.get((number, place.column(column.key)))
        if held is not None and not (theirs and column.key in REVIEW and column.key != "standing"):
            held.hyperlink = None
            held.value = None


def _column_styles(sheet: Sheet, place: ColumnPlacement, number: int, beside: int) -> CellStyles:
    """Choose the style of each column: ours, but standing as the rest of the row does."""
    theirs = sheet._cells.get((number, beside))
    vertical = (theirs.alignment.vertical if theirs is not None else None) or "bottom"
    return {column.key: _column_style(sheet, place, number, column, vertical) for column in place.columns}


_STYLES = {
    "score": Style.NUMBER,
    "confidence": Style.RATIO,
    "source": Style.LINK,
    "date": Style.OPEN_DATE,
    "collaboration_until": Style.DATE,
}


def _column_style(
    sheet: Sheet, place: ColumnPlacement, number: int, column: ResultColumn, vertical: str
) -> CellStyle:
    """Our named style in the font of the book; the lines and the fill of a cell that was laid out there stay."""
    index = place.column(column.key)
    held: SheetCell = BookCell(sheet, row=number, column=index)
    written = Style.OPEN if column.reviewer else Style.WRAP if column.wrap else Style.BODY
    held.style = named_style(sheet.parent, _STYLES.get(column.key, written), _font_name(sheet))
    before = sheet._cells.get((number, index))
    if before is not None and before.has_style:
        held._style.fillId, held._style.borderId = before._style.fillId, before._style.borderId
    right = column.key in _STYLES and column.key != "source"
    held.alignment = Alignment(
        vertical=vertical,
        wrap_text=column.wrap,
        horizontal="right" if right else "left",
        indent=1 if right or column.key == "outcome" else 0,  # or figures touch the text beside them
    )
    return CellStyle(sheet.parent, held._style)


def _font_name(sheet: Sheet) -> str:
    """Give the font the user's workbook has by default."""
    fonts = sheet.parent._fonts
    return str(fonts[0].name) if fonts and fonts[0].name else "Arial"
