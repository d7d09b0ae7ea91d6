"""Writing a report: whole or not at all, beside the user's own rows, and the same bytes for the same run."""

import hashlib
import json
import os
import pickle
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from disk_order import disk_order
from list_screening import write_results
from openpyxl import load_workbook

from screening.errors import OutputUnwritable
from screening.intake.model import Row, RowState
from screening.labels import wording
from screening.model import NotSearched, Outcome, Recognised, Subject
from screening.report.json_output import provenance_json
from screening.report.provenance import provenance

HEADER = ["Name", "Institution", "Country"]
ROWS = [
    ["A. Example", "BUAA", "CN"],
    ["B. Example", "MIT", "US"],
    ["C. Example", "?", None],
    ["D. Example", "X", None],
]
HEADERS = [column.header for column in wording().columns]


@pytest.fixture
def listed(world):
    """A list of four rows: a hit, one without a match, one that could not be looked at, one without a result."""
    path, _ = world.workbook(HEADER, ROWS)
    unread = Row(
        "People",
        4,
        RowState.UNSCREENED,
        (Subject(name="C. Example"),),
        "cell-too-long",
        "The cell is too long.",
    )
    table = world.table("People", HEADER, ROWS, states={4: unread})
    results = {("People", 2): world.result(hits=[world.hit()]), ("People", 3): world.result()}
    return path, world.intake(path, [table]), results, world.facts


def sheet_rows(path, title):
    return [list(row) for row in load_workbook(path)[title].iter_rows(values_only=True)]


def test_results_stand_beside_the_users_own_columns(listed, tmp_path):
    write_results(*listed, tmp_path / "out.xlsx")
    rows = sheet_rows(tmp_path / "out.xlsx", "People")
    assert rows[0] == HEADER + HEADERS
    assert [row[:3] for row in rows[1:]] == ROWS
    assert rows[1][3:6] == ["For review", "● High", 90]
    assert rows[2][3:6] == ["No match found", "– None", 0]


def test_a_row_that_was_not_looked_at_never_looks_clear(listed, tmp_path):
    write_results(*listed, tmp_path / "out.xlsx")
    rows = sheet_rows(tmp_path / "out.xlsx", "People")
    assert rows[3][3:6] == ["Could not be screened", None, None]
    assert "The cell is too long." in rows[3]
    assert rows[4][3] == "Could not be screened"


@pytest.mark.parametrize("format", ["xlsx", "fresh-xlsx"])
def test_the_added_sheets_stand_at_the_end(listed, tmp_path, format):
    write_results(*listed, tmp_path / "out.xlsx", format)
    titles = load_workbook(tmp_path / "out.xlsx").sheetnames
    assert titles[1:] == [
        "Screening summary",
        "Screening findings",
        "Screening evidence",
        "Screening provenance",
    ]


@pytest.mark.parametrize("format", ["xlsx", "fresh-xlsx"])
def test_the_counts_of_the_summary_add_up(listed, tmp_path, format):
    write_results(*listed, tmp_path / "out.xlsx", format)
    counts = {row[0]: row[1] for row in sheet_rows(tmp_path / "out.xlsx", "Screening summary") if row[0]}
    assert counts["screened"] + counts["skipped"] + 2 == counts["all rows"] == 5


def test_every_hit_has_a_row_of_evidence(listed, tmp_path):
    write_results(*listed, tmp_path / "out.xlsx")
    rows = sheet_rows(tmp_path / "out.xlsx", "Screening evidence")
    header = rows[3]
    said = dict(zip(header, rows[4], strict=True))
    assert (said["Sheet"], said["Row"], said["Text matched"]) == ("People", 2, "BUAA")
    assert (said["What it does"], said["Legal basis"]) == ("export licence or ban", "66 FR 24264")
    assert said["Source"] == "https://example.org/entry?a=1&b=2"
    assert "word: Technology, Medical (different fields) (-30)" in said["Evidence and points"]


def test_a_stale_list_is_named_with_its_age(listed, tmp_path):
    write_results(*listed, tmp_path / "out.xlsx")
    rows = {row[0]: row for row in sheet_rows(tmp_path / "out.xlsx", "Screening summary") if row[0]}
    assert rows["Entity List"][1:4] == [50, 400, "within its limit"]
    assert rows["Old list"][3].startswith("▲ out of date")


def test_provenance_says_where_the_publishers_bytes_were_not_held(listed, tmp_path):
    write_results(*listed, tmp_path / "out.xlsx")
    rows = {row[0]: row for row in sheet_rows(tmp_path / "out.xlsx", "Screening provenance") if row[0]}
    assert rows["Entity List"][3:5] == ["a" * 64, "not held"]
    assert rows["Old list"][4] == "c" * 64
    assert rows["SHA-256 of the list"][1] == "d" * 64


def test_provenance_says_how_many_listings_are_in_force_before_how_many_there_are(listed, tmp_path):
    write_results(*listed, tmp_path / "out.xlsx")
    rows = {row[0]: row for row in sheet_rows(tmp_path / "out.xlsx", "Screening provenance") if row[0]}
    assert rows["List"][7] == "Listings: in force / all"
    assert rows["Entity List"][7] == "900 / 1000"


def test_provenance_says_that_a_list_was_checked_by_hand_and_by_whom(world, facts):
    entity, old = facts.snapshots
    entity = replace(entity, confirmed_on=date(2026, 11, 18), confirmed_by="Ana Example")
    old = replace(old, confirmed_on=date(2026, 11, 19))
    facts = replace(facts, snapshots=(entity, old))
    path, table = world.workbook(HEADER, [])
    page = provenance(world.intake(path, [table]), (), facts)
    rows = {row[0].value: [cell.value for cell in row] for row in page.rows if row}
    told = rows["Entity List"][6]
    assert told == "2026-10-02; checked by hand by Ana Example on 2026-11-18"
    assert rows["Old list"][6].endswith("; the publisher had nothing newer on 2026-11-19")
    first, second = provenance_json(facts)["snapshots"]
    assert (first["confirmed_on"], first["confirmed_by"]) == ("2026-11-18", "Ana Example")
    assert (second["confirmed_on"], second["confirmed_by"]) == ("2026-11-19", None)


def test_json_and_ndjson_hold_one_object_a_row(listed, tmp_path):
    write_results(*listed, tmp_path / "out.json", "json")
    write_results(*listed, tmp_path / "out.ndjson", "ndjson")
    whole = json.loads((tmp_path / "out.json").read_text("utf-8"))
    lines = [json.loads(line) for line in (tmp_path / "out.ndjson").read_text("utf-8").splitlines()]
    assert whole["results"] == lines
    assert [line["row"]["number"] for line in lines] == [2, 3, 4, 5]
    assert [line["assessment"]["outcome"] for line in lines] == [
        "review",
        "no_match",
        "unscreened",
        "unscreened",
    ]
    assert whole["counts"]["rows"] == 5


def test_the_shape_of_a_result_is_the_public_one(listed, tmp_path):
    write_results(*listed, tmp_path / "out.ndjson", "ndjson")
    said = json.loads((tmp_path / "out.ndjson").read_text("utf-8").splitlines()[0])
    assert set(said) >= {"subject", "assessment", "hits", "alternatives", "provenance", "row"}
    found = said["hits"][0]
    assert found["listing"]["watchlist"] == {
        "id": "us-entity-list",
        "title": "Entity List",
        "publisher": "Bureau of Examples",
    }
    assert found["matched"] == {
        "text": "BUAA",
        "name": "BUAA",
        "name_kind": "acronym",
        "name_id": None,
    }
    assert found["snapshot"]["publisher_sha256"] is None
    assert (
        sum(reason["points"] for reason in said["assessment"]["reasons"]) == said["assessment"]["risk_score"]
    )


def test_what_stood_there_still_stands_when_writing_fails(listed, tmp_path, monkeypatch):
    out = tmp_path / "folder" / "out.xlsx"
    out.parent.mkdir()
    out.write_bytes(b"yesterday")

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputUnwritable, match="no space left"):
        write_results(*listed, out)
    assert out.read_bytes() == b"yesterday"
    assert list(out.parent.iterdir()) == [out]


@pytest.mark.parametrize("form", ["xlsx", "fresh-xlsx", "csv", "json", "ndjson", "parquet"])
def test_a_power_cut_finds_the_report_on_the_disk_before_its_name_and_then_the_name(listed, tmp_path, form):
    out = tmp_path / "results" / f"out.{form.removeprefix('fresh-')}"
    out.parent.mkdir()
    with disk_order() as order:
        write_results(*listed, out, form)
    assert out.name not in order.named_too_early
    assert out.parent.stat().st_ino not in order.names_waiting


def test_a_missing_folder_is_refused_in_a_sentence(listed, tmp_path):
    with pytest.raises(OutputUnwritable, match="cannot be written"):
        write_results(*listed, tmp_path / "nowhere" / "out.csv", "csv")


def test_the_list_itself_is_never_overwritten(listed):
    before = listed[0].read_bytes()
    with pytest.raises(OutputUnwritable, match="overwrite the list"):
        write_results(*listed, listed[0])
    assert listed[0].read_bytes() == before


def test_a_list_that_changed_since_it_was_read_is_refused(listed, tmp_path):
    listed[0].write_bytes(listed[0].read_bytes() + b" ")
    with pytest.raises(OutputUnwritable, match="has changed"):
        write_results(*listed, tmp_path / "out.xlsx")


AGAIN = """
import pickle, sys, time
from list_screening import write_results
original, intake, results, facts, folder = pickle.load(open(sys.argv[1], "rb"))
FORMS = {"xlsx": "xlsx", "fresh-xlsx": "f.xlsx", "csv": "csv", "json": "json", "ndjson": "nd", "parquet": "parquet"}
for format, ending in FORMS.items():
    write_results(original, intake, results, facts, folder / f"{sys.argv[2]}.{ending}", format)
"""


def test_the_same_run_gives_the_same_bytes(listed, tmp_path):
    (tmp_path / "run.pickle").write_bytes(pickle.dumps((*listed, tmp_path)))
    late = (
        "import time, datetime\n"
        "import openpyxl.writer.excel as w, openpyxl.packaging.core as c\n"
        "class Later(datetime.datetime):\n"
        "    @classmethod\n"
        "    def now(cls, tz=None): return datetime.datetime(2031, 1, 2, 3, 4, 5, tzinfo=tz)\n"
        "w.datetime.datetime = c.datetime.datetime = Later\n"
        "real = time.time\n"
        "time.time = lambda: real() + 1e8\n"
    )
    runs = [("first", "0", "UTC", ""), ("second", "1234", "Asia/Shanghai", late)]
    for name, seed, zone, before in runs:
        tests = str(Path(__file__).parents[3])
        environment = {**os.environ, "PYTHONPATH": tests, "PYTHONHASHSEED": seed, "TZ": zone}
        subprocess.run(
            [sys.executable, "-c", before + AGAIN, str(tmp_path / "run.pickle"), name],
            env=environment,
            check=True,
        )
    for ending in ("xlsx", "f.xlsx", "csv", "json", "nd", "parquet"):
        first, second = (
            hashlib.sha256((tmp_path / f"{name}.{ending}").read_bytes()).digest() for name, *_ in runs
        )
        assert first == second, ending


def test_the_best_hit_is_the_listing_that_the_sentence_speaks_of(listed, world, tmp_path):
    first = world.hit(listing=world.listing("Tracked", "old-list", source_url="https://example.org/tracked"))
    said = world.hit(listing=world.listing("Listed", source_url="https://example.org/listed"))
    results = {("People", 2): world.result(hits=[first, said], lead=said)}
    write_results(listed[0], listed[1], results, listed[3], tmp_path / "out.xlsx")
    row = sheet_rows(tmp_path / "out.xlsx", "People")[1]
    assert row[6] == "Listed"
    assert row[3 + HEADERS.index("Screening: source")] == "https://example.org/listed"


def test_a_row_says_what_follows_in_a_sentence_and_the_evidence_says_all(listed, world, tmp_path):
    policy = world.PolicyOutcome(
        "p", "1", "NSF", "prohibited", "II.D", "", "If confirmed, under U.S. NSF: stop. Ask.", ("country",)
    )
    nothing = world.PolicyOutcome("q", "1", "Baseline", "none", "", "", "Nothing was found.")
    results = {("People", 2): world.result(hits=[world.hit()], policies=[policy, nothing])}
    write_results(listed[0], listed[1], results, listed[3], tmp_path / "out.xlsx")
    row = sheet_rows(tmp_path / "out.xlsx", "People")[1]
    assert row[3 + HEADERS.index("Screening: what follows")] == "If confirmed, under U.S. NSF: stop."
    headers, evidence = sheet_rows(tmp_path / "out.xlsx", "Screening evidence")[3:5]
    follows = dict(zip(headers, evidence, strict=True))["What follows, if confirmed"]
    assert follows == "If confirmed, under U.S. NSF: stop. Ask. [II.D]"


@pytest.mark.parametrize("format", ["xlsx", "fresh-xlsx"])
def test_a_long_address_is_shown_short_and_linked_whole(listed, world, tmp_path, format):
    address = "https://example.org/" + "long/" * 40
    results = {("People", 2): world.result(hits=[world.hit(listing=world.listing(source_url=address))])}
    write_results(listed[0], listed[1], results, listed[3], tmp_path / "out.xlsx", format)
    cells = [cell for cell in load_workbook(tmp_path / "out.xlsx").worksheets[0][2] if cell.hyperlink]
    assert [(cell.value, cell.hyperlink.target) for cell in cells] == [("example.org/…", address)]


@pytest.mark.parametrize("format", ["xlsx", "fresh-xlsx"])
def test_a_workbook_says_who_each_text_was_recognised_as(listed, world, tmp_path, format):
    known = Recognised("BUAA", "Beihang University", "ror:00wk2mp56", "CN", listed=True)
    unknown = Recognised("Xqzzt Blorf")
    (found,), (none,) = world.result(hits=[world.hit()]), world.result()
    results = {
        ("People", 2): (replace(found, reading=replace(found.reading, recognised=(known,))),),
        ("People", 3): (replace(none, reading=replace(none.reading, recognised=(unknown,))),),
    }
    write_results(listed[0], listed[1], results, listed[3], tmp_path / "out.xlsx", format)
    header, *rows = sheet_rows(tmp_path / "out.xlsx", "People" if format == "xlsx" else "Screening results")
    said = [row[header.index("Screening: recognised as")] for row in rows[:2]]
    assert said == [
        "Beihang University (China, ROR 00wk2mp56): on a list that we searched",
        "“Xqzzt Blorf”: we do not know this organisation; nothing like it is on the lists we searched",
    ]


def test_the_summary_has_outcomes_in_words_and_names_old_lists_and_those_not_searched(listed, tmp_path):
    missing = (
        NotSearched("un", "Another list", "not_installed"),
        NotSearched("own", "A third list", "not_shippable"),
    )
    facts = replace(listed[3], not_searched=missing)
    assert facts.out_of_date == ("old-list",)
    write_results(*listed[:3], facts, tmp_path / "out.xlsx")
    rows = sheet_rows(tmp_path / "out.xlsx", "Screening summary")
    said = {row[0]: row[1] for row in rows if row[0]}
    assert (said["For review"], said["No match found"], said["Could not be screened"]) == (1, 1, 2)
    assert "1 of the 2 lists we searched are out of date." in said
    assert "can download it" in said["Another list"]
    assert "import a copy" in said["A third list"]


def test_no_outcome_is_green():
    for look in (*wording().outcomes.values(), *wording().levels.values()):
        for colour in (look.ink, look.fill):
            red, green, blue = (int(colour[at : at + 2], 16) for at in (0, 2, 4))
            assert green <= max(red, blue), look


def test_programs_read_codes_and_the_same_facts_in_json(listed, tmp_path):
    write_results(*listed, tmp_path / "out.json", "json")
    whole = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert whole["run"]["lists_current"] is False
    assert whole["run"]["not_searched"] == []
    for row in whole["results"]:
        assert row["assessment"]["outcome"] in set(Outcome)
        assert "lists_current" in row["assessment"]
        assert "recognised" in row
    by_row = {row["row"]["number"]: row for row in whole["results"]}
    assert by_row[4]["assessment"]["lists_current"] is False
    write_results(*listed, tmp_path / "out.csv", "csv")
    text = (tmp_path / "out.csv").read_text("utf-8-sig")
    assert '"no_match"' in text
    assert "No match found" not in text
