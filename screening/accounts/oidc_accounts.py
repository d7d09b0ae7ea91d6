"""People whom an OpenID provider vouches for: found by issuer and subject, never by a name that two may have.

Who comes for the first time gets an account without a password. Where groups are mapped to roles, the roles in the
teams of the mapping are made what the groups say, at every sign-in; an account that is left without any is refused.
Groups give roles in teams and nothing else: who administers the installation is said on the shell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from screening.accounts import sessions
from screening.accounts.accounts import (
    SignInRefused,
    add_person,
    add_roles,
    mark_of,
    places_of,
    there_are_any,
)
from screening.accounts.devices import DeviceCookie
from screening.accounts.one_time_links import void_links
from screening.accounts.roles import AccessRole
from screening.accounts.teams import LastTeamAdministrator, check_administrators_left
from screening.context import AppContext, AuditedTransaction
from screening.errors import ScreeningError
from screening.storage.people_tables import Membership, Person, Team


class MappingInvalid(ScreeningError):
    """SCREENING_OIDC_GROUP_ROLES cannot be read."""

    code, status = "mapping-invalid", 500


@dataclass(frozen=True, slots=True)
class GroupRoles:
    """Which group gives which roles in which team; empty: administrators give roles on the page."""

    claim: str
    lines: tuple[tuple[str, str, AccessRole], ...]  # group, team, role

    @staticmethod
    def read(claim: str, text: str) -> GroupRoles:
        """Read "group=team:role, group=team:role".

        Raises:
            MappingInvalid: a part is not of that form, or there is no such role.
        """
        lines = []
        for part in filter(None, (each.strip() for each in text.split(","))):
            group, _, rest = part.rpartition("=")
            team, _, role = rest.rpartition(":")
            if not (group and team) or role not in set(AccessRole):
                raise MappingInvalid(
                    f"SCREENING_OIDC_GROUP_ROLES: {part[:60]!r} is not group=team:role, with one of {', '.join(AccessRole)}."
                )
            lines.append((group.strip(), team.strip(), AccessRole(role)))
        return GroupRoles(claim, tuple(lines))

    def roles(self, claims: Mapping[str, Any]) -> set[tuple[str, AccessRole]]:
        """The teams and roles that somebody's groups give."""
        said = claims.get(self.claim, [])
        groups = {said} if isinstance(said, str) else {each for each in said if isinstance(each, str)}
        return {(team, role) for group, team, role in self.lines if group in groups}


def sign_in_by_oidc(
    context: AppContext,
    issuer: str,
    claims: Mapping[str, Any],
    mapping: GroupRoles,
    browser: str,
    device: DeviceCookie | None = None,
) -> str:
    """Begin a session of the person the provider vouches for; gives its secret.

    Raises:
        SignInRefused: the account is disabled or belongs to no team.
        PersonRefused: a first sign-in under a name that somebody else signs in with.
    """
    with context.decide() as decision:
        session = decision.session
        if not there_are_any(session):
            raise SignInRefused(
                "Accounts are not set up yet; open the one-time link that the service printed."
            )
        known = _known(session, issuer, str(claims["sub"])) or _welcome(decision, issuer, claims)
        if known.disabled_at:
            raise SignInRefused("This account is disabled; ask an administrator.")
        if mapping.lines:
            _give(decision, known, mapping, claims)
        # An account without a team stays, so that an administrator sees it and can give it one.
        if places_of(session, known.id) or known.installation_administrator_at:
            return sessions.begin_in(decision, known, browser, "provider", device)
    raise SignInRefused("You have an account but no team yet; ask an administrator for a role.")


def _known(session: Session, issuer: str, subject: str) -> Person | None:
    return session.exec(select(Person).where(Person.issuer == issuer, Person.subject == subject)).first()


def _welcome(decision: AuditedTransaction, issuer: str, claims: Mapping[str, Any]) -> Person:
    login = next(
        (str(claims[each]) for each in ("email", "preferred_username", "sub") if claims.get(each)), ""
    )
    made = add_person(decision, login, str(claims.get("name") or login))
    made.issuer, made.subject = issuer, str(claims["sub"])
    decision.session.add(made)
    decision.session.flush()
    facts = {"signs_in": mark_of(decision, made)}
    decision.record("person.vouched-for", actor=made.actor, team="", facts=facts)
    return made


def _give(
    decision: AuditedTransaction, known: Person, mapping: GroupRoles, claims: Mapping[str, Any]
) -> None:
    """Make the roles in the teams of the mapping what the groups say; those in other teams stay.

    An administrator stays one where a team with keys or webhooks would have none: the log names the role each time he
    signs in without the group. Refusing the sign-in would lock out the one person who can mend it.
    """
    session = decision.session
    teams = {team for _, team, _ in mapping.lines}
    there = set(session.exec(select(Team.id).where(col(Team.id).in_(teams), Team.closed_at == "")))
    wanted = {(team, role) for team, role in mapping.roles(claims) if team in there}
    held = session.exec(
        select(Membership).where(Membership.person_id == known.id, col(Membership.team_id).in_(teams))
    )
    before = {(each.team_id, AccessRole(each.role)) for each in held}
    if before == wanted:
        return
    session.connection().execute(
        delete(Membership).where(col(Membership.person_id) == known.id, col(Membership.team_id).in_(teams))
    )
    if {team for team, _ in wanted} - {team for team, _ in before}:
        void_links(session, known.id)
    for team, role in sorted(wanted):
        add_roles(decision, known.id, team, [role])
    last = {(team, AccessRole.ADMINISTRATOR) for team in _last_administered(session, before - wanted)}
    for team, role in sorted(last):
        add_roles(decision, known.id, team, [role])
    roles = wanted | last
    if roles != before:
        sessions.end_all(session, known.id)
    facts: dict[str, Any] = {"person": known.id, "teams": sorted(teams), "to": _as_texts(roles)}
    if last:
        facts["last_administrator"] = _as_texts(last)
    decision.record("person.roles-set", actor="provider", team="", facts=facts)


def _last_administered(session: Session, lost: set[tuple[str, AccessRole]]) -> Iterator[str]:
    """The teams that are without an administrator now that these roles are taken away, and may not be."""
    for team, role in sorted(lost):
        if role is AccessRole.ADMINISTRATOR:
            try:
                check_administrators_left(session, [team])
            except LastTeamAdministrator:
                yield team


def _as_texts(roles: set[tuple[str, AccessRole]]) -> list[str]:
    return sorted(f"{team}:{role}" for team, role in roles)
