"""The sender's own key of a row, which comes back with its result."""

import json
from datetime import UTC, datetime

import pytest
from list_screening import screen_list, write_results

from screening.intake import read_list


def references(intake):
    return [row.reference for row in intake.rows() if row.subjects]


@pytest.mark.parametrize("header", ["id", "ID", "Vendor number", "Application ID", "reference", "编号"])
def test_a_column_of_keys_is_known_by_its_header(office, header):
    intake = office.take([[header, "Organisation"], ["A-7", "KU Leuven"], ["A-8", "Otago University"]])
    assert references(intake) == ["A-7", "A-8"]


def test_a_key_is_no_subject_and_a_subject_is_no_key(office):
    intake = office.take([["ROR ID", "Organisation"], ["05f950310", "KU Leuven"]])
    assert references(intake) == [""]
    (row,) = [row for row in intake.rows() if row.subjects]
    assert row.subjects[0].identifiers == (("ror", "05f950310"),)


def test_of_two_columns_of_keys_the_plainer_one_counts(office):
    rows = [["Order number", "Organisation", "id"], ["4711", "KU Leuven", "A-7"]]
    assert references(office.take(rows)) == ["A-7"]


def test_a_row_that_cannot_be_looked_at_keeps_its_key(office):
    intake = office.take([["id", "Organisation"], ["A-7", "x" * 2_001], ["A-8", "KU Leuven"]])
    assert [row.reference for row in intake.rows() if row.state.value == "unscreened"] == ["A-7"]


def test_the_key_stands_in_every_form_of_the_report(office, tmp_path, engine):
    path = office.workbook([["id", "Organisation"], ["A-7", "Beihang University"], ["A-8", "x" * 2_001]])
    taken = read_list(path)
    done = screen_list(engine, taken, screened_at=datetime(2026, 11, 25, tzinfo=UTC))
    for form in ("ndjson", "json", "csv"):
        write_results(path, taken, done.results, done.facts, tmp_path / f"out.{form}", form)
    lines = (tmp_path / "out.ndjson").read_text("utf-8").splitlines()
    assert [json.loads(line)["reference"] for line in lines] == ["A-7", "A-8"]
    whole = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert [row["reference"] for row in whole["results"]] == ["A-7", "A-8"]
    assert (tmp_path / "out.csv").read_text("utf-8-sig").count("A-7") == 1
