"""The page of people: an administrator invites, changes roles and disables; a link is shown once."""

import re
from dataclasses import replace

import pytest
from accounts import ANA, HTTPS, enter, first, hidden, member, post

from screening.people import Role, administration
from web.app import create_app
from web.config import Config


@pytest.fixture
def ana(client, place):
    """A client in which the first administrator is signed in."""
    first(place)
    enter(client)
    return client


def invite(client, **changes):
    form = {"name": "Bo <b>Tane</b>", "login": "bo@office.example", "team": "local", "role": ["reviewer"]}
    return post(client, "/people/", "/people/", **form | changes)


def test_a_person_is_invited_by_a_link_that_is_shown_once(ana):
    answer = invite(ana)
    link = re.search(r'value="(https://localhost/welcome/[^"]+)"', answer.text).group(1)
    assert "<b>Tane" not in answer.text
    assert "/welcome/" not in ana.get("/people/", **HTTPS).text
    guest = ana.application.test_client()
    assert (
        post(
            guest, link.removeprefix("https://localhost"), link, password="four other words here"
        ).status_code
        == 303
    )
    assert "Bo &lt;b&gt;Tane" in guest.get("/account/", **HTTPS).text


def test_links_begin_with_the_address_that_people_use(ana, place, small_engine, clock, tmp_path):
    settings = place.settings.model_copy(update={"address": "https://screening.example.org/"})
    config = Config(rates=tmp_path / "rates.sqlite3")
    client = create_app(config, small_engine, clock, replace(place, settings=settings)).test_client()
    enter(client)
    assert 'value="https://screening.example.org/welcome/' in invite(client).text


def test_what_cannot_be_kept_is_said_beside_what_was_typed(ana):
    answer = invite(ana, login=ANA["login"], name="Second Ana")
    assert answer.status_code == 422
    assert "Somebody signs in under this name already" in answer.text
    assert 'value="Second Ana"' in answer.text
    assert re.search(r'value="reviewer" checked', answer.text)


def test_roles_are_changed_and_hold_from_the_next_sign_in(ana, place):
    bo = member(ana.application, place, "bo", "local", Role.SCREENER)
    bo_id = next(each.person.id for each in administration.everybody(place) if each.person.login == "bo")
    assert bo.get("/people/", **HTTPS).status_code == 403
    assert (
        post(
            ana, f"/people/{bo_id}", f"/people/{bo_id}/roles", team="local", role=["administrator"]
        ).status_code
        == 303
    )
    assert bo.get("/account/", **HTTPS).status_code == 302
    enter(bo, "bo")
    assert bo.get("/people/", **HTTPS).status_code == 200
    assert bo.get("/runs/", **HTTPS).status_code == 403


def test_the_last_administrator_stays_and_the_page_says_why(ana, place):
    ana_id = administration.everybody(place)[0].person.id
    answer = post(ana, f"/people/{ana_id}", f"/people/{ana_id}/disable")
    assert (answer.status_code, "give somebody else that role first" in answer.text) == (409, True)


def test_an_account_is_disabled_signed_out_and_used_again(ana, place):
    bo = member(ana.application, place, "bo", "local", Role.SCREENER)
    bo_id = next(each.person.id for each in administration.everybody(place) if each.person.login == "bo")
    page = f"/people/{bo_id}"
    assert post(ana, page, f"{page}/sessions/end").status_code == 303
    assert bo.get("/runs/", **HTTPS).status_code == 302
    assert enter(bo, "bo").status_code == 303
    post(ana, page, f"{page}/disable")
    assert bo.get("/runs/", **HTTPS).status_code == 302
    assert enter(bo, "bo").status_code == 401
    post(ana, page, f"{page}/enable")
    assert enter(bo, "bo").status_code == 303
    assert "/welcome/" in post(ana, page, f"{page}/link").text


def test_teams_are_added_and_closed(ana):
    assert post(ana, "/people/", "/people/teams", title="Grants").status_code == 303
    assert "<code>grants</code>" in ana.get("/people/", **HTTPS).text
    assert post(ana, "/people/", "/people/teams", title="GRANTS").status_code == 422
    assert post(ana, "/people/", "/people/teams/grants/close").status_code == 303
    assert "<code>grants</code>" not in ana.get("/people/", **HTTPS).text
    assert post(ana, "/people/", "/people/teams/local/close").status_code == 409
    assert post(ana, "/people/", "/people/teams/nowhere/close").status_code == 404


def test_a_person_of_two_teams_goes_from_one_to_the_other(ana, place):
    team = administration.add_team(place, "Grants", by="person:x")
    ana_id = administration.everybody(place)[0].person.id
    administration.set_roles(place, ana_id, team, {Role.AUDITOR}, by="person:x")
    enter(ana)
    assert ana.get("/", **HTTPS).headers["Location"] == "/runs/"  # an auditor checks no names
    assert "Grants" in ana.get("/runs/", **HTTPS).text.split("</header>")[0]
    old = ana.get_cookie("__Host-screening", domain="localhost").value
    assert post(ana, "/account/", "/account/team", team="local").status_code == 303
    assert ana.get_cookie("__Host-screening", domain="localhost").value != old
    assert "Office" in ana.get("/", **HTTPS).text.split("</header>")[0]
    assert post(ana, "/account/", "/account/team", team="nowhere").status_code == 404


def test_without_accounts_the_page_says_how_to_make_the_first_and_changes_nothing(client):
    assert "screening people set-up" in client.get("/people/", **HTTPS).text
    proof = hidden("proof", client.get("/upload", **HTTPS).text)
    form = {"proof": proof, "name": "Bo", "login": "bo", "team": "local", "role": "administrator"}
    assert client.post("/people/", data=form, **HTTPS).status_code == 404
