"""Groups of a provider give roles and take them away, but never leave keys and webhooks to nobody."""

import json

from screening.accounts import AccessRole, sessions
from screening.accounts import administration as admin
from screening.accounts.accounts import places_of
from screening.accounts.keys import id_of, make_key, revoke_key
from screening.accounts.oidc_accounts import GroupRoles, sign_in_by_oidc
from screening.audit import lines_of

ISSUER = "https://id.example.org"
MAPPING = GroupRoles.read("groups", "leads=team-b:administrator, desk=team-b:reviewer")


def signs_in(place, subject, *groups):
    """Sign somebody in with these groups; gives the roles in the team, and the secret of the session."""
    claims = {"sub": subject, "email": f"{subject}@office.example", "groups": list(groups)}
    secret = sign_in_by_oidc(place, ISSUER, claims, MAPPING, "browser")
    signed = sessions.find(place, secret)
    with place.database.read() as session:
        held = {each.team_id: each.roles for each in places_of(session, signed.person.id)}
    return held.get("team-b", frozenset()), secret


def last_told(place):
    with place.database.read() as session:
        told = [each for each in lines_of(session) if each.action == "person.roles-set"]
    return json.loads(told[-1].facts)


def team_with_key(place, **people):
    """A team with a key, whose people came through the provider with these groups; gives the key."""
    assert admin.add_team(place, "Team B", by="person:ana") == "team-b"
    for subject, groups in people.items():
        signs_in(place, subject, *groups)
    return make_key(place, "system", by="person:ana", team="team-b")


def test_the_last_administrator_of_a_team_with_keys_stays_one_without_the_group(place, first):
    team_with_key(place, bo=["leads"])
    roles, secret = signs_in(place, "bo", "desk")
    assert roles == {AccessRole.ADMINISTRATOR, AccessRole.REVIEWER}
    told = last_told(place)
    assert told["to"] == ["team-b:administrator", "team-b:reviewer"]
    assert told["last_administrator"] == ["team-b:administrator"]
    # Nothing changes by signing in again, so the other session goes on; the log says it again.
    signs_in(place, "bo", "desk")
    assert sessions.find(place, secret).person.login == "bo@office.example"
    assert last_told(place) == told


def test_without_any_group_he_is_let_in_and_stays_administrator(place, first):
    team_with_key(place, bo=["leads"])
    assert signs_in(place, "bo")[0] == {AccessRole.ADMINISTRATOR}
    assert last_told(place)["last_administrator"] == ["team-b:administrator"]


def test_where_somebody_else_administers_the_team_groups_take_the_role_away(place, first):
    team_with_key(place, bo=["leads"], cy=["leads"])
    assert signs_in(place, "bo", "desk")[0] == {AccessRole.REVIEWER}
    assert "last_administrator" not in last_told(place)
    assert signs_in(place, "cy", "desk")[0] == {AccessRole.ADMINISTRATOR, AccessRole.REVIEWER}


def test_of_a_team_without_keys_and_webhooks_groups_take_the_last_administrator_away(place, first):
    key = team_with_key(place, bo=["leads"])
    revoke_key(place, id_of(key), by="person:ana")
    assert signs_in(place, "bo", "desk")[0] == {AccessRole.REVIEWER}
