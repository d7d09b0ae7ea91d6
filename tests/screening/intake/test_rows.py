"""A row that a list repeats is read as if it stood there alone, though equal rows are read once."""

import csv
import json

import pytest

from screening.bulk.blocks import BlockReader, RowBlock
from screening.bulk.layout import find_layout
from screening.bulk.limits import BULK
from screening.bulk.sources import open_source
from screening.intake import IntakeOptions, read_list
from screening.intake.limits import LIMITS

HEADER = ["Organisation", "Country"]


def rows_below_header(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])
    return read_list(path).tables[0].rows[1:]


def test_a_repeated_row_asks_the_same_under_its_own_number(tmp_path):
    rows = rows_below_header(tmp_path / "list.csv", [["Lund University", "SE"], ["NUDT", "CN"]] * 3)
    assert [row.number for row in rows] == [2, 3, 4, 5, 6, 7]
    assert [row.subjects[0].name for row in rows] == ["Lund University", "NUDT"] * 3
    assert len({row.inquiries for row in rows}) == 2


def test_a_note_names_the_cell_of_its_own_row(tmp_path):
    rows = rows_below_header(tmp_path / "list.csv", [["Lund University", "Nowhereland"]] * 2)
    assert [("B2" in row.notes[0], "B3" in row.notes[0]) for row in rows] == [(True, False), (False, True)]


def test_a_reason_names_the_cell_of_its_own_row(tmp_path):
    rows = rows_below_header(tmp_path / "list.csv", [["Lund Univ\ufffdrsity", "SE"]] * 2)
    assert [row.code for row in rows] == ["damaged-text"] * 2
    assert ["A2" in rows[0].reason, "A3" in rows[1].reason] == [True, True]


def test_a_row_with_too_many_fields_is_not_taken_for_the_one_it_begins_like(tmp_path):
    rows = rows_below_header(tmp_path / "list.csv", [["NUDT", "CN"], ["NUDT", "CN", "x"], ["NUDT", "CN"]])
    assert [row.code for row in rows] == ["", "ragged-row", ""]


@pytest.mark.parametrize("long_first", [True, False])
def test_a_cut_cell_is_not_taken_for_a_name_of_the_letters_that_are_shown_of_it(tmp_path, long_first):
    shown = ("Institute of " + "Very " * 20)[:80]
    both = [[shown.ljust(LIMITS.cell_chars + 1, "x"), "SE"], [shown, "SE"]]
    rows = rows_below_header(tmp_path / "list.csv", both if long_first else both[::-1])
    codes = ["cell-too-long", ""]
    assert [row.code for row in rows] == (codes if long_first else codes[::-1])


@pytest.mark.parametrize("number_first", [True, False])
def test_a_number_is_not_taken_for_a_name_of_the_same_digits(tmp_path, number_first):
    path = tmp_path / "list.ndjson"
    both = [{"name": 1688}, {"name": "1688"}]
    names = [{"name": "Anna Berg"}, *(both if number_first else both[::-1])]
    path.write_text("".join(json.dumps(each) + "\n" for each in names))
    source = open_source(path, None, BULK)
    layout = find_layout(source, path.name, IntakeOptions(), "", BULK)
    rows = [*BlockReader(layout).read(RowBlock(1, tuple(source.rows())))][1:]
    text, number = ("not-a-name", "name-is-not-text")
    assert [row.code for row in rows] == ([number, text] if number_first else [text, number])


def test_a_row_is_read_alike_in_every_block_of_a_file(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("Organisation,Country\n" + "Lund University,Nowhereland\nNUDT,CN\n" * 2)
    source = open_source(path, None, BULK)
    layout = find_layout(source, path.name, IntakeOptions(), "", BULK)
    header, *raws = source.rows()
    reader = BlockReader(layout)
    rows = [
        *reader.read(RowBlock(1, (header, *raws[:2]))),
        *reader.read(RowBlock(4, tuple(raws[2:]), tuple(raws[:2]))),
    ]
    expected = read_list(path).tables[0].rows
    assert rows == list(expected)
    assert "B4" in rows[3].notes[0]
