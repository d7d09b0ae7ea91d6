"""The states of a run, and the one way to change them: guarded by state and attempt, recorded in the log.

A change that finds the run elsewhere changes nothing, so of two workers that end the same run one does.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, delete, func, select, update

from screening.context import AppContext, AuditedTransaction
from screening.pipeline import ScreeningRequest
from screening.runs.pins import Pins
from screening.storage.review_tables import Sighting, StagedCase
from screening.storage.tables import ChunkLinks, ChunkRows, Run, RunChunk, RunReading, ScreenedSubject

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
    decision: AuditedTransaction,
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
    if to != RUNNING:
        # What lies between the steps names people, and is of no more use; but of a list that is too long to be read again
        # for a page, whose rows stay as long as its results.
        stays = to == FINISHED and ScreeningRequest.from_json(run.choices).part_rows
        for table in () if stays else (ChunkRows, RunReading):
            decision.session.connection().execute(delete(table).where(col(table.run_id) == run.id))
        if stays:
            kept = update(ChunkRows).where(col(ChunkRows.run_id) == run.id).values(entries=b"")
            decision.session.connection().execute(kept)
        if to != FINISHED:  # else cases are taken into the queue, and subjects stay as long as the results
            for other, of_run in (
                (StagedCase, col(StagedCase.key)),
                (ScreenedSubject, col(ScreenedSubject.run_id)),
            ):
                decision.session.connection().execute(delete(other).where(of_run == run.id))
    decision.record(
        f"run.{to}",
        actor=actor,
        team=run.team,
        run_id=run.id,
        facts={"from": run.state, "attempt": run.attempt, **(facts or {})},
    )
    return True


def priority_of(session: Session, team: str) -> int:
    """The priority of the first step of a team's new run: each of a team comes one after the one before.

    So the first of whoever comes new stands beside the first of those who wait, however many of another team do, and
    within a run the n-th step comes n later, so that small lists pass by long ones. It is fair queueing by start
    tags (Goyal, Vin and Cheng, "Start-time fair queueing", 1997), with a step as the unit of work.

    Returns:
        A number from 1; the lowest comes first, and of equals the one that was added first.
    """
    waiting = col(Run.state).in_(OPEN)
    lowest = session.exec(select(func.min(Run.priority)).where(waiting)).one()
    latest = session.exec(select(func.max(Run.priority)).where(waiting, Run.team == team)).one()
    return max(lowest or 1, (latest or 0) + 1)


def begin_anew(
    context: AppContext,
    decision: AuditedTransaction,
    run: Run,
    *,
    actor: str,
    pins: Pins,
    why: str,
    since: tuple[str, ...] = OPEN,
    order: ScreeningRequest | None = None,
) -> bool:
    """Queue a run again under `pins`, in a new attempt; what its earlier attempts kept is dropped.

    With an `order` it is read, screened and reported as that says from now on.
    """
    priority = priority_of(decision.session, run.team)
    values = {
        "pins": pins.to_json(),
        "attempt": run.attempt + 1,
        "priority": priority,
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
        for kept in (RunChunk, ChunkLinks):
            decision.session.connection().execute(delete(kept).where(col(kept.run_id) == run.id))
        decision.session.connection().execute(delete(Sighting).where(col(Sighting.run_id) == run.id))
        steps = [("plan", run.id, run.attempt + 1, 0)]
        context.queue.add(decision.session, steps, priority=priority)
    return moved
