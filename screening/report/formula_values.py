"""The last values of the user's formulas, put back into the workbook that openpyxl wrote without them.

openpyxl keeps a formula or its value, never both. Without values a preview shows blanks, and a list whose names are
formulas could not be screened again from its own report. Values are as last saved; spreadsheets compute them anew
when they open the file.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

from openpyxl import load_workbook
from openpyxl.utils.datetime import to_excel
from openpyxl.workbook import Workbook

from screening.formula_escaping import cell_text, escaped

# By cell: the type and the text of its value, as the format writes them.
Values = Mapping[str, tuple[str, str]]

_EMPTY_FORMULA = re.compile(
    rb'<c r="([A-Z]+[0-9]+)"((?: s="[0-9]+")?)(?: t="[a-z]*")?>'
    rb"(<f(?: [^>]*)?(?:/>|>[^<]*</f>))<v(?:\s*/>|></v>)</c>"
)


def last_values(original: Path, book: Workbook) -> dict[str, Values]:
    """Give the last values of every formula of `book`, which was opened from `original`, by sheet title."""
    # Only cells that are there: going through rows would make every cell up to a styled one in the far corner.
    formulas = {
        sheet.title: {cell.coordinate for cell in sheet._cells.values() if cell.data_type == "f"}
        for sheet in book.worksheets
    }
    if not any(formulas.values()):
        return {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        computed = load_workbook(original, data_only=True)
    return {
        title: {
            coordinate: _written(computed[title][coordinate].value, computed)
            for coordinate in sorted(coordinates)
            if computed[title][coordinate].value is not None
        }
        for title, coordinates in formulas.items()
        if coordinates
    }


def with_values(sheet_xml: bytes, values: Values) -> bytes:
    """Put the values into a sheet as openpyxl wrote it."""

    def filled(match: re.Match[bytes]) -> bytes:
        coordinate, style, formula = match.groups()
        kind, text = values.get(coordinate.decode(), ("", ""))
        if not kind:
            return match.group()
        return b'<c r="%s"%s t="%s">%s<v>%s</v></c>' % (
            coordinate,
            style,
            kind.encode(),
            formula,
            escape(text).encode(),
        )

    return _EMPTY_FORMULA.sub(filled, sheet_xml)


def _written(value: object, book: Workbook) -> tuple[str, str]:
    if isinstance(value, bool):
        return "b", str(int(value))
    if isinstance(value, (int, float)):
        return "n", repr(value)
    if isinstance(value, (datetime, date, time, timedelta)):
        return "n", repr(to_excel(value, book.epoch))  # type: ignore[no-untyped-call]
    text = str(value)
    return ("e" if text.startswith("#") and text.isupper() else "str"), escaped(cell_text(text))
