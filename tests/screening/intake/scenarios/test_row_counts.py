"""The rows of a file add up, whatever stands in them, and each has exactly one state."""

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.errors import UploadRefused
from screening.intake import IntakeOptions, read_list
from screening.intake.mapping import MappingNeeded
from screening.intake.model import RowState

CELLS = st.sampled_from(
    [
        "",
        "",
        "Name",
        "Affiliation",
        "Country",
        "Wei Zhang",
        "NUDT",
        "北京大学",
        "Total",
        "12",
        "Note: x",
        "x" * 2_001,
        "国籍",
        "\ufffd",
        "-",
        "MIT; NUDT",
    ]
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=12))
def test_every_row_ends_in_exactly_one_state(tmp_path, rows):
    codes_seen = set()
    account(tmp_path, rows, codes_seen)
    assert codes_seen <= {"no-table", "empty-file"}


def chosen(path):
    """The file taken, with the first reading of each table that is not clear."""
    try:
        return read_list(path)
    except MappingNeeded as needed:
        choices = [question.readings[0].choice for question in needed.questions]
        options = IntakeOptions(
            map=tuple(pair for choice in choices for pair in choice.map),
            ignore=tuple(each for choice in choices for each in choice.ignore),
            header_rows=tuple(row for choice in choices for row in choice.header_rows),
        )
        return read_list(path, options=options)


def account(tmp_path, rows, codes_seen):
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    path = tmp_path / "list.csv"
    path.write_text(out.getvalue(), encoding="utf-8", newline="")
    try:
        intake = chosen(path)
    except UploadRefused as refused:
        codes_seen.add(refused.code)
        return
    found = [*intake.rows(), *intake.outside]
    assert sorted(row.number for row in found) == list(range(1, len(rows) + 1))
    for row in found:
        assert bool(row.subjects) is (row.state is RowState.SUBJECT)
        assert row.reason or row.state is not RowState.UNSCREENED
        assert bool(row.reason) is (bool(row.code) and row.state is not RowState.SKIPPED)
    counts = intake.counts
    assert counts["rows"] == len(rows) == counts["subject"] + counts["unscreened"] + counts["skipped"]


def test_a_report_that_comes_back_gives_the_same_subjects(office):
    from screening.labels import wording

    columns = [column.header for column in wording().columns]
    table = [["Name", "Affiliation"], ["A B", "MIT"], ["C D", "NUDT"]]
    summary = next(iter(wording().sheets.values()))
    ours = [[*row, *(columns if n == 0 else ["review"] * len(columns))] for n, row in enumerate(table)]
    before = [row.subjects for row in office.take(("List", table)).rows()]
    after = office.take(("List", ours), (summary, [[summary], ["Name", "Organisation"], ["Harbin", "HIT"]]))
    assert [row.subjects for row in after.rows()] == before


@pytest.mark.parametrize("name", ["openalex_partner_orgs.csv", "cordis_cn_participants_raw_names.csv"])
def test_real_lists_are_taken_whole(name):
    from pathlib import Path

    path = Path(__file__).parents[5] / "shared" / "data" / "inputs" / name
    if not path.exists():
        pytest.skip(f"{name} is not here: the shared data stands beside the repository only on some machines")
    intake = read_list(path)
    assert intake.counts["subject"] == intake.counts["rows"] - 1
    assert intake.counts["unscreened"] == 0
