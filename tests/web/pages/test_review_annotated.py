"""A run's report comes back filled in: shown first, taken over whole or in part, and never on what has moved on."""

import csv
import io
import re

import pytest
from erasing import erase_run
from flask import g, request
from hostile_files import every_file
from openpyxl import Workbook, load_workbook

from screening.accounts import AccessRole
from screening.labels import wording
from screening.runs import filled_report_json, filled_reports
from screening.runs.read_slots import reading_turn
from web.access import Caller
from web.app import create_app
from web.config import Config

pytestmark = pytest.mark.slow

HTTPS = {"base_url": "https://localhost"}
ROWS = [
    ["Name", "Institution", "Country"],
    ["Wei Zhang", "Beihang University", "CN"],
    ["Li Na", "Beijing University of Aeronautics and Astronautics", "CN"],
    ["Ada", "Zabir Logistics Company", "SY"],
    ["Jane Roe", "KU Leuven", "BE"],
]
TRUE = {"decision": "true match", "reason": "name_and_place"}
CLEARED = {"decision": "inconclusive", "reason": "too_little"}


def as_bytes(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def client(small_engine, clock, place, tmp_path):
    """Whoever the header Person names, of its team; without one, this machine."""
    app = create_app(Config(rates=tmp_path / "rates.sqlite3"), small_engine, clock, place)

    @app.before_request
    def be_somebody():
        name, _, team = request.headers.get("Person", "").partition("@")
        if name:
            g.caller = Caller(
                f"person:{name}", name.title(), team or "local", frozenset({AccessRole.REVIEWER})
            )

    return app.test_client()


def workbook(rows=ROWS):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return book


def texts(content):
    """Everything that stands on the first sheet."""
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    return {cell.value for row in sheet.iter_rows() for cell in row}


@pytest.fixture
def run(screened):
    return screened(as_bytes(workbook()), "list.xlsx")


@pytest.fixture
def report(client, run):
    """Fill in the run's report: cells by name of the subject and key of the column; gives the bytes."""

    def fill(written, change=lambda sheet: None):
        book = load_workbook(io.BytesIO(client.get(f"{run}/report/xlsx", **HTTPS).data))
        sheet = book.worksheets[0]
        headers = {cell.value: cell.column for cell in sheet[1]}
        columns = {each.key: headers[each.header] for each in wording().columns}
        for row in range(2, sheet.max_row + 1):
            for key, text in written.get(sheet.cell(row, 1).value, {}).items():
                sheet.cell(row, columns[key]).value = text
        change(sheet)
        return as_bytes(book)

    return fill


def delimited(client, run, written):
    """The report as text, filled in by name of the subject."""
    content = client.get(f"{run}/report/csv", **HTTPS).data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    out = io.StringIO()
    writer = csv.DictWriter(out, [*rows[0]])
    writer.writeheader()
    for row in rows:
        said = written.get(row["Name"], {})
        writer.writerow(row | {f"Review: {key}": text for key, text in said.items()})
    return out.getvalue().encode()


def see(client, address, who="ana"):
    return client.get(address, headers={"Person": who}, **HTTPS)


def give(client, run, content, who="ana", name="list.screened.xlsx"):
    """Upload the filled-in report; gives the preview."""
    address = f"/review{run.replace('https://localhost', '')}/annotated"
    proof = re.search(r'name="proof" value="([^"]+)"', see(client, address, who).text).group(1)
    form = {"proof": proof, "report": (io.BytesIO(content), name)}
    sent = client.post(address, data=form, headers={"Person": who}, **HTTPS)
    return see(client, sent.headers["Location"], who) if sent.status_code == 303 else sent


def accept(client, run, page, who="ana", lines=None):
    address = f"/review{run.replace('https://localhost', '')}/annotated/accept"
    form = {key: re.search(rf'name="{key}" value="([^"]+)"', page).group(1) for key in ("proof", "draft")}
    form["line"] = re.findall(r'name="line" value="([^"]+)"', page) if lines is None else lines
    return client.post(address, data=form, headers={"Person": who}, **HTTPS)


def verdicts(client):
    _, _, queue = see(client, "/review/?state=").text.partition('<table class="stacks queue">')
    page, _, _ = queue.partition("</table>")
    said = re.findall(r'<strong class="verdict [a-z_]+">([a-z ]+)</strong>', page)
    return sorted(each.replace(" ", "_") for each in said)


def test_decisions_are_shown_first_and_then_taken_over_with_who_wrote_them(client, run, report):
    content = report(
        {
            "Wei Zhang": {
                "decision": "True match",
                "reason": "name_and_place",
                "reviewer": "Bo",
                "date": "2026-11-20",
            },
            "Li Na": CLEARED,
        }
    )
    page = give(client, run, content).text
    assert "2 can be imported, 0 are already recorded, 0 are in conflict, 0 were not understood" in page
    assert verdicts(client) == []
    sent = accept(client, run, page)
    assert sent.status_code == 303
    assert "2 decisions imported" in see(client, sent.headers["Location"]).text
    assert verdicts(client) == ["inconclusive", "true_match"]
    second = see(client, "/review/?state=second").text
    (case,) = re.findall(r'data-step href="([^"?]+)', second)
    said = see(client, case).text
    assert "in the workbook: Bo, 2026-11-20" in said
    assert "Proposed by <bdi>Ana</bdi> in a workbook" in said


def test_of_what_can_be_taken_over_only_the_chosen_lines_are(client, run, report):
    page = give(client, run, report({"Wei Zhang": CLEARED, "Li Na": CLEARED})).text
    one = re.findall(r'name="line" value="([^"]+)"', page)[:1]
    assert accept(client, run, page, lines=["made-up"]).status_code == 409
    assert verdicts(client) == []
    assert accept(client, run, page, lines=one).status_code == 303
    assert verdicts(client) == ["inconclusive"]


def test_who_decided_meanwhile_is_named_and_nothing_is_taken_over_twice(client, run, report):
    content = report({"Wei Zhang": CLEARED})
    page = give(client, run, content).text
    accept(client, run, page)
    again = give(client, run, content, "ben").text
    assert "Already recorded: “inconclusive” by Ana" in again
    other = report({"Wei Zhang": {"decision": "escalated", "reason": "legal_advice"}})
    conflict = give(client, run, other, "ben").text
    assert "There is another decision: “inconclusive” by Ana" in conflict
    assert 'name="line"' not in conflict


def test_a_decision_between_preview_and_acceptance_stops_all_of_it(client, run, report):
    pages = [
        give(client, run, report({"Wei Zhang": CLEARED, "Li Na": CLEARED}), who) for who in ("ana", "ben")
    ]
    one = re.findall(r'name="line" value="([^"]+)"', pages[1].text)[:1]
    accept(client, run, pages[1].text, "ben", one)
    late = accept(client, run, pages[0].text)
    assert late.status_code == 409
    assert "Nothing was imported" in late.text
    assert verdicts(client) == ["inconclusive"]


def test_rows_that_were_sorted_are_known_by_their_subjects_and_edited_ones_by_nobody(client, run, report):
    def swap(sheet):
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2, max_row=5)]
        for number, row in enumerate(reversed(rows), start=2):
            for column, value in enumerate(row, start=1):
                sheet.cell(number, column).value = value

    page = give(client, run, report({"Wei Zhang": CLEARED}, swap)).text
    assert "1 can be imported" in page

    def rename(sheet):
        sheet["A2"].value = "Wei Zhao"

    page = give(client, run, report({"Wei Zhang": CLEARED}, rename)).text
    assert "it was changed or added since" in page
    assert 'name="line"' not in page


def test_a_row_whose_cells_were_mixed_up_names_another_listing_and_is_not_taken(client, run, report):
    page = give(client, run, report({"Wei Zhang": {**CLEARED, "best_hit": "Zabir Logistics Company"}})).text
    assert "its cells were mixed up" in page
    assert 'name="line"' not in page


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"decision": "guilty", "reason": "name_and_place"}, "is not a decision"),
        ({"decision": "=1+1", "reason": "name_and_place"}, "a reason but no decision"),
        ({"decision": "true match", "reason": "misread"}, "Give a reason that fits"),
        ({"decision": "true match"}, "Give a reason that fits"),
        ({"note": "looked at it"}, "but no decision"),
        ({"decision": "true match", "reason": "source_confirms"}, "needs a note"),
    ],
)
def test_what_cannot_be_understood_is_named_with_its_row_and_changes_nothing(client, run, report, cells, why):
    page = give(client, run, report({"Wei Zhang": cells})).text
    assert why in page
    assert 'name="line"' not in page


def test_a_note_that_is_a_formula_or_markup_stays_text(client, run, report):
    note = '<b>=HYPERLINK("http://x")</b>'
    page = give(client, run, report({"Wei Zhang": {**CLEARED, "note": note}})).text
    assert "&lt;b&gt;=HYPERLINK" in page
    assert "<b>=HYPER" not in page


@pytest.mark.parametrize("beside", ["rows", "hits", "delimited"])
def test_a_note_too_long_to_be_read_whole_is_not_taken_over_by_its_beginning(client, run, report, beside):
    said = {**CLEARED, "note": "of two people of this name " * 100}
    if beside == "hits":
        page = give(client, run, hits(client, run, {("Wei Zhang", "Beihang"): said}))
    elif beside == "rows":
        page = give(client, run, report({"Wei Zhang": said}))
    else:
        page = give(client, run, delimited(client, run, {"Wei Zhang": said}), name="back.csv")
    assert "only its beginning was read" in page.text
    assert 'name="line"' not in page.text


def test_two_rows_of_one_subject_that_contradict_each_other_are_a_conflict(client, run, report):
    def twice(sheet):
        for column in range(1, sheet.max_column + 1):
            sheet.cell(6, column).value = sheet.cell(2, column).value
        decision = next(cell.column for cell in sheet[1] if cell.value == "Review: decision")
        sheet.cell(6, decision).value = "false positive"
        sheet.cell(6, decision + 1).value = "misread"

    page = give(client, run, report({"Wei Zhang": CLEARED}, twice)).text
    assert page.count("Rows of one question say different things about") == 2


SAME = [
    ROWS[0],
    *([name, "Beihang University", "CN"] for name in ("Wei Zhang", "Li Na", "Jo Sato", "Max Koh")),
]


def test_an_escalation_is_recorded_once_and_under_no_other_name_and_a_decision_answers_it(
    client, run, report, place
):
    escalated = {"decision": "escalated", "reason": "legal_advice"}
    accept(client, run, give(client, run, report({"Wei Zhang": escalated})).text)
    again = give(client, run, report({"Wei Zhang": {**escalated, "note": "still open"}}), "ben").text
    assert "Already recorded: “escalated” by Ana on 2026-11-25" in again
    assert "The note of this row is not imported; add it as a comment" in again
    assert 'name="line"' not in again
    answered = give(client, run, report({"Wei Zhang": CLEARED}), "ben").text
    assert accept(client, run, answered, "ben").status_code == 303
    assert verdicts(client) == ["inconclusive"]


def test_rows_that_say_otherwise_are_taken_out_of_their_question_and_decided_in_the_same_step(
    client, screened
):
    run = screened(as_bytes(workbook(SAME)), "list.xlsx")
    written = {"Wei Zhang": {**CLEARED, "note": "asked her"}, "Li Na": {**TRUE, "note": "same person"}}
    written |= {"Jo Sato": {**CLEARED, "note": "no answer"}}
    page = give(client, run, delimited(client, run, written), name="back.csv").text
    assert "2 can be imported" in page
    assert "Answers the question; 1 row that says otherwise is decided separately." in page
    assert "Decided separately from the other 3 rows of this question." in page
    assert "Decided separately from their question: 1. Decisions that will need a second reviewer: 1." in page
    assert "Questions of this run that remain unanswered: 0." in page
    assert accept(client, run, page).status_code == 303
    assert verdicts(client) == ["inconclusive", "true_match"]
    cases = {
        verdict: see(
            client, re.search(r'data-step href="([^"?]+)', see(client, f"/review/?state={state}").text)[1]
        ).text
        for verdict, state in (("inconclusive", "decided"), ("true_match", "second"))
    }
    assert "Li Na" in cases["true_match"]
    assert "same person" in cases["true_match"]
    assert "row 4: no answer" in cases["inconclusive"]
    assert all(name in cases["inconclusive"] for name in ("Wei Zhang", "Jo Sato", "Max Koh"))
    again = give(client, run, delimited(client, run, written), name="back.csv").text
    assert "0 can be imported, 3 are already recorded" in again


def test_a_row_that_says_otherwise_and_is_not_ticked_leaves_the_question_undecided(client, screened):
    run = screened(as_bytes(workbook(SAME)), "list.xlsx")
    written = {"Wei Zhang": CLEARED, "Jo Sato": CLEARED, "Li Na": TRUE}
    page = give(client, run, delimited(client, run, written), name="back.csv").text
    main = next(each for each in re.findall(r'name="line" value="([^"]+)"', page) if each.count("-") == 1)
    accept(client, run, page, lines=[main])
    assert verdicts(client) == ["inconclusive"]
    assert (
        "Li Na"
        in see(
            client, re.search(r'data-step href="([^"?]+)', see(client, "/review/?state=open").text)[1]
        ).text
    )


def test_what_the_report_itself_wrote_is_nobodys_decision_when_it_comes_back(client, run, report, screened):
    page = give(client, run, report({"Wei Zhang": CLEARED})).text
    accept(client, run, page)
    later = screened(as_bytes(workbook()), "later.xlsx")
    content = client.get(f"{later}/report/xlsx", **HTTPS).data
    assert "inconclusive" in texts(content)
    case = re.search(r'data-step href="([^"?]+)', see(client, "/review/?state=decided").text).group(1)
    standing = re.search(r'name="disposition" value="([^"]+)"', see(client, case).text).group(1)
    proof = re.search(r'name="proof" value="([^"]+)"', see(client, case).text).group(1)
    form = {"proof": proof, "disposition": standing, "note": "a mistake"}
    assert client.post(f"{case}/withdraw", data=form, headers={"Person": "ana"}, **HTTPS).status_code == 303
    page = give(client, later, content).text
    assert "Nobody has filled in a decision in this file" in page


def test_a_note_beside_what_the_report_wrote_is_somebodys_own(client, run, report, screened):
    accept(client, run, give(client, run, report({"Wei Zhang": CLEARED})).text)
    later = screened(as_bytes(workbook()), "later.xlsx")
    book = load_workbook(io.BytesIO(client.get(f"{later}/report/xlsx", **HTTPS).data))
    sheet = book.worksheets[0]
    note = next(cell.column for cell in sheet[1] if cell.value == "Review: note")
    sheet.cell(2, note).value = "I agree"
    assert "Already recorded" in give(client, later, as_bytes(book)).text


def hits(client, run, written):
    """The report with cells written beside single hits: (name of the subject, part of the entry) to cells."""
    book = load_workbook(io.BytesIO(client.get(f"{run}/report/xlsx", **HTTPS).data))
    sheet = book["Screening evidence"]
    headers = {cell.value: cell.column for row in sheet.iter_rows(max_row=6) for cell in row if cell.value}
    columns = {each.key: headers[each.header] for each in wording().columns if each.header in headers}
    for row in range(5, sheet.max_row + 1):
        for (name, entry), cells in written.items():
            here = (
                str(sheet.cell(row, headers["Subject, as given"]).value),
                str(sheet.cell(row, headers["Entry as printed"]).value),
            )
            if name in here[0] and entry in here[1]:
                for key, text in cells.items():
                    sheet.cell(row, columns.get(key) or headers[key]).value = text
    return as_bytes(book)


def test_each_party_of_a_row_is_decided_on_the_sheet_of_evidence(client, screened):
    rows = [ROWS[0], ["Ada", "Beihang University; Zabir Logistics Company", "CN"]]
    run = screened(as_bytes(workbook(rows)), "list.xlsx")
    content = hits(client, run, {("Ada", "Zabir"): CLEARED})
    page = give(client, run, content).text
    assert "1 can be imported" in page
    assert "Zabir Logistics Company" in page
    assert accept(client, run, page).status_code == 303
    queue = re.search("<tbody>.*?</tbody>", see(client, "/review/?state=decided").text, re.S)[0]
    assert "Zabir" in queue
    assert "Beihang" not in queue
    seen = see(client, f"{run.replace('https://localhost', '')}").text
    assert "with <bdi>Zabir" in seen


def test_a_decision_that_is_written_where_none_is_read_is_named_with_its_cell_and_where_to_write_it(
    client, run, report
):
    accept(client, run, give(client, run, report({"Ada": CLEARED})).text)
    book = load_workbook(io.BytesIO(client.get(f"{run}/report/xlsx?decisions=now", **HTTPS).data))
    findings, cover = book["Screening findings"], book["Screening summary"]
    assert {"inconclusive", "false positive"} <= {cell.value for cell in cover["A"]}
    assert "Nobody has filled in a decision" in give(client, run, as_bytes(book)).text
    line = next(row for row in findings.iter_rows() if row[2].value == "Wei Zhang")
    line[8].value = " True  match "
    decided = next(cell for cell in cover["E"] if cell.value == "open, for review")
    decided.value = "CONFIRM"
    outcome = next(cell.column_letter for cell in book["Sheet"][1] if cell.value == "Screening: outcome")
    book["Sheet"][f"{outcome}3"].value = "false positive"
    page = give(client, run, as_bytes(book)).text
    assert "3 were not understood" in page
    there = "is not read here; write it in the column “Review: decision” of"
    assert f"Screening findings {line[8].coordinate}: “True  match” {there} Sheet row 2." in page
    assert f"Sheet {outcome}3: “false positive” {there} Sheet row 3." in page
    assert f"Screening summary {decided.coordinate}: “CONFIRM” {there} its row." in page
    assert 'name="line"' not in page


def test_the_two_sheets_that_say_different_things_about_one_party_are_a_conflict(client, run, report):
    other = {"decision": "escalated", "reason": "legal_advice"}
    book = load_workbook(io.BytesIO(hits(client, run, {("Wei Zhang", "Beihang"): other})))
    first = book.worksheets[0]
    headers = {cell.value: cell.column for cell in first[1]}
    for key, text in CLEARED.items():
        first.cell(2, headers[f"Review: {key}"]).value = text
    page = give(client, run, as_bytes(book)).text
    assert "Screening evidence row" in page
    assert "say different things about" in page
    assert 'name="line"' not in page


def test_a_row_of_the_evidence_whose_cells_were_mixed_up_is_not_taken(client, run, report):
    mixed = {**CLEARED, "Subject, as given": "Somebody else"}
    page = give(client, run, hits(client, run, {("Wei Zhang", "Beihang"): mixed})).text
    assert "cells were mixed up" in page
    assert 'name="line"' not in page


def test_a_file_that_is_no_report_of_ours_is_refused_and_so_is_another_teams_run(client, run, report):
    book = Workbook()
    for row in ROWS:
        book.active.append(row)
    page = give(client, run, as_bytes(book))
    assert page.status_code == 422
    assert "none of the columns that a report has" in page.text
    assert give(client, run, b"%PDF", name="x.xlsx").status_code >= 400
    assert see(client, f"/review{run}/annotated", "eve@others").status_code == 404


def test_a_report_written_before_there_were_columns_for_reason_and_standing_is_read_by_its_headings(
    client, run, report
):
    def earlier(sheet):
        for header in ("Review: reason", "Review: standing"):
            sheet.delete_cols(next(cell.column for cell in sheet[1] if cell.value == header))

    said = {"decision": "inconclusive", "reviewer": "Bo", "date": "2026-03-01", "note": "two of this name"}
    page = give(client, run, report({"Wei Zhang": said}, earlier)).text
    assert "1 can be imported" in page
    assert "two of this name (in the workbook: Bo, 2026-03-01)" in page


@pytest.mark.parametrize("words", [{"decision": "Confirm"}, {"decision": "true match"}])
def test_a_second_person_confirms_by_workbook_what_another_proposed(client, run, report, words):
    accept(client, run, give(client, run, report({"Wei Zhang": TRUE})).text)
    own = give(client, run, report({"Wei Zhang": words})).text
    assert "Already recorded: “true match” by Ana on 2026-11-25, which waits for a second reviewer" in own
    assert 'name="line"' not in own
    page = give(client, run, report({"Wei Zhang": words, "Ada": CLEARED}), "ben").text
    assert "Proposals of Ana to confirm" in page
    assert "Confirms the proposal of Ana" in page
    assert "Confirm the ticked proposals" in page
    assert "1 can be imported" in page
    first, second = re.findall(r'name="line" value="([^"]+)"', page)
    sent = accept(client, run, page, "ben", [first])
    assert verdicts(client) == ["true_match"]
    assert (
        client.get("/review/?state=second", headers={"Person": "ben"}, **HTTPS).text.count("data-step") == 0
    )
    left = see(client, sent.headers["Location"], "ben").text
    assert "1 decision imported" in left
    assert re.findall(r'name="line" value="([^"]+)"', left) == [second]
    assert accept(client, run, left, "ben").status_code == 303
    assert verdicts(client) == ["inconclusive", "true_match"]
    (case,) = set(re.findall(r'data-step href="([^"?]+)', see(client, "/review/?state=decided&q=wei").text))
    assert "confirmed by <bdi>Ben</bdi>" in see(client, case).text


def test_proposals_at_high_level_are_confirmed_by_workbook_with_a_reason_or_one_by_one(
    client, run, report, place, behind_the_log
):
    first = {"Wei Zhang": TRUE, "Li Na": TRUE}
    accept(client, run, give(client, run, report(first)).text)
    with behind_the_log(place.database) as session:
        session.connection().exec_driver_sql("UPDATE review_case SET level = 3")
    confirmed = {"Wei Zhang": {"decision": "confirm"}, "Li Na": {"decision": "confirm"}}
    page = give(client, run, report(confirmed), "ben").text
    assert page.count("It is at high level and confirmed together with others") == 2
    assert 'name="line"' not in page
    confirmed["Li Na"] = {"decision": "confirm", "note": "On the page of its staff."}
    page = give(client, run, report(confirmed), "ben").text
    assert len(re.findall(r'name="line" value', page)) == 1
    assert accept(client, run, page, "ben").status_code == 303
    assert "data-step" in see(client, "/review/?state=second&q=wei", "ben").text
    one = give(client, run, report({"Wei Zhang": {"decision": "confirm"}}), "ben").text
    assert accept(client, run, one, "ben").status_code == 303
    assert verdicts(client) == ["true_match", "true_match"]


@pytest.mark.parametrize("said", [CLEARED, TRUE])
def test_a_report_binds_those_whom_it_showed_and_nobody_who_joined_the_question_since(
    client, run, report, screened, said
):
    rows = [ROWS[0], ["Bo Later", "Beihang University", "CN"]]
    screened(as_bytes(workbook(rows)), "later.xlsx")
    page = give(client, run, report({"Wei Zhang": said})).text
    assert "1 other was added to this question after this report; the decision does not cover it." in page
    accept(client, run, page)
    if said is TRUE:
        page = give(client, run, report({"Wei Zhang": {"decision": "confirm"}}), "ben").text
        accept(client, run, page, "ben")
    (case,) = set(re.findall(r'data-step href="([^"?]+)', see(client, "/review/?state=new").text))
    shown = see(client, case).text
    assert "1 person or organisation with this text was added after the decision" in shown
    assert re.search(r"Bo Later[^\n]*<strong>new</strong>", shown)
    assert not re.search(r">Wei Zhang[^\n]*<strong>new</strong>", shown)


def test_a_second_person_rejects_by_workbook_with_a_note_and_not_without(client, run, report):
    accept(client, run, give(client, run, report({"Wei Zhang": TRUE})).text)
    page = give(client, run, report({"Wei Zhang": {"decision": "reject"}}), "ben").text
    assert "“reject” needs a note" in page
    assert 'name="line"' not in page
    page = give(
        client, run, report({"Wei Zhang": {"decision": "reject", "note": "another year"}}), "ben"
    ).text
    assert "Proposals of Ana to reject" in page
    assert accept(client, run, page, "ben").status_code == 303
    assert verdicts(client) == []
    (case,) = set(re.findall(r'data-step href="([^"?]+)', see(client, "/review/?q=wei").text))
    assert "another year" in see(client, case).text


def test_words_of_a_second_person_where_nothing_waits_are_not_understood(client, run, report):
    page = give(client, run, report({"Wei Zhang": {"decision": "confirm"}}), "ben").text
    assert "none waits here; write one of true match, false positive" in page
    assert 'name="line"' not in page


def test_rows_that_confirm_and_reject_one_proposal_are_a_conflict(client, run, screened, report):
    accept(client, run, give(client, run, report({"Wei Zhang": TRUE})).text)

    def twice(sheet):
        for column in range(1, sheet.max_column + 1):
            sheet.cell(6, column).value = sheet.cell(2, column).value
        decision = next(cell.column for cell in sheet[1] if cell.value == "Review: decision")
        sheet.cell(6, decision).value, sheet.cell(6, decision + 4).value = "reject", "another year"

    page = give(client, run, report({"Wei Zhang": {"decision": "confirm"}}, twice), "ben").text
    assert page.count("Rows of one question say different things about") == 2
    assert 'name="line"' not in page


EVERYWHERE = {("Wei Zhang", "Beihang"): CLEARED}


def call(client, run, content, name="list.screened.xlsx"):
    """The same file over HTTP."""
    address = f"/api/v1{run.replace('https://localhost', '')}/annotated"
    return client.post(address, data=content, query_string={"file_name": name}, headers={"Person": "ana"})


def code_of(page):
    """By which code a page refuses; "" where it does not."""
    return next(iter(re.findall(r"Code ([a-z-]+)\.", page.text)), "")


def readings(place):
    return sorted(path.name for path in (place.settings.data / "drafts").glob("*.reading"))


@pytest.mark.parametrize("beside", ["rows", "hits"])
def test_a_report_is_read_once_in_a_process_of_its_own_and_judged_at_each_look(
    client, run, report, place, reading, beside
):
    content = report({"Wei Zhang": CLEARED}) if beside == "rows" else hits(client, run, EVERYWHERE)
    before = len(reading)
    page = give(client, run, content)
    assert "1 can be imported" in page.text
    assert len(reading) == before + 1
    assert len(readings(place)) == 1
    of_another = give(client, run, content, "ben")
    assert accept(client, run, of_another.text, "ben").status_code == 303
    draft = re.search(r'name="draft" value="([^"]+)"', page.text).group(1)
    address = f"/review{run.replace('https://localhost', '')}/annotated?draft={draft}"
    again = see(client, address)
    assert "Already recorded: “inconclusive” by Ben" in again.text
    assert accept(client, run, page.text).status_code == 409
    assert len(reading) == before + 2  # one for each draft
    counts = call(client, run, content).json["counts"]
    assert (counts["apply"], counts["unchanged"] > 0) == (0, True)
    assert len(reading) == before + 3


def test_without_the_process_that_reads_a_report_is_refused_and_not_read_here(
    client, run, report, reading, monkeypatch
):
    content = report({"Wei Zhang": CLEARED})
    monkeypatch.setattr(filled_reports, "_CHILD", "screening.nowhere")
    page = give(client, run, content)
    assert (page.status_code, code_of(page)) == (422, "reader-limits")
    refused = call(client, run, content)
    assert (refused.status_code, refused.json["code"]) == (422, "reader-limits")
    assert "list.screened.xlsx" in refused.json["detail"]


def test_who_gives_a_report_while_others_are_read_is_told_when_to_try_again(
    client, run, report, place, impatient
):
    content, data = report({"Wei Zhang": CLEARED}), place.settings.data
    page = give(client, run, content).text
    for path in (data / "drafts").glob("*.reading"):
        path.unlink()
    with reading_turn(data, "somebody"), reading_turn(data, "else"):
        for busy in (give(client, run, content), accept(client, run, page), call(client, run, content)):
            assert (busy.status_code, busy.headers["Retry-After"]) == (503, "10")
            assert "reading-busy" in busy.text
    assert accept(client, run, page).status_code == 303


def test_what_was_read_of_a_run_goes_with_it_and_is_not_kept_afterwards(client, run, report, place):
    content = report({"Wei Zhang": CLEARED})
    give(client, run, content)
    assert len(readings(place)) == 1
    assert erase_run(place, run.rsplit("/", 1)[1])
    assert readings(place) == []
    give(client, run, content)
    assert readings(place) == []


def test_a_form_with_thousands_of_ticks_is_read(client, run, report):
    page = give(client, run, report({"Wei Zhang": CLEARED})).text
    lines = [f"{number:032x}-{number:032x}" for number in range(filled_report_json.MOST_ROWS)]
    assert "Nothing was imported" in accept(client, run, page, lines=lines).text


SOME = (
    *("bomb of rows", "size that lies", "the same cell twice", "billion laughs in xl/workbook.xml"),
    *("unclosed quote", "formulas"),
)


def end_rightly(client, run, files):
    """Give each file as a filled-in report to the page and over HTTP; what ended wrongly, and how many there were."""
    wrong, tried = [], 0
    for each in files:
        # What may be taken as a list is no report all the same.
        right = {code or "decision-refused" for code in each.codes}
        if "\n" in each.name or len(each.name) > 255:  # neither form nor address carries such a name
            right |= {"no-file", "body-malformed", "parameters-malformed"}
        page, answer = (
            give(client, run, each.content, name=each.name),
            call(client, run, each.content, each.name),
        )
        for door, said in ((page, code_of(page)), (answer, answer.json.get("code", ""))):
            if door.status_code >= 500 or ("*" not in right and said not in right):
                wrong.append((each.kind, door.status_code, said))
        tried += 1
    return wrong, tried


@pytest.mark.slow
def test_hostile_files_given_as_filled_in_reports_end_in_their_code_and_the_next_one_is_read(
    client, run, report, reading
):
    content = report({"Wei Zhang": CLEARED})
    files = [each for each in every_file(mutations=0) if each.kind in SOME]
    assert end_rightly(client, run, files) == ([], len(SOME))
    assert "1 can be imported" in give(client, run, content).text


@pytest.mark.soak
def test_every_hostile_file_given_as_a_filled_in_report_ends_in_its_code(client, run, report):
    wrong, tried = end_rightly(client, run, every_file())
    assert wrong == []
    assert tried > 200
    assert "1 can be imported" in give(client, run, report({"Wei Zhang": CLEARED})).text
