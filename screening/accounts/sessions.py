"""Sessions: who is signed in, where, for how long at most.

- A session is a random secret in the browser's cookie; only its hash is kept here, so ending it ends it everywhere.
- It ends after 30 minutes without a call, after 12 hours in any case, with the person's account, with a change of
  roles or password, and when the person ends it.
- The secret is a new one after every sign-in and every change of team; the old one is worth nothing from then on.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete
from sqlalchemy import select as rows_of
from sqlmodel import Session, col, select

from screening.accounts import devices
from screening.accounts.accounts import (
    SignInRefused,
    TeamRoles,
    locked,
    locked_as_let_in,
    mark_of,
    places,
    places_of,
)
from screening.accounts.credentials import digest, new_secret
from screening.accounts.devices import DeviceCookie
from screening.context import AppContext, AuditedTransaction
from screening.errors import ScreeningError
from screening.storage import StorageFailed
from screening.storage.people_tables import Membership, Person, SignedIn, Team

IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=12)  # as OWASP ASVS asks for what institutions keep
_NOTED_EVERY = timedelta(minutes=1)  # a write for every call would make readers wait for the disk
_LONGEST_BROWSER = 200  # characters
# Where an installation administrator works who belongs to no team: nowhere, with no role; he looks after all of them.
NO_TEAM = TeamRoles("", "", frozenset())
# A session, whose it is, and his roles in every open team: one question, since every call of everybody asks it.
_FOUND = (
    rows_of(SignedIn, Person, col(Team.id), col(Team.title), col(Membership.role))
    .join(Person, col(Person.id) == col(SignedIn.person_id))
    .outerjoin(Membership, col(Membership.person_id) == col(Person.id))
    .outerjoin(Team, (col(Team.id) == col(Membership.team_id)) & (col(Team.closed_at) == ""))
    .where(col(SignedIn.secret_sha256) == bindparam("secret"))
)


class TeamUnknown(ScreeningError):
    """There is no such team, or the person does not belong to it; the two are never told apart."""

    code, status = "team-unknown", 404


class SessionUnknown(ScreeningError):
    """The person has no such session."""

    code, status = "session-unknown", 404


@dataclass(frozen=True, slots=True)
class Signed:
    """Who is signed in, and in which team he works."""

    session_id: str
    person: Person
    place: TeamRoles
    places: tuple[TeamRoles, ...]


def begin(
    context: AppContext,
    person: Person,
    browser: str = "",
    how: str = "password",
    device: DeviceCookie | None = None,
) -> str:
    """Begin a session in the team where the person worked last; gives the secret for the cookie.

    Raises:
        SignInRefused: the account was changed since the password was looked at, or the person belongs to no team and does
            not administer the installation.
    """
    with context.decide() as decision:
        secret = begin_in(decision, person, browser, how, device)
    return secret


def begin_in(
    decision: AuditedTransaction, person: Person, browser: str, how: str, device: DeviceCookie | None = None
) -> str:
    """The same within a decision's transaction; the browser is a known one from then on, where it takes a cookie."""
    person = locked_as_let_in(decision.session, person)
    found = places_of(decision.session, person.id)
    if not found and not person.installation_administrator_at:
        raise SignInRefused("This account has no team yet; ask an administrator.")
    here = _where(person, found)
    person.team_id = here.team_id or person.team_id
    decision.session.add(person)
    secret = _keep(decision, person.id, here.team_id, decision.at, browser)
    facts: dict[str, object] = {"how": how, "signs_in": mark_of(decision, person)}
    if device is not None:
        facts["device"] = devices.remember(decision, person.id, device, browser)
    decision.record("session.began", actor=person.actor, team=here.team_id, facts=facts)
    return secret


def _where(person: Person, found: Sequence[TeamRoles]) -> TeamRoles:
    """Where the person worked last; who was taken out of that team works in the first of the others."""
    last = (each for each in found if each.team_id == person.team_id)
    return next(last, found[0] if found else NO_TEAM)


def find(context: AppContext, secret: str) -> Signed | None:
    """Who is signed in by this secret, None where nobody is; notes that the session is in use."""
    if not secret:
        return None
    now = context.now()
    with context.database.read() as session:
        rows = session.execute(_FOUND, {"secret": digest(secret)}).all()
        session.expunge_all()
    if not rows:
        return None
    kept, person = rows[0][:2]
    found = places((team, title, role) for _, _, team, title, role in rows if team)
    here = next((each for each in found if each.team_id == kept.team_id), None)
    if not kept.team_id and person.installation_administrator_at:
        here = NO_TEAM
    if has_ended(kept, now) or person.disabled_at or here is None:
        return None
    if now - datetime.fromisoformat(kept.seen_at) >= _NOTED_EVERY:
        _note(context, kept.secret_sha256, now)
    return Signed(kept.id, person, here, tuple(found))


def has_ended(kept: SignedIn, now: datetime) -> bool:
    """Whether a session is past one of its limits."""
    began, seen = datetime.fromisoformat(kept.began_at), datetime.fromisoformat(kept.seen_at)
    return now - began >= LONGEST or now - seen >= IDLE


def of_person(context: AppContext, person_id: str) -> Sequence[SignedIn]:
    """The sessions of a person that have not ended, the one last used first."""
    with context.database.read() as session:
        wanted = select(SignedIn).where(SignedIn.person_id == person_id)
        found = session.exec(wanted.order_by(col(SignedIn.seen_at).desc(), col(SignedIn.id))).all()
        session.expunge_all()
    return [each for each in found if not has_ended(each, context.now())]


def switch(context: AppContext, signed: Signed, team_id: str) -> str:
    """Go on in another team of the person, under a new secret; the limits go on as they were.

    Raises:
        TeamUnknown: the person does not belong to it.
    """
    if team_id not in {each.team_id for each in signed.places}:
        raise TeamUnknown("You are in no such team.")
    with context.decide() as decision:
        locked(decision.session, signed.person.id).team_id = team_id
        kept = _one(decision.session, signed.person.id, signed.session_id)
        began = datetime.fromisoformat(kept.began_at)
        decision.session.delete(kept)
        decision.session.flush()
        secret = _keep(decision, signed.person.id, team_id, began, kept.browser)
        decision.record("session.switched", actor=signed.person.actor, team=team_id)
    return secret


def end(context: AppContext, person: Person, session_id: str, team: str) -> None:
    """End one session of a person.

    Raises:
        SessionUnknown: he has none of this id.
    """
    with context.decide() as decision:
        decision.session.delete(_one(decision.session, person.id, session_id))
        decision.record("session.ended", actor=person.actor, team=team)


def end_all(session: Session, person_id: str, *, but: str = "", team_id: str = "") -> None:
    """End every session of a person, or those in one team, within a transaction; `but` names one that goes on."""
    ended = delete(SignedIn).where(col(SignedIn.person_id) == person_id, col(SignedIn.id) != but)
    session.connection().execute(ended.where(col(SignedIn.team_id) == team_id) if team_id else ended)


def forget_ended(session: Session, now: datetime) -> None:
    """Take away sessions past their limits, within a transaction."""
    idle, old = (now - IDLE).isoformat(), (now - LONGEST).isoformat()
    session.connection().execute(
        delete(SignedIn).where((col(SignedIn.seen_at) <= idle) | (col(SignedIn.began_at) <= old))
    )


def _keep(decision: AuditedTransaction, person_id: str, team_id: str, began: datetime, browser: str) -> str:
    secret, at = new_secret(), decision.at
    forget_ended(decision.session, at)
    decision.session.add(
        SignedIn(
            secret_sha256=digest(secret),
            id=uuid.uuid4().hex,
            person_id=person_id,
            team_id=team_id,
            began_at=began.isoformat(),
            seen_at=at.isoformat(),
            browser=browser[:_LONGEST_BROWSER],
        )
    )
    decision.session.flush()
    return secret


def _one(session: Session, person_id: str, session_id: str) -> SignedIn:
    wanted = select(SignedIn).where(SignedIn.person_id == person_id, SignedIn.id == session_id)
    found = session.exec(wanted).first()
    if found is None:
        raise SessionUnknown("This session has already ended.")
    return found


def _note(context: AppContext, secret_sha256: str, now: datetime) -> None:
    try:
        with context.database.write() as session:
            kept = session.get(SignedIn, secret_sha256)
            if kept is not None:
                kept.seen_at = now.isoformat()
                session.add(kept)
    except StorageFailed:  # a busy or full database must not keep people from reading
        return
