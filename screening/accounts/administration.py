"""What administrators do about people and teams. Each act is one transaction with its entry in the log.

- Each act takes `within`: the one team whose administrator acts, or None for an installation administrator and for the
  shell. Within a team, people and teams that do not belong to it are answered like those that do not exist.
- A team's administrator takes over nobody: what would let him act as somebody of another team, or as an installation
  administrator, he is refused. Nor does he sign an installation administrator out.
- Nobody gets a password from anybody: an administrator hands over a one-time link, and the person sets his own.
- A change of roles ends the person's sessions in that team, so that nobody goes on with roles of before.
- Once there is an installation administrator, one who can sign in is always left.
- A team with keys or webhooks keeps an administrator; a team that is closed takes them with it.
- People are disabled, not deleted: what they decided stands under their name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from anyascii import anyascii
from sqlalchemy import delete
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from screening.accounts import devices, sessions
from screening.accounts.accounts import (
    PersonRefused,
    TeamRoles,
    add_installation_administrator,
    add_person,
    add_roles,
    find,
    locked,
    mark_of,
    person,
    places_of,
    shown_name,
    there_are_any,
)
from screening.accounts.keys import revoke_keys_of_team
from screening.accounts.mail_links import check_address, mail_address_of, mail_link
from screening.accounts.one_time_links import LinkKind, make_link, void_links
from screening.accounts.roles import AccessRole
from screening.accounts.sessions import TeamUnknown
from screening.accounts.teams import administered_by, check_administrators_left
from screening.audit.log import hold
from screening.confirmed_mappings import forget_mappings_of_team
from screening.context import AppContext, AuditedTransaction
from screening.errors import ScreeningError
from screening.sandbox_names import sandbox_of
from screening.storage.people_tables import Membership, Person, Team
from screening.storage.webhook_tables import WebhookDelivery, WebhookTarget

LONGEST_ID = 40  # characters of a team's id, which stands with each of its runs


class LastAdministrator(ScreeningError):
    """No installation administrator would be left who can sign in; nothing was changed."""

    code, status = "last-administrator", 409


class LastTeam(ScreeningError):
    """No team would be left to work in; nothing was changed."""

    code, status = "last-team", 409


class BeyondTeam(ScreeningError):
    """A team's administrator asks for what reaches beyond the team; nothing was changed."""

    code, status = "beyond-team", 403


class NoAccounts(ScreeningError):
    """Nobody has an account yet, so nobody can be invited."""

    code, status = "no-accounts", 409


@dataclass(frozen=True, slots=True)
class VisiblePerson:
    """A person with his teams, as far as the one who asks may know them."""

    person: Person
    places: tuple[TeamRoles, ...]
    beyond: bool = False  # whether he belongs to other teams as well, or administers the installation


@dataclass(frozen=True, slots=True)
class OpenTeam:
    """A team that people work in."""

    id: str
    title: str
    people: int  # who may sign in
    administrators: int  # of these


def everybody(context: AppContext, within: str | None = None) -> list[VisiblePerson]:
    """Every person (of the team) with his teams (that team), by name; disabled ones last."""
    with context.database.read() as session:
        wanted = select(Person)
        if within is not None:
            wanted = wanted.where(col(Person.id).in_(_members(within)))
        known = [_known(session, each, within) for each in session.exec(wanted).all()]
        session.expunge_all()
    return sorted(known, key=lambda each: (each.person.disabled_at != "", each.person.name.casefold()))


def one(context: AppContext, person_id: str, within: str | None = None) -> VisiblePerson:
    """One person with his teams.

    Raises:
        PersonUnknown: there is none of this id, or not in this team.
    """
    with context.database.read() as session:
        found = _known(session, _person(session, person_id, within), within)
        session.expunge_all()
    return found


def teams(context: AppContext, within: str | None = None) -> Sequence[OpenTeam]:
    """Every team that is not closed (of these, that one), by title."""
    with context.database.read() as session:
        wanted = select(Team).where(Team.closed_at == "")
        found = session.exec(wanted if within is None else wanted.where(Team.id == within)).all()
        can_sign_in = (
            select(Membership.team_id, func.count(col(Membership.person_id).distinct()))
            .join(Person, col(Person.id) == col(Membership.person_id))
            .where(Person.disabled_at == "")
            .group_by(Membership.team_id)
        )
        people = dict(session.exec(can_sign_in).all())
        administrators = dict(
            session.exec(can_sign_in.where(Membership.role == AccessRole.ADMINISTRATOR.value)).all()
        )
        known = [
            OpenTeam(each.id, each.title, people.get(each.id, 0), administrators.get(each.id, 0))
            for each in found
        ]
    return sorted(known, key=lambda each: (each.title.casefold(), each.id))


def has_installation_administrator(context: AppContext) -> bool:
    """Whether the shell has made anybody an installation administrator who can sign in."""
    with context.database.read() as session:
        return _somebody_administers(session)


def invite(
    context: AppContext,
    login: str,
    name: str,
    team_id: str,
    roles: Collection[AccessRole],
    *,
    by: str,
    within: str | None = None,
) -> tuple[Person, str]:
    """Add a person to a team, and give the secret of the link by which he sets his password.

    Who has an account already keeps it, with its name and password, and is added to the team: the secret is "" then.
    Within a team nobody is added who has one: it is an installation administrator who says that somebody is of two teams.

    Raises:
        PersonRefused, TeamUnknown, NoAccounts, BeyondTeam: nothing was changed.
    """
    made, secret, _new = _invite(context, login, name, team_id, roles, by=by, within=within, to="")
    return made, secret


def invite_by_mail(
    context: AppContext,
    login: str,
    name: str,
    team_id: str,
    roles: Collection[AccessRole],
    *,
    to: str,
    by: str,
    within: str | None = None,
) -> tuple[Person, bool]:
    """Add a person to a team as `invite` does, and mail the link to an address, which is the person's from then on.

    Gives the person and whether a mail goes: none does to somebody who has an account already.

    Raises:
        PersonRefused, TeamUnknown, NoAccounts, BeyondTeam, MailOff: nothing was changed.
    """
    to = check_address(to)
    made, _, new = _invite(context, login, name, team_id, roles, by=by, within=within, to=to)
    return made, new


def _invite(
    context: AppContext,
    login: str,
    name: str,
    team_id: str,
    roles: Collection[AccessRole],
    *,
    by: str,
    within: str | None,
    to: str,
) -> tuple[Person, str, bool]:
    """The person, the secret of the link, and whether the person had no account before."""
    if not roles:
        raise PersonRefused("Choose at least one role; without any, nothing can be done.")
    with context.decide() as decision:
        if not there_are_any(decision.session):
            raise NoAccounts(
                "No accounts are set up yet; make the first one with `screening accounts bootstrap`."
            )
        _team(decision.session, team_id, within)
        there = find(decision.session, login)
        if there is not None:
            _add_to_team(decision, there, team_id, roles, by, within)
            decision.session.expunge_all()
            return there, "", False
        made = add_person(decision, login, name)
        add_roles(decision, made.id, team_id, sorted(roles))
        secret = _hand_over(context, decision, made, LinkKind.INVITATION, by=by, to=to, team=team_id)
        facts: dict[str, object] = {"person": made.id, "roles": sorted(roles)}
        facts |= {"signs_in": mark_of(decision, made)} | ({"mailed": True} if to else {})
        decision.record("person.invited", actor=by, team=team_id, facts=facts)
        decision.session.expunge_all()
    return made, secret, True


def _hand_over(
    context: AppContext,
    decision: AuditedTransaction,
    whose: Person,
    kind: LinkKind,
    *,
    by: str,
    to: str,
    team: str,
) -> str:
    """Make a link and mail it to an address, or give its secret where there is none."""
    if not to:
        return make_link(decision, kind, whose.id, by)
    mail_link(context, decision, whose, kind, by=by, to=to, team=team)
    return ""


def new_link(
    context: AppContext, person_id: str, *, by: str, within: str | None = None, mail: bool = False
) -> str:
    """The secret of a link by which a person sets a new password; the one he has works until then.

    With `mail` it is mailed to the person's address instead, and "" is given.

    Raises:
        PersonUnknown: there is none of this id, or not in this team.
        BeyondTeam: he is not the team's alone.
        PersonRefused: the account is disabled, or the person has no address to which it could be mailed.
        MailOff: no mail is sent here.
    """
    with context.decide() as decision:
        whose = ruled_person(decision.session, person_id, within)
        if whose.disabled_at:
            raise PersonRefused("This account is disabled; enable it first.")
        to = mail_address_of(whose) if mail else ""
        if mail and not to:
            raise PersonRefused("This person has no e-mail address; hand the link over yourself.")
        kind = LinkKind.RESET if whose.password else LinkKind.INVITATION
        secret = _hand_over(context, decision, whose, kind, by=by, to=to, team=within or "")
        facts = {"person": person_id, "kind": kind.value} | ({"mailed": True} if mail else {})
        decision.record("person.link-made", actor=by, team=within or "", facts=facts)
    return secret


def set_roles(
    context: AppContext,
    person_id: str,
    team_id: str,
    roles: Collection[AccessRole],
    *,
    by: str,
    within: str | None = None,
) -> None:
    """Let a person hold exactly these roles in a team, none to take him out of it; ends his sessions there.

    Raises:
        PersonUnknown: there is none of this id, or not in this team.
        TeamUnknown: there is none of this id, or another one.
        LastTeamAdministrator: the team has keys or webhooks that nobody would look after.
    """
    with context.decide() as decision:
        session = decision.session
        _team(session, team_id, within)
        whose = _person(session, person_id, within)
        before = _roles_in(session, person_id, team_id)
        if before == frozenset(roles):
            return
        session.connection().execute(
            delete(Membership).where(
                col(Membership.person_id) == person_id, col(Membership.team_id) == team_id
            )
        )
        if not before:
            void_links(session, person_id, but_made_by=by)
        add_roles(decision, person_id, team_id, sorted(roles))
        sessions.end_all(session, person_id, team_id=team_id)
        if AccessRole.ADMINISTRATOR in before - frozenset(roles):
            check_administrators_left(session, [team_id])
        facts = {"person": whose.id, "from": sorted(before), "to": sorted(roles)}
        decision.record("person.roles-set", actor=by, team=team_id, facts=facts)


def disable(context: AppContext, person_id: str, *, by: str, within: str | None = None) -> None:
    """Let an account be used no more: its sessions end, its links are worth nothing, and its devices are forgotten.

    Raises:
        PersonUnknown, BeyondTeam, LastAdministrator, LastTeamAdministrator: nothing was changed.
    """
    with context.decide() as decision:
        whose = locked(decision.session, ruled_person(decision.session, person_id, within).id)
        if whose.disabled_at:
            return
        whose.disabled_at = decision.at.isoformat()
        decision.session.add(whose)
        decision.session.flush()
        sessions.end_all(decision.session, person_id)
        void_links(decision.session, person_id)
        devices.forget_all(decision.session, person_id)
        if whose.installation_administrator_at:
            _check_somebody_administers(decision.session)
        check_administrators_left(decision.session, administered_by(decision.session, person_id))
        decision.record("person.disabled", actor=by, team=within or "", facts={"person": person_id})


def enable(context: AppContext, person_id: str, *, by: str, within: str | None = None) -> None:
    """Let a disabled account be used again, with the password it had.

    Raises:
        PersonUnknown: there is none of this id, or not in this team.
        BeyondTeam: he is not the team's alone.
    """
    with context.decide() as decision:
        whose = ruled_person(decision.session, person_id, within)
        if not whose.disabled_at:
            return
        whose.disabled_at = ""
        decision.session.add(whose)
        decision.record("person.enabled", actor=by, team=within or "", facts={"person": person_id})


def end_sessions(context: AppContext, person_id: str, *, by: str, within: str | None = None) -> None:
    """End every session of a person, or those in which he works in this team.

    Raises:
        PersonUnknown: there is none of this id, or not in this team.
        BeyondTeam: he administers the installation, in whatever team he works at the moment.
    """
    with context.decide() as decision:
        whose = _person(decision.session, person_id, within)
        if within is not None and whose.installation_administrator_at:
            raise _is_not_the_teams()
        sessions.end_all(decision.session, person_id, team_id=within or "")
        decision.record("person.sessions-ended", actor=by, team=within or "", facts={"person": person_id})


def make_installation_administrator(context: AppContext, person_id: str, *, by: str) -> None:
    """Let a person look after every team; links that others made for him are worth nothing from then on.

    Raises:
        PersonUnknown: there is none of this id.
        PersonRefused: the account is disabled.
    """
    with context.decide() as decision:
        whose = person(decision.session, person_id)
        if whose.installation_administrator_at:
            return
        if whose.disabled_at:
            raise PersonRefused("This account is disabled; enable it first.")
        void_links(decision.session, person_id, but_made_by=by)
        add_installation_administrator(decision, whose, by)


def remove_installation_administrator(context: AppContext, person_id: str, *, by: str) -> None:
    """Let a person look after no more than his roles in teams say; ends his sessions.

    Raises:
        PersonUnknown, LastAdministrator: nothing was changed.
    """
    with context.decide() as decision:
        whose = locked(decision.session, person_id)
        if not whose.installation_administrator_at:
            return
        whose.installation_administrator_at = ""
        decision.session.add(whose)
        decision.session.flush()
        sessions.end_all(decision.session, person_id)
        _check_somebody_administers(decision.session)
        decision.record(
            "person.installation-administrator-removed", actor=by, team="", facts={"person": person_id}
        )


def members(context: AppContext, team_id: str, within: str | None = None) -> list[VisiblePerson]:
    """Everybody in a team, by name, disabled people last; of each the roles in this team alone.

    Raises:
        TeamUnknown: there is none of this id, or another one than `within`.
    """
    with context.database.read() as session:
        _team(session, team_id, within)
    return everybody(context, team_id)


def add_team(context: AppContext, title: str, *, by: str) -> str:
    """Make a team; gives its id, made of its title for ever.

    Raises:
        PersonRefused: the title cannot be kept, or another open team has it.
    """
    title = shown_name(title, "the team's name")
    with context.decide() as decision:
        there = decision.session.exec(select(Team)).all()
        if title.casefold() in {each.title.casefold() for each in there if not each.closed_at}:
            raise PersonRefused("There is a team of this name; choose another one.")
        team_id = _free_id(title, {each.id for each in there})
        decision.session.add(Team(id=team_id, title=title, made_at=decision.at.isoformat()))
        decision.record("team.added", actor=by, team=team_id)
    return team_id


def close_team(context: AppContext, team_id: str, *, by: str) -> None:
    """Close a team: nobody works in it any more. What it screened stays until its term, and its id is not used again.

    Its keys are revoked and its webhooks removed with it; the log says which.

    Raises:
        TeamUnknown, LastTeam: nothing was changed.
    """
    with context.decide() as decision:
        closed = _team(decision.session, team_id, None)
        closed.closed_at = decision.at.isoformat()
        decision.session.add(closed)
        decision.session.flush()
        forgotten = forget_mappings_of_team(decision.session, team_id)
        revoke_keys_of_team(decision, team_id, by=by)
        _remove_webhooks(decision, team_id, by)
        hold(decision.session)  # as in `_check_somebody_administers`
        if decision.session.exec(select(Team.id).where(Team.closed_at == "").limit(1)).first() is None:
            raise LastTeam("This is the only team; add another one before you close it.")
        decision.record("team.closed", actor=by, team=team_id, facts={"mappings": forgotten})


def _remove_webhooks(decision: AuditedTransaction, team_id: str, by: str) -> None:
    """Remove the webhooks of a team and of its sandbox with their deliveries, each with its entry in the log.

    A try that is due later finds that its delivery is gone, and does nothing.
    """
    session, of_team = decision.session, col(WebhookTarget.team).in_((team_id, sandbox_of(team_id)))
    for target in session.exec(select(WebhookTarget).where(of_team).order_by(col(WebhookTarget.id))).all():
        host = urlsplit(target.url).hostname or ""
        sent = delete(WebhookDelivery).where(col(WebhookDelivery.target_id) == target.id)
        session.connection().execute(sent)
        session.delete(target)
        facts = {"webhook": target.id, "host": host}
        decision.record("webhook.removed", actor=by, team=target.team, facts=facts)


def ruled_person(session: Session, person_id: str, within: str | None) -> Person:
    """The person, where whoever administers `within` may decide over the whole account.

    Raises:
        PersonUnknown: there is none of this id, or not in this team.
        BeyondTeam: he is not the team's alone.
    """
    whose = _person(session, person_id, within)
    if within is not None and _is_beyond(session, whose, within):
        raise _is_not_the_teams()
    return whose


def _is_not_the_teams() -> BeyondTeam:
    return BeyondTeam(
        "This person also works in another team or administers the installation;"
        " ask an installation administrator."
    )


def _add_to_team(
    decision: AuditedTransaction,
    whose: Person,
    team_id: str,
    roles: Collection[AccessRole],
    by: str,
    within: str | None,
) -> None:
    """Add somebody who has an account to a team; nothing of the account changes."""
    if _roles_in(decision.session, whose.id, team_id):
        raise PersonRefused("The person with this sign-in name is already in this team.")
    # Who is in two teams is helped by neither team's administrator, so no team brings that about by itself.
    if within is not None:
        raise BeyondTeam(
            "You cannot invite this name; an installation administrator can add it to your team."
        )
    void_links(decision.session, whose.id, but_made_by=by)
    add_roles(decision, whose.id, team_id, sorted(roles))
    facts = {"person": whose.id, "from": [], "to": sorted(roles)}
    decision.record("person.roles-set", actor=by, team=team_id, facts=facts)


def _known(session: Session, whose: Person, within: str | None) -> VisiblePerson:
    held = tuple(places_of(session, whose.id))
    if within is None:
        return VisiblePerson(whose, held)
    here = tuple(each for each in held if each.team_id == within)
    return VisiblePerson(whose, here, _is_beyond(session, whose, within))


def _is_beyond(session: Session, whose: Person, within: str) -> bool:
    elsewhere = any(each.team_id != within for each in places_of(session, whose.id))
    return elsewhere or whose.installation_administrator_at != ""


def _person(session: Session, person_id: str, within: str | None) -> Person:
    """The person; of another team than `within` he is unknown, in the same words."""
    found = person(session, person_id)
    return found if within is None or _roles_in(session, person_id, within) else person(session, "")


def _team(session: Session, team_id: str, within: str | None) -> Team:
    found = session.get(Team, team_id) if within in (None, team_id) else None
    if found is None or found.closed_at:
        raise TeamUnknown("There is no such team; look at the list of teams.")
    return found


def _members(team_id: str) -> SelectOfScalar[str]:
    return select(Membership.person_id).where(Membership.team_id == team_id)


def _roles_in(session: Session, person_id: str, team_id: str) -> frozenset[AccessRole]:
    held = select(Membership.role).where(Membership.person_id == person_id, Membership.team_id == team_id)
    return frozenset(map(AccessRole, session.exec(held)))


def _check_somebody_administers(session: Session) -> None:
    """An installation administrator has to be left who can sign in, after what this transaction changed.

    The log is held first: of two who take the last two at once, one waits and sees what the other did. It is held after
    the rows were changed, since everybody takes rows before the log, and no two wait for each other.
    """
    hold(session)
    if not _somebody_administers(session):
        raise LastAdministrator(
            "No installation administrator would be left who can sign in; make somebody else one first, with"
            " `screening accounts make-installation-administrator`."
        )


def _somebody_administers(session: Session) -> bool:
    left = session.exec(
        select(Person.id)
        .where(Person.installation_administrator_at != "", Person.disabled_at == "")
        .where((Person.password != "") | (Person.issuer != ""))
        .limit(1)
    )
    return left.first() is not None


def _free_id(title: str, taken: set[str]) -> str:
    base = re.sub(r"[^a-z0-9]+", "-", anyascii(title).casefold()).strip("-")[:LONGEST_ID].strip("-") or "team"
    number, made = 1, base
    while made in taken:
        number += 1
        made = f"{base}-{number}"
    return made
