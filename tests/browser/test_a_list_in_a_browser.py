"""A list from the file to its results, as a research officer gives it: no reload, no breach of WCAG, no script error."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from local_token import let_in

from screening.runs.engines import Engines
from screening.runs.execute import StepRunner

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
    page.click("text=Preview")
    page.wait_for_selector("text=2 rows will be screened")
    assert violations(page) == 0
    page.select_option("select[name=column-B]", "affiliation")
    page.wait_for_selector("select[name=column-B] option[value=affiliation][selected]", state="attached")
    page.click("text=Screen 2 rows")
    page.wait_for_selector("text=Screening is paused")
    run_id = page.url.rsplit("/", 1)[1]
    steps = StepRunner(place, Engines(lambda day: replace(engine, on=day)), "worker")
    for kind in ("plan", "chunk", "report"):
        steps.do(kind, run_id, 1, 0)
    page.wait_for_selector("text=Other downloads")  # the page looks again by itself
    assert violations(page) == 0
    page.fill("#q", "harvard")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=1 to 1 of 1")
    with page.expect_download() as given:
        page.click("text=Download a new report workbook")
    assert given.value.suggested_filename == "visitors.screened.xlsx"


UNCLEAR = (
    "Ref,Alpha,Beta\n"
    "R0001,Anna Smith,Li Wei\nR0002,Zoe Brown,Maria Garcia\n"
    "R0003,John Miller,Peter Jones\nR0004,Wang Fang,Hans Weber\n"
)


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without"])
def test_a_list_that_is_unclear_is_answered_by_keyboard_and_a_column_changed_after(
    browser, address, tmp_path, script
):
    path = tmp_path / "guests.csv"
    path.write_text(UNCLEAR, encoding="utf-8")
    context = let_in(browser.new_context(base_url=address, java_script_enabled=script), address)
    page = context.new_page()
    page.goto("/upload")
    page.set_input_files("#list", path)
    page.press("text=Preview", "Enter")
    page.wait_for_selector("text=Tell us how to read this list")
    assert page.locator("text=/Screen .* rows/").count() == 0
    page.locator("input[type=radio]").nth(1).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")  # the form's first button applies
    page.wait_for_selector("text=4 rows will be screened")
    rows = page.locator("h2:has-text('The first rows') + div")
    assert "Li Wei" in rows.inner_text()
    assert "Anna Smith" not in rows.inner_text()
    if script:
        page.select_option("select[name=column-C]", "ignore")
        page.wait_for_selector("text=We can't read this file")  # no column is left that names anybody
        page.click("text=Undo all changes")
        page.wait_for_selector("text=Tell us how to read this list")
    else:
        page.select_option("select[name=column-B]", "affiliation")
        page.click("p.actions button:has-text('Apply')")
        page.wait_for_selector("select[name=column-B] option[value=affiliation][selected]", state="attached")
    context.close()
