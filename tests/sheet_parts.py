"""Workbooks put together from the XML of their sheets, for what no writer would write."""

import io
import zipfile

import openpyxl

SHEET, RELATIONS = "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHARED = (
    '<Relationship Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" '
    'Target="sharedStrings.xml" Id="rId99"/></Relationships>'
)


def row(number, *cells):
    return f'<row r="{number}">' + "".join(cells) + "</row>"


def text(ref, value):
    return f'<c r="{ref}" t="str"><v>{value}</v></c>'


HEADER = row(1, text("A1", "Name"), text("B1", "Affiliation"))
PERSON = row(2, text("A2", "Wei Example"), text("B2", "Beihang University"))


def worksheet(*rows):
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(rows)}</sheetData></worksheet>'


def workbook(*sheets, strings=""):
    """A workbook with these parts as its sheets, and these shared strings."""
    book = openpyxl.Workbook()
    for _ in sheets[1:]:
        book.create_sheet()
    out, made = io.BytesIO(), io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        parts = {part: old.read(part) for part in old.namelist()}
        for number, sheet in enumerate(sheets, start=1):
            parts[f"xl/worksheets/sheet{number}.xml"] = sheet
        if strings:
            parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{strings}</sst>'
            parts[RELATIONS] = parts[RELATIONS].decode().replace("</Relationships>", SHARED)
        for part, content in parts.items():
            new.writestr(part, content)
    return made.getvalue()
