"""Make examples/collaborators.xlsx: the list a research office has, in the shape it really has it.

The organisations are real; the people are invented, their names put together from common given and family
names. Run `python examples/make_collaborators.py`; the same cells come out each time.
"""

from __future__ import annotations

import csv
import random
from datetime import date, datetime, timedelta
from pathlib import Path

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

HERE = Path(__file__).parent
FAMILY = (
    "Anderson Baker Chen Dubois Eriksson Fernández García Hughes Ivanova Jansen Kowalski Lefèvre Müller Nakamura "
    "Okafor Patel Quinn Rossi Singh Tāmihana Usman Volkova Williams Xu Yılmaz Zhang Kim Nguyễn Haddad Rahimi "
    "O'Connor Parata Schröder Silva Tanaka Wang Watene Hosseini Petrov Li"
).split()
GIVEN = (
    "Aroha Benjamin Chiara Daniel Elif Fatima Grace Hana Igor João Katarzyna Liam Mei Nikau Olivia Priya Quentin "
    "Reza Sofia Tomasz Ulrike Viktor Wiremu Xiaoming Yuki Zoë Amir Björn Carmen Dmitri Emma Farid Jing Noor"
).split()
HEAD = PatternFill("solid", start_color="1F3A5F")
PROJECTS = (
    "Spin qubits in silicon",
    "Alpine fault imaging",
    "Kelp genomics",
    "Low-carbon cement",
    "Hypersonic heat shields",
)
COUNTRIES = {
    "CN": "China",
    "NZ": "New Zealand",
    "US": "United States",
    "RU": "Russian Federation",
    "IR": "Iran, Islamic Republic of",
    "GB": "United Kingdom",
    "KR": "South Korea",
    "TW": "Taiwan",
    "JP": "Japan",
    "DE": "Germany",
    "FR": "France",
}


def main() -> None:
    """Write the workbook beside this script."""
    chance = random.Random(2026)
    with (HERE / "organisations.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    by_use = {use: [row for row in rows if row["use"] == use] for use in ("affiliation", "supplier", "unit")}
    book = Workbook()
    collaborators(book.active, by_use["affiliation"], chance)
    visitors(book.create_sheet("Visitors"), by_use["affiliation"], chance)
    suppliers(book.create_sheet("Suppliers"), by_use["supplier"], chance)
    units(book.create_sheet("合作单位"), by_use["unit"])
    archive(book.create_sheet("archive 2019"), by_use["affiliation"][:6], chance)
    book.properties.created = book.properties.modified = datetime(2026, 11, 2, 9, 0)
    book.properties.creator = "Research Office"
    book.save(HERE / "collaborators.xlsx")


def person(chance: random.Random) -> tuple[str, str]:
    """An invented (family, given) name."""
    return chance.choice(FAMILY), chance.choice(GIVEN)


def paint(sheet: Worksheet, row: int, last_column: int) -> None:
    """Give a header row the office's colours."""
    for column in range(1, last_column + 1):
        cell = sheet.cell(row, column)
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), HEAD
        cell.alignment = Alignment(vertical="center", wrap_text=True)


def widths(sheet: Worksheet, *figures: int) -> None:
    """Set the widths of the first columns, in characters."""
    for letter, width in zip("ABCDEFGHIJ", figures, strict=False):
        sheet.column_dimensions[letter].width = width


def collaborators(sheet: Worksheet, rows: list[dict[str, str]], chance: random.Random) -> None:
    """Title rows, a header of two rows with merged cells, several affiliations in a cell, notes, a total."""
    sheet.title = "Collaborators"
    sheet["A1"] = "International collaborators, Faculty of Science and Engineering"
    sheet["A1"].font = Font(size=16, bold=True)
    sheet["A2"] = "Exported from the grants register; please do not change the columns"
    upper = ["No.", "Person", None, "Institution", None, None, "Contact", "Project", None, None]
    lower = "Family name,Given name,Affiliation(s),City,Country,E-mail,Title,Start,Citizenship".split(",")
    for column, (top, below) in enumerate(zip(upper, [None, *lower], strict=True), start=1):
        sheet.cell(4, column, top)
        sheet.cell(5, column, below)
    for span in ("B4:C4", "D4:F4", "H4:I4", "A4:A5"):
        sheet.merge_cells(span)
    paint(sheet, 4, 10)
    paint(sheet, 5, 10)
    for number, row in enumerate([*rows, *rows[:30]], start=1):
        sheet.append(collaborator(number, row, rows, chance))
        if number % 40 == 0:
            sheet.append([None])
            sheet.cell(sheet.max_row + 1, 2).value = None
    sheet.append(["Total", f"=COUNTA(B6:B{sheet.max_row})"])
    sheet["D7"].comment = Comment("Name as printed on the agreement.", "Research Office")
    widths(sheet, 6, 15, 13, 58, 10, 9, 26, 24, 12, 12)
    sheet.row_dimensions[12].hidden = True
    sheet.freeze_panes = "C6"


def collaborator(
    number: int, row: dict[str, str], rows: list[dict[str, str]], chance: random.Random
) -> list[object]:
    """One person's row; every ninth has two affiliations, every seventeenth a trailing note."""
    family, given = person(chance)
    affiliation = row["organisation"]
    if number % 9 == 0:
        affiliation += chance.choice(["; ", " / ", "\n"]) + chance.choice(rows)["organisation"]
    if number % 17 == 0:
        affiliation += "; PhD 2009 NUDT"
    start = date(2024, 2, 1) + timedelta(days=chance.randrange(800))
    email = f"{given[0]}.{family}@example.org".lower().replace("'", "")
    citizenship = chance.choice(["NZ", "GB", "CN", None])
    project = chance.choice(PROJECTS)
    return [number, family, given, affiliation, None, row["country"], email, project, start, citizenship]


def visitors(sheet: Worksheet, rows: list[dict[str, str]], chance: random.Random) -> None:
    """One header row further down; "Last, First"; country names; a column nobody may use."""
    sheet["A2"] = "Visiting researchers 2026"
    sheet["A2"].font = Font(size=13, bold=True)
    header = ["Visitor (Last, First)", "Home institution", "Country", "Gender", "Arrives", "Days", "Host"]
    for column, text in enumerate(header, start=1):
        sheet.cell(4, column, text)
    paint(sheet, 4, len(header))
    for offset, row in enumerate(chance.sample(rows, 48)):
        family, given = person(chance)
        host = " ".join(reversed(person(chance)))
        arrives = date(2026, 1, 12) + timedelta(days=7 * offset)
        country = COUNTRIES.get(row["country"], row["country"])
        line = [f"{family}, {given}", row["organisation"], country, chance.choice("FMX"), arrives]
        for column, value in enumerate([*line, chance.randrange(2, 90), host], start=1):
            sheet.cell(5 + offset, column, value)
    sheet.cell(53, 1, "Total days").font = Font(bold=True)
    sheet.cell(53, 6, "=SUM(F5:F52)")
    widths(sheet, 26, 58, 22, 8, 12, 8, 22)
    sheet.freeze_panes = "A5"


def suppliers(sheet: Worksheet, rows: list[dict[str, str]], chance: random.Random) -> None:
    """Organisations only, with validation, a filter, a formula column and a chart."""
    for column, text in enumerate("Supplier,Country code,Category,Spend 2025,Incl. GST".split(","), start=1):
        sheet.cell(1, column, text)
    paint(sheet, 1, 5)
    for offset, row in enumerate([*rows, *chance.sample(rows, 14)], start=2):
        category = chance.choice(["Instruments", "IT", "Consumables"])
        spend = chance.randrange(2, 400) * 500
        sheet.append([row["organisation"], row["country"], category, spend, f"=D{offset}*1.15"])
        sheet.cell(offset, 4).number_format = sheet.cell(offset, 5).number_format = "#,##0"
    choice = DataValidation(type="list", formula1='"Instruments,IT,Consumables"')
    sheet.add_data_validation(choice)
    choice.add(f"C2:C{sheet.max_row}")
    sheet.auto_filter.ref = f"A1:E{sheet.max_row}"
    chart = BarChart()
    chart.title = "Spend 2025, first ten"
    chart.add_data(Reference(sheet, min_col=4, min_row=1, max_row=11), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=11))
    sheet.add_chart(chart, f"B{sheet.max_row + 3}")
    widths(sheet, 38, 14, 16, 14, 14)


def units(sheet: Worksheet, rows: list[dict[str, str]]) -> None:
    """A partner's own sheet, headed in Chinese."""
    for column, text in enumerate(("序号", "单位名称", "国家"), start=1):
        sheet.cell(1, column, text)
    paint(sheet, 1, 3)
    for number, row in enumerate(rows, start=1):
        sheet.append([number, row["organisation"], "中国"])
    sheet.column_dimensions["B"].width = 36


def archive(sheet: Worksheet, rows: list[dict[str, str]], chance: random.Random) -> None:
    """A hidden sheet that somebody forgot: its rows are screened all the same, and that is said."""
    sheet.append(["Name", "Organisation"])
    for row in rows:
        family, given = person(chance)
        sheet.append([f"{given} {family}", row["organisation"]])
    sheet.sheet_state = "hidden"


if __name__ == "__main__":
    main()
