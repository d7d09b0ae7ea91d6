"""What other systems are told: which lines of the log are events, and what stands in each.

An event is made of a line of the log and in its transaction, so it is told if and only if the thing happened. It
says what kind of thing and which ids; whoever wants to know more asks the API with a key of its own. Names of
subjects, files and people are never in it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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
class Line:
    """A line of the log as it was just written."""

    action: str
    at: str  # ISO 8601, UTC
    team: str  # "" where it is nobody's, as with lists
    run_id: str
    hash: str
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Event:
    """What is told; `body` is JSON and the same at every try."""

    id: str  # of the log's line, so that the two can be laid side by side
    kind: str
    at: str  # ISO 8601, UTC
    team: str
    body: str


def event_of(line: Line) -> Event | None:
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


def make_event(event_id: str, kind: str, at: str, team: str, said: Mapping[str, Any]) -> Event:
    """An event with what every event says."""
    whole = {"id": event_id, "type": kind, "at": at, "team": team, **said}
    return Event(event_id, kind, at, team, json.dumps(whole, ensure_ascii=False, separators=(",", ":")))


def _of_run(line: Line) -> dict[str, Any]:
    here = f"/api/v1/runs/{line.run_id}"
    links = {"run": here}
    run: dict[str, object] = {"id": line.run_id, "state": line.action.removeprefix("run.")}
    if line.action == "run.finished":
        links |= {"results": f"{here}/results", "report": f"{here}/report"}
        run["rows"] = line.facts.get("rows", 0)
    else:
        run["code"] = line.facts.get("code", "")
    return {"run": run, "links": links}


def _of_decision(line: Line) -> dict[str, Any]:
    said = {"id": line.facts.get("disposition", ""), "case": line.facts.get("case", "")}
    if line.action in ("disposition.decided", "disposition.confirmed"):
        return {"decision": {**said, "verdict": line.facts.get("to", "")}}
    return {"decision": {**said, "ended": line.action.removeprefix("disposition.")}}


def _of_lists(line: Line) -> dict[str, Any]:
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
