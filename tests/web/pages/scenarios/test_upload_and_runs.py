"""From a list to its results: shown before it is accepted, whole or refused, and only for the team whose it is."""

import base64
import io
import re
from dataclasses import replace
from datetime import UTC, datetime

import openpyxl
import pytest
from click.testing import CliRunner

from screening.cli import main
from screening.runs import read_slots, worker_lease
from screening.runs.control import newest_runs
from screening.storage.tables import RunReading, StepAttempt
from web.access import THIS_MACHINE
from web.pages.drafts import DraftGone, Drafts
from web.rates import Allowance, Charge, Rates

HTTPS = {"base_url": "https://localhost"}
LIST = (
    "Name,Institution,Country,Nationality\n"
    "Wei Zhang,Beihang University,CN,x\n"
    "Jane Roe,KU Leuven,BE,x\n"
    ",,,\n"
    "<script>alert(1)</script>,Zabir Logistics Company,SY,x\n"
)


@pytest.fixture
def alive(place, clock):
    """A worker lives, by the clock of the pages and by the machine's."""
    with place.database.write() as session:
        worker_lease.beat(session, "worker-1", clock())
        worker_lease.beat(session, "worker-2", datetime.now(UTC))


def hidden(name, page):
    return re.search(rf'name="{name}" value="([^"]+)"', page).group(1)


def give(client, content=LIST, name="список.csv"):
    page = client.get("/upload", **HTTPS).text
    form = {"proof": hidden("proof", page), "list": (io.BytesIO(content.encode()), name)}
    return client.post("/upload", data=form, **HTTPS)


def preview(client, content=LIST, name="список.csv"):
    return client.get(give(client, content, name).headers["Location"], **HTTPS)


def take_up(client, content=LIST, **form):
    page = preview(client, content).text
    return client.post(
        "/upload/accept",
        data={"proof": hidden("proof", page), "draft": hidden("draft", page), **form},
        **HTTPS,
    )


def test_a_list_is_shown_as_it_was_understood_before_anything_is_screened(client, place):
    page = preview(client)
    assert page.status_code == 200
    assert "3 rows will be screened" in page.text
    assert "Beihang University" in page.text
    assert "never used" in page.text  # the column of nationality
    assert "<script>alert" not in page.text
    assert client.get("/runs/", **HTTPS).text.count("/runs/") < 3


def test_a_column_is_corrected_by_pointing_at_it(client):
    address = give(client).headers["Location"]
    page = client.get(f"{address}&column-A=organisation", **HTTPS).text
    assert re.search(r'value="organisation" selected', page)


def test_a_column_is_made_a_fact_of_the_project_by_pointing_at_it(client):
    address = give(client, "Name,Sensitive?\nBeihang University,yes\n").headers["Location"]
    page = client.get(f"{address}&policy=ca-strac&column-B=project:sensitive_area", **HTTPS).text
    assert re.search(r'value="project:sensitive_area" selected', page)
    assert re.search(r"sensitive area: <bdi>yes</bdi>", page)


def test_a_list_that_cannot_be_read_is_refused_with_what_to_do_and_nothing_is_accepted(client):
    page = preview(client, 'Name\n"unclosed\n', "list.csv")
    assert 400 <= page.status_code < 500
    assert "read this file" in page.text


def test_a_list_that_is_accepted_counts_against_a_days_characters(client, place, clock, tmp_path):
    day = Allowance(THIS_MACHINE.characters_per_day, 86_400)
    used = Rates(tmp_path / "rates.sqlite3", lambda: clock().timestamp())
    content = "Name\nBeihang University\n"
    used.take(Charge("characters a day this-machine", day.units - len(content), day, str))
    assert take_up(client, content).status_code == 303
    refused = take_up(client, content)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "86400")
    assert len(newest_runs(place, THIS_MACHINE.team, 9)) == 1


def test_results_are_shown_filtered_searched_and_downloaded_in_every_form(client, work, alive):
    address = take_up(client).headers["Location"]
    assert "Waiting to start" in client.get(address, **HTTPS).text
    work(address.rsplit("/", 1)[1])
    page = client.get(address, **HTTPS).text
    assert "3 screened" in page
    assert "<script>alert" not in page
    assert "Jane Roe" not in client.get(f"{address}?outcome=review", **HTTPS).text
    assert "Wei Zhang" not in client.get(f"{address}?q=leuven", **HTTPS).text
    assert "No matching rows" in client.get(f"{address}?q=nowhere", **HTTPS).text
    for form in ("xlsx", "fresh-xlsx", "csv", "json", "ndjson", "parquet"):
        answer = client.get(f"{address}/report/{form}", **HTTPS)
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment")
    row = client.get(f"{address}/rows/2", **HTTPS).text
    assert "Possible match with a listed organisation" in row
    assert client.get(f"{address}/rows/4", **HTTPS).status_code == 404


def test_a_list_is_screened_again_and_what_changed_since_is_shown_with_the_reason(client, work, clock):
    first = take_up(client).headers["Location"]
    work(first.rsplit("/", 1)[1])
    page = client.get(first, **HTTPS).text
    assert "earlier run" not in page
    clock.moved(hours=1)
    again = client.post(f"{first}/again", data={"proof": hidden("proof", page)}, **HTTPS)
    work(again.headers["Location"].rsplit("/", 1)[1])
    (link,) = re.findall(
        r'href="(/runs/[^"]+/compare/[^"]+)"', client.get(again.headers["Location"], **HTTPS).text
    )
    assert "No results have changed" in client.get(link, **HTTPS).text
    clock.moved(hours=1)
    other = take_up(client, LIST.replace("KU Leuven", "Beihang University")).headers["Location"]
    work(other.rsplit("/", 1)[1])
    link = re.findall(r'href="(/runs/[^"]+/compare/[^"]+)"', client.get(other, **HTTPS).text)[0]
    changed = client.get(link, **HTTPS).text
    assert "The later list differs in: affiliations." in changed
    assert "Jane Roe" in changed
    assert "No match found" in changed
    assert "Wei Zhang" not in changed
    assert "No matching subjects" in client.get(f"{link}?kind=gone", **HTTPS).text


def test_a_run_is_cancelled_and_tried_again_by_its_team(client, alive):
    address = take_up(client).headers["Location"]
    page = client.get(address, **HTTPS).text
    proof = {"proof": hidden("proof", page)}
    assert client.post(f"{address}/cancel", data=proof, **HTTPS).status_code == 303
    assert "Cancelled" in client.get(address, **HTTPS).text
    assert client.post(f"{address}/retry", data=proof, **HTTPS).status_code == 303
    assert "Waiting to start" in client.get(address, **HTTPS).text


def test_a_list_that_is_being_read_or_screened_does_not_seem_to_wait(client, place, alive):
    """A run is queued until its list is read to the end; who looks is told what is being done with it."""
    run_id = take_up(client).headers["Location"].rsplit("/", 1)[1]
    assert "queued" in client.get("/runs/", **HTTPS).text
    with place.database.write() as session:
        session.add(RunReading(run_id=run_id, rows_read=40))
    for page in ("/runs/", "/overview"):
        said = client.get(page, **HTTPS).text
        assert "being read" in said
        assert "queued" not in said
    line = CliRunner().invoke(main, ["runs", "list"], env={"SCREENING_DATA": str(place.settings.data)})
    assert "reading the list" in line.output


def test_while_lists_are_loaded_nobody_is_told_to_wait_for_a_turn(client, place, alive):
    address = take_up(client).headers["Location"]
    run_id = address.rsplit("/", 1)[1]
    with place.database.write() as session:
        session.add(StepAttempt(step=f"{run_id}:1:plan:0", run_id=run_id))
    page = client.get(address, **HTTPS).text
    assert "Loading the lists" in page
    assert "Waiting to start" not in page
    assert "waiting for the lists to load" in client.get("/overview", **HTTPS).text


def test_where_no_worker_lives_it_is_said(client, place):
    address = take_up(client).headers["Location"]
    page = client.get(address, **HTTPS).text
    assert "No worker is running" in page
    assert "Waiting to start" not in page
    assert "waiting for a worker to run" in client.get("/runs/", **HTTPS).text
    line = CliRunner().invoke(main, ["runs", "list"], env={"SCREENING_DATA": str(place.settings.data)})
    assert "no worker" in line.output


@pytest.mark.parametrize("path", ["", "/rows/2", "/report/xlsx", "/receipt"])
def test_what_is_no_run_of_the_team_is_not_there(client, path):
    assert client.get(f"/runs/{'0' * 32}{path}", **HTTPS).status_code == 404


@pytest.mark.parametrize("format", ["exe", "..%2f..%2fetc%2fpasswd", "xlsx%00", "XLSX"])
def test_a_report_is_there_in_the_named_forms_only(client, work, format):
    address = take_up(client).headers["Location"]
    work(address.rsplit("/", 1)[1])
    assert client.get(f"{address}/report/{format}", **HTTPS).status_code == 404


@pytest.mark.parametrize("proof", ["", "0" * 64])
def test_a_form_without_its_proof_changes_nothing(client, proof):
    client.get("/upload", **HTTPS)
    for path in ("/upload", "/upload/accept", f"/runs/{'0' * 32}/cancel", f"/runs/{'0' * 32}/retry"):
        answer = client.post(path, data={"proof": proof}, **HTTPS)
        assert (answer.status_code, "form-refused" in answer.text) == (400, True)


def test_the_proof_of_one_browser_is_worth_nothing_in_another(client):
    other = client.application.test_client()
    proof = hidden("proof", other.get("/upload", **HTTPS).text)
    client.get("/upload", **HTTPS)
    assert client.post("/upload", data={"proof": proof}, **HTTPS).status_code == 400


@pytest.mark.parametrize("header", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_a_form_that_comes_from_elsewhere_is_refused_even_with_its_proof(client, header):
    proof = hidden("proof", client.get("/upload", **HTTPS).text)
    assert client.post("/upload", data={"proof": proof}, headers=header, **HTTPS).status_code == 400


def test_the_secret_of_a_browser_is_out_of_reach_of_scripts_and_other_sites(client):
    cookie = client.get("/upload", **HTTPS).headers["Set-Cookie"]
    for part in ("Secure", "HttpOnly", "SameSite=Strict"):
        assert part in cookie


def test_a_draft_is_its_owners_only_and_goes_after_a_day(tmp_path):
    drafts = Drafts(tmp_path, b"k" * 32)
    owner, other = THIS_MACHINE, replace(THIS_MACHINE, team="other office")
    note = drafts.keep(io.BytesIO(b"Name\nA\n"), "../../etc/passwd", owner)
    draft = drafts.find(note, owner)
    assert draft.path.parent == tmp_path / "drafts"
    assert draft.path.stat().st_mode & 0o077 == 0
    forged = note[:5] + ("B" if note[5] != "B" else "C") + note[6:]  # the last letter may hold padding only
    for asked in ((note, other), (forged, owner), ("", owner)):
        with pytest.raises(DraftGone):
            drafts.find(*asked)


def test_pages_read_a_list_once_in_a_process_of_its_own_until_it_is_accepted(client, reading):
    address = give(client).headers["Location"]
    page = client.get(address, **HTTPS).text
    assert client.get(address, **HTTPS).text == page
    assert "ca-strac" in page
    policy = client.get(f"{address}&policy=ca-strac", **HTTPS)  # changes nothing of the reading
    assert policy.status_code == 200
    assert len(reading) == 1
    form = {"proof": hidden("proof", page), "draft": hidden("draft", page)}
    assert client.post("/upload/accept", data=form, **HTTPS).status_code == 303
    assert len(reading) == 1
    assert client.get(address, **HTTPS).status_code == 404


def test_a_workbook_is_read_in_that_process_too(client, reading):
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["Name", "Affiliation"])
    book.active.append(["Wei Zhang", 360])
    book.save(out)
    page = client.get("/upload", **HTTPS).text
    form = {"proof": hidden("proof", page), "list": (io.BytesIO(out.getvalue()), "list.xlsx")}
    address = client.post("/upload", data=form, **HTTPS).headers["Location"]
    assert "Wei Zhang" in client.get(address, **HTTPS).text
    assert len(reading) == 1


def test_who_comes_while_lists_are_read_is_told_when_to_try_again(client, place, impatient):
    address = give(client).headers["Location"]
    data = place.settings.data
    with read_slots.reading_turn(data, "ana"), read_slots.reading_turn(data, "ben"):
        busy = client.get(address, **HTTPS)
    assert (busy.status_code, busy.headers["Retry-After"]) == (503, "10")
    assert "reading-busy" in busy.text
    assert client.get(address, **HTTPS).status_code == 200


def test_an_address_tells_nothing_of_a_list_but_where_it_lies(client):
    note = give(client, name="Dr Example.csv").headers["Location"].partition("draft=")[2]
    said = base64.urlsafe_b64decode(note.partition(".")[0] + "==")
    assert b"Example" not in said


def test_pages_without_an_installation_offer_no_upload(make_app):
    bare = make_app().test_client()
    assert "Upload" not in bare.get("/").text
    assert bare.get("/upload").status_code == 404


def test_a_row_of_several_people_shows_the_gravest_and_leads_to_the_others(client, screened):
    address = screened(
        "Author,Affiliation\nAnna Berg; Bo Ek,KU Leuven; Beihang University\nAda Lind,KU Leuven\n"
    )
    table = client.get(address, **HTTPS).text
    assert "3 in all; a row shows its most serious result" in table
    assert "Bo Ek: Possible match" in table
    row = client.get(f"{address}/rows/2", **HTTPS).text
    assert "Others in this row:" in row
    assert re.search(r"subject=1\"[^>]*>.*Anna Berg", row)
    other = client.get(f"{address}/rows/2?subject=1", **HTTPS).text
    assert "No match found" in other
    assert client.get(f"{address}/rows/2?subject=3", **HTTPS).status_code == 404


def test_a_row_with_a_cell_that_could_not_be_read_is_never_without_a_match(client, screened):
    long = "x" * 2_500
    address = screened(
        f"Name,Affiliation,Department\nBo Ek,Beihang University,{long}\nAda Lind,KU Leuven,{long}\n"
    )
    table = client.get(address, **HTTPS).text
    assert "2 rows: 1 screened, 1 could not be screened" in table.replace("3 rows", "2 rows")
    assert "The department in C3 has 2,500 characters" in table


def test_downloads_say_so_with_format_and_size_and_the_workbook_comes_first(client, screened):
    page = client.get(screened("Name,Country\nBeihang University,CN\n"), **HTTPS).text
    links = re.findall(
        r'<a[^>]*href="([^"]+/re(?:port|ceipt)[^"]*)"[^>]*>([^<]+)</a>', page.partition("Compare")[0]
    )
    assert all(text.startswith("Download ") for _, text in links)
    size = round(len(client.get(links[0][0], **HTTPS).data) / 1000)
    assert links[0][1] == f"Download a new report workbook (Excel), {size} kB"
    assert len({text for _, text in links}) == len(links) >= 5, "no two say the same"


def test_the_button_that_starts_stands_above_and_below_the_preview_and_enter_starts_nothing(client):
    page = preview(client).text
    form = page.partition('id="choices"')[2]
    assert len(re.findall(r"<button>Screen \d+ rows</button>", form)) == 2
    assert "formaction" in re.search(r"<button[^>]*>", form).group(), "the first button is what Enter presses"
