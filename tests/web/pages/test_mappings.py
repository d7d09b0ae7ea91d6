"""How a list is read, on pages: asked about where it is unclear, changed column by column, and remembered."""

import html
import io
import re

import pytest
from openpyxl import Workbook

from screening.confirmed_mappings import mappings
from screening.runs.control import run_progress
from screening.storage.tables import Run

HTTPS = {"base_url": "https://localhost"}
UNCLEAR = (
    "Ref,Alpha,Beta\n"
    "R0001,Anna Smith,Li Wei\nR0002,Zoe Brown,Maria Garcia\n"
    "R0003,John Miller,Peter Jones\nR0004,Wang Fang,Hans Weber\n"
)
CLEAR = "Name,Institution\nWei Zhang,Beihang University\nJane Roe,KU Leuven\n"


def fields(page):
    """What the form of a page sends as it stands."""
    found = []
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and (('type="radio"' not in tag and 'type="checkbox"' not in tag) or " checked" in tag):
            found.append((html.unescape(name[1]), html.unescape(value[1]) if value else ""))
    for name, options in re.findall(r'<select[^>]* name="([^"]*)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'<option value="([^"]*)"[^>]* selected', options)
        found.append((html.unescape(name), html.unescape(chosen[1]) if chosen else ""))
    return found


def readings(page, table=0):
    return [html.unescape(each) for each in re.findall(rf'name="reading-{table}" value="([^"]*)"', page)]


def send(client, address, page, *more, without=()):
    form = {}
    for name, value in [*fields(page), *more]:
        if name not in without:
            form.setdefault(name, []).append(value)
    for name, value in more:
        if name.startswith(("column-", "header-", "encoding", "delimiter")):
            form[name] = [value]
    return client.post(address, data=form, **HTTPS)


def give(client, content, name="list.csv"):
    page = client.get("/upload", **HTTPS).text
    proof = re.search(r'name="proof" value="([^"]+)"', page)[1]
    form = {
        "proof": proof,
        "list": (io.BytesIO(content if isinstance(content, bytes) else content.encode()), name),
    }
    return client.get(client.post("/upload", data=form, **HTTPS).headers["Location"], **HTTPS)


def shown(page):
    """The names among the first rows as they are read."""
    rows = page.partition("The first rows, as we read them")[2]
    return re.findall(r'<td><bdi dir="auto"[^>]*>([^<]+)</bdi>', rows)


@pytest.fixture
def asked(client):
    return give(client, UNCLEAR)


def test_each_reading_is_a_choice_with_its_first_subjects_and_none_is_made_for_the_reader(asked):
    assert asked.status_code == 422
    assert len(readings(asked.text)) == 2
    for name in ("Anna Smith", "Hans Weber"):
        assert name in asked.text
    assert " checked" not in asked.text
    assert "rows</button>" not in asked.text  # nothing to accept


def test_a_list_that_is_still_unclear_is_not_accepted(client, asked, place):
    answer = send(client, "/upload/accept", asked.text)
    assert answer.status_code == 422
    assert "Tell us how to read this list" in answer.text
    assert "/runs/" not in answer.headers.get("Location", "")


def test_applying_a_reading_shows_the_rows_under_it_and_single_columns_can_be_changed_after(client, asked):
    page = send(client, "/upload/preview", asked.text, ("reading-0", readings(asked.text)[1]))
    assert page.status_code == 200
    assert shown(page.text)[0] == "Li Wei"
    page = send(client, "/upload/preview", page.text, ("column-C", "ignore"), ("column-B", "person_name"))
    assert shown(page.text)[0] == "Anna Smith"


def test_a_column_is_left_out(client):
    page = give(client, CLEAR)
    assert "Beihang" in page.text
    page = send(client, "/upload/preview", page.text, ("column-B", "ignore")).text
    assert "Beihang" not in page.partition("The first rows, as we read them")[2]
    assert re.search(r'value="ignore" selected', page)


def test_where_nothing_is_left_to_screen_the_changes_can_be_undone(client):
    page = send(client, "/upload/preview", give(client, "Name\nKU Leuven\n").text, ("column-A", "ignore"))
    assert page.status_code == 422
    undo = html.unescape(re.search(r'href="([^"]*)">Undo all changes', page.text)[1])
    assert shown(client.get(undo, **HTTPS).text) == ["KU Leuven"]


def test_another_row_is_made_the_header(client):
    content = "Name,Institution\nsee below,x\nFull name,Employer\nJane Roe,KU Leuven\nWei Zhang,Beihang University\n"
    page = give(client, content)
    page = send(client, "/upload/preview", page.text, ("header-CSV", "3"))
    assert page.status_code == 200
    assert "Header in row 3" in page.text
    assert shown(page.text)[0] == "Jane Roe"


def test_a_sheet_is_left_out_and_taken_back(client):
    book = Workbook()
    book.active.title = "People"
    for sheet, name in ((book.active, "Jane Roe"), (book.create_sheet("Old"), "Wei Zhang")):
        sheet.append(["Name", "Institution"])
        sheet.append([name, "KU Leuven"])
    content = io.BytesIO()
    book.save(content)
    page = give(client, content.getvalue(), "list.xlsx").text
    assert shown(page)[::2] == ["Jane Roe", "Wei Zhang"]
    page = send(client, "/upload/preview", page, ("skip_sheet", "Old")).text
    assert shown(page)[::2] == ["Jane Roe"]
    page = send(client, "/upload/preview", page, without=("skip_sheet",)).text
    assert shown(page)[::2] == ["Jane Roe", "Wei Zhang"]


def test_encoding_and_delimiter_are_said_on_the_page(client):
    page = give(client, "Name,Institution\nИван,Ростех\n".encode("cp1251"))
    page = send(client, "/upload/preview", page.text, ("encoding", "cp1251")).text
    assert "Ростех" in page
    page = send(client, "/upload/preview", page, ("delimiter", "semicolon"))
    assert "Name,Institution" in page.text
    assert re.search(r'value="semicolon" selected', page.text)


def test_what_was_applied_is_screened_and_remembered_for_the_team(client, asked, place, work):
    page = send(client, "/upload/preview", asked.text, ("reading-0", readings(asked.text)[1])).text
    address = send(client, "/upload/accept", page).headers["Location"]
    work(address.rsplit("/", 1)[1])
    assert "Li Wei" in client.get(address, **HTTPS).text
    again = give(client, UNCLEAR)
    assert again.status_code == 200
    assert "Read as you confirmed on" in again.text
    listed = client.get("/mappings/", **HTTPS).text
    assert "Beta" in listed
    (kept,) = mappings(place, "local")
    proof = {"proof": re.search(r'name="proof" value="([^"]+)"', listed)[1]}
    assert client.post(f"/mappings/{kept.id}/forget", **HTTPS).status_code == 400
    assert client.post(f"/mappings/{kept.id}/forget", data=proof, **HTTPS).status_code == 303
    assert give(client, UNCLEAR).status_code == 422


def test_what_was_applied_is_not_remembered_where_the_tick_is_taken_away(client, asked, place, work):
    page = send(client, "/upload/preview", asked.text, ("reading-0", readings(asked.text)[0])).text
    address = send(client, "/upload/accept", page, without=("remember",)).headers["Location"]
    work(address.rsplit("/", 1)[1])
    assert mappings(place, "local") == []


def test_a_run_that_asks_is_answered_on_its_page(client, place, work, waiting):
    page = client.get(f"/runs/{waiting}", **HTTPS).text
    assert "Tell us how to read this list" in page
    assert "needs mapping" in client.get("/runs/", **HTTPS).text
    assert "needs your answer" in client.get("/overview", **HTTPS).text
    address = f"/runs/{waiting}/mapping"
    page = client.get(address, **HTTPS).text
    refused = send(client, f"{address}/answer", page)
    assert refused.status_code == 422
    assert run_progress(place, waiting, "local").state == "needs_mapping"
    page = send(client, address, page, ("reading-0", readings(page)[1])).text
    assert shown(page)[0] == "Li Wei"
    assert send(client, f"{address}/answer", page).status_code == 303
    assert run_progress(place, waiting, "local").state == "queued"
    assert client.get(address, **HTTPS).status_code == 409


@pytest.fixture
def waiting(client, place, small_engine, tmp_path, work):
    """A run that was accepted without anybody looking, and asks."""
    sent = client.post(
        "/api/v1/runs?file_name=list.csv", data=UNCLEAR.encode(), content_type="text/csv"
    ).json["id"]
    work(sent)
    return sent


@pytest.mark.parametrize("words", ["{", "[]", '{"map": 3}', '{"maps": ["name=B"]}', '{"map": ["name"]}'])
def test_a_reading_that_is_none_of_ours_changes_nothing(client, asked, words):
    answer = send(client, "/upload/preview", asked.text, ("reading-0", words))
    assert (answer.status_code, "choice-invalid" in answer.text) == (422, True)


ABOVE = "Name,Institution,Country\nWei Zhang,Beihang University,China\nJane Roe,as above,China\n"


def test_cells_that_say_as_above_are_asked_about_once_without_a_default_and_read_as_answered(client):
    page = give(client, ABOVE).text
    assert "Cells that say “as above”: 1. Read them as the cell above?" in page
    assert "“as above” in B3" in page
    assert not re.search(r'name="as_above"[^>]* checked', page)
    page = send(client, "/upload/preview", page, ("as_above", "yes")).text
    assert re.search(r'name="as_above" value="yes" checked', page)
    rows = page.partition("The first rows, as we read them")[2]
    assert rows.count("Beihang University") >= 2
    assert "Cells that say" not in give(client, CLEAR).text


def test_the_answer_goes_into_the_order_of_the_run(client, place):
    page = send(client, "/upload/preview", give(client, ABOVE).text, ("as_above", "yes")).text
    answer = send(client, "/upload/accept", page)
    run_id = re.search(r"/runs/([^/?]+)", answer.headers["Location"])[1]
    with place.database.read() as session:
        assert '"as_above": "yes"' in session.get_one(Run, run_id).choices
