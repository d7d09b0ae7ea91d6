"""Signing in through the institution's own provider, as people meet it: out to its form, back, and out again.

Skips, saying so, where there is no node or the provider was not installed (`npm ci` in tests/oidc; .ci/run does it).
"""

import logging
import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from accounts import first
from identity_provider import SECRET, free_port, provider
from pydantic import SecretStr
from werkzeug.serving import make_server

from web.app import create_app
from web.config import Config


def now():
    """The machine's own clock, by which the provider signs."""
    return datetime.now(UTC)


@pytest.fixture
def address(engine, place, tmp_path):
    """A service whose people of the group "research" are reviewers; nobody else has a team."""
    ours, theirs = free_port(), free_port()
    with provider(theirs, ours) as issuer:
        first(place)
        told = {
            "oidc_issuer": issuer,
            "oidc_client_id": "screening",
            "oidc_client_secret": SecretStr(SECRET),
            "oidc_label": "the University",
            "oidc_group_roles": "research=local:reviewer",
        }
        here = replace(place, settings=place.settings.model_copy(update=told), now=now)
        app = create_app(Config(rates=tmp_path / "rates.sqlite3"), engine, now, here)
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        server = make_server("127.0.0.1", ours, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{ours}"
        server.shutdown()
        server.server_close()


def sign_in(page, name):
    """Go to the provider from our page, and say there who one is."""
    page.click("text=Sign in with the University")
    page.wait_for_selector("input[name=login]")
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", "any")
    page.click("button[type=submit]")
    page.wait_for_selector("text=Authorize")  # the provider asks once more whether it may tell us
    page.click("button[type=submit]")


@pytest.fixture
def stranger_to_scripts(browser, address):
    """A page of our own and of the provider's, whose form is not ours to hold to our rules."""
    context = browser.new_context(base_url=address)
    yield context.new_page()
    context.close()


def test_out_to_the_form_of_the_provider_back_to_the_page_one_wanted_and_out_again(
    stranger_to_scripts, address
):
    page = stranger_to_scripts
    page.goto("/lists/")
    page.wait_for_url("**/sign-in?next=/lists/")
    sign_in(page, "mere")
    page.wait_for_url(f"{address}/lists/")
    assert page.inner_text(".account").startswith("mere of the provider")
    assert page.locator(".rail >> text=People").count() == 0  # a reviewer administers nothing
    page.goto("/account/")
    assert "which also keeps your password" in page.inner_text("main")
    page.click(".account")
    page.click("text=Sign out")
    page.wait_for_selector("h1:has-text('Sign in')")
    page.goto("/runs/")
    page.wait_for_selector("h1:has-text('Sign in')")


def test_who_has_no_team_is_told_so_and_sees_nothing(stranger_to_scripts, address):
    page = stranger_to_scripts
    page.goto("/sign-in")
    sign_in(page, "stranger")
    page.wait_for_selector("text=You have an account but no team yet")
    assert page.locator(".rail a").count() == 0
    page.goto("/overview")
    page.wait_for_selector("h1:has-text('Sign in')")
