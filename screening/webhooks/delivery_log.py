"""The log of deliveries: what was sent where, what came back, and sending it again. `within` is as for targets."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlmodel import Session, col, delete, func, select

from screening.context import AppContext
from screening.errors import ScreeningError
from screening.event_json import EventJson
from screening.outbox import DELIVER, PING, WAITING, put
from screening.storage.keysets import in_order, rows_after
from screening.storage.webhook_tables import WebhookDelivery
from screening.webhooks.json_output import TRIES, DeliveryJson
from screening.webhooks.targets import target_of

MOST_ROUNDS = 20  # of one delivery; whoever needs more mends the receiver first


class DeliveryUnknown(ScreeningError):
    """The target has no such delivery."""

    code, status = "delivery-unknown", 404


class DeliveryWaits(ScreeningError):
    """The delivery is under way, or was sent again often enough."""

    code, status = "delivery-not-again", 409


_NEWEST = ((col(WebhookDelivery.made_at), True), (col(WebhookDelivery.id), False))


def deliveries(
    context: AppContext,
    target_id: str,
    *,
    limit: int = 50,
    offset: int = 0,
    after: Sequence[str] = (),
    within: str | None = None,
) -> tuple[list[DeliveryJson], int]:
    """Deliveries to one target, the newest first, and how many there are in all.

    `after` is moment and id of the delivery after which to go on; () begins with the newest.

    Raises:
        TargetUnknown: there is none of this id, or not of this team.
    """
    target_of(context, target_id, within)
    theirs = col(WebhookDelivery.target_id) == target_id
    newest = select(WebhookDelivery).where(theirs)
    newest = newest.order_by(*in_order(_NEWEST))
    if after:
        newest = newest.where(rows_after(_NEWEST, after))
    with context.database.read() as session:
        total = session.exec(select(func.count()).select_from(WebhookDelivery).where(theirs)).one()
        return [_delivery(each) for each in session.exec(newest.limit(limit).offset(offset))], total


def delivery_of(
    context: AppContext, target_id: str, delivery_id: str, within: str | None = None
) -> DeliveryJson:
    """One delivery to one target.

    Raises:
        TargetUnknown: there is no such target, or not of this team.
        DeliveryUnknown: it has no such delivery.
    """
    target_of(context, target_id, within)
    with context.database.read() as session:
        return _delivery(_kept(session, target_id, delivery_id))


def deliver_again(
    context: AppContext, target_id: str, delivery_id: str, *, actor: str, within: str | None = None
) -> None:
    """Send a delivery that has ended once more, with as many tries as at first; the event keeps its id.

    Raises:
        TargetUnknown: there is no such target, or not of this team.
        DeliveryUnknown: it has no such delivery.
        DeliveryWaits: it is under way, or was sent again often enough.
    """
    target = target_of(context, target_id, within)
    with context.decide() as decision:
        kept = _kept(decision.session, target_id, delivery_id)
        if kept.state == WAITING:
            raise DeliveryWaits("This delivery is under way; wait until it has arrived or was given up.")
        if kept.round >= MOST_ROUNDS:
            raise DeliveryWaits(f"This delivery was sent {MOST_ROUNDS} times; mend its receiver first.")
        kept.state, kept.round, kept.next_try, kept.traced = WAITING, kept.round + 1, 0, True
        kept.next_at, kept.ended_at = decision.at.isoformat(), ""
        decision.session.add(kept)
        context.queue.add(decision.session, [(DELIVER, kept.id, kept.round, 0)])
        facts = {"webhook": target_id, "delivery": kept.id, "event": kept.event_id}
        decision.record("webhook.sent_again", actor=actor, team=target.team, facts=facts)


def ping(context: AppContext, target_id: str, within: str | None = None) -> str:
    """Send a target an event that says nothing happened, and give the id of its delivery.

    Raises:
        TargetUnknown: there is none of this id, or not of this team.
    """
    target = target_of(context, target_id, within)
    event = EventJson(id=f"evt_{uuid.uuid4().hex}", type=PING, at=context.now().isoformat(), team=target.team)
    with context.database.write() as session:
        return put(session, context.queue, target_id, event)


def clear_deliveries(context: AppContext, before: str) -> None:
    """Forget deliveries that ended before a moment (ISO, UTC), and what the engine knows of those that ended."""
    with context.database.read() as session:
        ended = select(WebhookDelivery.id).where(
            col(WebhookDelivery.traced).is_(True), WebhookDelivery.state != WAITING
        )
        done = list(session.exec(ended))
    for delivery_id in done:
        context.queue.forget(delivery_id)
        with context.database.write() as session:
            kept = session.get(WebhookDelivery, delivery_id)
            if kept is not None and kept.state != WAITING:
                kept.traced = False
                session.add(kept)
    with context.database.write() as session:
        session.connection().execute(
            delete(WebhookDelivery).where(
                col(WebhookDelivery.state) != WAITING, col(WebhookDelivery.ended_at) < before
            )
        )


def _kept(session: Session, target_id: str, delivery_id: str) -> WebhookDelivery:
    kept = session.get(WebhookDelivery, delivery_id)
    if kept is None or kept.target_id != target_id:
        raise DeliveryUnknown("There is no such delivery; look at the deliveries of the webhook.")
    return kept


def _delivery(kept: WebhookDelivery) -> DeliveryJson:
    return DeliveryJson(
        id=kept.id,
        target=kept.target_id,
        event=kept.event_id,
        type=kept.kind,
        state=kept.state,  # type: ignore[arg-type]  # a text of the table, which the type itself checks
        made_at=kept.made_at,
        next_at=kept.next_at,
        ended_at=kept.ended_at,
        tries=TRIES.validate_json(kept.tries),
    )
