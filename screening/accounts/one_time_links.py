"""One-time links: the first account, an invitation, a new password.

A link holds a random secret and works once, for a limited time; only the hash of the secret is kept. Making a new
link for the same purpose voids the earlier ones. Looking at a link uses nothing up; setting the password does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import delete
from sqlmodel import Session, col

from screening.accounts import devices, sessions
from screening.accounts.accounts import (
    add_installation_administrator,
    add_person,
    add_roles,
    locked,
    mark_of,
    person,
    shown_name,
    there_are_any,
)
from screening.accounts.credentials import check_new, digest, hash_password, new_secret
from screening.accounts.devices import DeviceCookie
from screening.accounts.roles import AccessRole
from screening.context import AppContext, AuditedTransaction
from screening.errors import ScreeningError
from screening.storage.people_tables import OneTimeLink, Person, Team

FIRST_TEAM = "local"  # where runs stand that were made before there were accounts, and by the command line
SHELL = "this-machine"


class LinkKind(StrEnum):
    """What a link is for."""

    SET_UP = "set-up"
    INVITATION = "invitation"
    RESET = "reset"


LASTS = {
    LinkKind.SET_UP: timedelta(hours=24),
    LinkKind.INVITATION: timedelta(days=7),  # people are on leave
    LinkKind.RESET: timedelta(hours=4),
}


class LinkUnknown(ScreeningError):
    """The link was used, is too old, was voided by a newer one, or never was; which of these is not said."""

    code, status = "link-unknown", 404


@dataclass(frozen=True, slots=True)
class Welcome:
    """What a link leads to: its kind, and whose password it sets ("" for the first account)."""

    kind: LinkKind
    login: str
    name: str
    person_id: str = ""


def make_link(
    decision: AuditedTransaction, kind: LinkKind, person_id: str, made_by: str, *, sent_to: str = ""
) -> str:
    """Make a link and give its secret, once.

    With `sent_to` it is mailed to that address and shown to nobody: who uses it reads mail there.
    """
    secret = new_secret()
    void_links(decision.session, person_id)
    decision.session.add(
        OneTimeLink(
            secret_sha256=digest(secret),
            kind=kind.value,
            person_id=person_id,
            made_by=made_by,
            made_at=decision.at.isoformat(),
            ends_at=(decision.at + LASTS[kind]).isoformat(),
            sent_to=sent_to,
        )
    )
    decision.session.flush()
    return secret


def void_links(session: Session, person_id: str, *, but_made_by: str = "") -> None:
    """Make every link of a person that was not used worth nothing, within a transaction.

    `but_made_by` names who goes on being answered for: once a person comes to more than he had, a link that somebody
    with less to say holds would be a way in.
    """
    unused = delete(OneTimeLink).where(
        col(OneTimeLink.person_id) == person_id, col(OneTimeLink.used_at) == ""
    )
    session.connection().execute(unused.where(col(OneTimeLink.made_by) != but_made_by))


def set_up_link(context: AppContext) -> str:
    """The secret of a link to the first account; "" where somebody has an account already."""
    with context.database.read() as session:
        if there_are_any(session):
            return ""
    with context.decide() as decision:
        secret = make_link(decision, LinkKind.SET_UP, "", SHELL)
        decision.record("people.set-up-offered", actor=SHELL, team="")
    return secret


def read_link(context: AppContext, secret: str) -> Welcome:
    """What the link leads to.

    Raises:
        LinkUnknown: to nothing.
    """
    with context.database.read() as session:
        link = _open(session, secret, context.now().isoformat())
        if not link.person_id:
            return Welcome(LinkKind(link.kind), "", "")
        whose = person(session, link.person_id)
        return Welcome(LinkKind(link.kind), whose.login, whose.name, whose.id)


def set_up(
    context: AppContext,
    secret: str,
    *,
    login: str,
    name: str,
    team: str,
    password: str,
    browser: str = "",
    device: DeviceCookie | None = None,
) -> str:
    """Use the link to the first account: make it, its team and a session; gives the session's secret.

    The first person holds every role and administers the installation, because somebody must be able to do everything at
    first; who opens the link has it from the shell.

    Raises:
        LinkUnknown, PersonRefused, PasswordRefused: nothing was changed.
    """
    read_link(context, secret)
    check_new(password, login, name)
    title, kept = shown_name(team, "the name of your team"), hash_password(password)
    with context.decide() as decision:
        session, at = decision.session, decision.at.isoformat()
        _use(session, secret, at)
        if there_are_any(session):
            raise LinkUnknown("This link does not work any more: accounts are set up.")
        made = add_person(decision, login, name)
        made.password = kept
        session.add(made)
        session.add(Team(id=FIRST_TEAM, title=title, made_at=at))
        session.flush()
        add_roles(decision, made.id, FIRST_TEAM, list(AccessRole))
        facts = {"roles": sorted(AccessRole), "signs_in": mark_of(decision, made)}
        decision.record("people.set-up", actor=made.actor, team=FIRST_TEAM, facts=facts)
        add_installation_administrator(decision, made, made.actor)
        return sessions.begin_in(decision, made, browser, "set-up", device)


def set_password(
    context: AppContext, secret: str, password: str, browser: str = "", device: DeviceCookie | None = None
) -> str:
    """Use an invitation or a link to a new password: keep it, end every session, begin one; gives its secret.

    Of somebody with two-factor authentication no session is begun, and "" is given: the code is asked for as at any sign-in.

    Raises:
        LinkUnknown, PasswordRefused, SignInRefused: nothing was changed.
    """
    welcome = read_link(context, secret)
    check_new(password, welcome.login, welcome.name)
    kept = hash_password(password)
    with context.decide() as decision:
        # The person before the link, as who disables him takes them; and nobody turns a second factor on meanwhile.
        whose = locked(decision.session, welcome.person_id)
        link = _use(decision.session, secret, decision.at.isoformat())
        if link.sent_to and link.sent_to == whose.email and not whose.email_confirmed_at:
            whose.email_confirmed_at = decision.at.isoformat()
        replace_password(decision, whose, kept, team="", how=link.kind)
        if whose.two_factor_at:
            return ""
        return sessions.begin_in(decision, whose, browser, link.kind, device)


def replace_password(
    decision: AuditedTransaction,
    whose: Person,
    kept: str,
    *,
    team: str,
    how: str,
    session_id: str = "",
    device: str = "",
) -> None:
    """Keep the hash of a new password; end the person's sessions and forget the known devices.

    The session `session_id` goes on, and the device with the secret `device` stays known: in them it was changed.
    """
    whose.password = kept
    decision.session.add(whose)
    decision.session.flush()
    void_links(decision.session, whose.id)
    sessions.end_all(decision.session, whose.id, but=session_id)
    devices.forget_all(decision.session, whose.id, but=device)
    decision.record("person.password-set", actor=whose.actor, team=team, facts={"how": how})


def _open(session: Session, secret: str, at: str, *, taking: bool = False) -> OneTimeLink:
    link = session.get(OneTimeLink, digest(secret), with_for_update=taking)
    if link is None or link.used_at or link.ends_at <= at or _disabled(session, link.person_id):
        raise LinkUnknown(
            "This link no longer works: it works once and for a limited time. Ask for a new one."
        )
    return link


def _use(session: Session, secret: str, at: str) -> OneTimeLink:
    link = _open(session, secret, at, taking=True)  # of two who use it at once, one waits and finds it used
    link.used_at = at
    session.add(link)
    session.flush()
    return link


def _disabled(session: Session, person_id: str) -> bool:
    return bool(person_id and person(session, person_id).disabled_at)
