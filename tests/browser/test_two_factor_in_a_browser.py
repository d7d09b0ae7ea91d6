"""Two-factor authentication as people meet it, without script too: no breach of WCAG, no page too wide, a code to scan."""

import pyotp
import pytest

from screening.accounts.one_time_links import set_up, set_up_link

PASSWORD = "correct horse battery"
NARROW, WIDE = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture
def address(own_address):
    return own_address


def looked_at(page):
    """Hold a page to the rules of WCAG and to the width of a telephone."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.set_viewport_size(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], page.url
    page.set_viewport_size(WIDE)


def sign_in(page):
    page.goto("/sign-in")
    page.fill("#login", "ana@office.example")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")


def test_it_is_turned_on_and_asked_for_and_a_recovery_code_helps(page, browser, place, address):
    set_up(
        place,
        set_up_link(place),
        login="ana@office.example",
        name="Ana Ngata",
        team="Office",
        password=PASSWORD,
    )
    sign_in(page)
    page.wait_for_selector(".account >> text=Ana Ngata")
    page.goto("/account/")
    looked_at(page)
    page.click("text=Set up two-factor authentication")
    looked_at(page)
    page.fill("#password", PASSWORD)
    page.click("button:text-is('Continue')")
    page.wait_for_selector("svg.qr")
    looked_at(page)
    assert page.locator("svg.qr").bounding_box()["width"] >= 200  # large enough for a telephone
    totp = pyotp.TOTP(page.inner_text("li code").replace(" ", ""))
    page.fill("#code", totp.at(place.now()))
    page.click("text=Turn on two-factor authentication")
    page.wait_for_selector(".recovery-codes code")
    codes = page.locator(".recovery-codes code").all_inner_texts()
    assert len(codes) == 10
    looked_at(page)

    context = browser.new_context(base_url=address, java_script_enabled=False)
    plain = context.new_page()
    sign_in(plain)
    plain.wait_for_url("**/sign-in/code")
    plain.click("summary")
    plain.fill("#recovery", codes[0])
    plain.click("text=Sign in with this recovery code")
    plain.wait_for_selector(".account >> text=Ana Ngata")
    context.close()

    other = browser.new_context(base_url=address)
    late = other.new_page()
    sign_in(late)
    late.wait_for_url("**/sign-in/code")
    looked_at(late)
    late.fill("#code", "000000")
    late.press("#code", "Enter")
    late.wait_for_selector("[role=alert]")
    late.click("summary")
    looked_at(late)
    other.close()
