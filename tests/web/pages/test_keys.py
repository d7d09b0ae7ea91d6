"""The page of API keys: made for a team, shown once, revoked."""

import html
import re

import pytest
from accounts import HTTPS, enter, first, post

from screening.accounts.keys import (
    CALLS_PER_MINUTE,
    CHARACTERS_PER_DAY,
    SUBJECTS_PER_DAY,
    check_key,
    every_key,
)

FORM = {
    "holder": "Grant <b>system</b>",
    "team": "local",
    "role": ["screener"],
    "calls": "1,200",
    "subjects": "500",
    "characters": "90,000",
}


def typed_in(name, page):
    """What stands in a field of the form."""
    return html.unescape(re.search(rf'name="{name}" inputmode="numeric" value="([^"]*)"', page).group(1))


@pytest.fixture
def ana(client, place):
    """A client in which the first administrator is signed in."""
    first(place)
    enter(client)
    return client


def test_a_key_is_made_shown_once_used_and_revoked(ana, place):
    answer = post(ana, "/keys/", "/keys/", **FORM)
    key = re.search(r'value="(rs_[^"]+)"', answer.text).group(1)
    assert "<b>system" not in answer.text
    assert key not in ana.get("/keys/", **HTTPS).text
    found = check_key(place, key)
    assert (found.calls_per_minute, found.subjects_per_day, found.made_by[:7]) == (1_200, 500, "person:")
    assert found.characters_per_day == 90_000
    assert "500 subjects and 90,000 characters a day" in answer.text
    program = ana.application.test_client()
    assert program.get("/api/v1/runs", headers={"X-API-Key": key}, **HTTPS).status_code == 200
    assert post(ana, "/keys/", f"/keys/{found.id}/revoke").status_code == 303
    assert program.get("/api/v1/runs", headers={"X-API-Key": key}, **HTTPS).status_code == 401
    assert "revoked" in ana.get("/keys/", **HTTPS).text


@pytest.mark.parametrize(
    "wrong",
    [
        {"calls": "many"},
        {"calls": "1.5"},
        {"calls": "1,20"},
        {"calls": "1,000,000,000"},
        {"role": []},
        {"team": "nowhere"},
        {"holder": ""},
        {"subjects": "0"},
        {"characters": "0"},
    ],
)
def test_a_key_that_cannot_be_made_is_refused_beside_what_was_typed(ana, place, wrong):
    answer = post(ana, "/keys/", "/keys/", **FORM | wrong)
    assert answer.status_code in (404, 422)
    assert "Key not created" in answer.text
    assert every_key(place) == []


@pytest.mark.parametrize("calls", ["1200", "1,200", "1.200", "1\u2019200", "1\u00a0200", "1 200"])
def test_a_limit_is_read_with_the_separators_of_any_locale(ana, place, calls):
    assert post(ana, "/keys/", "/keys/", **FORM | {"calls": calls}).status_code == 200
    assert [each.calls_per_minute for each in every_key(place)] == [1_200]


def test_the_limits_that_the_form_offers_are_taken_as_they_are_shown_in_any_locale(ana, place):
    for language in ("en", "de-DE", "fr-CH", "en-IN"):
        page = ana.get("/keys/", headers={"Accept-Language": language}, **HTTPS).text
        offered = {name: typed_in(name, page) for name in ("calls", "subjects", "characters")}
        assert post(ana, "/keys/", "/keys/", **FORM | offered).status_code == 200
    assert {
        (each.calls_per_minute, each.subjects_per_day, each.characters_per_day) for each in every_key(place)
    } == {(CALLS_PER_MINUTE, SUBJECTS_PER_DAY, CHARACTERS_PER_DAY)}


def test_a_key_is_shown_with_the_titles_of_its_team_and_roles_and_the_day_on_which_it_stops(ana):
    page = post(ana, "/keys/", "/keys/", **FORM | {"role": ["records_manager"], "ends_on": "2999-06-30"}).text
    row = page[page.index("<tbody>") : page.index("</tbody>")]
    assert "<bdi>Office</bdi>: records manager" in row
    assert "records_manager" not in row
    assert re.search(r"stops working on <time [^>]*>30 June 2999</time>", row)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"role": []}, "Choose at least one role"), ({"subjects": "0"}, "Every limit of a key is at least 1")],
)
def test_a_key_that_is_refused_says_what_to_change(ana, wrong, said):
    assert said in post(ana, "/keys/", "/keys/", **FORM | wrong).text
