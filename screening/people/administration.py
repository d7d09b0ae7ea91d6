"""What administrators do about people and teams. Each act is one transaction with its entry in the log.

- Nobody gets a password from anybody: an administrator hands over a one-time link, and the person sets his own.
- A change of roles ends the sessions of the person it is about, so that nobody goes on with roles of before.
- Somebody who may administer is always left.
- People are disabled, not deleted: what they decided stands under their name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from anyascii import anyascii
from sqlalchemy import delete
from sqlmodel import Session, col, select

from screening.errors import ScreeningError
from screening.jobs.installation import Installation
from screening.jobs.mappings import forget_mappings_of_team
from screening.people import devices, sessions
from screening.people.accounts import (
    PersonRefused,
    Place,
    add_person,
    add_roles,
    person,
    places_of,
    shown_name,
    there_are_any,
)
from screening.people.links import Kind, make_link, void_links
from screening.people.roles import Permission, Role, permissions_of
from screening.people.sessions import TeamUnknown
from screening.storage.people_tables import Membership, Person, Team

LONGEST_ID = 40  # characters of a team's id, which stands with each of its runs


class LastAdministrator(ScreeningError):
    """Nobody would be left who may administer; nothing was changed."""

    code, status = "last-administrator", 409


class NoAccounts(ScreeningError):
    """Nobody has an account yet, so nobody can be invited."""

    code, status = "no-accounts", 409


@dataclass(frozen=True, slots=True)
class Known:
    """A person with his teams."""

    person: Person
    places: tuple[Place, ...]


def everybody(place: Installation) -> list[Known]:
    """Every person with his teams, by name; disabled ones last."""
    with place.database.read() as session:
        people = session.exec(select(Person)).all()
        known = [Known(each, tuple(places_of(session, each.id))) for each in people]
        session.expunge_all()
    return sorted(known, key=lambda each: (each.person.disabled_at != "", each.person.name.casefold()))


def one(place: Installation, person_id: str) -> Known:
    """One person with his teams.

    Raises:
        PersonUnknown: there is none of this id.
    """
    with place.database.read() as session:
        found = Known(person(session, person_id), tuple(places_of(session, person_id)))
        session.expunge_all()
    return found


def teams(place: Installation) -> Sequence[Team]:
    """Every team that is not closed, by title."""
    with place.database.read() as session:
        found = session.exec(select(Team).where(Team.closed_at == "")).all()
        session.expunge_all()
    return sorted(found, key=lambda each: (each.title.casefold(), each.id))


def invite(
    place: Installation, login: str, name: str, team_id: str, roles: Collection[Role], *, by: str
) -> tuple[Person, str]:
    """Add a person to a team, and give the secret of the link by which he sets his password.

    Raises:
        PersonRefused, TeamUnknown, NoAccounts: nothing was changed.
    """
    if not roles:
        raise PersonRefused("Choose at least one role; without any, nothing can be done.")
    with place.decide() as decision:
        if not there_are_any(decision.session):
            raise NoAccounts("No accounts are set up yet; make the first one with `screening people set-up`.")
        _team(decision.session, team_id)
        made = add_person(decision, login, name)
        add_roles(decision, made.id, team_id, sorted(roles))
        secret = make_link(decision, Kind.INVITATION, made.id, by)
        facts = {"person": made.id, "roles": sorted(roles)}
        decision.record("person.invited", actor=by, team=team_id, facts=facts)
        decision.session.expunge_all()
    return made, secret


def new_link(place: Installation, person_id: str, *, by: str) -> str:
    """The secret of a link by which a person sets a new password; the one he has works until then.

    Raises:
        PersonUnknown: there is none of this id.
        PersonRefused: the account is disabled.
    """
    with place.decide() as decision:
        whose = person(decision.session, person_id)
        if whose.disabled_at:
            raise PersonRefused("This account is disabled; let it be used again first.")
        kind = Kind.RESET if whose.password else Kind.INVITATION
        secret = make_link(decision, kind, person_id, by)
        decision.record(
            "person.link-made", actor=by, team="", facts={"person": person_id, "kind": kind.value}
        )
    return secret


def set_roles(place: Installation, person_id: str, team_id: str, roles: Collection[Role], *, by: str) -> None:
    """Let a person hold exactly these roles in a team, none to take him out of it; ends his sessions.

    Raises:
        PersonUnknown, TeamUnknown, LastAdministrator: nothing was changed.
    """
    with place.decide() as decision:
        session = decision.session
        person(session, person_id)
        _team(session, team_id)
        before = {each.team_id: each.roles for each in places_of(session, person_id)}.get(
            team_id, frozenset()
        )
        if before == frozenset(roles):
            return
        session.connection().execute(
            delete(Membership).where(
                col(Membership.person_id) == person_id, col(Membership.team_id) == team_id
            )
        )
        add_roles(decision, person_id, team_id, sorted(roles))
        sessions.end_all(session, person_id)
        _check_administrators(session)
        facts = {"person": person_id, "from": sorted(before), "to": sorted(roles)}
        decision.record("person.roles-set", actor=by, team=team_id, facts=facts)


def disable(place: Installation, person_id: str, *, by: str) -> None:
    """Let an account be used no more: its sessions end, its links are worth nothing, and its devices are forgotten.

    Raises:
        PersonUnknown, LastAdministrator: nothing was changed.
    """
    with place.decide() as decision:
        whose = person(decision.session, person_id)
        if whose.disabled_at:
            return
        whose.disabled_at = decision.at.isoformat()
        decision.session.add(whose)
        decision.session.flush()
        sessions.end_all(decision.session, person_id)
        void_links(decision.session, person_id)
        devices.forget_all(decision.session, person_id)
        _check_administrators(decision.session)
        decision.record("person.disabled", actor=by, team="", facts={"person": person_id})


def enable(place: Installation, person_id: str, *, by: str) -> None:
    """Let a disabled account be used again, with the password it had.

    Raises:
        PersonUnknown: there is none of this id.
    """
    with place.decide() as decision:
        whose = person(decision.session, person_id)
        if not whose.disabled_at:
            return
        whose.disabled_at = ""
        decision.session.add(whose)
        decision.record("person.enabled", actor=by, team="", facts={"person": person_id})


def end_sessions(place: Installation, person_id: str, *, by: str) -> None:
    """End every session of a person.

    Raises:
        PersonUnknown: there is none of this id.
    """
    with place.decide() as decision:
        person(decision.session, person_id)
        sessions.end_all(decision.session, person_id)
        decision.record("person.sessions-ended", actor=by, team="", facts={"person": person_id})


def add_team(place: Installation, title: str, *, by: str) -> str:
    """Make a team; gives its id, made of its title for ever.

    Raises:
        PersonRefused: the title cannot be kept, or another open team has it.
    """
    title = shown_name(title, "the team's name")
    with place.decide() as decision:
        there = decision.session.exec(select(Team)).all()
        if title.casefold() in {each.title.casefold() for each in there if not each.closed_at}:
            raise PersonRefused("There is a team of this name; choose another one.")
        team_id = _free_id(title, {each.id for each in there})
        decision.session.add(Team(id=team_id, title=title, made_at=decision.at.isoformat()))
        decision.record("team.added", actor=by, team=team_id)
    return team_id


def close_team(place: Installation, team_id: str, *, by: str) -> None:
    """Close a team: nobody works in it any more. What it screened stays until its term, and its id is not used again.

    Raises:
        TeamUnknown, LastAdministrator: nothing was changed.
    """
    with place.decide() as decision:
        closed = _team(decision.session, team_id)
        closed.closed_at = decision.at.isoformat()
        decision.session.add(closed)
        decision.session.flush()
        _check_administrators(decision.session)
        forgotten = forget_mappings_of_team(decision.session, team_id)
        decision.record("team.closed", actor=by, team=team_id, facts={"mappings": forgotten})


def _team(session: Session, team_id: str) -> Team:
    found = session.get(Team, team_id)
    if found is None or found.closed_at:
        raise TeamUnknown("There is no such team; look at the list of teams.")
    return found


def _check_administrators(session: Session) -> None:
    """Somebody has to be left who may administer, and who can sign in."""
    can = [role.value for role in Role if Permission.ADMINISTER in permissions_of([role])]
    left = session.exec(
        select(Person.id)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .join(Team, col(Team.id) == col(Membership.team_id))
        .where(Person.disabled_at == "", Team.closed_at == "", col(Membership.role).in_(can))
        .where((Person.password != "") | (Person.issuer != ""))
        .limit(1)
    )
    if left.first() is None:
        raise LastAdministrator(
            "Nobody would be left who may administer; give somebody else that role first."
        )


def _free_id(title: str, taken: set[str]) -> str:
    base = re.sub(r"[^a-z0-9]+", "-", anyascii(title).casefold()).strip("-")[:LONGEST_ID].strip("-") or "team"
    number, made = 1, base
    while made in taken:
        number += 1
        made = f"{base}-{number}"
    return made
