"""Review by two people, as they meet it: decided by keyboard, confirmed by another, and a filled-in report taken back."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import g, request
from openpyxl import load_workbook

from screening.accounts import AccessRole
from screening.labels import wording
from screening.pipeline import ScreeningRequest
from screening.runs.engines import Engines
from screening.runs.execute import StepRunner
from screening.runs.pins import pins_of
from screening.runs.submit import submit_list
from web.access import Caller

LIST = "Name,Institution,Land\n李明,北京航空航天大学,China\nWei Zhang,Beihang University,China\nJane Roe,Harvard University,US\n"
NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)


@pytest.fixture
def address(app, own_address):
    """A service in which the cookie `who` says who asks."""

    @app.before_request
    def be_somebody():
        name = request.cookies.get("who", "ana")
        g.caller = Caller(f"person:{name}", name.title(), "local", frozenset({AccessRole.REVIEWER}))

    return own_address


@pytest.fixture
def run(place, engine, tmp_path):
    """A finished run of three rows."""
    path = tmp_path / "visitors.csv"
    path.write_text(LIST, encoding="utf-8")
    order = ScreeningRequest(format="xlsx", policies=tuple(each.id for each in engine.policies))
    run_id = submit_list(
        place,
        path,
        order,
        pins_of(replace(engine, on=NOW.date())),
        actor="x",
        team="local",
        file_name=path.name,
    )
    steps = StepRunner(place, Engines(lambda day: replace(engine, on=day)), "worker")
    for kind in ("plan", "chunk", "report"):
        steps.do(kind, run_id, 1, 0)
    return run_id


def violations(page):
    from axe_playwright_python.sync_playwright import Axe

    return Axe().run(page).violations_count


def be(page, address, who):
    page.context.add_cookies([{"name": "who", "value": who, "url": address}])


def test_two_people_decide_and_a_filled_in_report_is_taken_back(page, address, run, tmp_path):
    page.goto("/review/")
    assert violations(page) == 0
    page.keyboard.press("j")  # the first stands beside the queue already
    page.wait_for_url(re.compile("/review/[0-9a-f]{32}"))
    page.wait_for_selector(".alone #decide")
    assert violations(page) == 0
    case = page.url
    page.keyboard.press("t")
    assert page.is_checked("input[value=true_match]")
    shown = page.locator("#reason optgroup:not([hidden])").evaluate_all("all => all.map(each => each.label)")
    assert shown == ["true match", "for any decision"]
    page.select_option("#reason", "name_and_place")
    page.click("text=Record the decision")
    page.wait_for_selector("text=Recorded.")
    page.wait_for_selector("text=Next:")
    be(page, address, "ben")
    page.goto(case)
    page.click("button:has-text('Confirm')")
    page.wait_for_selector("text=Recorded.")
    page.goto(case)
    page.wait_for_selector("text=confirmed by Ben")
    assert violations(page) == 0

    page.goto(f"/runs/{run}")
    with page.expect_download() as given:
        page.click("text=Download a new report workbook")
    filled = tmp_path / "filled.xlsx"
    given.value.save_as(filled)
    book = load_workbook(filled)
    headers = {cell.value: cell.column for cell in book.worksheets[0][1]}
    columns = {each.key: headers[each.header] for each in wording().columns}
    for row in (2, 3):
        book.worksheets[0].cell(row, columns["decision"]).value = "inconclusive"
        book.worksheets[0].cell(row, columns["reason"]).value = "too_little"
    book.save(filled)
    page.click("text=Import decisions from a filled-in report")
    page.set_input_files("#report", filled)
    page.click("text=Show what it says")
    page.wait_for_selector("text=1 can be imported")
    assert "There is another decision" in page.inner_text("main")
    assert violations(page) == 0
    page.click("text=Import the ticked decisions")
    page.wait_for_selector("text=1 decision imported")
    page.goto("/review/?state=decided")
    assert page.locator("a[data-step]").count() == 2
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(case)
    # two columns beside the rail, not three: the evidence is read, not squeezed
    assert page.locator(".evidence").bounding_box()["width"] >= 560
    page.set_viewport_size({"width": 390, "height": 844})
    for address_ in ("/review/", case):
        page.goto(address_)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.goto("/review/?state=decided")
    for place in range(2):
        assert page.locator("a[data-step]").nth(place).bounding_box()["width"] >= 200  # its names are read
