"""A list from the file to its results, as a research officer gives it: no reload, no breach of WCAG, no script error."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from screening.jobs.engines import Engines
from screening.jobs.steps import Steps

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
LIST = "Name,Institution,Land,Nationality\n李明,北京航空航天大学,China,x\nJane Roe,Harvard University,US,x\n"


@pytest.fixture
def address(own_address):
    return own_address


def violations(page):
    from axe_playwright_python.sync_playwright import Axe

    return Axe().run(page).violations_count


def test_a_list_is_given_corrected_accepted_watched_and_looked_through(page, place, engine, tmp_path):
    path = tmp_path / "visitors.csv"
    path.write_text(LIST, encoding="utf-8")
    page.goto("/upload")
    assert violations(page) == 0
    page.set_input_files("#list", path)
    page.click("text=Show how it is read")
    page.wait_for_selector("text=2 rows will be screened")
    assert violations(page) == 0
    page.select_option("select[name=column-B]", "affiliation")
    page.wait_for_selector("select[name=column-B] option[value=affiliation][selected]", state="attached")
    page.click("text=Screen 2 rows")
    page.wait_for_selector("text=Screening is paused")
    run_id = page.url.rsplit("/", 1)[1]
    steps = Steps(place, Engines(lambda day: replace(engine, on=day)), "worker")
    for kind in ("plan", "chunk", "report"):
        steps.do(kind, run_id, 1, 0)
    page.wait_for_selector("text=Receipt")  # the page looks again by itself
    assert violations(page) == 0
    page.fill("#q", "harvard")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=1 to 1 of 1")
    with page.expect_download() as given:
        page.click("text=Your list with results")
    assert given.value.suggested_filename == "visitors.screened.xlsx"
