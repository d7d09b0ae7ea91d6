"""What the OpenAPI document says of fields, parameters and events whose types say nothing of them themselves.

The types belong to several packages and to the files that they write; what a field means to a caller of the API stands
in vocabulary/field_descriptions.csv: by field, and by type and field where it means something of its own there.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from screening.event_json import (
    CollaborationEvent,
    DecisionEvent,
    EventJson,
    ListsEvent,
    RunEvent,
    WatchEvent,
)
from screening.json_model import JsonObject
from screening.outbox import (
    COLLABORATION_ENDED,
    COLLABORATION_MADE,
    DECISION_ENDED,
    DECISION_MADE,
    KINDS,
    LIST_CHANGED,
    PING,
    WATCH_CHANGED,
    WATCH_STOPPED,
)

FIELDS = Path(__file__).parent / "vocabulary" / "field_descriptions.csv"
# Bodies as they may be sent, by their types; those that have an example of their own are not here.
EXAMPLES: dict[str, JsonObject] = {
    "AdviceRequest": {"answers": {"where": ["united-states"]}},
    "AssigneeRequest": {"to": "me"},
    "CollaborationRequest": {
        "decision": "proceed_with_conditions",
        "until": "2027-06-30",
        "reason": "Open research without samples.",
        "conditions": [{"text": "No samples leave", "by": "Export office", "until": "2027-01-31"}],
        "answerable": "Mere Tane",
    },
    "CommentRequest": {"text": "Asked the dean on 25 November."},
    "DecisionRequest": {"verdict": "inconclusive", "reason": "too_little", "note": ""},
    "DueRequest": {"due": "2026-12-01"},
    "ExceptionsRequest": {"members": ["3f1c2b7a9d4e4c0f8a6b5d2e1c0f9a8b"]},
    "KeyRequest": {"holder": "Grant system", "roles": ["screener"], "ends_on": "2027-12-31"},
    "MappingRequest": {"map": ["name=B", "affiliation=Home institution"], "remember": True},
    "ScreenRequest": {
        "subjects": [
            {
                "reference": "grant-7",
                "name": "Wei Zhang",
                "type": "person",
                "affiliations": ["Beihang University"],
                "metadata": {"cost_centre": "4711"},
            }
        ],
        "project": {"sensitive_area": "yes"},
    },
    "WatchTermsRequest": {"ends_on": "2027-11-30", "tell": ["ana@example.org"], "weekly": True},
    "WebhookRequest": {"url": "https://example.org/screened", "events": ["run.finished", "run.failed"]},
    "WithdrawalRequest": {"reason": "Decided about another person of the same name."},
}
_EVENTS: dict[str, type[EventJson]] = {
    COLLABORATION_MADE: CollaborationEvent,
    COLLABORATION_ENDED: CollaborationEvent,
    DECISION_MADE: DecisionEvent,
    DECISION_ENDED: DecisionEvent,
    LIST_CHANGED: ListsEvent,
    PING: EventJson,
    WATCH_CHANGED: WatchEvent,
    WATCH_STOPPED: WatchEvent,
}


@cache
def _descriptions() -> dict[tuple[str, str], str]:
    with FIELDS.open(encoding="utf-8", newline="") as file:
        return {(row["type"], row["field"]): row["description"] for row in csv.DictReader(file)}


def description_of_field(type_name: str, field: str) -> str:
    """What a field of a type means, or a variable of a "path"; "" where nobody has said so."""
    known = _descriptions()
    return known.get((type_name, field), "") or known.get(("", field), "")


def complete_schemas(schemas: dict[str, Any], bodies: set[str]) -> None:
    """Describe every field, give bodies an example, and leave answers open to fields that come later.

    Args:
        schemas: the schemas of the document by name; changed in place.
        bodies: names of the types that are sent; what they refer to is sent as well.
    """
    sent = _reachable(schemas, bodies)
    for name, schema in schemas.items():
        if name not in sent:
            schema.pop("additionalProperties", None)
        for field, described in schema.get("properties", {}).items():
            if "description" not in described and (text := description_of_field(name, field)):
                described["description"] = text
        if name in EXAMPLES:
            schema.setdefault("examples", [EXAMPLES[name]])


def event_types() -> dict[str, type[EventJson]]:
    """The type of the body of each event of webhooks."""
    return {kind: _EVENTS.get(kind, RunEvent) for kind in (*KINDS, PING)}


def webhook_operations(schemas: dict[type[BaseModel], Any]) -> dict[str, Any]:
    """The calls that a receiver of webhooks gets, by the type of the event."""
    return {
        kind: {
            "post": {
                "operationId": f"event_{kind.replace('.', '_')}",
                "summary": f"Sent when {KINDS[kind]}" if kind in KINDS else "Sent to test a webhook",
                "requestBody": {"content": {"application/json": {"schema": schemas[event]}}},
                "responses": {"2XX": {"description": "Received; any other answer is tried again"}},
            }
        }
        for kind, event in event_types().items()
    }


def _reachable(schemas: dict[str, Any], names: set[str]) -> set[str]:
    found: set[str] = set()
    coming = {*names}
    while coming:
        name = coming.pop()
        if name not in found and name in schemas:
            found.add(name)
            coming |= {each.rpartition("/")[2] for each in _references(schemas[name])}
    return found


def _references(said: Any) -> Iterator[str]:  # noqa: ANN401 - JSON is any value
    if isinstance(said, dict):
        if isinstance(said.get("$ref"), str):
            yield said["$ref"]
        said = list(said.values())
    if isinstance(said, list):
        for each in said:
            yield from _references(each)
