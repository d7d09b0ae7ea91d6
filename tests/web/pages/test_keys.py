"""The page of API keys: made for a team, shown once, revoked."""

import re

import pytest
from accounts import HTTPS, enter, first, post

from screening.accounts.keys import check_key, every_key

FORM = {
    "holder": "Grant <b>system</b>",
    "team": "local",
    "role": ["screener"],
    "calls": "1,200",
    "subjects": "500",
    "characters": "90,000",
}


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
    assert "No key was made" in answer.text
    assert every_key(place) == []
