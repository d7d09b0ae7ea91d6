"""The Parquet report: every row of the file with the values of the CSV report, as types and without apostrophes."""

import csv
import json
from dataclasses import replace

import duckdb
import pytest
from list_screening import write_results

from screening.errors import OutputUnwritable
from screening.formula_escaping import escape_formula
from screening.intake import read_list
from screening.intake.model import Row, RowState
from screening.labels import wording
from screening.model import Subject
from screening.report.parquet_output import ParquetColumns, ParquetWriter
from screening.review.fingerprints import subject_digest
from screening.review.subject_decisions import DecisionsInEffect, DecisionStatus, SubjectDecisions

HEADER = ["Name", "Institution", "vendor number", "metadata.cost_centre"]
LINES = [
    ["A. Example", "BUAA", "V-1", "4711"],
    ["=cmd()", "MIT", "-7", ""],
    ["C. Example", "?", "V-3", ""],
    ["", "", "", ""],
    ["E. Example; F. Example", "X", "V-5", "=1+1"],
]


@pytest.fixture
def listed(world):
    """A CSV list: a hit, one without a match, one that could not be looked at, a blank row, and two persons in one row."""
    path = world.folder / "list.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([HEADER, *LINES])
    unread = Row("", 4, RowState.UNSCREENED, code="cell-too-long", reason="The cell is too long.")
    both = (Subject(name="E. Example"), Subject(name="F. Example"))
    states = {
        4: unread,
        5: Row("", 5, RowState.SKIPPED, code="blank"),
        6: Row("", 6, RowState.SUBJECT, both, metadata=(("cost_centre", "=1+1"),)),
    }
    table = world.table("", HEADER, LINES, states=states)
    rows = [
        replace(row, reference=LINES[row.number - 2][2]) if row.state is RowState.SUBJECT else row
        for row in table.rows
    ]
    rows[1] = replace(rows[1], metadata=(("cost_centre", "4711"),))
    old = world.listing("Tracked", "old-list", id="old-list:9")
    results = {
        ("", 2): world.result(hits=[world.hit(other_listings=(old,))]),
        ("", 3): world.result(why="=2+2"),
        ("", 6): (*world.result(), *world.result(hits=[world.hit()])),
    }
    return path, world.intake(path, [replace(table, rows=tuple(rows))]), results, world.facts


def read(path, columns="*"):
    cursor = duckdb.execute(f"SELECT {columns} FROM '{path}'")
    names = [each[0] for each in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def as_csv(value):
    """A value as the CSV report has it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.2f}" if isinstance(value, float) else escape_formula(str(value))


@pytest.fixture
def decisions(listed):
    """Somebody decided about the person of the second row."""
    subject = listed[1].tables[0].rows[1].subjects[0]
    made = SubjectDecisions(
        "c1", "p1", "Body", ("us-entity-list:1",), True, DecisionStatus.IN_EFFECT, "false_positive", "other_body",
        "=Ana", "2026-11-20",
    )  # fmt: skip
    return DecisionsInEffect("2026-11-21T00:00:00+00:00", {subject_digest(subject): (made,)})


def test_every_row_of_the_file_is_there_with_the_values_of_the_csv_report(listed, decisions, tmp_path):
    write_results(*listed, tmp_path / "out.parquet", "parquet", decisions)
    write_results(*listed, tmp_path / "out.csv", "csv", decisions)
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    rows = read(tmp_path / "out.parquet")
    said = {row["row"]: (row["outcome"], row["level"], row["score"], row["code"]) for row in rows}
    assert said == {
        1: ("skipped", None, None, "header"),
        2: ("review", "high", 90, ""),
        3: ("no_match", "none", 0, ""),
        4: ("unscreened", None, None, "cell-too-long"),
        5: ("skipped", None, None, "blank"),
        6: ("review", "high", 90, ""),
    }
    assert list(said) == [1, 2, 3, 4, 5, 6]
    keys = [column.key for column in wording().columns]
    compared = 0
    for row, line in zip(rows[1:], lines[1:], strict=True):
        for key, cell in zip(keys, line[len(HEADER) :], strict=True):
            value = row[key] if key in row else row[f"review_{key}"]
            assert as_csv("" if value == "skipped" else value) == cell, (row["row"], key)
            compared += 1
    assert compared == 5 * 21
    assert rows[1]["review_reviewer"] == "=Ana"


def test_texts_stand_as_they_are_and_ids_of_listings_beside_them(listed, tmp_path):
    write_results(*listed, tmp_path / "out.parquet", "parquet")
    rows = {row["row"]: row for row in read(tmp_path / "out.parquet")}
    assert (rows[3]["subject"], rows[3]["reference"], rows[3]["why"]) == ("=cmd()", "-7", "=2+2")
    assert [row["metadata.cost_centre"] for row in rows.values()] == ["", "4711", "", "", "", "=1+1"]
    assert rows[2]["listings"] == ["us-entity-list:1", "old-list:9"]
    assert rows[2]["snapshots"] == ["a" * 64, "b" * 64]
    assert rows[3]["listings"] == rows[5]["listings"] == []
    # Of two persons in one row the second is the graver.
    assert (rows[6]["subject"], rows[6]["listings"]) == ("F. Example", ["us-entity-list:1"])


def about_of(path):
    """What a file has within about itself."""
    ((kept,),) = duckdb.execute(
        f"SELECT decode(value) FROM parquet_kv_metadata('{path}') WHERE decode(key) = 'research_screening'"
    ).fetchall()
    return json.loads(kept)


# By key; to DuckDB two of them are one, and one key is what a number could make of it. Others are names of our own.
ALIKE = {"Cost": "4711", "cost": "4712", "cost_2": "4713", "row": "4714", "subject": "4715"}


def test_the_text_of_each_key_stands_in_the_column_that_the_file_states(world, tmp_path):
    path = world.folder / "alike.csv"
    header = ["Name", "Institution", *(f"metadata.{key}" for key in ALIKE)]
    line = ["A. Example", "Lund University", *ALIKE.values()]
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([header, line])
    intake = read_list(path)
    (row,) = (row for row in intake.rows() if row.state is RowState.SUBJECT)
    out = tmp_path / "out.parquet"
    write_results(path, intake, {row.place: world.result()}, world.facts, out, "parquet")
    columns = about_of(out)["metadata_columns"]
    assert columns == {
        "Cost": "metadata.Cost",
        "cost": "metadata.cost_3",
        "cost_2": "metadata.cost_2",
        "row": "metadata.row",
        "subject": "metadata.subject",
    }
    said = read(out)[1]
    assert {key: said[name] for key, name in columns.items()} == ALIKE
    assert (said["row"], said["subject"]) == (2, "A. Example")
    # As SQL asks for it, whatever the case.
    assert read(out, '"METADATA.COST_3" AS cost')[1] == {"cost": "4712"}


def test_the_file_says_what_it_rests_on(listed, tmp_path):
    path = tmp_path / "out.parquet"
    write_results(*listed, path, "parquet")
    about = about_of(path)
    assert about["input"] == {"name": "list.xlsx", "sha256": "d" * 64}
    assert {each["sha256"] for each in about["snapshots"]} == {"a" * 64, "b" * 64}
    assert about["counts"]["rows"] == sum(about["ends"].values()) == len(read(path)) == 6
    assert [each["header"] for each in about["columns"]] == HEADER


def test_columns_have_types_and_are_those_of_the_list(listed, world, tmp_path):
    write_results(*listed, tmp_path / "csv.parquet", "parquet")
    types = {
        name: kind for name, kind, *_ in duckdb.execute(f"DESCRIBE '{tmp_path / 'csv.parquet'}'").fetchall()
    }
    assert list(types)[:4] == ["row", "reference", "metadata.cost_centre", "subject"]
    numbers = {key: types[key] for key in ("row", "lists_current", "score", "confidence", "listings")}
    assert numbers == {
        "row": "BIGINT",
        "lists_current": "BOOLEAN",
        "score": "INTEGER",
        "confidence": "DOUBLE",
        "listings": "VARCHAR[]",
    }
    path, table = world.workbook(["Name", "Institution"], [["A. Example", "BUAA"]])
    outside = [
        Row("Notes", 1, RowState.SKIPPED, code="note"),
        Row("People", 9, RowState.SKIPPED, code="total"),
    ]
    intake = world.intake(path, [table], outside)
    write_results(path, intake, {}, world.facts, tmp_path / "xlsx.parquet", "parquet")
    places = [(row["sheet"], row["row"], row["outcome"]) for row in read(tmp_path / "xlsx.parquet")]
    assert places == [
        ("People", 1, "skipped"),
        ("People", 2, "unscreened"),
        ("People", 9, "skipped"),
        ("Notes", 1, "skipped"),
    ]


def test_a_report_has_the_rights_of_every_other_and_leaves_nothing_beside_it(listed, tmp_path):
    (tmp_path / "out").mkdir()
    for form in ("csv", "parquet"):
        write_results(*listed, tmp_path / "out" / form, form)
    rights = {path.name: path.stat().st_mode for path in (tmp_path / "out").iterdir()}
    assert rights == {"csv": rights["csv"], "parquet": rights["csv"]}


def test_a_full_disk_is_said_in_a_sentence_and_what_stood_there_still_stands(listed, tmp_path, monkeypatch):
    out = tmp_path / "folder" / "out.parquet"
    out.parent.mkdir()
    out.write_bytes(b"yesterday")
    real = ParquetWriter.write

    def full(writer, path, about):
        path.unlink()
        path.symlink_to("/dev/full")
        real(writer, path, about)

    monkeypatch.setattr(ParquetWriter, "write", full)
    with pytest.raises(OutputUnwritable, match="cannot be written"):
        write_results(*listed, out, "parquet")
    assert out.read_bytes() == b"yesterday"
    assert list(out.parent.iterdir()) == [out]


@pytest.mark.slow
def test_more_rows_than_fit_into_the_memory_are_written_in_their_order(listed, tmp_path, monkeypatch):
    monkeypatch.setattr("screening.report.parquet_output.MEMORY", "100MB")
    long = "Possible match with a listed organisation, for review. " * 20
    values = ParquetColumns.values

    def longer(columns, given, row, kept):
        said = dict(
            zip((name for name, _ in columns.types()), values(columns, given, row, kept), strict=True)
        )
        return iter({**said, "why": f"{row.number} {long} {row.number * 7}"}.values())

    monkeypatch.setattr(ParquetColumns, "values", longer)
    path, intake, _, facts = listed
    (table,) = intake.tables
    rows = tuple(replace(table.rows[2], number=number) for number in range(1, 200_001))
    many = replace(intake, tables=(replace(table, rows=rows),))
    write_results(path, many, {}, facts, tmp_path / "out.parquet", "parquet")
    found = duckdb.execute(f"SELECT row, why FROM '{tmp_path / 'out.parquet'}'").fetchall()
    assert [row for row, _ in found] == [*range(1, 200_001)]
    assert all(why.startswith(f"{row} Possible") for row, why in found)
