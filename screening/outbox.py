"""From the log to the queue: which entries of the log are events for other systems, and who gets a delivery of each."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlmodel import Session, col, or_, select

from screening.storage.webhook_tables import WebhookDelivery, WebhookTarget

RUN_FINISHED, RUN_FAILED, RUN_ASKS = "run.finished", "run.failed", "run.needs_mapping"
DECISION_MADE, DECISION_ENDED = "decision.made", "decision.ended"
LIST_CHANGED, PING = "list.changed", "ping"

# What an event is called, by what the log calls the thing.
_KINDS = {
    "run.finished": RUN_FINISHED,
    "run.failed": RUN_FAILED,
    "run.needs_mapping": RUN_ASKS,
    "disposition.decided": DECISION_MADE,
    "disposition.confirmed": DECISION_MADE,
    "disposition.withdrawn": DECISION_ENDED,
    "disposition.lapsed": DECISION_ENDED,
    "lists.changed": LIST_CHANGED,
}
KINDS = {
    RUN_FINISHED: "a list was screened and its report can be fetched",
    RUN_FAILED: "a list could not be screened to the end",
    RUN_ASKS: "a list can be read in more than one way and waits for an answer",
    DECISION_MADE: "a person decided about a possible match, and it holds",
    DECISION_ENDED: "a decision was withdrawn, or lapsed because what it rests on changed",
    LIST_CHANGED: "another edition of a watchlist came into force",
}


@dataclass(frozen=True, slots=True)
class RecordedEntry:
    """A line of the log as it was just written."""

    action: str
    at: str  # ISO 8601, UTC
    team: str  # "" where it is nobody's, as with lists
    run_id: str
    hash: str
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class WebhookEvent:
    """What is told; `body` is JSON and the same at every try."""

    id: str  # of the log's line, so that the two can be laid side by side
    kind: str
    at: str  # ISO 8601, UTC
    team: str
    body: str


def event_of(line: RecordedEntry) -> WebhookEvent | None:
    """The event that a line of the log is, None where nobody is told of such lines."""
    kind = _KINDS.get(line.action)
    if kind is None:
        return None
    if kind in (RUN_FINISHED, RUN_FAILED, RUN_ASKS):
        said = _of_run(line)
    elif kind == LIST_CHANGED:
        said = _of_lists(line)
    else:
        said = _of_decision(line)
    return make_event(f"evt_{line.hash[:32]}", kind, line.at, line.team, said)


def make_event(event_id: str, kind: str, at: str, team: str, said: Mapping[str, Any]) -> WebhookEvent:
    """An event with what every event says."""
    whole = {"id": event_id, "type": kind, "at": at, "team": team, **said}
    return WebhookEvent(
        event_id, kind, at, team, json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
    )


def _of_run(line: RecordedEntry) -> dict[str, Any]:
    here = f"/api/v1/runs/{line.run_id}"
    links = {"run": here}
    run: dict[str, object] = {"id": line.run_id, "state": line.action.removeprefix("run.")}
    if line.action == "run.finished":
        links |= {"results": f"{here}/results", "report": f"{here}/report"}
        run["rows"] = line.facts.get("rows", 0)
    else:
        run["code"] = line.facts.get("code", "")
    return {"run": run, "links": links}


def _of_decision(line: RecordedEntry) -> dict[str, Any]:
    said = {"id": line.facts.get("disposition", ""), "case": line.facts.get("case", "")}
    if line.action in ("disposition.decided", "disposition.confirmed"):
        return {"decision": {**said, "verdict": line.facts.get("to", "")}}
    return {"decision": {**said, "ended": line.action.removeprefix("disposition.")}}


def _of_lists(line: RecordedEntry) -> dict[str, Any]:
    lists = line.facts.get("lists")
    ids = [str(each) for each in lists] if isinstance(lists, list) else []
    return {
        "lists": {
            "ids": ids,
            "change": line.facts.get("kind", ""),
            "generation": line.facts.get("generation"),
        },
        "links": {each: f"/api/v1/lists/{each}/diff" for each in ids},
    }


DELIVER = "deliver"  # the engine's word for one try
WAITING, DELIVERED, GIVEN_UP = "waiting", "delivered", "given_up"


class DeliveryQueue(Protocol):
    """What is needed of the engine."""

    def add(self, session: Session, steps: Sequence[tuple[str, str, int, int]], *, after: float = 0) -> None:
        """Add steps within the transaction of `session`, to be taken up in `after` seconds."""


def announce(session: Session, queue: DeliveryQueue, lines: Iterable[RecordedEntry]) -> None:
    """Keep a delivery for everybody who is to be told, and its first try; both with the lines or not at all."""
    for event in filter(None, map(event_of, lines)):
        whose = or_(col(WebhookTarget.team) == "", col(WebhookTarget.team) == event.team)
        found = select(WebhookTarget).where(whose) if event.team else select(WebhookTarget)
        for target in session.exec(found):
            if event.kind in target.events.split():
                put(session, queue, target.id, event)


def put(session: Session, queue: DeliveryQueue, target_id: str, event: WebhookEvent) -> str:
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
