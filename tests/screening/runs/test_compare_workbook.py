"""Two runs beside each other as a workbook: row, before, now and why, in words."""

import hashlib

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from screening.cli import main

SUBJECTS = (
    "Baumann Rocket Institute",
    "Lahti Optics Works",
    "Corvo Propulsion Laboratory",
    "Harvard University",
)


@pytest.fixture
def runs(lists):
    first = lists.screen(SUBJECTS)
    lists.publish(lists.SECOND)
    return first, lists.again(first)


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_workbook_has_a_row_for_each_change_in_words(runs, tmp_path):
    out = tmp_path / "changes.xlsx"
    said = CliRunner().invoke(main, ["runs", "compare", *runs, "--team", "office", "-o", str(out)])
    assert said.exit_code == 0, said.output
    assert said.output.endswith(f"Result: {out}\n")
    book = load_workbook(out)
    (sheet,) = book.worksheets
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[:2] == [
        ["Screening changes", *[None] * 8],
        ["2 changed, 0 only in the later list, 0 only in the earlier list, 2 the same.", *[None] * 8],
    ]
    header = next(number for number, row in enumerate(rows) if row[0] == "Sheet")
    assert rows[header + 1][:8] == [
        "CSV", 3, "Lahti Optics Works", "changed", "○ Low", "For review, ○ Low, 30 of 100", None, "No match found",
    ]  # fmt: skip
    assert rows[header + 1][8] == "Lahti Optics Works was removed from Partners (edition 1 to 2)."
    assert len(rows) == header + 3
    assert not {"review", "no_match", "low"} & {
        value for row in rows for value in row if isinstance(value, str)
    }
    assert book.properties.title.startswith("Screening changes: ")


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_the_same_runs_give_the_same_bytes(runs, tmp_path):
    digests = set()
    for name in ("one.xlsx", "two.xlsx"):
        CliRunner().invoke(main, ["runs", "compare", *runs, "--team", "office", "-o", str(tmp_path / name)])
        digests.add(hashlib.sha256((tmp_path / name).read_bytes()).hexdigest())
    assert len(digests) == 1


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_folder_that_is_not_there_is_refused_in_a_sentence(runs, tmp_path):
    out = str(tmp_path / "nowhere" / "changes.xlsx")
    said = CliRunner().invoke(main, ["runs", "compare", *runs, "--team", "office", "-o", out])
    assert said.exit_code != 0
    assert "cannot be written" in said.output
