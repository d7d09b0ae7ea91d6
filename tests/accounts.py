"""People for tests of pages: made by their links, signed in with their passwords."""

import re

from screening.accounts import AccessRole, administration
from screening.accounts.accounts import add_person, add_roles, mark_of
from screening.accounts.keys import make_key
from screening.accounts.one_time_links import FIRST_TEAM, set_password, set_up, set_up_link
from screening.storage.people_tables import Team

HTTPS = {"base_url": "https://localhost"}
PASSWORD = "correct horse battery"
ANA = {"login": "ana@office.example", "name": "Ana Ngata", "team": "Office", "password": PASSWORD}


def hidden(name, page):
    return re.search(rf'name="{name}" value="([^"]*)"', page).group(1)


def post(client, page, path, **form):
    """Send a form of a page, with the proof it carries."""
    proof = hidden("proof", client.get(page, **HTTPS).text)
    return client.post(path, data={"proof": proof, **form}, **HTTPS)


def enter(client, login=ANA["login"], password=PASSWORD, onward="/"):
    return post(client, "/sign-in", "/sign-in", login=login, password=password, next=onward)


def first(place):
    """The first account, Ana with every role in the first team."""
    return set_up(place, set_up_link(place), **ANA)


def member(app, place, login, team=FIRST_TEAM, *roles):
    """Somebody with roles in a team; gives a client in which the person is signed in."""
    _, secret = administration.invite(place, login, login.title(), team, set(roles), by="person:ana")
    set_password(place, secret, PASSWORD)
    client = app.test_client()
    assert enter(client, login).status_code == 303
    return client


def team_with_somebody(place, team, *roles):
    """A team of this id with somebody in it, who has the roles; nothing changes where it is there."""
    with place.decide() as decision:
        for each in {FIRST_TEAM, team}:  # once there are accounts, the first team is one like others
            if decision.session.get(Team, each) is None:
                decision.session.add(Team(id=each, title=each.title(), made_at=decision.at.isoformat()))
                decision.record("team.added", actor="local:test", team=each)
                somebody = add_person(decision, f"somebody@{each}.example", "Somebody")
                add_roles(decision, somebody.id, each, sorted(roles or [AccessRole.SCREENER]))
                facts = {"person": somebody.id, "roles": [], "signs_in": mark_of(decision, somebody)}
                decision.record("person.invited", actor="local:test", team=each, facts=facts)


def new_key(
    place,
    holder="HR system",
    calls=1_000,
    subjects=1_000,
    team=FIRST_TEAM,
    roles=(AccessRole.SCREENER,),
    characters=1_000_000,
):
    """The text of a new key; a team of which nobody has heard is made, with somebody in it."""
    if team != FIRST_TEAM:
        team_with_somebody(place, team)
    return make_key(
        place,
        holder,
        by="local:test",
        team=team,
        roles=roles,
        calls_per_minute=calls,
        subjects_per_day=subjects,
        characters_per_day=characters,
    )
