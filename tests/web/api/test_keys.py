"""API keys and teams over HTTP: made for a team that somebody is in, shown once, ended and revoked."""

import pytest
from accounts import enter, first, member, new_key, post, team_with_somebody

from screening.accounts import AccessRole, administration
from screening.accounts.keys import check_key, make_key
from screening.accounts.teams import LastTeamAdministrator
from screening.audit import lines_of

URL = "/api/v1/keys"
ASKED = {"holder": "Grant system"}


def new_key_of_grants(place):
    return make_key(place, "HR", by="person:ana", team="grants")


@pytest.fixture
def app(make_app, place):
    return make_app(context=place)


@pytest.fixture
def caller(app, place):
    """Make a client for a key of a team with roles."""

    def of(*roles, team="office"):
        client = app.test_client()
        key = new_key(place, "Console", team=team, roles=roles or [AccessRole.ADMINISTRATOR])
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
        return client

    return of


@pytest.fixture
def office(caller):
    """A key that administers the office."""
    return caller()


def test_a_key_is_made_shown_once_listed_and_revoked(office, place):
    made = office.post(URL, json=ASKED)
    key, secret = made.json["key"], made.json["secret"]
    assert (made.status_code, made.headers["Location"]) == (201, f"{URL}/{key['id']}")
    assert made.headers["Cache-Control"] == "no-store"
    assert (key["team"], key["roles"], key["active"], key["used_at"]) == ("office", ["screener"], True, None)
    assert secret not in office.get(URL).text
    call = {"headers": {"Authorization": f"Bearer {secret}"}}
    assert office.get("/api/v1/lists", **call).status_code == 200
    assert office.get(f"{URL}/{key['id']}").json["key"]["used_at"]
    assert office.delete(f"{URL}/{key['id']}").json["key"]["active"] is False
    assert office.get("/api/v1/lists", **call).status_code == 401
    assert [each["id"] for each in office.get(URL).json["keys"]][-1] == key["id"]


def test_a_key_ends_on_its_day(office, place, clock):
    made = office.post(URL, json=ASKED | {"ends_on": "2026-11-27"}).json
    assert made["key"]["ends_on"] == "2026-11-27"
    assert check_key(place, made["secret"]) is not None
    clock.moved(days=2)
    assert check_key(place, made["secret"]) is None
    assert office.get(f"{URL}/{made['key']['id']}").json["key"]["active"] is False


@pytest.mark.parametrize(
    ("wrong", "status", "code"),
    [
        ({"team": "nowhere"}, 404, "team-unknown"),
        ({"team": "grants"}, 404, "team-unknown"),  # another one than the key's own
        ({"roles": ["administrator"]}, 403, "not-permitted"),
        ({"ends_on": "2026-11-25"}, 422, "person-refused"),
        ({"roles": []}, 422, "body-malformed"),
        ({"calls_per_minute": 0}, 422, "body-malformed"),
        ({"color": "blue"}, 422, "body-malformed"),
    ],
)
def test_a_key_that_cannot_be_made_is_refused_with_a_code_and_a_sentence(office, place, wrong, status, code):
    team_with_somebody(place, "grants")
    before = office.get(URL).json
    answer = office.post(URL, json=ASKED | wrong)
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert answer.json["detail"].endswith(".")
    assert len(office.get(URL).json["keys"]) == len(before["keys"])


def test_before_there_are_accounts_there_is_one_team(app):
    here = app.test_client()
    answer = here.post(URL, json=ASKED | {"team": "grants"})
    assert (answer.status_code, answer.json["code"]) == (404, "team-unknown")
    assert "'local'" in answer.json["detail"]
    webhook = {"url": "https://127.0.0.1/x", "events": ["run.finished"], "team": "grants"}
    assert here.post("/api/v1/webhooks", json=webhook).status_code >= 400
    assert here.post(URL, json=ASKED).json["key"]["team"] == "local"


def test_a_key_for_a_team_that_everybody_left_is_not_made(place):
    first(place)
    administration.add_team(place, "Grants", by="person:ana")
    with pytest.raises(administration.PersonRefused) as refused:
        new_key_of_grants(place)
    assert (refused.value.code, refused.value.status) == ("team-empty", 409)


@pytest.mark.parametrize("role", sorted(set(AccessRole) - {AccessRole.ADMINISTRATOR}))
def test_keys_and_teams_are_for_administrators(caller, role):
    client = caller(role)
    answers = [client.get(URL), client.post(URL, json=ASKED), client.get("/api/v1/teams")]
    assert [each.status_code for each in answers] == [403] * 3


def test_another_teams_keys_and_people_are_not_there(office, caller):
    theirs = caller(team="grants").post(URL, json=ASKED).json["key"]["id"]
    assert office.get(f"{URL}/{theirs}").status_code == 404
    assert office.delete(f"{URL}/{theirs}").status_code == 404
    assert theirs not in office.get(URL).text
    assert [each["id"] for each in office.get("/api/v1/teams").json["teams"]] == ["office"]
    assert office.get("/api/v1/teams/grants").status_code == 404


def test_a_team_says_who_is_in_it(office):
    said = office.get("/api/v1/teams/office").json
    assert said["team"] == {"id": "office", "title": "Office", "people": 1, "administrators": 0}
    assert [(each["name"], each["roles"]) for each in said["members"]] == [("Somebody", ["screener"])]


def test_the_last_administrator_of_a_team_with_keys_stays(app, place):
    first(place)
    team = administration.add_team(place, "Grants", by="person:ana")
    member(app, place, "bo", team, AccessRole.ADMINISTRATOR)
    (bo,) = administration.members(place, team)
    key = new_key_of_grants(place)
    for act in (
        lambda: administration.disable(place, bo.person.id, by="person:ana"),
        lambda: administration.set_roles(place, bo.person.id, team, {AccessRole.AUDITOR}, by="person:ana"),
        lambda: administration.set_roles(place, bo.person.id, team, (), by="person:ana"),
    ):
        with pytest.raises(LastTeamAdministrator, match="'grants'"):
            act()
    assert check_key(place, key) is not None
    ana = app.test_client()
    enter(ana)
    page = f"/people/{bo.person.id}"
    for path, form in ((f"{page}/disable", {}), (f"{page}/roles", {"team": team})):
        answer = post(ana, page, path, **form)
        assert (answer.status_code, "last-team-administrator" in answer.text) == (409, True)
    member(app, place, "cy", team, AccessRole.ADMINISTRATOR)
    administration.disable(place, bo.person.id, by="person:ana")


def test_a_team_without_keys_may_lose_its_last_administrator(app, place):
    first(place)
    team = administration.add_team(place, "Grants", by="person:ana")
    member(app, place, "bo", team, AccessRole.ADMINISTRATOR)
    (bo,) = administration.members(place, team)
    administration.disable(place, bo.person.id, by="person:ana")
    assert [each.person.disabled_at != "" for each in administration.members(place, team)] == [True]


def test_a_closed_team_takes_its_keys_with_it_and_the_log_says_so(app, place):
    first(place)
    team = administration.add_team(place, "Grants", by="person:ana")
    member(app, place, "bo", team, AccessRole.ADMINISTRATOR)
    key = new_key_of_grants(place)
    administration.close_team(place, team, by="person:ana")
    assert check_key(place, key) is None
    with place.database.read() as session:
        entries = [(line.action, line.team) for line in lines_of(session)][-2:]
    assert entries == [("key.revoked", team), ("team.closed", team)]
