"""Targets: made, given a new secret and taken away by an administrator, each with a line in the log.

`within` is as in `screening.accounts.administration`: the one team whose administrator acts, None for all teams. Within a
team, targets of others and those of every team are answered like targets that do not exist. Who looks after a team looks
after the targets of its sandbox, as after its sandbox keys.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Collection, Mapping, Sequence

from sqlmodel import Session, col, delete, func, select

from screening.accounts.teams import check_team
from screening.context import AppContext, AuditedTransaction
from screening.errors import ScreeningError
from screening.outbox import KINDS
from screening.sandbox_names import is_sandbox_team, owner_of, sandbox_of
from screening.storage.webhook_tables import WebhookDelivery, WebhookTarget
from screening.webhooks.address_guard import Lookup, judged, look_up, read_url
from screening.webhooks.json_output import WebhookJson
from screening.webhooks.signing import secret_of

# Every event is written once for each. One team's leave room for the others'.
MOST_TARGETS = 50  # of one team; those for every team count as one team's
MOST_OF_ALL = 500


class TargetUnknown(ScreeningError):
    """There is no such target."""

    code, status = "webhook-unknown", 404


class TargetRefused(ScreeningError):
    """A target cannot be made as it was asked for."""

    code, status = "webhook-refused", 422


def add_target(
    context: AppContext,
    url: str,
    events: Sequence[str],
    *,
    actor: str,
    team: str = "",
    within: str | None = None,
    lookup: Lookup = look_up,
) -> tuple[WebhookJson, str]:
    """Make a target and give it with its secret, which is shown this once.

    Raises:
        AddressRefused, HostUnknown: calls may not go there, or nowhere.
        TargetRefused: no such events, or too many targets.
        TeamUnknown: there is no such team, or it is not the one that is looked after.
        TeamEmpty: nobody is in it.
    """
    wanted = tuple(kind for kind in KINDS if kind in events)
    if unknown := sorted(set(events) - KINDS.keys()):
        raise TargetRefused(f"There is no event {unknown[0]!r}; there are {', '.join(KINDS)}.")
    if not wanted:
        raise TargetRefused(f"Name at least one event of {', '.join(KINDS)}.")
    allowed = context.settings.webhook_hosts_by_name
    judged(read_url(url, allowed), allowed, lookup)
    with context.decide() as decision:
        session = decision.session
        _check_team(session, team, within)
        counted = select(func.count()).select_from(WebhookTarget)
        if session.exec(counted.where(WebhookTarget.team == team)).one() >= MOST_TARGETS:
            raise TargetRefused(
                f"There are {MOST_TARGETS} targets of this team already; take one away first."
            )
        if session.exec(counted).one() >= MOST_OF_ALL:
            raise TargetRefused(
                f"There are {MOST_OF_ALL} targets of all teams already; an administrator can take some away."
            )
        kept = WebhookTarget(
            id=uuid.uuid4().hex,
            url=url,
            events=" ".join(wanted),
            team=team,
            nonce=secrets.token_hex(16),
            made_by=actor,
            made_at=decision.at.isoformat(),
        )
        session.add(kept)
        target, secret = _target(kept), _secret(context, kept)
        _record(decision, "webhook.added", actor, target, {"events": list(wanted)})
    return target, secret


def new_secret(context: AppContext, target_id: str, *, actor: str, within: str | None = None) -> str:
    """Give a target another secret, which counts from now on, and show it this once.

    Raises:
        TargetUnknown: there is none of this id, or not of this team.
    """
    with context.decide() as decision:
        kept = _kept(decision.session, target_id, within)
        kept.nonce = secrets.token_hex(16)
        decision.session.add(kept)
        secret = _secret(context, kept)
        _record(decision, "webhook.new_secret", actor, _target(kept), {})
    return secret


def remove_target(context: AppContext, target_id: str, *, actor: str, within: str | None = None) -> None:
    """Take a target away, with what waits for it and its deliveries.

    Raises:
        TargetUnknown: there is none of this id, or not of this team.
    """
    with context.decide() as decision:
        session = decision.session
        kept = _kept(session, target_id, within)
        _record(decision, "webhook.removed", actor, _target(kept), {})
        sent = select(WebhookDelivery.id).where(WebhookDelivery.target_id == target_id)
        deliveries = list(session.exec(sent))
        session.connection().execute(
            delete(WebhookDelivery).where(col(WebhookDelivery.target_id) == target_id)
        )
        session.delete(kept)
    for delivery_id in deliveries:
        context.queue.forget(delivery_id)


def targets(context: AppContext, within: str | None = None) -> list[WebhookJson]:
    """Every target (of the team), the oldest first."""
    made = select(WebhookTarget).order_by(col(WebhookTarget.made_at), col(WebhookTarget.id))
    with context.database.read() as session:
        found = session.exec(
            made if within is None else made.where(col(WebhookTarget.team).in_(_places(within)))
        )
        return [_target(each) for each in found]


def target_of(context: AppContext, target_id: str, within: str | None = None) -> WebhookJson:
    """One target.

    Raises:
        TargetUnknown: there is none of this id, or not of this team.
    """
    with context.database.read() as session:
        return _target(_kept(session, target_id, within))


def call_of(context: AppContext, session: Session, target_id: str) -> tuple[str, str, Collection[str]] | None:
    """What a call needs: address, secret, and hosts allowed by name; None where the target is gone."""
    kept = session.get(WebhookTarget, target_id)
    if kept is None:
        return None
    return kept.url, _secret(context, kept), context.settings.webhook_hosts_by_name


def _places(within: str) -> tuple[str, str]:
    """The team, and its sandbox; of a sandbox that one alone, since no place is called like a sandbox of a sandbox."""
    return within, sandbox_of(within)


def _check_team(session: Session, team: str, within: str | None) -> None:
    """Every team, or one that somebody is in; the sandbox of such a team, too."""
    if is_sandbox_team(team) and (within is None or team in _places(within)):
        check_team(session, owner_of(team), None)
    elif team or within is not None:
        check_team(session, team, within)


def _kept(session: Session, target_id: str, within: str | None) -> WebhookTarget:
    kept = session.get(WebhookTarget, target_id)
    if kept is None or (within is not None and kept.team not in _places(within)):
        raise TargetUnknown("There is no such webhook; look at the list of them.")
    return kept


def _target(kept: WebhookTarget) -> WebhookJson:
    return WebhookJson(
        id=kept.id,
        url=kept.url,
        events=kept.events.split(),
        team=kept.team,
        made_by=kept.made_by,
        made_at=kept.made_at,
    )


def _secret(context: AppContext, kept: WebhookTarget) -> str:
    return secret_of(context.key, kept.id, kept.nonce)


def _record(
    decision: AuditedTransaction, action: str, actor: str, target: WebhookJson, facts: Mapping[str, object]
) -> None:
    said = {"webhook": target.id, "host": target.host, **facts}
    decision.record(action, actor=actor, team=target.team, facts=said)
