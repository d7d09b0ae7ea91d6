"""Making the result columns workable: filter, frozen header, print, drop-downs, colours.

A filter or frozen pane of the user's is kept. A filter is widened or added only where it is safe: one table on
the sheet, and the user's filter or table object ends where the table ends. Colours are conditional formats, so they
follow the words when rows are sorted or edited.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from openpyxl.formatting.rule import CellIsRule, Rule
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import TableColumn

from screening.intake.model import Table
from screening.labels import Look, decision_words, wording
from screening.report.column_placement import ColumnPlacement, top_row, width_of
from screening.report.openpyxl_types import Sheet, area, bounds
from screening.report.xlsx_sheets import print_across
from screening.review.reasons import words as reason_words


def make_workable(sheet: Sheet, tables: Sequence[Table], place: ColumnPlacement) -> None:
    """Set up the sheet for the person who works through it."""
    if not place.again:
        for table in tables:
            drop_downs(sheet, partial(_cells, table, place))
            _colours(sheet, table, place)
        _table_objects(sheet, tables, place)
    if len(tables) == 1 and tables[0].header_row:
        _filter(sheet, tables[0], place)
        _freeze(sheet, tables[0])
        if not sheet.print_title_rows:
            sheet.print_title_rows = f"{top_row(tables[0])}:{tables[0].header_row}"
    _print(sheet, tables, place)


def _cells(table: Table, place: ColumnPlacement, key: str) -> str:
    letter = get_column_letter(place.column(key))
    first = table.header_row + 1 if table.header_row else top_row(table)
    return f"{letter}{first}:{letter}{max(first, table.last_row)}"


def drop_downs(sheet: Sheet, cells_of: Callable[[str], str]) -> None:
    """Have decision, reason and date chosen or checked; `cells_of` gives the cells of a column by its key."""
    words = wording()
    decision = DataValidation(type="list", formula1=f'"{",".join(decision_words())}"', allow_blank=True)
    decision.promptTitle, decision.prompt = "Your decision", words.decision_texts["prompt"]
    decision.errorTitle, decision.error = "Decision", words.decision_texts["refusal"]
    day = DataValidation(type="date", operator="greaterThan", formula1="36526", allow_blank=True)
    day.promptTitle, day.prompt = "Date of the decision", words.decision_texts["date_prompt"]
    day.errorTitle, day.error = "Date", words.decision_texts["date_refusal"]
    reason = DataValidation(type="list", formula1=f'"{",".join(reason_words())}"', allow_blank=True)
    reason.promptTitle, reason.prompt = "The reason", words.decision_texts["reason_prompt"]
    reason.errorTitle, reason.error = "Reason", words.decision_texts["reason_refusal"]
    for key, validation in (("decision", decision), ("reason", reason), ("date", day)):
        validation.showInputMessage = validation.showErrorMessage = True
        validation.add(cells_of(key))
        sheet.add_data_validation(validation)


def _colours(sheet: Sheet, table: Table, place: ColumnPlacement) -> None:
    words = wording()
    for look in words.levels.values():
        sheet.conditional_formatting.add(_cells(table, place, "level"), _rule(look.label, look))
    for look in words.outcomes.values():
        if look.fill != "FFFFFF":
            sheet.conditional_formatting.add(_cells(table, place, "outcome"), _rule(look.word, look))


def _rule(text: str, look: Look) -> Rule:
    side = Side(style="thin", color="BDC1C6")
    rule: Rule = CellIsRule(  # type: ignore[no-untyped-call]
        operator="equal",
        formula=[f'"{text}"'],
        font=Font(
            color=look.ink, bold=look.word == "High" or look is wording().outcomes["unscreened"] or None
        ),
        fill=PatternFill(bgColor=look.fill, fill_type="solid") if look.fill != "FFFFFF" else None,
        border=Border(left=side, right=side, top=side, bottom=side) if look.fill == "FFFFFF" else None,
    )
    return rule


def _table_objects(sheet: Sheet, tables: Sequence[Table], place: ColumnPlacement) -> None:
    """Widen the user's table objects over our columns where they stand next to each other."""
    for table in tables:
        for held in sheet.tables.values():
            left, top, right, bottom = bounds(held.ref)
            if (top, right) != (table.header_row, place.start - 1) or not held.headerRowCount:
                continue
            if {column.name for column in held.tableColumns} & {column.header for column in place.columns}:
                continue
            last = max(column.id for column in held.tableColumns)
            for number, column in enumerate(place.columns, start=1):
                held.tableColumns.append(TableColumn(id=last + number, name=column.header))
            held.ref = area(left, top, place.stop, bottom)
            if held.autoFilter:
                held.autoFilter.ref = area(left, top, place.stop, bottom - (held.totalsRowCount or 0))


def _filter(sheet: Sheet, table: Table, place: ColumnPlacement) -> None:
    if any(_overlap(held.ref, table) for held in sheet.tables.values()):
        return  # a sheet filter across a table object makes a file Excel calls damaged
    if sheet.auto_filter.ref:
        left, top, right, bottom = bounds(sheet.auto_filter.ref)
        if top == table.header_row and right == table.right_edge == place.start - 1:
            sheet.auto_filter.ref = area(left, top, place.stop, bottom)
            _rename_filter(sheet, sheet.auto_filter.ref)
        return
    first = min((column.index for column in table.columns), default=1)
    sheet.auto_filter.ref = area(first, table.header_row, place.stop, table.last_row)


def _rename_filter(sheet: Sheet, ref: str) -> None:
    """Keep the hidden name that spreadsheets hold beside a filter in step with it."""
    name = sheet.defined_names.get("_xlnm._FilterDatabase")
    if name is not None:
        left, top, right, bottom = bounds(ref)
        title = sheet.title.replace("'", "''")
        name.attr_text = f"'{title}'!${get_column_letter(left)}${top}:${get_column_letter(right)}${bottom}"


def _overlap(ref: str, table: Table) -> bool:
    _, top, _, bottom = bounds(ref)
    return bool(top <= table.last_row and bottom >= top_row(table))


def _freeze(sheet: Sheet, table: Table) -> None:
    if sheet.freeze_panes is None and table.header_row <= 12:  # a lower one would fill a small screen
        sheet.freeze_panes = f"{get_column_letter(_named(table) + 1)}{table.header_row + 1}"


def _named(table: Table) -> int:
    """How many of the first columns say who a row is about, where they are few."""
    names = [column.index for column in table.columns if column.meaning.endswith("name")]
    return names[0] if names and names[0] <= 2 else 0


def _print(sheet: Sheet, tables: Sequence[Table], place: ColumnPlacement) -> None:
    widths = [width_of(sheet, column) for column in range(1, place.stop + 1)]
    print_across(sheet, widths, _named(tables[0]) if len(tables) == 1 else 0)
    sheet.page_setup.orientation = "landscape"
    if sheet.print_area:
        areas = sheet.print_area if isinstance(sheet.print_area, str) else ",".join(sheet.print_area)
        left, top, right, bottom = bounds(areas.split(",")[0].split("!")[-1].replace("$", ""))
        if "," not in areas and right < place.stop:
            sheet.print_area = area(left, top, place.stop, bottom)
