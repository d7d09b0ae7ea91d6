"""A report that comes back is screened again without growing, and keeps what reviewers wrote."""

import csv
from itertools import pairwise

import pytest
from list_screening import write_results
from openpyxl import load_workbook

from screening.formula_escaping import unescape_formula
from screening.intake.list_reader import read_list
from screening.labels import wording
from screening.report import result_cells
from screening.report_detection import report_columns

HEADER = ["Name", "Institution", "Country"]
ROWS = [["=Ann", "BUAA", "CN"], ["'Bob", " -MIT", "US"], ["'=Eve", "北航", "CN"]]
HEADERS = [column.header for column in wording().columns]


def test_columns_and_sheets_of_an_earlier_report_are_used_again(world, tmp_path):
    path, table = world.workbook(HEADER, [["Ann", "BUAA", "CN"], ["Bob", "MIT", "US"]])
    first = {("People", 2): world.result(hits=[world.hit()])}
    write_results(path, world.intake(path, [table]), first, world.facts, tmp_path / "one.xlsx")
    book = load_workbook(tmp_path / "one.xlsx")
    decision = 4 + HEADERS.index("Review: decision")
    book["People"].cell(2, decision).value = "false positive"
    book.save(tmp_path / "one.xlsx")

    second = {("People", 3): world.result(hits=[world.hit()]), ("People", 2): world.result()}
    again = world.intake(tmp_path / "one.xlsx", [table])
    write_results(tmp_path / "one.xlsx", again, second, world.facts, tmp_path / "two.xlsx")
    book = load_workbook(tmp_path / "two.xlsx")
    rows = [list(row) for row in book["People"].iter_rows(values_only=True)]
    added = ["Screening summary", "Screening findings", "Screening evidence", "Screening provenance"]
    assert book.sheetnames == ["People", *added]
    assert rows[0] == HEADER + HEADERS
    assert [row[3] for row in rows[1:]] == ["No match found", "For review"]
    assert rows[1][decision - 1] == "false positive"
    source = book["People"].cell(2, 4 + HEADERS.index("Screening: source"))
    assert (source.value, source.hyperlink) == (None, None)
    assert len(book["People"].data_validations.dataValidation) == 3


def test_links_of_an_earlier_report_make_way_for_those_that_take_their_place(world, tmp_path, monkeypatch):
    path, table = world.workbook(HEADER, [["Ann", "BUAA", "CN"], ["Bob", "MIT", "US"]])
    results = {("People", number): world.result(hits=[world.hit()]) for number in (2, 3)}
    write_results(path, world.intake(path, [table]), results, world.facts, tmp_path / "one.xlsx")
    monkeypatch.setattr(result_cells, "MOST_LINKS", 2)
    again = world.intake(tmp_path / "one.xlsx", [table])
    write_results(tmp_path / "one.xlsx", again, results, world.facts, tmp_path / "two.xlsx")
    column = 4 + HEADERS.index("Screening: source")
    sheet = load_workbook(tmp_path / "two.xlsx")["People"]
    assert [bool(sheet.cell(number, column).hyperlink) for number in (2, 3)] == [True, True]


@pytest.fixture
def delimited(world):
    path = world.folder / "list.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *ROWS])
    return path, world.intake(path, [world.table("", HEADER, ROWS)])


def read(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, strict=True))


def test_a_delimited_report_gives_back_the_cells_as_given(world, delimited, tmp_path):
    write_results(*delimited, {}, world.facts, tmp_path / "one.csv", "csv")
    rows = read(tmp_path / "one.csv")
    start = report_columns(rows).start
    assert [[unescape_formula(cell) for cell in row[:start]] for row in rows] == [HEADER, *ROWS]


def test_a_delimited_report_does_not_grow_when_screened_again(world, delimited, tmp_path):
    write_results(*delimited, {}, world.facts, tmp_path / "one.csv", "csv")
    rows = read(tmp_path / "one.csv")
    rows[1][-1] = "known to us"
    with (tmp_path / "one.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    again = world.intake(tmp_path / "one.csv", [world.table("", HEADER, ROWS)])
    results = {("", 2): world.result(hits=[world.hit()])}
    write_results(tmp_path / "one.csv", again, results, world.facts, tmp_path / "two.csv", "csv")
    after = read(tmp_path / "two.csv")
    assert [len(row) for row in after] == [3 + len(HEADERS)] * 4
    assert (after[1][0], after[1][3], after[1][-1]) == ("'=Ann", "review", "known to us")
    assert after[3][0] == "''=Eve"


def test_a_list_without_a_header_gets_ours_above_it(world, tmp_path):
    path = world.folder / "bare.csv"
    path.write_text("BUAA\nMIT\n", encoding="utf-8")
    table = world.table("", ["Name"], [["BUAA"], ["MIT"]], header_row=0)
    write_results(path, world.intake(path, [table]), {}, world.facts, tmp_path / "out.csv", "csv")
    rows = read(tmp_path / "out.csv")
    assert rows[0] == ["", *HEADERS]
    assert [row[:2] for row in rows[1:]] == [["BUAA", "unscreened"], ["MIT", "unscreened"]]


def test_the_lines_of_a_list_of_one_column_stay_whole(world, tmp_path):
    """Intake takes "Dept, Univ, City" for one cell; cut at its commas here, our columns would stand under others."""
    path = world.folder / "list.csv"
    lines = ["School of Astronautics, NPU, Xi'an, China", "MIT, Cambridge", "Huawei"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    out, again = tmp_path / "one.csv", tmp_path / "two.csv"
    write_results(path, read_list(path), {}, world.facts, out, "csv")
    assert [row[:2] for row in read(out)[1:]] == [[line, "unscreened"] for line in lines]
    write_results(out, read_list(out), {}, world.facts, again, "csv")
    assert again.read_bytes() == out.read_bytes()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("first", ["Name", "A, B", 'The "A", B'])
def test_a_marked_list_whose_first_cell_is_quoted_keeps_its_columns(world, tmp_path, encoding, first):
    """The mark stands before the quote: read as text it would make the quotes part of the cell, and cut it at commas."""
    path = world.folder / "list.csv"
    given = [[first, "Institution", "Country"], ["Ann", "Beihang University", "CN"], ["Bob", "MIT", "US"]]
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows(given)
    written = [path, tmp_path / "one.csv", tmp_path / "two.csv"]
    for original, out in pairwise(written):
        intake = read_list(original)
        write_results(original, intake, {}, world.facts, out, "csv")
        assert [row[:4] for row in read(out)] == [
            [*row, said] for row, said in zip(given, [HEADERS[0], "unscreened", "unscreened"], strict=True)
        ]
    assert written[2].read_bytes() == written[1].read_bytes()
