"""The lists that reach a research office are read in bulk as they are read one by one: each row ends as it ends there."""

import csv
import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from list_screening import screen_list, write_results

from screening.assessment import gravest, gravity_of_result
from screening.bulk import BulkJob, screen_bulk
from screening.bulk.blocks import BlockReader, row_blocks
from screening.bulk.layout import find_layout
from screening.bulk.limits import BULK
from screening.bulk.sources import open_source
from screening.errors import UploadRefused
from screening.intake import IntakeOptions, read_list
from screening.intake.mapping import MappingNeeded, choice_for, signature
from screening.pipeline import ScreeningRequest

LAYOUTS = sorted(
    path
    for path in Path("tests/layouts").iterdir()
    if path.suffix in (".csv", ".tsv", ".txt") and path.name != "expected.csv"
)
MOMENT = datetime(2026, 11, 25, 9, tzinfo=UTC)
SMALL = replace(BULK, block=7)
# As an accounts program cuts names: the second row goes on in the next field, the last fills its field.
CUT = [
    ["Vendor", "Name 1", "Name 2", "Country"],
    ["1", "Chengdu Aircraft Design and", "Research Institute", "CN"],
    ["2", "Semiconductor Manufacturing Interna"[:35], "tional Corporation", "CN"],
    ["3", "Lund University", "", "SE"],
]


class Silent:
    """Wants to know nothing."""

    def begin(self, what, rows, done=0):
        pass

    def advance(self, rows):
        pass


def written(path: Path, rows) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def bulk_rows(path: Path, limits=SMALL, encoding=None, **options):
    source = open_source(path, encoding, limits)
    layout = find_layout(source, path.name, IntakeOptions(**options), "", limits)
    reader = BlockReader(layout)
    rows = [row for block in row_blocks(source.rows(), limits) for row in reader.read(block)]
    return layout, rows


def rows_of(intake):
    return sorted((*intake.rows(), *intake.outside), key=lambda row: row.number)


def as_read(rows):
    return [replace(row, reference="") for row in rows]


def bulk_copy(layout, folder):
    """The layout as a file of the kind that bulk takes, its encoding where that has to be said, and how it is read."""
    path = Path(shutil.copy(layout, folder / f"{layout.stem}.csv"))
    intake = read_list(path)
    # A file of any size is not read through to find out its encoding: where it is not UTF-8, somebody says so.
    return path, "" if intake.encoding == "utf-8" else intake.encoding, intake


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda path: path.name)
def test_a_layout_is_read_in_bulk_as_it_is_otherwise(layout, tmp_path):
    path, encoding, intake = bulk_copy(layout, tmp_path)
    read, rows = bulk_rows(path, encoding=encoding or None)
    assert as_read(rows) == as_read(rows_of(intake))
    assert [each.meaning for each in read.columns] == [each.meaning for each in intake.tables[0].columns]


# Rows that are read alike are screened alike: one list of persons and one of suppliers, since each costs a process.
@pytest.mark.parametrize("name", ["scopus.csv", "sap_lfa1.csv"])
def test_a_layout_is_screened_in_bulk_as_it_is_otherwise(name, tmp_path, engine):
    path, encoding, intake = bulk_copy(Path("tests/layouts") / name, tmp_path)
    out = tmp_path / "bulk.ndjson"
    order = BulkJob("ndjson", ScreeningRequest(encoding=encoding), screened_at=MOMENT, limits=SMALL)
    results = screen_list(engine, intake, screened_at=MOMENT).results
    expected = {
        row: gravest(found, gravity_of_result).assessment.outcome.value for (_, row), found in results.items()
    }
    screen_bulk(path, out, order, 1, Silent())
    found = {each["row"]: each["outcome"] for each in map(json.loads, out.read_text("utf-8").splitlines())}
    assert found == expected


@pytest.mark.parametrize("name", ["scopus.csv", "sap_lfa1.csv"])
def test_a_result_in_bulk_has_the_lines_of_the_report_of_a_run_in_parquet(name, tmp_path, engine):
    """The report has those that name nobody beside them, and columns of the review."""
    path, encoding, intake = bulk_copy(Path("tests/layouts") / name, tmp_path)
    order = BulkJob("parquet", ScreeningRequest(encoding=encoding), screened_at=MOMENT, limits=SMALL)
    bulk = screen_bulk(path, tmp_path / "bulk.parquet", order, 1, Silent()).out
    done = screen_list(engine, intake, screened_at=MOMENT)
    write_results(path, intake, done.results, done.facts, tmp_path / "report.parquet", "parquet")
    lines = duckdb.execute(f"SELECT * FROM '{bulk}'")
    names = [each[0] for each in lines.description]
    of_bulk = lines.fetchall()
    columns = ", ".join(f'"{each}"' for each in names)
    report = f"FROM '{tmp_path / 'report.parquet'}'"
    assert len(of_bulk) > 1
    assert duckdb.execute(f"SELECT {columns} {report} WHERE outcome <> 'skipped'").fetchall() == of_bulk
    assert duckdb.execute(f"SELECT count(*) {report}").fetchone() == (intake.counts["rows"],)


def test_names_that_go_on_are_joined_wherever_a_block_ends_and_by_the_longest_of_the_whole_file(tmp_path):
    filled = [[str(number), "Lund University", "", "SE"] for number in range(4, 2_600)]
    late = [["9", "x" * 34 + "y" * 3, "z", "SE"]]
    path = written(tmp_path / "vendors.csv", [*CUT, *filled, *late, ["10", "Beihang Uni", "versity", "CN"]])
    layout, rows = bulk_rows(path, BULK)
    assert as_read(rows) == as_read(rows_of(read_list(path)))
    assert rows[1].subjects[0].name == "Chengdu Aircraft Design and Research Institute"
    # Only in the last rows is a text longer than the one that filled its field among the first.
    assert rows[2].subjects[0].name == "Semiconductor Manufacturing Interna tional Corporation"
    assert any("Name" in said or "C" in said for said in layout.notices)


def test_numbers_before_names_are_taken_off_in_every_block(tmp_path):
    names = ["Beihang University", "Lund University", "Tsinghua University"] * 5
    rows = [["Organisation"], *[[f"{number}. {name}"] for number, name in enumerate(names, start=1)]]
    path = written(tmp_path / "numbered.csv", rows)
    found = bulk_rows(path)[1]
    assert as_read(found) == as_read(rows_of(read_list(path)))
    assert [row.subjects[0].name for row in found[1:]] == names


ACRONYMS = [["Wer", "Woher"], ["Wei Zhang", "NUDT"], ["Anna Berg", "KTH"], ["Ivan Petrov", "CASC"]]


def test_the_answer_that_the_question_prints_is_followed(tmp_path):
    path = written(tmp_path / "list.csv", ACRONYMS)
    with pytest.raises(MappingNeeded) as needed:
        bulk_rows(path)
    for reading in needed.value.questions[0].readings:
        choice = reading.choice
        options = {"map": choice.map, "ignore": choice.ignore, "header_rows": choice.header_rows}
        if choice.map:
            assert as_read(bulk_rows(path, **options)[1]) == as_read(
                rows_of(read_list(path, options=IntakeOptions(**options)))
            )


@pytest.mark.parametrize("row", [0, 1, 3])
def test_the_header_is_where_somebody_says(tmp_path, row):
    lines = [["Name", "Affiliation"], ["Jo Roe", "MIT"], ["Wer", "Woher"], ["Bo Ek", "Beihang University"]]
    path = written(tmp_path / "list.csv", [*lines, ["Organisation", "Country"], ["Jo Li", "NUDT"]])
    options = {"map": (("person_name", "A"), ("affiliation", "B")), "header_rows": (("CSV", row),)}
    rows = bulk_rows(path, **options)[1]
    assert as_read(rows) == as_read(rows_of(read_list(path, options=IntakeOptions(**options))))
    assert bool(rows[1].subjects) is (row < 3)


def test_a_header_row_that_cannot_be_followed_is_refused(tmp_path):
    path = written(tmp_path / "list.csv", [["Name"], *[["Anna Berg"]] * 3_000])
    keyed = tmp_path / "list.ndjson"
    keyed.write_text('{"name": "Anna Berg"}\n')
    for file, choice, code in (
        (path, ("CSV", 2_500), "bulk-far-header"),
        (keyed, ("", 1), "bulk-keyed-header"),
        (path, ("Sheet1", 1), "unknown-sheet"),
    ):
        with pytest.raises(UploadRefused) as refused:
            bulk_rows(file, header_rows=(choice,))
        assert refused.value.code == code


def test_the_question_about_named_columns_speaks_of_no_header_row(tmp_path):
    path = tmp_path / "list.ndjson"
    keys = ACRONYMS[0]
    path.write_text("".join(json.dumps(dict(zip(keys, row, strict=True))) + "\n" for row in ACRONYMS[1:]))
    with pytest.raises(MappingNeeded) as needed:
        bulk_rows(path)
    choices = [each.choice for each in needed.value.questions[0].readings if each.choice.map]
    assert choices
    assert not any(choice.header_rows for choice in choices)
    assert all(bulk_rows(path, map=choice.map, ignore=choice.ignore)[1] for choice in choices)


def test_a_mapping_confirmed_before_is_followed(tmp_path):
    path = written(tmp_path / "list.csv", ACRONYMS)
    given = IntakeOptions(map=(("person_name", "Wer"), ("affiliation", "Woher")), header_rows=(("", 1),))
    table = read_list(path, options=given).tables[0]
    confirmed = {signature(table.headers_by_column): choice_for(table.columns)}
    order = BulkJob("ndjson", ScreeningRequest(confirmed=tuple(confirmed.items())))
    layout, rows = bulk_rows(path, confirmed=order.request.options("list.csv").confirmed)
    assert rows[1].subjects[0].affiliations == ("NUDT",)
    assert any("confirmed before" in said for said in layout.notices)


def test_a_choice_to_leave_a_column_out_that_is_not_there_is_refused(tmp_path):
    path = written(tmp_path / "list.csv", [["Name"], ["Anna Berg"]])
    with pytest.raises(UploadRefused) as refused:
        bulk_rows(path, ignore=("Nowhere",))
    assert refused.value.code == "unknown-column"


def test_the_delimiter_that_somebody_chose_parts_the_columns(tmp_path, engine):
    path = tmp_path / "list.csv"
    path.write_text("Name^Affiliation\nAnna Berg^Beihang University\n")
    out = tmp_path / "bulk.ndjson"
    order = BulkJob("ndjson", ScreeningRequest(delimiter="^"), screened_at=MOMENT, limits=SMALL)
    screen_bulk(path, out, order, 1, Silent())
    assert json.loads(out.read_text("utf-8"))["outcome"] == "review"


def test_a_column_that_begins_below_the_first_rows_without_a_header_is_refused(tmp_path):
    rows = [["Anna Berg", "Lund University"]] * 2_500
    path = written(tmp_path / "list.csv", [*rows, ["Bo Ek", "Lund University", "Beihang University"]])
    with pytest.raises(UploadRefused) as refused:
        bulk_rows(path, BULK, map=(("person_name", "A"), ("affiliation", "B")))
    assert refused.value.code == "bulk-late-column"
    assert "Column C" in refused.value.sentence
    assert "2501" in refused.value.sentence


def test_what_is_left_of_a_row_is_screened_beside_a_value_that_is_no_text(tmp_path, engine):
    path = tmp_path / "list.ndjson"
    lines = [
        {"name": {"first": "Anna"}, "affiliation": "Beihang University"},
        {"name": {"first": "Bo"}, "affiliation": "Lund University"},
        {"name": {"first": "Cy"}, "affiliation": ""},
        {"name": "Dee Roe", "affiliation": "Lund University"},
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    out = tmp_path / "bulk.ndjson"
    screen_bulk(path, out, BulkJob("ndjson", screened_at=MOMENT, limits=SMALL), 1, Silent())
    found = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [each["outcome"] for each in found] == ["review", "unscreened", "unscreened", "no_match"]


def test_a_word_is_glued_only_where_the_field_before_it_is_full(tmp_path):
    # "of Aeronautics" goes on behind a field that has room: it is a word of its own.
    rows = [
        ["Name 1", "Name 2", "Name 3"],
        ["Semiconductor Manufacturing Interna", "tional Corporation", ""],
        ["Nanjing University", "and Research Institute", "of Aeronautics"],
    ]
    path = written(tmp_path / "vendors.csv", rows)
    names = [row.subjects[0].name for row in bulk_rows(path)[1] if row.subjects]
    assert names == [
        "Semiconductor Manufacturing International Corporation",
        "Nanjing University and Research Institute of Aeronautics",
    ]
