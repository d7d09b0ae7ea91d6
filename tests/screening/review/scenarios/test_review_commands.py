"""`screening review`, as a person types it."""

import csv
import io
import json
from pathlib import Path

import pytest
from accounts import ANA, first
from click.testing import CliRunner
from openpyxl import load_workbook

from screening.accounts.one_time_links import FIRST_TEAM
from screening.cli import main
from screening.context import open_context
from screening.review.decide import Proposal, confirm, propose
from screening.review.history import history_of
from screening.review.rules import Decider, Verdict
from screening.runs.control import report_path
from screening.settings import Settings

TRUE = Verdict.TRUE_MATCH


@pytest.fixture
def place(settle, tmp_path, clock):
    """An installation with accounts: Ana may decide in the first team."""
    opened = open_context(Settings(data=settle(tmp_path / "data")), clock)
    first(opened)
    yield opened
    opened.close()


@pytest.fixture
def office(make_office):
    made = make_office()
    made.team = FIRST_TEAM
    return made


@pytest.fixture
def call(office, place, monkeypatch):
    monkeypatch.setenv("SCREENING_DATA", str(place.settings.data))
    monkeypatch.setenv("SCREENING_REVIEWER", ANA["login"])
    office.screen()

    def called(command, *arguments):
        return CliRunner().invoke(main, ["review", command, *arguments, "--team", office.team])

    return called


def test_cases_are_listed_shown_and_decided_from_the_shell(call, office):
    case = office.case()
    listed = call("list").output
    assert case.id in listed
    assert "Beihang University  ->  Beihang University  (1 in 1 row)" in listed
    said = json.loads(call("list", "--json", "--limit", "1").output)
    assert (said["total"], len(said["cases"])) == (2, 1)
    made = call("decide", case.id, "inconclusive", "--reason", "contradiction", "--note", "two ORCID ids")
    assert made.output == "Recorded.\n"
    shown = call("show", case.id).output
    assert "Wei Zhang" in shown
    assert "Sources contradict each other" in shown
    assert "two ORCID ids" in shown
    assert json.loads(call("show", case.id, "--json").output)["history"][0]["source"] == "shell"


def test_who_decides_at_the_shell_is_somebody_with_an_account_and_never_the_machines(
    call, office, monkeypatch
):
    said = ("inconclusive", "--reason", "too_little")
    call("decide", office.case().id, *said)
    monkeypatch.delenv("SCREENING_REVIEWER")
    other = office.case("Li Na").id
    for who in ([], ["--as", "root"], ["--as", " "]):
        refused = call("decide", other, *said, *who)
        assert (refused.exit_code, "[reviewer-unknown]" in refused.output) == (2, True)
    assert call("decide", other, *said, "--as", ANA["login"].upper()).output == "Recorded.\n"
    shown = [json.loads(call("show", each, "--json").output) for each in (office.case().id, other)]
    assert [each["history"][0]["by"] for each in shown] == [ANA["name"]] * 2


def test_a_true_match_said_at_the_shell_waits_for_a_second_person(call, office):
    made = call("decide", office.case().id, "true_match", "--reason", "name_and_place")
    assert "A second reviewer has to confirm it" in made.output
    assert office.case().state == "second"
    again = call("decide", office.case().id, "true_match", "--reason", "name_and_place")
    assert again.exit_code == 2
    assert f"on the page /review/{office.case().id}" in again.output
    assert "“Decisions from a workbook”" in again.output


def test_a_refusal_is_one_sentence_and_exit_code_2(call, office):
    refused = call("decide", office.case().id, "true_match", "--reason", "misread")
    assert refused.exit_code == 2
    assert "[decision-refused]" in refused.output
    unknown = call("show", "nothing")
    assert unknown.exit_code == 2
    assert "[case-unknown]" in unknown.output


def test_reasons_are_the_codes_that_may_be_given():
    said = CliRunner().invoke(main, ["review", "reasons"]).output
    assert "no_answer" in said
    assert "[inconclusive]" in said


@pytest.fixture
def filled(call, office):
    """A run's report in which somebody wrote beside each of two rows; gives the run's id and the file."""
    run_id = office.screen(name="filled.csv")
    with report_path(office.place, run_id, office.team) as (path, _):
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    for row, said in zip(rows, ("inconclusive", "guilty"), strict=False):
        row["Review: decision"], row["Review: reason"] = said, "too_little"
    out = office.folder / "back.csv"
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return run_id, str(out)


def test_a_filled_in_report_is_shown_first_and_taken_over_when_asked(call, office, filled):
    run_id, path = filled
    shown = call("import", path, "--run", run_id)
    assert shown.exit_code == 0
    assert "apply     CSV row 2: Wei Zhang compared with Beihang University: inconclusive" in shown.output
    assert "is not a decision; write one of" in shown.output
    assert "1 can be imported. Nothing was changed" in shown.output
    assert office.case().state == "open"
    taken = json.loads(call("import", path, "--run", run_id, "--take", "--json").output)
    assert (taken["taken"], taken["counts"]["unclear"]) == (1, 1)
    assert office.case().verdict == "inconclusive"
    again = call("import", path, "--run", run_id, "--take").output
    assert "Already recorded" in again
    assert "0 imported" in again


def test_what_a_second_person_confirms_is_shown_at_the_shell_and_done_on_the_page(
    call, office, filled, people
):
    run_id, path = filled
    _, ben = people
    propose(office.place, office.team, office.case().id, Proposal(TRUE, "name_and_place"), ben, source="page")
    Path(path).write_text(Path(path).read_text().replace("inconclusive", "true match"))
    shown = call("import", path, "--run", run_id, "--take").output
    assert "Confirms the proposal of Ben Smith: “true match”. On the command line nobody signs in" in shown
    assert "“Decisions from a workbook”" in shown
    assert "0 imported" in shown
    assert office.case().state == "second"


def workbook_of(office, run_id, written, name="back.xlsx"):
    """The workbook of a run, filled in beside some subjects; gives its path."""
    with report_path(office.place, run_id, office.team) as (path, _):
        book = load_workbook(io.BytesIO(path.read_bytes()))
    sheet = book["Screening results"]
    headers = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        for key, text in written.get(sheet.cell(row, headers["Name"]).value, {}).items():
            sheet.cell(row, headers[f"Review: {key}"]).value = text
    book.save(office.folder / name)
    return str(office.folder / name)


SAME = "Name,Institution,Country\n" + "".join(
    f"{name},Beihang University,CN\n" for name in ("Jo Sato", "Max Koh", "Ida Berg", "Tom Lee")
)


def test_the_log_agrees_with_what_was_decided_separately(call, office):
    run_id = office.screen(SAME, format="xlsx")
    true = {"decision": "true match", "reason": "name_and_place"}
    written = {
        "Jo Sato": UNSURE,
        "Max Koh": true,
        "Ida Berg": UNSURE,
        "Tom Lee": true | {"decision": "confirm"},
    }
    path = workbook_of(office, run_id, written)
    shown = call("import", path).output
    assert "Questions: 1 would be answered, 1 decided separately" in shown
    assert "1 unclear" in shown
    assert "2 imported" in call("import", path, "--take").output
    assert (office.case("Jo Sato").verdict, office.case("Jo Sato").people) == ("inconclusive", 4)
    assert (office.case("Max Koh").verdict, office.case("Max Koh").state) == ("true_match", "second")
    verified = CliRunner().invoke(main, ["audit", "verify"])
    assert verified.exit_code == 0, verified.output


OF_OTHERS = "Name,Institution,Country\nWei Zhang,Beihang University,CN\n"
UNSURE = {"decision": "inconclusive", "reason": "too_little"}


def test_a_workbook_finds_its_run_and_the_preview_begins_with_what_would_come_of_it(call, office):
    office.clock.moved(hours=1)
    run_id = office.screen(format="xlsx")
    path = workbook_of(office, run_id, {"Wei Zhang": {"decision": "true match", "reason": "name_and_place"}})
    lines = call("import", path).output.splitlines()
    assert lines[:4] == [
        f"Report of run {run_id}, list.csv.",
        "Questions: 1 would be answered, 0 decided separately; proposals of others: 0 to confirm, 0 to reject. "
        "Rows: 0 unchanged, 0 in conflict, 0 unclear.",
        "Decisions that will need a second reviewer: 1.",
        "Questions of this run that remain unanswered: 1 (Zabir Logistics Company compared with Zabir Logistics Company).",
    ]
    said = json.loads(call("import", path, "--json").output)
    assert (said["run"], said["counts"]["apply"], said["counts"]["second"]) == (run_id, 1, 1)
    assert (said["unanswered"]["count"], said["unanswered"]["first"][0]["party"]) == (
        1,
        "Zabir Logistics Company",
    )
    path = workbook_of(office, run_id, {"Wei Zhang": UNSURE, "Li Na": UNSURE})
    taken = call("import", path, "--take").output
    assert "2 imported" in taken
    assert "No question of this run remains unanswered." in taken


def test_a_workbook_of_no_run_or_of_several_is_refused_with_what_to_do(call, office, make_office, filled):
    other = make_office()
    unknown = call("import", workbook_of(other, other.screen(OF_OTHERS, format="xlsx"), {}))
    assert unknown.exit_code == 2
    assert (
        "A `screening screen` file belongs to no run: give the list to `screening runs add`" in unknown.output
    )
    runs = [office.screen(format="xlsx"), office.screen(format="xlsx")]
    several = call("import", workbook_of(office, runs[0], {}))
    assert several.exit_code == 2
    assert all(run_id in several.output for run_id in runs)
    silent = call("import", filled[1])
    assert silent.exit_code == 2
    assert "name the run with --run" in silent.output


def test_a_file_that_is_no_report_is_refused_in_a_sentence(call, office, filled):
    run_id, _ = filled
    plain = office.folder / "plain.csv"
    plain.write_text("Name,Institution\nWei Zhang,Beihang University\n")
    refused = call("import", str(plain), "--run", run_id)
    assert refused.exit_code == 2
    assert "none of the columns that a report has" in refused.output
    assert call("import", str(plain), "--run", "nothing").exit_code == 2


def test_who_is_new_under_a_decision_is_accepted_from_the_shell(call, office):
    case = office.case()
    call("decide", case.id, "inconclusive", "--reason", "too_little")
    early = call("accept", case.id)
    assert early.exit_code != 0
    assert "Nobody was added after a decision about" in early.output
    office.screen("Name,Institution,Country\nBo Li,Beihang University,CN\n", name="b.csv")
    assert office.case("Bo Li").state == "new"
    listed = call("accept", case.id)
    assert (listed.exit_code, office.case("Bo Li").state) == (1, "new")
    assert "  Bo Li; Beihang University (b.csv, row 2)\n" in listed.output
    assert call("accept", case.id, "--yes").output.endswith("Decisions now cover 1 more.\n")
    assert office.case("Bo Li").state == "decided"


def test_who_is_new_under_what_two_people_decided_is_only_proposed_from_the_shell(call, office, place):
    case = office.case()
    call("decide", case.id, "true_match", "--reason", "name_and_place")
    with place.database.read() as session:
        (made,) = history_of(session, case.id)
        session.expunge_all()
    confirm(place, office.team, made.id, Decider("person:ben", "Ben"))
    office.screen("Name,Institution,Country\nBo Li,Beihang University,CN\n", name="b.csv")
    said = call("accept", case.id, "--yes").output
    assert "another person has to confirm it" in said
    assert said.endswith("Decisions now cover 0 more. 1 wait for another person to confirm it.\n")
    assert office.case("Bo Li").state == "new"
    assert "1 left out: you proposed" in call("accept", case.id, "--yes").output
