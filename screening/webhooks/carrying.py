"""One try of a delivery, and the next where it did not arrive: ten within a day, further and further apart.

A try that was made and could not be noted, since the machine stopped in between, is made again: receivers know an
event by its id. What is waiting between tries stands in the engine's own tables and outlives every process.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import timedelta

import structlog
from sqlmodel import Session

from screening.jobs.installation import Installation
from screening.storage.webhook_tables import WebhookDelivery
from screening.webhooks.addresses import Lookup, look_up
from screening.webhooks.outbox import DELIVER, DELIVERED, GIVEN_UP, WAITING
from screening.webhooks.sending import Answer, post
from screening.webhooks.signing import headers_of
from screening.webhooks.targets import call_of

# Seconds after each try that failed: a receiver that restarts is met within a minute, one that is mended overnight too.
PAUSES = (5, 30, 120, 600, 1_800, 3_600, 10_800, 21_600, 43_200)
_GONE = 410  # the receiver says that it wants no more of this

log = structlog.get_logger()


def carry(place: Installation, delivery_id: str, round_: int, number: int, lookup: Lookup = look_up) -> None:
    """Make the try of this number, unless it is not wanted any more.

    Raises:
        StorageFailed: what came of it could not be noted; the try is to be made again.
    """
    with place.database.read() as session:
        delivery = _wanted(session, delivery_id, round_, number)
        if delivery is None:
            return
        called = call_of(place, session, delivery.target_id)
        event_id, body = delivery.event_id, delivery.body.encode()
    if called is None:
        return
    url, secret, by_name = called
    moment = place.now()
    headers = headers_of(secret, event_id, int(moment.timestamp()), body)
    answer = _post(url, headers, body, by_name, lookup)
    with place.database.write() as session:
        delivery = _wanted(session, delivery_id, round_, number)
        if delivery is not None:
            _note(place, session, delivery, number, moment.isoformat(), answer)


def _post(url: str, headers: dict[str, str], body: bytes, by_name: Collection[str], lookup: Lookup) -> Answer:
    try:
        return post(url, headers, body, by_name, lookup=lookup)
    except (
        Exception
    ) as error:  # a fault of ours must not end the worker, nor leave the delivery waiting for ever
        log.error("webhook failed", error=type(error).__name__)
        return Answer(0, "failed-here")


def _note(
    place: Installation, session: Session, delivery: WebhookDelivery, number: int, at: str, answer: Answer
) -> None:
    tries = [*json.loads(delivery.tries), {"at": at, "status": answer.status, "code": answer.code}]
    delivery.tries = json.dumps(tries)
    delivery.next_at = ""
    if answer.delivered or answer.status == _GONE or number >= len(PAUSES):
        delivery.state = DELIVERED if answer.delivered else GIVEN_UP
        delivery.ended_at = place.now().isoformat()
    else:
        pause = PAUSES[number]
        delivery.next_try = number + 1
        delivery.next_at = (place.now() + timedelta(seconds=pause)).isoformat()
        place.queue.add(session, [(DELIVER, delivery.id, delivery.round, number + 1)], after=pause)
    session.add(delivery)


def _wanted(session: Session, delivery_id: str, round_: int, number: int) -> WebhookDelivery | None:
    """The delivery, where this is the try it waits for."""
    delivery = session.get(WebhookDelivery, delivery_id)
    if delivery is None or delivery.state != WAITING or delivery.round != round_:
        return None
    return delivery if delivery.next_try == number else None
