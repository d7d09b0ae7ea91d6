"""The page of webhooks: whose events go where is read and chosen in words, and a refusal says what to change."""

import re

import pytest
from accounts import HTTPS, enter, first, post, team_with_somebody

from screening.webhooks.targets import targets

ADDRESS = "https://93.184.215.14/"  # of example.org; nothing is sent
TITLE = "Grants"


@pytest.fixture
def ana(client, place):
    """A client in which the first administrator is signed in, beside a second team."""
    first(place)
    team_with_somebody(place, "grants")
    enter(client)
    return client


@pytest.fixture
def webhook(ana, place):
    """A webhook of the second team that Ana added on the page."""
    form = {"url": ADDRESS, "event": ["run.finished"], "team": "grants"}
    assert post(ana, "/webhooks/", "/webhooks/", **form).status_code == 200
    (found,) = targets(place)
    return found


def test_the_team_is_chosen_among_those_there_are(ana, webhook):
    page = ana.get("/webhooks/", **HTTPS).text
    assert f'<option translate="no" value="grants">{TITLE}</option>' in page
    assert '<option value="">Every team</option>' in page
    assert webhook.team == "grants"


def test_a_webhook_is_shown_with_the_title_of_its_team_its_events_in_words_and_who_added_it(ana, webhook):
    rows = re.search("<tbody>(.*?)</tbody>", ana.get("/webhooks/", **HTTPS).text, re.DOTALL).group(1)
    assert f"<bdi>{TITLE}</bdi>" in rows
    assert "a list was screened and its report is ready" in rows
    page = ana.get(f"/webhooks/{webhook.id}", **HTTPS).text
    assert f"by <bdi>Ana Ngata</bdi> for team <bdi>{TITLE}</bdi>" in page
    assert webhook.made_by not in page


def test_a_webhook_without_events_is_refused_beside_what_was_typed(ana, place):
    answer = post(ana, "/webhooks/", "/webhooks/", url=ADDRESS, team="grants")
    assert answer.status_code == 422
    assert "Webhook not added" in answer.text
    assert "Choose at least one event" in answer.text
    assert "Code webhook-refused." in answer.text
    assert f'value="{ADDRESS}"' in answer.text
    assert '<option translate="no" value="grants" selected>' in answer.text
    assert list(targets(place)) == []
