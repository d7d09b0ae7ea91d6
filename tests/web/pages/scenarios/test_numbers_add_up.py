"""The numbers of a small world add up on every page: tiles, totals, row counts and what was found so far."""

import io
import re
from dataclasses import replace

import pytest
from accounts import hidden

from screening.runs import control
from screening.runs.engines import Engines
from screening.runs.execute import StepRunner
from screening.runs.row_tally import rows_by_end

HTTPS = {"base_url": "https://localhost"}
ROWS = [
    ("Beihang University", "CN"),
    ("Beihang University", "CN"),
    ("KU Leuven", "BE"),
    ("Abdul Satar Ghoura", "AF"),
    ("Abdul Satar Ghoura; KU Leuven", ""),
    ("-", "CN"),
    ("", ""),
    ("Another College", "NZ"),
]
LIST = "Name,Country\n" + "".join(f"{name},{country}\n" for name, country in ROWS)


def tiles(page):
    """The figures of the tiles, in their order."""
    text = re.search(r'<ul class="tally">.*?</ul>', page, re.DOTALL).group()
    return [int(each) for each in re.findall(r"<strong>(\d+)</strong>", text)]


@pytest.fixture
def finished(client, screened):
    """The address and the page of a run that finished."""
    address = screened(LIST)
    return address, client.get(address, **HTTPS).text


def test_the_tiles_of_a_run_add_up_to_the_rows_of_the_file(finished):
    _, page = finished
    rows = int(re.search(r"(\d+) rows: ", page).group(1))
    assert sum(tiles(page)) == rows == len(ROWS) + 1, "with the header"
    assert len(tiles(page)) == 9, "one for each way in which a row can end"


def test_each_tile_that_is_a_link_leads_to_as_many_rows_as_it_says(client, finished):
    _, page = finished
    text = re.search(r'<ul class="tally">.*?</ul>', page, re.DOTALL).group()
    found = re.findall(r'<a href="([^"]+)">.*?<strong>(\d+)</strong>', text, re.DOTALL)
    assert len(found) == 8
    for link, count in found:
        shown = client.get(link.replace("&amp;", "&"), **HTTPS).text.partition('<div id="table">')[2]
        total = re.search(r"\d+ to \d+ of (\d+)", shown)
        assert int(total.group(1) if total else 0) == int(count), link


def test_the_run_has_as_many_rows_on_every_page(client, finished):
    address, page = finished
    rows = re.search(r"(\d+) rows: (\d+) screened, (\d+) could not be screened, (\d+) titles", page)
    whole, *parts = map(int, rows.groups())
    assert whole == sum(parts)
    runs = client.get("/runs/", **HTTPS).text
    assert re.search(rf'{address}".*?class="number"[^>]*>{whole}</td>', runs, re.DOTALL)
    overview = client.get("/overview", **HTTPS).text
    newest = overview.partition("Newest results")[2]
    assert re.search(rf'{address}".*?class="number"[^>]*>{whole}</td>', newest, re.DOTALL)
    week = re.findall(
        r'<td class="number"[^>]*>(\d+)</td>', overview.partition("<tbody>")[2].partition("</tr>")[0]
    )
    assert int(week[0]) == 1, "one run"
    assert int(week[1]) == sum(map(int, week[2:])) == whole


def test_the_overview_counts_the_cases_as_the_queue_does(client, finished):
    overview, queue = client.get("/overview", **HTTPS).text, client.get("/review/", **HTTPS).text
    first = int(re.search(r"<strong>(\d+)</strong> cases? waits? for a first look", overview).group(1))
    assert tiles(queue)[0] == first
    assert int(re.search(r"\d+ to \d+ of (\d+)", queue).group(1)) == first


def test_progress_counts_rows_of_the_file_and_what_was_found_so_far_ends_as_the_result(
    client, place, small_engine
):
    proof = hidden("proof", client.get("/upload", **HTTPS).text)
    form = {"proof": proof, "list": (io.BytesIO(LIST.encode()), "list.csv")}
    page = client.get(client.post("/upload", data=form, **HTTPS).headers["Location"], **HTTPS).text
    form = {key: hidden(key, page) for key in ("proof", "draft")}
    address = client.post("/upload/accept", data=form, **HTTPS).headers["Location"]
    run_id = address.rsplit("/", 1)[1]
    steps = StepRunner(place, Engines(lambda day: replace(small_engine, on=day)), "worker")
    steps.do("plan", run_id, 1, 0)
    before = client.get(address, **HTTPS).text
    assert "Found so far" not in before, "nothing was screened"
    steps.do("chunk", run_id, 1, 0)
    at = control.run_progress(place, run_id, "local")
    so_far = client.get(address, **HTTPS).text
    assert at.work.rows == len(ROWS) + 1
    assert sum(tiles(so_far)) == at.work.rows
    with place.database.read() as session:
        assert sum(rows_by_end(session, run_id).values()) == at.work.rows
    steps.do("report", run_id, 1, 0)
    assert tiles(client.get(address, **HTTPS).text) == tiles(so_far)
