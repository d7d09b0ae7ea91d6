"""No text of anybody's becomes a formula or a link, in any format (and LibreOffice agrees)."""

import csv
import re
import shutil
import subprocess
import zipfile

import pytest
from list_screening import write_results
from openpyxl import Workbook, load_workbook

from screening.formula_escaping import escape_formula

PAYLOADS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "\0=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
    " =1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://example.net","x")',
    '=WEBSERVICE("http://example.net")',
    "http://example.net/not-ours",
    "mailto:somebody@example.net",
    "file:///etc/passwd",
    "internal:Sheet1!A1",
    "{=1+1}",
    "_x003D_1+1",
]
LINK = re.compile(rb'<hyperlink |Type="[^"]*/hyperlink"')


@pytest.fixture
def attack(world):
    """Every payload as a name, as an affiliation, and as whatever a list or a policy may say."""
    book = Workbook()
    sheet = book.active
    sheet.title = "People"
    sheet.append(["Name", "Institution", "Country"])
    rows = [(payload, payload, "CN") for payload in PAYLOADS]
    for number, row in enumerate(rows, start=2):
        for index, text in enumerate(row, start=1):
            cell = sheet.cell(number, index)
            cell.value = text.replace("\0", "")
            cell.data_type = "s"
    path = world.folder / "list.xlsx"
    book.save(path)
    table = world.table("People", ["Name", "Institution", "Country"], rows)
    results = {}
    for number, payload in enumerate(PAYLOADS, start=2):
        listing = world.listing(payload, source_url=payload, edition=payload, citation=payload)
        found = world.hit(payload, listing=listing, matched_name=payload, body=payload)
        policy = world.PolicyOutcome(payload, "1", payload, payload, payload, payload, payload)
        rejected = world.Alternative(payload, payload, payload)
        results["People", number] = world.result(
            table.rows[number - 1].subjects[0],
            [found],
            why=payload,
            alternatives=[rejected],
            policies=[policy],
        )
    notices = tuple(PAYLOADS)
    return path, world.intake(path, [table], notices=notices, lossy=notices), results, world.facts


@pytest.mark.parametrize("format", ["xlsx", "fresh-xlsx"])
def test_a_workbook_holds_no_formula_and_no_link_but_ours(attack, tmp_path, format):
    write_results(*attack, tmp_path / "out.xlsx", format)
    with zipfile.ZipFile(tmp_path / "out.xlsx") as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                assert not re.search(rb"<f[ >/]", archive.read(name)), name
            if name.endswith(".rels"):
                targets = re.findall(rb'Target="(http[^"]*|mailto[^"]*|file[^"]*)"', archive.read(name))
                # Printed by a list as its source.
                allowed = (
                    b"https://example.org/",
                    b"http://example.net/not-ours",
                )
                assert all(target.startswith(allowed) for target in targets), name
    for sheet in load_workbook(tmp_path / "out.xlsx"):
        assert not [cell.coordinate for row in sheet for cell in row if cell.data_type == "f"]


def test_every_active_cell_of_ours_is_marked_as_text(attack, tmp_path):
    write_results(*attack, tmp_path / "out.xlsx")
    sheet = load_workbook(tmp_path / "out.xlsx")["Screening evidence"]
    marked = {cell.value for row in sheet for cell in row if cell.quotePrefix}
    assert {"=1+1", "+1+1", "@SUM(1)", "＝1+1", " =1+1"} <= marked


def test_a_delimited_report_is_quoted_throughout_and_starts_nothing(attack, tmp_path):
    write_results(*attack, tmp_path / "out.csv", "csv")
    text = (tmp_path / "out.csv").read_text("utf-8-sig")
    cells = [cell for row in csv.reader(text.splitlines(keepends=True)) for cell in row]
    assert not [
        cell
        for cell in cells
        if cell.lstrip(" \t\r\n\0")[:1] in ("=", "+", "-", "@", "＝", "＋", "－", "＠") and cell
    ]
    assert "'=1+1" in cells
    assert text.startswith('"')


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.parametrize("format", ["xlsx", "fresh-xlsx", "csv"])
def test_libreoffice_computes_nothing_from_our_texts(attack, tmp_path, format):
    name = "out.csv" if format == "csv" else "out.xlsx"
    write_results(*attack, tmp_path / name, format)
    (tmp_path / "again").mkdir()
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(tmp_path / "again"),
            str(tmp_path / name),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    book = load_workbook(tmp_path / "again" / "out.xlsx")
    values = {cell.value for sheet in book for row in sheet for cell in row}
    assert not [cell for sheet in book for row in sheet for cell in row if cell.data_type == "f"]
    given = {payload for payload in PAYLOADS if not set(payload) & set("\r\0")}
    if format == "csv":  # LibreOffice itself takes leading blanks off a delimited cell
        given = {escape_formula(payload) for payload in given}
    assert given <= values
