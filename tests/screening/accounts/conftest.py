"""An installation on each database, a clock that is moved by hand, and people in it."""

from datetime import UTC, datetime

import pytest
from clocks import Clock

from screening.accounts.accounts import add_person, add_roles, person
from screening.accounts.one_time_links import LinkKind, make_link, set_password, set_up, set_up_link
from screening.context import AppContext
from screening.settings import key_of
from screening.storage import open_database, open_files
from screening.storage.people_tables import Team

PASSWORD = "correct horse battery"


@pytest.fixture
def clock():
    return Clock(datetime(2026, 11, 25, 9, 30, tzinfo=UTC))


@pytest.fixture
def place(settings, clock):
    database = open_database(settings)
    yield AppContext(settings, database, open_files(settings, database), None, key_of(settings), clock)
    database.close()


@pytest.fixture
def first(place):
    """The first account, made by its link; gives the secret of its session."""
    return set_up(
        place,
        set_up_link(place),
        login="Ana@Office.example",
        name="Ana Ngata",
        team="Office",
        password=PASSWORD,
    )


@pytest.fixture
def add(place, first):
    """Add a person to teams with roles, with a password; gives the person."""

    def do(login, password=PASSWORD, **roles_by_team):
        with place.decide() as decision:
            made = add_person(decision, login, login.title())
            for team_id, roles in roles_by_team.items():
                if decision.session.get(Team, team_id) is None:
                    decision.session.add(Team(id=team_id, title=team_id, made_at=""))
                add_roles(decision, made.id, team_id, roles)
            secret = make_link(decision, LinkKind.INVITATION, made.id, "person:1")
            decision.record("person.invited", actor="person:1", team="")
            decision.session.expunge_all()
        set_password(place, secret, password)
        with place.database.read() as session:
            made = person(session, made.id)
            session.expunge_all()
        return made

    return do
