"""Accounts: who there is, in which teams, and whether a name and a password belong together.

Whoever asks with a wrong name, a wrong password or the name of a disabled account gets one and the same answer, after
the same work. The log says who tried and failed where the name is known; it holds ids, never names.
"""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from screening.accounts.credentials import hash_password, is_outdated, is_right
from screening.accounts.roles import AccessRole, Permission, permissions_of
from screening.audit.sign_in_names import sign_in_mark
from screening.context import AppContext, AuditedTransaction
from screening.errors import ScreeningError
from screening.storage.people_tables import Membership, Person, Team

NOBODY = "nobody"  # in the log: somebody who did not show who he is
LONGEST_NAME = 120  # characters of a name, a login or a team's title
_UNSEEN = re.compile(  # not the two joiners that Persian and Indic names need
    r"[\x00-\x1f\x7f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f]"
)


class SignInRefused(ScreeningError):
    """Name and password do not belong together, or the account may not be used; which of these is not said."""

    code, status = "sign-in-refused", 401


class PersonRefused(ScreeningError):
    """What was given of a person or a team cannot be kept; nothing was changed."""

    code, status = "person-refused", 422


class PersonUnknown(ScreeningError):
    """There is no such person."""

    code, status = "person-unknown", 404


@dataclass(frozen=True, slots=True)
class TeamRoles:
    """A team that a person belongs to, and what he is there."""

    team_id: str
    title: str
    roles: frozenset[AccessRole]


def there_are_any(session: Session) -> bool:
    """Whether anybody has an account."""
    return session.exec(select(Person.id).limit(1)).first() is not None


def find(session: Session, login: str) -> Person | None:
    """The person who signs in under this name."""
    return session.exec(select(Person).where(Person.login == login_of(login))).first()


def person(session: Session, person_id: str) -> Person:
    """One person.

    Raises:
        PersonUnknown: there is none of this id.
    """
    found = session.get(Person, person_id)
    if found is None:
        raise PersonUnknown("There is no such person; look at the list of people.")
    return found


def locked(session: Session, person_id: str) -> Person:
    """The person as he is now, whom nobody else changes until the transaction ends.

    Raises:
        PersonUnknown: there is none of this id.
    """
    session.flush()  # what this transaction changed of him stays
    person(session, person_id)
    session.get(Person, person_id, with_for_update=True, populate_existing=True)
    return person(session, person_id)


def locked_as_let_in(session: Session, let_in: Person) -> Person:
    """The person whose password was looked at before, locked; nothing that he was let in by has changed since.

    Args:
        session: the writing transaction.
        let_in: the person as he was then, from another transaction.

    Raises:
        SignInRefused: the account was disabled, or has another password or second factor.
    """
    password, two_factor = let_in.password, let_in.two_factor_at
    now = locked(session, let_in.id)
    if now.disabled_at or (now.password, now.two_factor_at) != (password, two_factor):
        raise SignInRefused("The account was changed meanwhile; sign in again.")
    return now


def places_of(session: Session, person_id: str) -> list[TeamRoles]:
    """The open teams of a person with his roles there, by title."""
    held = session.exec(
        select(Team.id, Team.title, Membership.role)
        .join(Team, col(Team.id) == col(Membership.team_id))
        .where(Membership.person_id == person_id, Team.closed_at == "")
    )
    return places(held)


def places(held: Iterable[tuple[str, str, str]]) -> list[TeamRoles]:
    """Teams by title, from their ids, titles and one role each."""
    found: dict[str, TeamRoles] = {}
    for team_id, title, role in held:
        before = found[team_id].roles if team_id in found else frozenset()
        found[team_id] = TeamRoles(team_id, title, before | {AccessRole(role)})
    return sorted(found.values(), key=lambda each: (each.title.casefold(), each.team_id))


def who_may(session: Session, team_id: str, permission: Permission) -> list[Person]:
    """People of a team who have this permission there and may sign in, by name."""
    found = session.exec(
        select(Person, Membership.role)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .join(Team, col(Team.id) == col(Membership.team_id))
        .where(Membership.team_id == team_id, Team.closed_at == "", Person.disabled_at == "")
    )
    may = {person.id: person for person, role in found if permission in permissions_of([AccessRole(role)])}
    return sorted(may.values(), key=lambda person: (person.name.casefold(), person.id))


def login_of(text: str) -> str:
    """The one way in which a login is written."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def shown_name(text: str, what: str) -> str:
    """A name as it is kept: one line, nothing invisible.

    Raises:
        PersonRefused: it is empty, too long, or holds signs that nobody sees.
    """
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name or len(name) > LONGEST_NAME or _UNSEEN.search(name):
        raise PersonRefused(f"Give {what}: up to {LONGEST_NAME} visible characters.")
    return name


def add_person(decision: AuditedTransaction, login: str, name: str) -> Person:
    """Add a person who has no password and no team yet.

    Raises:
        PersonRefused: the login is taken or cannot be used, or there is no name.
    """
    login, name = login_of(shown_name(login, "a name to sign in with")), shown_name(name, "the person's name")
    if " " in login:
        raise PersonRefused("A name to sign in with has no spaces; an e-mail address is best.")
    if find(decision.session, login) is not None:
        raise PersonRefused("This sign-in name is taken; choose another one.")
    made = Person(id=uuid.uuid4().hex, login=login, name=name, made_at=decision.at.isoformat())
    decision.session.add(made)
    decision.session.flush()
    return made


def mark_of(decision: AuditedTransaction, whose: Person) -> str:
    """How the name that a person signs in with stands in the log (`screening.audit.sign_in_names`)."""
    return sign_in_mark(decision.key, whose.id, whose.login, whose.issuer, whose.subject)


def add_roles(
    decision: AuditedTransaction, person_id: str, team_id: str, roles: Sequence[AccessRole]
) -> None:
    """Give a person roles in a team; those he has there already stay. The first team he is given is where he begins."""
    whose = person(decision.session, person_id)
    if roles and not whose.team_id:
        held = places_of(decision.session, person_id)
        whose.team_id = held[0].team_id if held else team_id
        decision.session.add(whose)
    for role in roles:
        decision.session.merge(Membership(person_id=person_id, team_id=team_id, role=role.value))
    decision.session.flush()


def add_installation_administrator(decision: AuditedTransaction, whose: Person, by: str) -> None:
    """Let a person look after every team, within a transaction."""
    whose.installation_administrator_at = decision.at.isoformat()
    decision.session.add(whose)
    decision.session.flush()
    decision.record("person.installation-administrator-made", actor=by, team="", facts={"person": whose.id})


def sign_in(context: AppContext, login: str, password: str) -> Person:
    """The person, once name and password were found to belong together.

    Raises:
        SignInRefused: they do not, the account may not be used, or it was changed meanwhile.
        TooBusy: too many people sign in at this moment.
    """
    with context.database.read() as session:
        known = find(session, login)
        kept = known.password if known is not None and not known.disabled_at else ""
        session.expunge_all()
    right = is_right(kept, password)
    if known is None or not right:
        with context.decide() as decision:
            decision.record("sign-in.failed", actor=known.actor if known else NOBODY, team="")
        raise SignInRefused("Incorrect e-mail or password, or the account is disabled.")
    if is_outdated(kept):
        anew = hash_password(password)
        with context.decide() as decision:
            locked_as_let_in(decision.session, known).password = anew
            decision.session.flush()  # rows before the log, as everywhere, so that no two wait for each other
            decision.record("person.password-hashed-anew", actor=known.actor, team="")
        known.password = anew
    return known
