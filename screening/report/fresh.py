"""A fresh workbook: the subjects with their results, and the added sheets; the user's own is not rewritten.

Written row by row by XlsxWriter with a fixed time of creation, so memory stays flat for a hundred thousand rows
and the bytes are the same for the same run. A list that came as CSV keeps all its columns.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from screening.dispositions.reasons import codes
from screening.inert import cell_text
from screening.intake.model import Intake, Row
from screening.report.annotate import line_values
from screening.report.delimited import own_rows
from screening.report.drawing import A3, A4, MOST_LINKS, WIDE
from screening.report.foreign import FreshBook, FreshSheet, FreshStyle
from screening.report.lines import Line, is_link
from screening.report.matter import Matter
from screening.report.pages import Cell, Chart, Page, Style, Value, row_heights
from screening.report.review import REVIEW, review_texts, review_value
from screening.report.styles import FONT, Face, face
from screening.report.subjects import subject_cells, subject_headers
from screening.report.told import line_of
from screening.report.workbook import added_pages
from screening.ticks import Tick
from screening.wording import wording

_INERT = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": False,
}


def write_fresh(matter: Matter, out: Path, tick: Tick) -> None:
    """Write the fresh report."""
    book = xlsxwriter.Workbook(str(out), {**_INERT, "default_date_format": "yyyy-mm-dd"})
    book.set_properties(
        {"created": matter.facts.screened_at.replace(tzinfo=None), "author": "Research Screening"}
    )
    formats = {style: book.add_format(_properties(face(style))) for style in Style}
    open_formats = {
        style: book.add_format({**_properties(face(style)), "locked": False})
        for style in (Style.WRAP, Style.DATE)
    }
    _results(book, formats, open_formats, matter, tick)
    for page in added_pages(matter, lossy=False):
        _draw(book, formats, page, tick)
    book.close()


def _properties(look: Face) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "font_name": FONT,
        "font_size": look.size,
        "font_color": f"#{look.ink}",
        "bold": look.bold,
        "italic": look.italic,
        "text_wrap": look.wrap,
        "valign": "top",
        "align": "right" if look.right else "left",
        "underline": int(look.underline),
        "indent": int(look.right),
    }
    if look.fill:
        properties["bg_color"] = f"#{look.fill}"
    if look.format:
        properties["num_format"] = look.format
    if look.outline:
        properties |= {"border": 1, "border_color": f"#{look.outline}"}
    elif look.rule:
        properties |= {"bottom": 1, "bottom_color": f"#{look.rule}"}
    return properties


def _results(
    book: FreshBook,
    formats: dict[Style, FreshStyle],
    open_formats: dict[Style, FreshStyle],
    matter: Matter,
    tick: Tick,
) -> None:
    sheet = book.add_worksheet(wording().sheets["results"])
    columns = wording().columns
    headers, rows = _left(matter.original, matter.intake)
    widths = [_width(header) for header in headers]
    sheet.set_column(len(headers) + len(columns), len(headers) + len(columns), 2)
    for index, width in enumerate([*widths, *(column.width for column in columns)]):
        sheet.set_column(index, index, width)
    for index, header in enumerate([*headers, *(column.header for column in columns)]):
        sheet.write_string(0, index, cell_text(header), formats[Style.HEADER])
    first_of_review = len(headers) + len(columns) - len(REVIEW)
    links = itertools.count()
    number = 0
    for row, cells in rows:
        tick(1)
        line = line_of(row, matter.told)
        if line is None:
            continue
        number += 1
        for index, text in enumerate(cells):
            _write(sheet, number, index, text, formats[Style.WRAP])
        _write_line(sheet, number, len(headers), line, formats, links)
        kept = matter.intake.own_cells.get((row.sheet, row.number), {})
        texts = review_texts(row, kept, matter.standings)
        for index, key in enumerate(REVIEW, start=first_of_review):
            style = (formats if key == "standing" else open_formats)[
                Style.DATE if key == "date" else Style.WRAP
            ]
            _write(sheet, number, index, review_value(key, texts[key]), style)
    _finish(book, sheet, number, len(headers))


def _left(original: Path, intake: Intake) -> tuple[list[str], Iterator[tuple[Row, Sequence[str]]]]:
    """Give the columns left of the results: the user's own of a CSV list, the subjects of a workbook."""
    rows = list(intake.rows())
    if intake.format == "csv" and len(intake.tables) == 1:
        given, own = own_rows(original, intake)
        width = own.start if own else intake.tables[0].right_edge
        headers = [""] * width
        for column in intake.tables[0].columns:
            if column.index <= width:
                headers[column.index - 1] = column.header or f"Column {column.letter}"
        return ["Row", *headers], (
            (row, [str(row.number), *(given[row.number - 1] + [""] * width)[:width]]) for row in rows
        )
    headers = subject_headers(rows)
    return headers, ((row, subject_cells(row, headers)) for row in rows)


def _width(header: str) -> float:
    return 8 if header in ("Row", "Country") else 14 if header == "Sheet" else 32


def _write(sheet: FreshSheet, row: int, column: int, value: Value, style: FreshStyle) -> None:
    if value is None or value == "":
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, str):
        sheet.write_string(row, column, cell_text(value), style)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, style)
    else:
        sheet.write_number(row, column, value, style)


def _write_link(sheet: FreshSheet, row: int, column: int, cell: Cell, style: FreshStyle) -> None:
    sheet.write_url(row, column, cell.link, style, string=cell_text(str(cell.value)))


def _write_line(
    sheet: FreshSheet,
    number: int,
    start: int,
    line: Line,
    formats: dict[Style, FreshStyle],
    links: Iterator[int],
) -> None:
    styles = {"score": Style.NUMBER, "confidence": Style.RATIO, "source": Style.LINK}
    styles["level"] = Style(line.level.value) if line.level else Style.BODY
    styles["outcome"] = Style.UNSCREENED if line.level is None else Style.BODY
    for offset, (key, value) in enumerate(line_values(line).items()):
        style = formats[styles.get(key, Style.WRAP)]
        if key == "source" and is_link(line.source) and next(links) < MOST_LINKS:
            _write_link(sheet, number, start + offset, Cell(value, link=line.source), style)
        else:
            _write(sheet, number, start + offset, value, style)


def _finish(book: FreshBook, sheet: FreshSheet, last: int, left: int) -> None:
    words = wording()
    keys = [column.key for column in words.columns]
    for key, source, prompt, refusal in (
        ("decision", list(words.decisions), "prompt", "refusal"),
        ("reason", codes(), "reason_prompt", "reason_refusal"),
    ):
        sheet.data_validation(
            1,
            left + keys.index(key),
            max(1, last),
            left + keys.index(key),
            {
                "validate": "list",
                "source": source,
                "input_message": words.decision_texts[prompt],
                "error_message": words.decision_texts[refusal],
            },
        )
    day = left + keys.index("date")
    sheet.data_validation(
        1,
        day,
        max(1, last),
        day,
        {
            "validate": "date",
            "criteria": ">",
            "value": date(2000, 1, 1),
            "input_message": words.decision_texts["date_prompt"],
            "error_message": words.decision_texts["date_refusal"],
        },
    )
    sheet.autofilter(0, 0, max(1, last), left + len(words.columns) - 1)
    sheet.freeze_panes(1, min(3, left))
    sheet.repeat_rows(0)
    _print(sheet, landscape=True, wide=True)


def _print(sheet: FreshSheet, *, landscape: bool, wide: bool) -> None:
    sheet.set_paper(int(A3 if wide else A4))
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.8)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&A, page &P of &N")
    if landscape:
        sheet.set_landscape()


def _draw(book: FreshBook, formats: dict[Style, FreshStyle], page: Page, tick: Tick) -> None:
    sheet = book.add_worksheet(page.title)
    sheet.hide_gridlines(2)
    for index, width in enumerate(page.widths):
        sheet.set_column(index, index, width)
    heights = row_heights(page)
    links = itertools.count()
    for number, row in enumerate(page.rows):
        tick(1)
        if number + 1 in heights:
            sheet.set_row(number, heights[number + 1])
        column = 0
        for cell in row:
            style = formats[cell.style]
            if cell.span > 1:
                sheet.merge_range(number, column, number, column + cell.span - 1, "", style)
            if cell.link and is_link(cell.link) and next(links) < MOST_LINKS:
                _write_link(sheet, number, column, cell, formats[Style.LINK])
            else:
                _write(sheet, number, column, cell.value, style)
            column += cell.span
    for choice in page.choices:
        column, last = choice.column - 1, max(page.header_row, len(page.rows) - 1)
        offered = {"validate": "list", "source": list(choice.words)}
        sheet.data_validation(page.header_row, column, last, column, offered)
    if page.header_row:
        sheet.freeze_panes(page.header_row, page.frozen_columns)
        sheet.autofilter(
            page.header_row - 1, 0, max(page.header_row, len(page.rows) - 1), len(page.widths) - 1
        )
        sheet.repeat_rows(page.header_row - 1)
    _print(sheet, landscape=page.landscape, wide=sum(page.widths) > WIDE)
    if page.chart:
        _chart(book, sheet, page.title, page.chart)


def _chart(book: FreshBook, sheet: FreshSheet, title: str, chart: Chart) -> None:
    bars = book.add_chart({"type": "bar"})
    first, last = chart.first_row - 1, chart.last_row - 1
    bars.add_series(
        {
            "categories": [title, first, chart.label_column - 1, last, chart.label_column - 1],
            "values": [title, first, chart.value_column - 1, last, chart.value_column - 1],
            "points": [{"fill": {"color": f"#{colour}"}} for colour in chart.colours],
            "data_labels": {"value": True},
            "gap": 40,
        }
    )
    bars.set_title({"name": chart.title, "name_font": {"size": 12}})
    bars.set_legend({"none": True})
    bars.set_y_axis({"reverse": True})
    bars.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    bars.set_size({"width": chart.width_cm * 37.8, "height": chart.height_cm * 37.8})
    sheet.insert_chart(chart.anchor, bars)
