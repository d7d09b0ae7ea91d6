"""The page, the downloads and the API of a run whose list is too long to be held in memory."""

import io
import json
import re
import zipfile
from dataclasses import replace

import pytest
from accounts import new_key

from screening.accounts import AccessRole
from screening.context import open_context
from screening.runs.engines import Engines
from screening.runs.execute import StepRunner
from screening.settings import Settings
from screening.storage.tables import Run
from web.app import create_app
from web.config import Config

HTTPS = {"base_url": "https://localhost"}
NAMES = ["Beihang University", "Harvard University", "Some Company"]
LIST = (
    "Institution,Remark\n" + "\n".join(f"{NAMES[n % 3]} {n % 50 or ''},Note {n}" for n in range(150)) + "\n"
)


@pytest.fixture
def place(settle, tmp_path, clock):
    """An installation in which a list of more than thirty rows is long."""
    opened = open_context(Settings(data=settle(tmp_path / "data"), part_rows=30, chunk_size=20), clock)
    yield opened
    opened.close()


@pytest.fixture
def work(place, small_engine):
    """Carry out every step of a run, as workers do."""

    def do(run_id):
        steps = StepRunner(place, Engines(lambda day: replace(small_engine, on=day)), "worker")
        steps.do("plan", run_id, 1, 0)
        with place.database.read() as session:
            chunks = session.get(Run, run_id).chunks
        for number in range(chunks):
            steps.do("chunk", run_id, 1, number)
        steps.do("report", run_id, 1, 0)

    return do


def numbers_on(page):
    return [int(each) for each in re.findall(r'<th scope="row" class="narrow">\s*(\d+)</th>', page)]


def test_the_page_of_an_upload_shows_how_the_beginning_is_read(uploaded):
    page = uploaded(LIST * 200)
    assert "This list is long" in page
    assert "Screen this list" in page


def test_the_form_of_the_parts_is_chosen_where_a_list_is_long(client, uploaded, screened):
    page = uploaded(LIST * 200)
    offered = re.search(r'<select id="format".*?</select>', page).group()
    assert re.findall(r'value="(\w+)"', offered) == ["xlsx", "csv", "parquet", "ndjson", "json"]
    assert 'id="format"' not in uploaded("Institution\nHarvard University\n")
    address = screened(LIST, format="parquet")
    answer = client.get(f"{address}/report/parquet", **HTTPS)
    names = zipfile.ZipFile(io.BytesIO(answer.data)).namelist()
    assert names == [*(f"part-{n:04}.parquet" for n in range(1, 7)), "about.json"]
    draft, proof = (re.search(f'name="{each}" value="([^"]*)"', page).group(1) for each in ("draft", "proof"))
    sent = {"draft": draft, "proof": proof, "format": "parquet"}
    again = client.post("/upload/preview", data=sent, **HTTPS).text
    assert '<option value="parquet" selected>' in again
    refused = client.post("/upload/accept", data=sent | {"format": "pdf"}, **HTTPS)
    assert (refused.status_code, "This choice cannot be understood" in refused.text) == (422, True)


def test_the_rows_of_a_long_run_are_shown_a_page_at_a_time(client, screened):
    address = screened(LIST)
    seen = []
    for number in (1, 2, 3):
        page = client.get(f"{address}?sort=row&page={number}", **HTTPS).text
        assert "of 150" in page
        seen += numbers_on(page)
    assert seen == list(range(2, 152))
    assert 'id="q"' not in page


def test_rows_are_filtered_by_how_they_ended_and_the_highest_come_first(client, screened):
    address = screened(LIST)
    first = client.get(address, **HTTPS).text
    assert sorted(numbers_on(first)) != numbers_on(first) or numbers_on(first)
    found = numbers_on(client.get(f"{address}?outcome=review&sort=row", **HTTPS).text)
    assert found == [n for n in range(2, 152) if (n - 2) % 3 == 0][: len(found)]
    assert client.get(f"{address}?q=Note", **HTTPS).status_code == 409


def test_nobody_is_offered_to_watch_a_list_that_is_too_long_for_it(client, screened):
    assert "Watch this list" not in client.get(screened(LIST), **HTTPS).text
    assert "Watch this list" in client.get(screened("Institution\nHarvard University\n"), **HTTPS).text


def test_a_row_and_the_report_of_a_long_run_are_there(client, screened):
    address = screened(LIST)
    assert "Beihang University" in client.get(f"{address}/rows/2", **HTTPS).text
    answer = client.get(f"{address}/report/xlsx", **HTTPS)
    assert answer.headers["Content-Type"] == "application/zip"
    assert "list.screened.zip" in answer.headers["Content-Disposition"]
    names = zipfile.ZipFile(io.BytesIO(answer.data)).namelist()
    assert names == [*(f"part-{n:04}.xlsx" for n in range(1, 7)), "about.json"]
    assert client.get(f"{address}/report/csv", **HTTPS).status_code == 409
    assert client.get(address.replace("/runs/", "/memo/runs/"), **HTTPS).status_code == 409


def test_the_results_of_a_long_run_come_in_pages_of_the_api(
    client, screened, place, small_engine, clock, tmp_path
):
    run_id = screened(LIST).rsplit("/", 1)[1]
    with place.database.read() as session:
        team = session.get(Run, run_id).team
    key = new_key(place, "system", team=team, roles=(AccessRole.SCREENER,))
    caller = create_app(Config(rates=tmp_path / "rates"), small_engine, clock, place).test_client()
    caller.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    address, seen = f"/api/v1/runs/{run_id}/results?limit=40", []
    while address:
        answer = caller.get(address, **HTTPS)
        assert answer.headers["X-Total-Count"] == "150"
        seen += [json.loads(line)["row"]["number"] for line in answer.text.splitlines()]
        link = re.search(r"<([^>]+)>", answer.headers.get("Link", ""))
        address = link.group(1) if link and "next" in answer.headers["Link"] else ""
    assert seen == list(range(2, 152))
    assert caller.get(f"/api/v1/runs/{run_id}", **HTTPS).json["in_parts"] is True
    stream = "\n".join(json.dumps({"organisation": f"{NAMES[n % 3]} {n}"}) for n in range(60))
    sent = caller.post(
        "/api/v1/runs?question=refuse", data=stream, content_type="application/x-ndjson", **HTTPS
    )
    assert sent.status_code == 202
