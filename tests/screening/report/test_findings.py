"""The sheet of findings: a line for a subject beside a listed party, one entry for one body, and evidence folded beneath."""

import csv
import re
import shutil
import subprocess

import pytest
from list_screening import write_results
from openpyxl import load_workbook

from screening.model import Mention, Relation
from screening.review.fingerprints import subject_digest
from screening.review.subject_decisions import DecisionsInEffect, DecisionStatus, SubjectDecisions

HEADER = ["Name", "Institution"]
PEOPLE = [["Ann", "NPU, Xi'an"], ["Bob", "MIT"], ["Cem", "NPU, Xi'an"], ["Ann", "NPU, Xi'an"]]
BODY = {"bearer": "Northwestern Polytechnical University", "bearer_id": "ror:01"}


def hits(world):
    """One body on two lists, under the names that these print."""
    first = world.hit("NPU", listing=world.listing("NPU"), **BODY)
    return [first, world.hit("NPU", listing=world.listing("Northwestern Poly", "old-list"), **BODY)]


@pytest.fixture
def listed(world):
    path, table = world.workbook(HEADER, PEOPLE)
    found = world.result(hits=hits(world))
    results = {
        ("People", 2): found,
        ("People", 3): world.result(),
        ("People", 4): found,
        ("People", 5): found,
    }
    return path, world.intake(path, [table]), results, world.facts


@pytest.fixture
def sheet(listed, tmp_path):
    write_results(*listed, tmp_path / "out.xlsx")
    return load_workbook(tmp_path / "out.xlsx")["Screening findings"]


def lines(sheet):
    """The cells of the lines under the header that are not folded, up to the sources."""
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    shown = [row for number, row in enumerate(rows, start=5) if not sheet.row_dimensions[number].hidden]
    return shown[: next(place for place, row in enumerate(shown) if not any(row))]


def folded(sheet):
    return [
        [cell.value for cell in sheet[number][:2]]
        for number in range(5, sheet.max_row + 1)
        if sheet.row_dimensions[number].hidden
    ]


def test_one_body_on_two_lists_is_one_line_for_each_subject_with_all_its_rows(sheet):
    assert [line[:5] for line in lines(sheet)] == [
        ["● High", "Northwestern Polytechnical University (China)", "Ann", "2, 5", "NPU"],
        ["● High", "Northwestern Polytechnical University (China)", "Cem", "4", "NPU"],
    ]
    assert [line[6:] for line in lines(sheet)] == [["Entity List [1]; also on [2]", 0.97, "open"]] * 2


def test_sources_are_numbered_footnotes_with_links(sheet):
    rows = [list(row) for row in sheet.iter_rows(min_row=5)]
    start = next(place for place, row in enumerate(rows) if row[0].value == "Sources")
    notes = rows[start + 1 :]
    assert [row[0].value for row in notes] == ["[1]", "[2]"]
    assert notes[0][1].value == "Entity List, Bureau of Examples, edition 2026-10"
    assert notes[0][1].hyperlink.target == "https://example.org/us-entity-list"


def test_evidence_is_folded_beneath_its_line_in_plain_words_without_points(sheet):
    said = folded(sheet)
    assert ["why", "“NPU” read as “BUAA”"] in said
    assert ["why", "same country: China"] in said
    assert not any(re.search(r"[+-]\d|~", text) for lead, text in said if lead == "why")
    assert [text for lead, text in said if lead == "listed"][:2] == [
        "Entity List [1]: NPU, in force, listed since 2001-05-14; export licence or ban; 66 FR 24264",
        "Old list [2]: Northwestern Poly, in force, listed since 2001-05-14; export licence or ban; 66 FR 24264",
    ]
    first = sheet.row_dimensions[6]
    assert (first.outlineLevel, first.hidden) == (1, True)
    assert sheet.row_dimensions[5].collapsed
    assert not sheet.sheet_properties.outlinePr.summaryBelow
    assert sheet.sheet_format.outlineLevelRow == 1


def test_it_prints_on_landscape_a4_one_page_wide_with_its_header_and_page_numbers(sheet):
    setup = sheet.page_setup
    assert (setup.orientation, str(setup.paperSize), setup.fitToWidth, setup.fitToHeight) == (
        "landscape",
        "9",
        1,
        0,
    )
    assert sheet.print_title_rows == "$4:$4"
    assert "&P of &N" in sheet.oddFooter.center.text
    assert sheet.oddFooter.left.text == "Possible matches for review by a person; not findings."


def test_a_decision_stands_beside_the_party_that_it_is_about(listed, tmp_path):
    ann = listed[1].tables[0].rows[1].subjects[0]
    decided = SubjectDecisions(
        "c1", "ror:01", "NPU", ("us-entity-list:1",), True, DecisionStatus.IN_EFFECT, "false_positive", "other_body",
        "Ana", "2026-11-20",
    )  # fmt: skip
    decisions = DecisionsInEffect("2026-11-21T00:00:00+00:00", {subject_digest(ann): (decided,)})
    write_results(*listed, tmp_path / "out.xlsx", decisions_in_effect=decisions)
    book = load_workbook(tmp_path / "out.xlsx")
    said = [line[8] for line in lines(book["Screening findings"])]
    assert said == [
        "false positive: Another organisation of the same or a similar name; Ana, 2026-11-20",
        "open",
    ]
    cover = {row[0]: row[1] for row in book["Screening summary"].iter_rows(values_only=True) if row[0]}
    assert (cover["false positive"], cover["open, for review"], cover["all questions"]) == (1, 1, 2)
    (body,) = [
        row
        for row in book["Screening summary"].iter_rows(values_only=True)
        if str(row[0]).startswith("Northwestern Polytechnical University")
    ]
    assert body[4] == "Cem: open, for review\nAnn: false positive [1]"
    said = [str(row[0]) for row in book["Screening summary"].iter_rows(values_only=True, max_col=1) if row[0]]
    assert "[1] Another organisation of the same or a similar name; Ana, 2026-11-20" in said
    assert said[2] == "Decided so far, of 2 questions: open, for review: 1; false positive: 1."


@pytest.mark.parametrize(
    ("verdict", "begins"),
    [
        ("true_match", "Under International baseline: assess"),
        ("false_positive", "Decided: this is not NPU. What follows applies only"),
        ("inconclusive", "If confirmed, under International baseline: assess"),
    ],
)
@pytest.mark.parametrize("format", ["xlsx", "csv"])
def test_what_follows_is_no_longer_conditional_once_it_was_decided(
    listed, world, tmp_path, verdict, begins, format
):
    path, intake, results, facts = listed
    follows = world.PolicyOutcome(
        "international-baseline",
        "2026.1",
        "International baseline",
        "assess_and_record",
        "",
        "",
        "If confirmed, under International baseline: assess and record.",
    )
    results = {**results, ("People", 2): world.result(hits=hits(world), policies=[follows])}
    ann = intake.tables[0].rows[1].subjects[0]
    decided = SubjectDecisions(
        "c1", "ror:01", "NPU", ("us-entity-list:1",), True, DecisionStatus.IN_EFFECT, verdict, "other_body",
        "Ana", "2026-11-20",
    )  # fmt: skip
    decisions = DecisionsInEffect("2026-11-21T00:00:00+00:00", {subject_digest(ann): (decided,)})
    out = tmp_path / f"out.{format}"
    write_results(path, intake, results, facts, out, format, decisions_in_effect=decisions)
    if format == "csv":
        header, first, *_ = csv.reader(out.read_text("utf-8-sig").splitlines())
    else:
        header, first, *_ = load_workbook(out)["People"].iter_rows(values_only=True)
    assert first[header.index("Screening: what follows")].startswith(begins)


def test_a_row_that_could_not_be_screened_is_a_line_with_its_reason(listed, tmp_path):
    path, intake, results, facts = listed
    del results["People", 3]
    write_results(path, intake, results, facts, tmp_path / "out.xlsx")
    last = lines(load_workbook(tmp_path / "out.xlsx")["Screening findings"])[-1]
    assert last[1:4] == ["Could not be screened", "Bob", "3"]
    assert "was not screened" in last[4]


def test_two_bodies_of_one_subject_are_two_lines(world, tmp_path):
    path, table = world.workbook(HEADER, [["Ann", "NPU; hospital"]])
    other = world.hit(
        "hospital",
        listing=world.listing("Sichuan University", id="us-entity-list:2"),
        mention=Mention("hospital", "affiliation 1"),
        relation=Relation.HOSPITAL_OF,
        body="West China Hospital",
        body_id="ror:03",
        bearer="Sichuan University",
        bearer_id="ror:02",
    )
    results = {("People", 2): world.result(hits=[*hits(world), other])}
    write_results(path, world.intake(path, [table]), results, world.facts, tmp_path / "out.xlsx")
    said = [(line[1], line[5]) for line in lines(load_workbook(tmp_path / "out.xlsx")["Screening findings"])]
    assert said == [
        ("Northwestern Polytechnical University (China)", "the listed body itself"),
        ("Sichuan University (China)", "hospital of the listed body"),
    ]


def test_a_list_without_findings_says_so_and_claims_no_more(world, tmp_path):
    path, table = world.workbook(HEADER, [["Bob", "MIT"]])
    results = {("People", 2): world.result()}
    write_results(path, world.intake(path, [table]), results, world.facts, tmp_path / "out.xlsx")
    (last,) = list(
        load_workbook(tmp_path / "out.xlsx")["Screening findings"].iter_rows(min_row=5, values_only=True)
    )
    assert last[0] == "Nothing was found on the lists searched. No match does not mean that a party is clear."


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_cover_and_findings_of_220_rows_print_on_at_most_ten_pages(world, tmp_path):
    """Every second row has a finding on two lists, each with a body of its own: more than real lists have."""
    people = [[f"Person {number}", f"Institute {number} of Propulsion, Xi'an"] for number in range(220)]
    path, table = world.workbook(HEADER, people)
    results = {}
    for number in range(220):
        name = f"Research Institute of Propulsion Number {number}"
        body = {"bearer": name, "bearer_id": f"ror:{number}"}
        found = [
            world.hit(people[number][1], listing=world.listing(name, each, id=f"{each}:{number}"), **body)
            for each in ("us-entity-list", "old-list")
        ]
        results["People", number + 2] = world.result(hits=found if number % 2 else [])
    write_results(path, world.intake(path, [table]), results, world.facts, tmp_path / "out.xlsx")
    book = load_workbook(tmp_path / "out.xlsx")
    for sheet in list(book):
        if sheet.title not in ("Screening summary", "Screening findings"):
            book.remove(sheet)
    book.save(tmp_path / "printed.xlsx")
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "pdf",
    ]
    command += ["--outdir", str(tmp_path), str(tmp_path / "printed.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    pages = re.findall(rb"/Type\s*/Page[^s]", (tmp_path / "printed.pdf").read_bytes())
    assert 3 <= len(pages) <= 10
