"""From the log to the queue: which entries of the log are events for other systems, and who gets a delivery of each."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlmodel import Session, col, or_, select

from screening.event_json import (
    CollaborationEvent,
    CollaborationOfEvent,
    DecisionEvent,
    DecisionOfEvent,
    EventJson,
    ListsEvent,
    ListsOfEvent,
    RunEvent,
    RunLinks,
    RunOfEvent,
    WatchEvent,
    WatchLinks,
    WatchOfEvent,
)
from screening.sandbox_names import is_sandbox_team
from screening.storage.tables import Run
from screening.storage.webhook_tables import WebhookDelivery, WebhookTarget

RUN_FINISHED, RUN_FAILED, RUN_ASKS = "run.finished", "run.failed", "run.needs_mapping"
DECISION_MADE, DECISION_ENDED = "decision.made", "decision.ended"
COLLABORATION_MADE, COLLABORATION_ENDED = "collaboration.made", "collaboration.ended"
LIST_CHANGED, PING = "list.changed", "ping"
WATCH_CHANGED, WATCH_STOPPED = "watch.changed", "watch.stopped"

# What an event is called, by what the log calls the thing.
_KINDS = {
    "run.finished": RUN_FINISHED,
    "run.failed": RUN_FAILED,
    "run.needs_mapping": RUN_ASKS,
    "disposition.decided": DECISION_MADE,
    "disposition.confirmed": DECISION_MADE,
    "disposition.withdrawn": DECISION_ENDED,
    "disposition.lapsed": DECISION_ENDED,
    "collaboration.decided": COLLABORATION_MADE,
    "collaboration.withdrawn": COLLABORATION_ENDED,
    "lists.changed": LIST_CHANGED,
    "watch.told": WATCH_CHANGED,
    "watch.stopped": WATCH_STOPPED,
}
KINDS = {
    RUN_FINISHED: "a list was screened and its report is ready",
    RUN_FAILED: "screening a list failed",
    RUN_ASKS: "a list can be read in more than one way and needs your answer",
    DECISION_MADE: "a decision about a possible match took effect",
    DECISION_ENDED: "a decision was withdrawn, or lapsed because the lists changed",
    COLLABORATION_MADE: "your team decided whether it goes on with somebody; an earlier decision is replaced",
    COLLABORATION_ENDED: "such a decision was withdrawn",
    LIST_CHANGED: "a new edition of a watchlist is in force",
    WATCH_CHANGED: "something changed about people or partners under watch",
    WATCH_STOPPED: "a watch has stopped and needs your answer",
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


def event_of(line: RecordedEntry) -> EventJson | None:
    """The event that a line of the log is, None where nobody is told of such lines."""
    kind = _KINDS.get(line.action)
    if kind is None:
        return None
    whole = EventJson(id=f"evt_{line.hash[:32]}", type=kind, at=line.at, team=line.team)
    if kind in (RUN_FINISHED, RUN_FAILED, RUN_ASKS):
        return _of_run(line, whole)
    if kind in (WATCH_CHANGED, WATCH_STOPPED):
        return _of_watch(line, whole)
    if kind in (COLLABORATION_MADE, COLLABORATION_ENDED):
        return _of_collaboration(line, whole)
    return _of_lists(line, whole) if kind == LIST_CHANGED else _of_decision(line, whole)


def _of_run(line: RecordedEntry, whole: EventJson) -> RunEvent:
    here, state = f"/api/v1/runs/{line.run_id}", line.action.removeprefix("run.")
    if line.action == "run.finished":
        run = {"rows": line.facts.get("rows", 0)}
        links = RunLinks(run=here, results=f"{here}/results", report=f"{here}/report")
    else:
        run = {"code": line.facts.get("code", "")}
        links = RunLinks(run=here)
    told = RunOfEvent.model_validate({"id": line.run_id, "state": state, **run})
    return RunEvent(**dict(whole), run=told, links=links)


def _of_decision(line: RecordedEntry, whole: EventJson) -> DecisionEvent:
    said = {"id": line.facts.get("disposition", ""), "case": line.facts.get("case", "")}
    if whole.type == DECISION_MADE:
        said["verdict"] = line.facts.get("to", "")
    else:
        said["ended"] = line.action.removeprefix("disposition.")
    return DecisionEvent(**dict(whole), decision=DecisionOfEvent.model_validate(said))


def _of_collaboration(line: RecordedEntry, whole: EventJson) -> CollaborationEvent:
    said = {"id": line.facts.get("collaboration", "")}
    if whole.type == COLLABORATION_MADE:
        said |= {"kind": line.facts.get("to", ""), "until": line.facts.get("until", "")}
        said |= {"replaces": line.facts.get("replaces")}
    return CollaborationEvent(**dict(whole), collaboration=CollaborationOfEvent.model_validate(said))


def _of_watch(line: RecordedEntry, whole: EventJson) -> WatchEvent:
    here = f"/api/v1/watches/{line.facts['watch']}"
    links = WatchLinks(watch=here, run=f"/api/v1/runs/{line.run_id}")
    if whole.type == WATCH_STOPPED:
        said = {"state": "stopped", "code": line.facts.get("code", "")}
    else:
        said = {"state": "changed", **{key: line.facts[key] for key in ("changes", "kinds", "rows")}}
        links = links.model_copy(update={"changes": f"{here}/changes?run={line.run_id}"})
    told = WatchOfEvent.model_validate({"id": line.facts["watch"], **said})
    return WatchEvent(**dict(whole), watch=told, links=links)


def _of_lists(line: RecordedEntry, whole: EventJson) -> ListsEvent:
    lists = ListsOfEvent.model_validate(
        {
            "ids": line.facts.get("lists", []),
            "change": line.facts.get("kind", ""),
            "generation": line.facts.get("generation"),
        }
    )
    links = {each: f"/api/v1/lists/{each}/diff" for each in lists.ids}
    return ListsEvent(**dict(whole), lists=lists, links=links)


DELIVER = "deliver"  # the engine's word for one try
MAIL = "mail"  # its word for one try to send a mail (screening/mail/delivery.py)
WAITING, DELIVERED, GIVEN_UP = "waiting", "delivered", "given_up"


class DeliveryQueue(Protocol):
    """What is needed of the engine."""

    def add(self, session: Session, steps: Sequence[tuple[str, str, int, int]], *, after: float = 0) -> None:
        """Add steps within the transaction of `session`, to be taken up in `after` seconds."""


def announce(session: Session, queue: DeliveryQueue, lines: Iterable[RecordedEntry]) -> None:
    """Keep a delivery for everybody who is to be told, and its first try; both with the lines or not at all."""
    for event in filter(None, map(event_of, lines)):
        if isinstance(event, RunEvent):
            event = _with_own_texts(session, event)
        # What happens in a sandbox is told to its own webhooks, never to those of all teams.
        every = "" if not is_sandbox_team(event.team) else event.team
        whose = or_(col(WebhookTarget.team) == every, col(WebhookTarget.team) == event.team)
        found = select(WebhookTarget).where(whose) if event.team else select(WebhookTarget)
        for target in session.exec(found):
            if event.type in target.events.split():
                put(session, queue, target.id, event)


def _with_own_texts(session: Session, event: RunEvent) -> RunEvent:
    """The event with the caller's own reference and metadata of the run."""
    run = session.get(Run, event.run.id)
    if run is None:
        return event
    own = {"reference": run.reference or None, "metadata": json.loads(run.metadata_json or "null")}
    return event.model_copy(update={"run": event.run.model_copy(update=own)})


def forget_run_texts(session: Session, run_id: str) -> None:
    """Take the caller's own texts out of the deliveries about a run that is erased."""
    about = select(WebhookDelivery).where(
        col(WebhookDelivery.kind).startswith("run."),
        col(WebhookDelivery.body).contains(run_id, autoescape=True),
    )
    for delivery in session.exec(about):
        event = RunEvent.model_validate_json(delivery.body)
        bare = event.run.model_copy(update={"reference": None, "metadata": None})
        delivery.body = event.model_copy(update={"run": bare}).body()
        session.add(delivery)
    session.flush()


def put(session: Session, queue: DeliveryQueue, target_id: str, event: EventJson) -> str:
    """Keep one delivery with its first try and give its id."""
    delivery = WebhookDelivery(
        id=uuid.uuid4().hex,
        target_id=target_id,
        event_id=event.id,
        kind=event.type,
        body=event.body(),
        made_at=event.at,
        state=WAITING,
        tries="[]",
        next_at=event.at,
    )
    session.add(delivery)
    session.flush()
    queue.add(session, [(DELIVER, delivery.id, delivery.round, 0)])
    return delivery.id
