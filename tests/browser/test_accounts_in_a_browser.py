"""The first start, an invitation, two teams and the way out, as people meet them: no breach of WCAG, no page too wide."""

from datetime import UTC, datetime

import pytest

from screening.accounts.one_time_links import set_up_link

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
PASSWORD = "correct horse battery"


@pytest.fixture
def address(own_address):
    return own_address


def looked_at(page):
    """Hold a page to the rules of WCAG and to the width of a telephone."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, page.url
    page.set_viewport_size({"width": 1280, "height": 900})


def set_up(page, place):
    page.goto(f"/welcome/{set_up_link(place)}")
    looked_at(page)
    page.fill("#name", "Ana Ngata")
    page.fill("#login", "ana@office.example")
    page.fill("#team", "Research office")
    page.fill("#password", PASSWORD)
    page.click("text=Create the first account")
    page.wait_for_selector(".account >> text=Ana Ngata")


def test_from_the_first_start_to_a_colleague_who_works_in_another_team(page, browser, place, address):
    set_up(page, place)
    for path in ("/account/", "/keys/", "/audit/", "/audit/verify", "/people/"):
        page.goto(path)
        looked_at(page)
    page.fill("#title", "Te Tari Rangahau Māori")
    page.click("text=Add team")
    page.wait_for_selector("code:has-text('te-tari-rangahau-maori')")
    page.fill("#name", "Bo Tane")
    page.fill("#login", "bo@office.example")
    page.select_option("#team", "te-tari-rangahau-maori")
    page.click("text=Create invitation link")
    link = page.input_value("#link")
    looked_at(page)
    page.goto("/check?name=Beihang University")
    page.click("button:text-is('Save')")
    page.wait_for_url("**/checks/*")
    saved = page.url

    context = browser.new_context(base_url=address)
    bo = context.new_page()
    assert bo.goto(saved).url.endswith("/sign-in?next=" + saved.removeprefix(address))
    looked_at(bo)
    bo.goto(link)
    bo.fill("#password", "four other words here")
    bo.click("text=Set the password and sign in")
    bo.wait_for_selector(".account >> text=Te Tari Rangahau Māori")
    assert bo.goto(saved).status == 404  # the other team's check is not there
    looked_at(bo)
    assert bo.goto("/people/").status == 403
    bo.click(".account")
    bo.click("text=Sign out")
    bo.wait_for_selector("h1:has-text('Sign in')")
    bo.fill("#login", "bo@office.example")
    bo.fill("#password", "wrong")
    bo.press("#password", "Enter")
    bo.wait_for_selector("[role=alert]")
    looked_at(bo)
    context.close()
