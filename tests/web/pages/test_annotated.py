"""A run's report comes back filled in: shown first, taken over whole or in part, and never on what has moved on."""

import io
import re

import pytest
from flask import g, request
from openpyxl import Workbook, load_workbook

from screening.people import Role
from screening.wording import wording
from web.access import Caller
from web.app import create_app
from web.config import Config

HTTPS = {"base_url": "https://localhost"}
ROWS = [
    ["Name", "Institution", "Country"],
    ["Wei Zhang", "Beihang University", "CN"],
    ["Li Na", "Beihang University", "CN"],
    ["Ada", "Zabir Logistics Company", "SY"],
    ["Jane Roe", "KU Leuven", "BE"],
]
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
            g.caller = Caller(f"person:{name}", name.title(), team or "local", frozenset({Role.REVIEWER}))

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
    page = see(client, "/review/?state=").text
    return sorted(re.findall(r'class="verdict (\w+)"', page))


def test_decisions_are_shown_first_and_then_taken_over_with_who_wrote_them(client, run, report):
    content = report(
        {
            "Wei Zhang": {
                "decision": "True match",
                "reason": "identifier",
                "reviewer": "Bo",
                "date": "2026-11-20",
            },
            "Li Na": CLEARED,
        }
    )
    page = give(client, run, content).text
    assert "2 can be taken over, 0 stand already, 0 are in conflict, 0 were not understood" in page
    assert verdicts(client) == []
    sent = accept(client, run, page)
    assert sent.status_code == 303
    assert "2 decisions taken over" in see(client, sent.headers["Location"]).text
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
    assert "The same stands already: “inconclusive” by Ana" in again
    other = report({"Wei Zhang": {"decision": "escalated", "reason": "legal_advice"}})
    conflict = give(client, run, other, "ben").text
    assert "Somebody decided otherwise: “inconclusive” by Ana" in conflict
    assert 'name="line"' not in conflict


def test_a_decision_between_preview_and_acceptance_stops_all_of_it(client, run, report):
    pages = [
        give(client, run, report({"Wei Zhang": CLEARED, "Li Na": CLEARED}), who) for who in ("ana", "ben")
    ]
    one = re.findall(r'name="line" value="([^"]+)"', pages[1].text)[:1]
    accept(client, run, pages[1].text, "ben", one)
    late = accept(client, run, pages[0].text)
    assert late.status_code == 409
    assert "nothing was taken over" in late.text
    assert verdicts(client) == ["inconclusive"]


def test_rows_that_were_sorted_are_known_by_their_subjects_and_edited_ones_by_nobody(client, run, report):
    def swap(sheet):
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2, max_row=5)]
        for number, row in enumerate(reversed(rows), start=2):
            for column, value in enumerate(row, start=1):
                sheet.cell(number, column).value = value

    page = give(client, run, report({"Wei Zhang": CLEARED}, swap)).text
    assert "1 can be taken over" in page

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
        ({"decision": "guilty", "reason": "identifier"}, "is no decision"),
        ({"decision": "=1+1", "reason": "identifier"}, "no decision"),
        ({"decision": "true match", "reason": "misread"}, "Give a reason that fits"),
        ({"decision": "true match"}, "Give a reason that fits"),
        ({"note": "looked at it"}, "no decision beside it"),
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


def test_two_rows_of_one_subject_that_contradict_each_other_are_a_conflict(client, run, report):
    def twice(sheet):
        for column in range(1, sheet.max_column + 1):
            sheet.cell(6, column).value = sheet.cell(2, column).value
        decision = next(cell.column for cell in sheet[1] if cell.value == "Review: decision")
        sheet.cell(6, decision).value = "false positive"
        sheet.cell(6, decision + 1).value = "misread"

    page = give(client, run, report({"Wei Zhang": CLEARED}, twice)).text
    assert page.count("Two rows of this subject say different things") == 2


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
    assert "The same stands already" in give(client, later, as_bytes(book)).text


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
    assert "1 can be taken over" in page
    assert "Zabir Logistics Company" in page
    assert accept(client, run, page).status_code == 303
    decided = see(client, "/review/?state=decided").text
    assert "Zabir" in decided
    assert "Beihang" not in re.sub(r"Beihang University; Zabir", "", decided.partition("<tbody>")[2])
    seen = see(client, f"{run.replace('https://localhost', '')}").text
    assert "beside <bdi>Zabir" in seen


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
    assert "1 can be taken over" in page
    assert "two of this name (in the workbook: Bo, 2026-03-01)" in page
