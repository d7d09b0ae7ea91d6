"""The page of people: an administrator invites, changes roles and disables; a link is shown once."""

import re
from dataclasses import replace

import pytest
from accounts import ANA, HTTPS, enter, first, hidden, member, post
from markupsafe import escape

from screening.accounts import AccessRole, administration
from screening.accounts.roles import meanings
from screening.storage.people_tables import Person
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
    settings = place.settings.model_copy(update={"public_url": "https://screening.example.org/"})
    config = Config(rates=tmp_path / "rates.sqlite3")
    client = create_app(config, small_engine, clock, replace(place, settings=settings)).test_client()
    enter(client)
    assert 'value="https://screening.example.org/welcome/' in invite(client).text


def test_what_cannot_be_kept_is_said_beside_what_was_typed(ana):
    answer = invite(ana, login=ANA["login"], name="Second Ana")
    assert answer.status_code == 422
    assert "person with this sign-in name is already in this team" in answer.text
    assert 'value="Second Ana"' in answer.text
    assert re.search(r'value="reviewer" checked', answer.text)


def test_roles_are_changed_and_hold_from_the_next_sign_in(ana, place):
    bo = member(ana.application, place, "bo", "local", AccessRole.SCREENER)
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


def test_the_last_installation_administrator_stays_and_the_page_says_why(ana, place):
    ana_id = administration.everybody(place)[0].person.id
    answer = post(ana, f"/people/{ana_id}", f"/people/{ana_id}/disable")
    assert (answer.status_code, "make somebody else one first" in answer.text) == (409, True)


def test_an_account_is_disabled_signed_out_and_used_again(ana, place):
    bo = member(ana.application, place, "bo", "local", AccessRole.SCREENER)
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


@pytest.fixture
def two_teams(ana, place):
    """An administrator of a second team, and the ids of people by the name they sign in with."""
    administration.add_team(place, "Grants", by="person:x")
    bo = member(ana.application, place, "bo", "grants", AccessRole.ADMINISTRATOR)
    member(ana.application, place, "ci", "grants", AccessRole.SCREENER)
    member(ana.application, place, "di", "local", AccessRole.ADMINISTRATOR)
    return bo, {each.person.login: each.person.id for each in administration.everybody(place)}


def test_the_administrator_of_a_team_sees_its_people_and_nothing_of_other_teams(two_teams):
    bo, ids = two_teams
    page = bo.get("/people/", **HTTPS).text
    assert "You manage the people in <bdi>Grants</bdi>" in page
    assert f"/people/{ids['ci']}" in page
    for mark in ("Ana Ngata", "Office", "local", "Add team", ids["di"]):
        assert mark not in page, mark
    assert bo.get(f"/people/{ids['di']}", **HTTPS).status_code == 404
    assert post(bo, "/people/", "/people/teams", title="Third").status_code == 403


def test_the_administrator_of_a_team_makes_no_link_into_an_account_of_another_team(two_teams, place):
    """That somebody may set the password of another team's administrator made whoever could of each team the ruler of all."""
    bo, ids = two_teams
    assert post(bo, "/people/", f"/people/{ids['di']}/link").status_code == 404
    refused = post(bo, "/people/", "/people/", login="di", name="x", team="grants", role="screener")
    assert refused.status_code == 403
    assert "You cannot invite this name; an installation administrator can" in refused.text
    assert "/welcome/" not in refused.text
    administration.invite(place, "di", "x", "grants", {AccessRole.SCREENER}, by="person:ana")
    page = f"/people/{ids['di']}"
    shown = bo.get(page, **HTTPS).text
    assert "only an installation administrator can" in shown
    assert f"{page}/link" not in shown
    for act in ("link", "disable", "enable"):
        answer = post(bo, page, f"{page}/{act}")
        assert (answer.status_code, "Code beyond-team." in answer.text) == (403, True), act
        assert "/welcome/" not in answer.text
    assert post(bo, page, f"{page}/roles", team="grants").headers["Location"] == "/people/"
    assert bo.get(page, **HTTPS).status_code == 404
    assert "/welcome/" in post(bo, "/people/", f"/people/{ids['ci']}/link").text


def test_the_administrator_of_a_team_does_not_sign_an_installation_administrator_out(ana, two_teams, place):
    bo, ids = two_teams
    whose = ids[ANA["login"]]
    administration.set_roles(place, whose, "grants", {AccessRole.SCREENER}, by="person:x")
    page = f"/people/{whose}"
    assert "/sessions/end" not in bo.get(page, **HTTPS).text
    answer = post(bo, page, f"{page}/sessions/end")
    assert (answer.status_code, "Code beyond-team." in answer.text) == (403, True)
    assert f"/people/{ids['ci']}/sessions/end" in bo.get(f"/people/{ids['ci']}", **HTTPS).text
    assert f"{page}/sessions/end" in ana.get(page, **HTTPS).text


def test_the_page_says_when_nobody_administers_the_installation(two_teams, place, behind_the_log):
    bo, ids = two_teams
    assert "make-installation-administrator" not in bo.get("/people/", **HTTPS).text
    with behind_the_log(place.database) as session:  # as after an update from before there was one
        session.get(Person, ids[ANA["login"]]).installation_administrator_at = ""
    assert "make-installation-administrator" in bo.get("/people/", **HTTPS).text


def test_the_account_says_what_somebody_may_do_and_in_which_team(ana, two_teams):
    bo, _ = two_teams
    assert "Installation administrator: makes and closes teams" in ana.get("/account/", **HTTPS).text
    shown = bo.get("/account/", **HTTPS).text
    assert "Installation administrator" not in shown
    assert "a role counts in its own team only" in shown


def test_every_role_is_explained_where_it_is_given(ana, place):
    ana_id = administration.everybody(place)[0].person.id
    for path in ("/people/", f"/people/{ana_id}", "/keys/"):
        page = ana.get(path, **HTTPS).text
        for role, meaning in meanings().items():
            assert f'value="{role.value}"' in page, path
            assert str(escape(meaning.means)) in page, path
        assert 'value="installation' not in page


def test_a_person_of_two_teams_goes_from_one_to_the_other(ana, place):
    team = administration.add_team(place, "Grants", by="person:x")
    ana_id = administration.everybody(place)[0].person.id
    administration.set_roles(place, ana_id, team, {AccessRole.AUDITOR}, by="person:x")
    # A role in another team signs nobody out of this one.
    assert ana.get("/runs/", **HTTPS).status_code == 200
    administration.end_sessions(place, ana_id, by="person:x")
    enter(ana)
    assert "Office" in ana.get("/", **HTTPS).text.split("</header>")[0]  # where she last worked
    assert post(ana, "/account/", "/account/team", team=team).status_code == 303
    assert ana.get("/", **HTTPS).headers["Location"] == "/runs/"  # an auditor checks no names
    assert "Grants" in ana.get("/runs/", **HTTPS).text.split("</header>")[0]
    old = ana.get_cookie("__Host-screening", domain="localhost").value
    assert post(ana, "/account/", "/account/team", team="local").status_code == 303
    assert ana.get_cookie("__Host-screening", domain="localhost").value != old
    assert "Office" in ana.get("/", **HTTPS).text.split("</header>")[0]
    assert post(ana, "/account/", "/account/team", team="nowhere").status_code == 404


def test_without_accounts_the_page_says_how_to_make_the_first_and_changes_nothing(client):
    assert "screening accounts bootstrap" in client.get("/people/", **HTTPS).text
    proof = hidden("proof", client.get("/upload", **HTTPS).text)
    form = {"proof": proof, "name": "Bo", "login": "bo", "team": "local", "role": "administrator"}
    assert client.post("/people/", data=form, **HTTPS).status_code == 404
