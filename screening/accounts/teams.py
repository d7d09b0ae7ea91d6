"""Which teams keys and webhooks may be made for, and that a team that has some keeps an administrator."""

from __future__ import annotations

from collections.abc import Collection

from sqlmodel import Session, col, select

from screening.accounts.accounts import PersonRefused, there_are_any
from screening.accounts.one_time_links import FIRST_TEAM
from screening.accounts.roles import AccessRole
from screening.accounts.sessions import TeamUnknown
from screening.audit.log import hold
from screening.errors import ScreeningError
from screening.sandbox_names import sandbox_of
from screening.storage.people_tables import ApiKey, Membership, Person, Team
from screening.storage.webhook_tables import WebhookTarget


class TeamEmpty(PersonRefused):
    """Nobody who can sign in is in the team; nothing was made for it."""

    code, status = "team-empty", 409


class LastTeamAdministrator(ScreeningError):
    """Nobody would be left to look after the keys and webhooks of a team; nothing was changed."""

    code, status = "last-team-administrator", 409


def check_team(session: Session, team: str, within: str | None) -> None:
    """Let keys and webhooks be made only for a team that there is and that somebody is in.

    Before there are accounts that is the first team alone. `within` is the only team for which the caller may ask.

    Raises:
        TeamUnknown: there is no such team, it is closed, or it is another one than `within`.
        TeamEmpty: nobody who is not disabled is in it.
    """
    if within not in (None, team):
        raise TeamUnknown("There is no such team for you; leave the team out, and it is your own.")
    if not there_are_any(session):
        if team != FIRST_TEAM:
            raise TeamUnknown(
                f"There is no team {team!r}: no accounts are set up, so there is only {FIRST_TEAM!r};"
                " leave the team out, or make the first account and the team first."
            )
        return
    known = session.get(Team, team)
    if known is None or known.closed_at:
        open_ids = sorted(session.exec(select(Team.id).where(Team.closed_at == "")))
        others = f"; there are {', '.join(open_ids)}" if within is None else ""
        raise TeamUnknown(
            f"There is no team {team!r}{others}. An administrator makes teams on the page People."
        )
    members = (
        select(Membership.person_id)
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(Membership.team_id == team, Person.disabled_at == "")
    )
    if session.exec(members.limit(1)).first() is None:
        raise TeamEmpty(
            f"Nobody is in the team {team!r}, so nobody would see what is made for it; invite somebody first."
        )


def administered_by(session: Session, person_id: str) -> frozenset[str]:
    """The teams in which a person is an administrator."""
    roles = select(Membership.team_id).where(
        Membership.person_id == person_id, Membership.role == AccessRole.ADMINISTRATOR.value
    )
    return frozenset(session.exec(roles))


def check_administrators_left(session: Session, teams: Collection[str]) -> None:
    """Refuse what a transaction has changed where a team with keys or webhooks has no administrator any more.

    Raises:
        LastTeamAdministrator: naming the team and what to do.
    """
    for team in sorted(teams):
        hold(session)  # of two who take the last two at once, one waits and sees what the other did
        administrators = (
            select(Membership.person_id)
            .join(Person, col(Person.id) == col(Membership.person_id))
            .where(Membership.team_id == team, Membership.role == AccessRole.ADMINISTRATOR.value)
            .where(Person.disabled_at == "", (Person.password != "") | (Person.issuer != ""))
        )
        if session.exec(administrators.limit(1)).first() is None and _has_machines(session, team):
            raise LastTeamAdministrator(
                f"The team {team!r} has API keys or webhooks, and nobody else who can sign in administers it;"
                " make somebody else an administrator of the team first, or revoke its keys and remove its webhooks."
            )


def _has_machines(session: Session, team: str) -> bool:
    keys = select(ApiKey.id).where(ApiKey.team == team, ApiKey.revoked_at == "")
    webhooks = select(WebhookTarget.id).where(col(WebhookTarget.team).in_((team, sandbox_of(team))))
    return any(session.exec(each.limit(1)).first() is not None for each in (keys, webhooks))
