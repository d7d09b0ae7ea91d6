"""The states of a run, and the one way to change them: guarded by state and attempt, recorded in the log.

A change that finds the run elsewhere changes nothing, so of two workers that end the same run one does.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, delete, update

from screening.jobs.installation import Decision, Installation
from screening.jobs.order import Order, Pins
from screening.storage.review_tables import Coming, Sighting
from screening.storage.tables import Chunk, Course, Portion, Run

QUEUED, RUNNING = "queued", "running"
FINISHED, FAILED, CANCELLED, ERASED = "finished", "failed", "cancelled", "erased"
# The list may be read in more than one way: a person is asked, and no worker looks at it until there is an answer.
NEEDS_MAPPING = "needs_mapping"
OPEN = (QUEUED, RUNNING)
UNENDED = (*OPEN, NEEDS_MAPPING)
ENDED = (FINISHED, FAILED, CANCELLED)


def live(session: Session, run_id: str, attempt: int) -> Run | None:
    """The run, where it is still open in this attempt; it stays so until the transaction of `session` ends.

    Nobody can end it meanwhile, so what is kept for it here is not left behind by its end.
    """
    run = session.get(Run, run_id, with_for_update={"read": True})
    return run if run is not None and run.state in OPEN and run.attempt == attempt else None


def move(
    decision: Decision,
    run: Run,
    to: str,
    *,
    actor: str,
    values: Mapping[str, Any] | None = None,
    facts: Mapping[str, object] | None = None,
    since: tuple[str, ...] = OPEN,
) -> bool:
    """Move a run to another state within a decision; say whether it was still where it was thought to be.

    A question that was asked about its list, which quotes it, is gone with any move.
    """
    changed = decision.session.connection().execute(
        update(Run)
        .where(col(Run.id) == run.id, col(Run.state).in_(since), col(Run.attempt) == run.attempt)
        .values(state=to, **({"question": ""} | dict(values or {})))
    )
    if changed.rowcount != 1:
        return False
    if to != RUNNING:  # what lies between the steps names people, and is of no more use
        for table in (Portion, Course):
            decision.session.connection().execute(delete(table).where(col(table.run_id) == run.id))
        if to != FINISHED:  # else they are taken into the queue
            decision.session.connection().execute(delete(Coming).where(col(Coming.key) == run.id))
    decision.record(
        f"run.{to}",
        actor=actor,
        team=run.team,
        run_id=run.id,
        facts={"from": run.state, "attempt": run.attempt, **(facts or {})},
    )
    return True


def begin_anew(
    place: Installation,
    decision: Decision,
    run: Run,
    *,
    actor: str,
    pins: Pins,
    why: str,
    since: tuple[str, ...] = OPEN,
    order: Order | None = None,
) -> bool:
    """Queue a run again under `pins`, in a new attempt; what its earlier attempts kept is dropped.

    With an `order` it is read, screened and reported as that says from now on.
    """
    values = {
        "pins": pins.to_json(),
        "attempt": run.attempt + 1,
        "chunks": 0,
        "out_of_date": "",
        "code": "",
        "sentence": "",
        "ended_at": "",
        **({"choices": order.to_json()} if order is not None else {}),
    }
    facts = {"why": why, "pins": json.loads(pins.to_json())}
    moved = move(decision, run, QUEUED, actor=actor, values=values, facts=facts, since=since)
    if moved:
        decision.session.connection().execute(delete(Chunk).where(col(Chunk.run_id) == run.id))
        decision.session.connection().execute(delete(Sighting).where(col(Sighting.run_id) == run.id))
        place.queue.add(decision.session, [("plan", run.id, run.attempt + 1, 0)])
    return moved
