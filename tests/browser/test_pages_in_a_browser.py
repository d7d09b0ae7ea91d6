"""Pages as people meet them: without reload, by keyboard alone, on a telephone, in the dark, on paper."""

import pytest
from local_token import let_in
from world import ADDRESSES, SIGNED_IN, SIGNED_OUT  # made known by this folder's conftest


@pytest.mark.parametrize("name", ADDRESSES)
def test_no_page_breaks_a_rule_of_wcag_in_light_or_dark_nor_is_wider_than_a_telephone(page, world, name):
    page.goto(world.address(name))
    hold(page)


@pytest.mark.parametrize("name", [*SIGNED_OUT, *SIGNED_IN])
def test_nor_does_one_where_there_are_accounts(page, accounts, name):
    service, base = accounts
    if name in SIGNED_IN:
        page.context.add_cookies(service.cookies(base))
    page.goto(base + service.address(name))
    assert ("Sign out" in page.text_content("header")) is (name in SIGNED_IN)
    hold(page)


def hold(page):
    """Hold a page to the rules, and to a width at which neither it nor a table that stacks scrolls sideways."""
    from axe_playwright_python.sync_playwright import Axe

    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        # Colours fade over.
        page.evaluate("Promise.all(document.getAnimations().map((each) => each.finished))")
        found = Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations"]})
        assert found.violations_count == 0, f"{scheme}: {found.generate_report()}"
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
    stacked = "[...document.querySelectorAll('.wide:has(> .stacks)')]"
    assert page.evaluate(f"{stacked}.filter((each) => each.scrollWidth > each.clientWidth).length") == 0


@pytest.mark.parametrize(
    "name", ["check-empty", "check-found", "upload", "results", "review", "lists", "overview"]
)
def test_a_first_load_transfers_less_than_200_kb(page, world, name):
    page.goto(world.address(name))
    sizes = page.evaluate(
        "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
        ".map((each) => [each.name, each.transferSize])"
    )
    assert len(sizes) >= 4  # the page, two stylesheets and the scripts
    assert sum(size for _, size in sizes) < 200_000, sizes


def test_a_check_answers_without_reload_and_its_address_can_be_kept(page):
    page.goto("/")
    page.evaluate("window.before = true")
    page.fill("#name", "北京航空航天大学")
    page.keyboard.press("Enter")
    page.wait_for_selector("#outcome")
    assert "Possible match with a listed organisation" in page.inner_text("#outcome")
    assert page.evaluate("window.before") is True
    kept = page.url
    assert "/check?name=" in kept
    page.goto(kept)
    assert "Possible match with a listed organisation" in page.inner_text("#outcome")


def test_a_question_of_a_policy_is_answered_by_keyboard_alone_and_its_answer_stands_in_the_address(page):
    page.goto("/check?name=Beihang+University&policy=jp-meti-end-users")
    assert "To decide this, answer:" in page.inner_text("form.answers")
    page.focus("form.answers input[value='']")
    for _ in range(2):
        page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**fact-supply=yes**")
    page.wait_for_selector("form.answers details")
    assert "To decide this, answer:" not in page.inner_text("#result")
    page.reload()
    assert "What you answered about the project" in page.inner_text("form.answers")


def test_a_refusal_stands_where_the_answer_would(page):
    page.goto("/")
    page.fill("#name", "0000-0002-1825-0097")
    page.keyboard.press("Enter")
    page.wait_for_selector("#result [role=alert]")
    assert "Enter the name and affiliation" in page.inner_text("#result")


def test_where_the_service_is_not_reached_the_page_says_so_and_goes_on_when_it_is_back(browser, address):
    # of one's own: a browser complains of the network
    page = let_in(browser.new_context(base_url=address), address).new_page()
    page.goto("/check?name=Beihang+University")
    page.context.set_offline(True)
    page.fill("#name", "KU Leuven")
    page.keyboard.press("Enter")
    page.wait_for_selector("#answer [role=alert]")
    assert "could not reach" in page.inner_text("#answer")
    page.context.set_offline(False)
    page.keyboard.press("Enter")
    page.wait_for_selector("#outcome")
    assert "No match found" in page.inner_text("#outcome")
    page.context.close()


def test_a_text_too_long_for_an_address_and_a_refusal_of_the_service_are_said_in_the_page(page):
    page.goto("/")
    page.route("**/check?*", lambda route: route.fulfill(status=400, body="Request Line is too large"))
    page.fill("#name", "北京" * 900)
    page.keyboard.press("Enter")
    page.wait_for_selector("#answer [role=alert]")
    assert "too long" in page.inner_text("#answer")
    page.unroute("**/check?*")
    page.goto("/lists/us-bis-entity-list")
    page.evaluate("htmx.ajax('GET', '/lists/nowhere', {target: '#table', select: '#table'})")
    page.wait_for_selector("#table h1")
    assert "We couldn't do this" in page.inner_text("#table")


def test_a_form_that_is_sent_twice_is_sent_once(page):
    page.goto("/check?name=Beihang+University+twice")
    page.fill("#reference", "pressed twice")
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.evaluate("(() => { const b = document.querySelector('form.keep button'); b.click(); b.click(); })()")
    page.wait_for_url("**/checks/*")
    assert len(sent) == 1
    page.go_back()
    page.click("form.keep button")
    page.wait_for_url("**/checks/*")
    assert len(sent) == 2


def test_going_back_shows_the_check_before(page):
    from playwright.sync_api import expect

    page.goto("/check?name=NPU")
    page.fill("#name", "KU Leuven")
    page.keyboard.press("Enter")
    page.wait_for_url("**name=KU+Leuven**")
    page.go_back()
    expect(page.locator("#name")).to_have_value("NPU")
    assert "one of several organisations" in page.inner_text("#outcome")


def test_a_slash_goes_to_the_field_from_any_page_and_is_a_letter_within_it(page):
    page.goto("/lists/")
    page.keyboard.press("/")
    page.wait_for_url("**/")
    page.wait_for_selector("#name:focus")
    page.keyboard.type("a/b")
    assert page.input_value("#name") == "a/b"


def test_the_whole_check_is_done_by_keyboard(page):
    page.goto("/")
    page.keyboard.type("Beihang University")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#outcome")
    page.focus("summary >> nth=1")
    page.keyboard.press("Enter")
    assert page.locator("details[open]").count() == 1


def test_right_to_left_names_keep_their_place_in_a_line(page):
    page.goto("/check?name=دانشگاه صنعتی شریف")
    assert page.evaluate("getComputedStyle(document.querySelector('#name')).direction") == "rtl"
    assert page.evaluate("getComputedStyle(document.querySelector('main')).direction") == "ltr"


def test_on_paper_there_are_no_ways_of_asking_and_everything_is_opened(page):
    page.goto("/check?name=Beihang University")
    page.emulate_media(media="print")
    assert not page.is_visible("form.ask")
    assert not page.is_visible(".rail")
    assert page.is_visible("text=SHA-256 of the file")


def test_scripts_of_others_do_not_run(page):
    page.goto("/check?name=<img src=x onerror=alert(1)>")
    assert page.evaluate("document.querySelectorAll('#result img').length") == 0


def test_every_page_works_without_scripts(browser, address):
    context = let_in(browser.new_context(java_script_enabled=False, base_url=address), address)
    bare = context.new_page()
    bare.goto("/")
    bare.fill("#name", "Beihang University")
    bare.click("button:has-text('Check')")
    assert "Possible match" in bare.inner_text("#outcome")
    context.close()


def test_moments_stand_in_the_readers_zone_with_utc_on_hover_and_in_utc_without_scripts(browser, address):
    for scripts in (True, False):
        reader = {"timezone_id": "Pacific/Auckland", "locale": "en-NZ", "java_script_enabled": scripts}
        context = let_in(browser.new_context(base_url=address, **reader), address)
        page = context.new_page()
        page.goto("/runs/")
        moment = page.locator("main td time").first
        if scripts:
            assert "10:30" in moment.text_content()
            assert "9:30" in moment.get_attribute("title")
            assert moment.get_attribute("title").endswith("UTC")
        else:
            assert moment.text_content().endswith("UTC")
        context.close()


def test_the_menus_open_and_close_by_keyboard_and_on_a_telephone_more_opens_the_settings(page):
    page.goto("/")
    page.get_by_role("button", name="Help").press("Enter")
    page.locator("#help").wait_for(state="visible")
    page.keyboard.press("Escape")
    page.locator("#help").wait_for(state="hidden")
    settings = page.get_by_role("link", name="Webhooks")
    assert settings.is_visible()
    page.set_viewport_size({"width": 390, "height": 800})
    assert not settings.is_visible()
    page.get_by_role("button", name="More").click()
    settings.click()
    page.get_by_role("heading", name="Webhooks", level=1).wait_for()


@pytest.mark.parametrize(
    ("name", "last"), [("organisation", ".timeline text.today"), ("overview", ".bars text.year >> nth=-1")]
)
def test_on_a_telephone_a_chart_shows_today_first(page, world, name, last):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(world.address(name))
    box = page.locator(last).bounding_box()
    assert 0 <= box["x"] + box["width"] / 2 <= 390


def test_on_a_telephone_the_bar_holds_five_things_and_more_and_each_is_large_enough_for_a_finger(page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/")
    targets = page.locator(".rail .daily a:visible, .rail .daily button:visible")
    assert targets.count() == 6
    for place in range(6):
        box = targets.nth(place).bounding_box()
        assert box["height"] >= 44
        assert box["width"] >= 44
        assert targets.nth(place).evaluate("(each) => each.scrollWidth <= each.clientWidth")
