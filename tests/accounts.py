"""People for tests of pages: made by their links, signed in with their passwords."""

import re

from screening.accounts import AccessRole, administration
from screening.accounts.keys import make_key
from screening.accounts.one_time_links import FIRST_TEAM, set_password, set_up, set_up_link

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


def new_key(
    place,
    holder="HR system",
    calls=1_000,
    subjects=1_000,
    team=FIRST_TEAM,
    roles=(AccessRole.SCREENER,),
    characters=1_000_000,
):
    """The text of a new key."""
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
