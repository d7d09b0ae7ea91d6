"""What a text says of itself, in each form of report, with no listing beside it."""

import csv
import json
from datetime import UTC, datetime

import pytest
from list_screening import screen_list, write_results
from openpyxl import load_workbook

from screening.intake import read_list
from screening.model import Inquiry
from screening.pipeline import build_chunk_result, result_codec
from screening.report import ReportFormatter

LIST = "Name,Institution,Country\nWei Zhang,PLA 306 Hospital,CN\nJane Roe,KU Leuven,BE\n"
TEXT, PATTERN = "PLA 306 Hospital", "cn-pla-abbr"


@pytest.fixture
def report(engine, tmp_path):
    """Have the list reported in a form; gives the file."""
    path = tmp_path / "list.csv"
    path.write_text(LIST, encoding="utf-8")
    done = screen_list(engine, read_list(path), screened_at=datetime(2026, 11, 25, 9, tzinfo=UTC))

    def written(form, ending):
        out = tmp_path / f"report.{ending}"
        write_results(path, done.intake, done.results, done.facts, out, form)
        return out

    return written


def test_the_evidence_has_a_row_for_it(report):
    sheet = load_workbook(report("xlsx", "xlsx"))["Screening evidence"]
    rows = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    header = next(row for row in rows if "Text matched" in row)
    (said,) = [each for row in rows if TEXT in row for each in [dict(zip(header, row, strict=True))]]
    assert said["Read as"].startswith("Named by the text itself: the Chinese People's Liberation Army")
    assert said["Relation"] == "named by the text itself; no listing"
    assert "does not confirm one" in said["Evidence and points"]
    assert said["Entry"] == f"self_declared:{PATTERN}:{TEXT.lower()}"
    assert (said["List"], said["Listed since"]) == ("", "")
    assert said["What follows, if confirmed"].startswith("If confirmed, under ")


def test_json_and_ndjson_have_it_beside_the_hits(report):
    lines = report("ndjson", "ndjson").read_text(encoding="utf-8").splitlines()
    first, second = map(json.loads, lines)
    (said,) = first["self_declared"]
    assert {key: said[key] for key in ("text", "pattern", "kind")} == {
        "text": TEXT,
        "pattern": PATTERN,
        "kind": "military",
    }
    assert said["meaning"]
    assert said["mention"]["role"] == "current"
    assert second["self_declared"] == []
    assert json.loads(report("json", "json").read_text(encoding="utf-8"))["results"][0] == first


def test_csv_says_it_in_the_sentence_of_the_row(report):
    with report("csv", "csv").open(encoding="utf-8-sig", newline="") as file:
        first = next(csv.DictReader(file))
    assert first["Screening: outcome"] == "review"
    assert first["Screening: relation"] == "named by the text itself; no listing"
    assert f"“{TEXT}”" in first["Screening: why"]
    assert first["Screening: best hit"] == ""


def test_what_a_step_keeps_comes_back_as_it_was(engine, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(LIST, encoding="utf-8")
    done = screen_list(engine, read_list(path), screened_at=datetime(2026, 11, 25, 9, tzinfo=UTC))
    results = [each for row in done.results.values() for each in row]
    result = build_chunk_result(results, ReportFormatter.of(done.facts, "csv"))
    back = result_codec.validate_json(result_codec.dump_json(result))
    assert back.results([Inquiry(each.subject) for each in results]) == results
