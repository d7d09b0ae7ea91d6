"""Two people who are signed in, each in a browser of his own, decide together; a third of another team sees nothing."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from accounts import ANA, PASSWORD, first
from openpyxl import load_workbook

from screening.accounts import AccessRole, administration
from screening.accounts.one_time_links import FIRST_TEAM, set_password
from screening.labels import wording
from screening.pipeline import ScreeningRequest
from screening.runs.engines import Engines
from screening.runs.execute import StepRunner
from screening.runs.pins import pins_of
from screening.runs.submit import submit_list

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
LIST = "Name,Institution,Land\n李明,北京航空航天大学,China\nWei Zhang,Beihang University,China\nJane Roe,Harvard University,US\n"


@pytest.fixture
def address(own_address):
    return own_address


@pytest.fixture
def run(place, engine, tmp_path):
    """A finished run of the first team."""
    path = tmp_path / "visitors.csv"
    path.write_text(LIST, encoding="utf-8")
    pins = pins_of(replace(engine, on=NOW.date()))
    order = ScreeningRequest(format="xlsx", policies=tuple(each.id for each in engine.policies))
    run_id = submit_list(place, path, order, pins, actor="x", team=FIRST_TEAM, file_name=path.name)
    steps = StepRunner(place, Engines(lambda day: replace(engine, on=day)), "worker")
    for kind in ("plan", "chunk", "report"):
        steps.do(kind, run_id, 1, 0)
    return run_id


@pytest.fixture
def signed_in(browser, place, address):
    """Give people accounts and a browser each in which they are signed in."""
    first(place)
    administration.add_team(place, "Grants", by="person:x")
    contexts = []

    def enter(login, name, team=FIRST_TEAM):
        if login != ANA["login"]:
            _, secret = administration.invite(place, login, name, team, {AccessRole.REVIEWER}, by="person:x")
            set_password(place, secret, PASSWORD)
        context = browser.new_context(
            viewport={"width": 1280, "height": 900}, base_url=address, accept_downloads=True
        )
        contexts.append(context)
        page = context.new_page()
        page.goto("/sign-in")
        page.fill("#login", login)
        page.fill("#password", PASSWORD)
        page.press("#password", "Enter")
        page.wait_for_selector(f".account >> text={name}")
        return page

    yield enter
    for context in contexts:
        context.close()


def looked_at(page):
    """Hold a page to the rules of WCAG and to the width of a telephone."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, page.url
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_true_match_is_proposed_by_one_and_confirmed_by_the_other(signed_in, run, tmp_path):
    ana, ben = signed_in(ANA["login"], ANA["name"]), signed_in("ben@office.example", "Ben Ito")
    ana.goto("/review/")
    looked_at(ana)
    ana.check("tbody input[name=case] >> nth=0")
    ana.select_option(".row select[name=to]", label="Ben Ito")
    ana.click("button:text-is('Assign')")
    ana.wait_for_selector("text=1 question reassigned")

    ben.goto("/review/?assignee=mine")
    assert ben.locator("a[data-step]").count() == 1
    looked_at(ben)
    ben.click("a[data-step]")
    ben.wait_for_url("**/review/*assignee=mine")
    looked_at(ben)
    case = ben.url.partition("?")[0]
    ben.check("input[value=true_match]")
    ben.select_option("#reason", "name_and_place")
    ben.click("text=Record the decision")
    ben.wait_for_selector("text=Recorded.")
    ben.goto(case)
    ben.wait_for_selector("text=You proposed this yourself")
    assert ben.locator("button:has-text('Confirm')").count() == 0  # he cannot confirm himself

    ana.goto(case)
    ana.wait_for_selector("button:has-text('Confirm')")
    ana.click("button:has-text('Confirm')")
    ana.wait_for_selector("text=Recorded.")
    ben.goto(case)
    ben.wait_for_selector(f"text=confirmed by {ANA['name']}")

    ben.goto(f"/runs/{run}")
    ben.click("summary:has-text('Other downloads')")
    looked_at(ben)
    with ben.expect_download() as given:
        ben.click("text=Download a new report workbook (Excel) with today's decisions")
    assert "decisions of 2026-11-25" in given.value.suggested_filename
    filled = tmp_path / "filled.xlsx"
    given.value.save_as(filled)
    book = load_workbook(filled)
    sheet = book.worksheets[0]
    headers = {cell.value: cell.column for cell in sheet[1]}
    columns = {each.key: headers[each.header] for each in wording().columns}
    decided = [sheet.cell(row, columns["decision"]).value for row in (2, 3, 4)]
    assert sorted(map(str, decided)) == ["None", "None", "true match"]
    row = 2 + decided[:2].index(None)
    assert f"Ben Ito, confirmed by {ANA['name']}" in {
        sheet.cell(at, columns["reviewer"]).value for at in (2, 3)
    }
    sheet.cell(row, columns["decision"]).value = "inconclusive"
    sheet.cell(row, columns["reason"]).value = "too_little"
    book.save(filled)
    ben.click("text=Import decisions from a filled-in report")
    ben.set_input_files("#report", filled)
    ben.click("text=Show what it says")
    ben.wait_for_selector("text=1 can be imported, 0 are already recorded, 0 are in conflict")
    looked_at(ben)
    ben.click("text=Import the ticked decisions")
    ben.wait_for_selector("text=1 decision imported")
    ben.goto("/review/?state=decided")
    assert ben.locator("a[data-step]").count() == 2


def test_somebody_of_another_team_finds_neither_case_nor_run(signed_in, run):
    ana, eve = signed_in(ANA["login"], ANA["name"]), signed_in("eve@grants.example", "Eve Low", "grants")
    ana.goto("/review/")
    case = ana.get_attribute("a[data-step] >> nth=0", "href")
    for path in (
        case,
        f"/runs/{run}",
        f"/runs/{run}/report/xlsx?decisions=now",
        f"/review/runs/{run}/annotated",
    ):
        assert eve.goto(path).status == 404
        looked_at(eve)
    eve.goto("/review/?state=")
    assert eve.locator("a[data-step]").count() == 0
