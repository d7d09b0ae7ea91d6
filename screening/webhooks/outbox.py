"""From the log to the engine: whoever is to be told of a line gets a delivery, in the transaction of the line itself."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Protocol

from sqlmodel import Session, col, or_, select

from screening.storage.webhook_tables import WebhookDelivery, WebhookTarget
from screening.webhooks.events import Event, Line, event_of

DELIVER = "deliver"  # the engine's word for one try
WAITING, DELIVERED, GIVEN_UP = "waiting", "delivered", "given_up"


class Queue(Protocol):
    """What is needed of the engine."""

    def add(self, session: Session, steps: list[tuple[str, str, int, int]], after: float = 0) -> None:
        """Add steps within the transaction of `session`, to be taken up in `after` seconds."""


def announce(session: Session, queue: Queue, lines: Iterable[Line]) -> None:
    """Keep a delivery for everybody who is to be told, and its first try; both with the lines or not at all."""
    for event in filter(None, map(event_of, lines)):
        whose = or_(col(WebhookTarget.team) == "", col(WebhookTarget.team) == event.team)
        found = select(WebhookTarget).where(whose) if event.team else select(WebhookTarget)
        for target in session.exec(found):
            if event.kind in target.events.split():
                put(session, queue, target.id, event)


def put(session: Session, queue: Queue, target_id: str, event: Event) -> str:
    """Keep one delivery with its first try and give its id."""
    delivery = WebhookDelivery(
        id=uuid.uuid4().hex,
        target_id=target_id,
        event_id=event.id,
        kind=event.kind,
        body=event.body,
        made_at=event.at,
        state=WAITING,
        tries="[]",
        next_at=event.at,
    )
    session.add(delivery)
    session.flush()
    queue.add(session, [(DELIVER, delivery.id, delivery.round, 0)])
    return delivery.id
