"""Submitting a list: once this returns, the list will be screened, whatever is killed afterwards."""

from __future__ import annotations

import hashlib
import json
import os
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from screening.context import AppContext, AuditedTransaction
from screening.errors import UploadRefused
from screening.intake.limits import LIMITS
from screening.intake.refusals import refusal
from screening.intake.signatures import kind_of
from screening.pipeline import ScreeningRequest
from screening.runs.control import RunNotReady
from screening.runs.list_limits import ListLimits
from screening.runs.pins import Pins
from screening.runs.states import ERASED, priority_of
from screening.storage import StorageFailed, lock_files
from screening.storage.tables import Run, Upload

# What a caller keeps in the transaction that accepts a run.
OnAccept = Callable[[AuditedTransaction, Run], None]

_JUDGED = 2**20  # bytes of the beginning and of the end of a long list
_TRIES = 3  # a clean-up may take the same bytes away between keeping and recording them


def submit_list(
    context: AppContext,
    source: Path,
    order: ScreeningRequest,
    pins: Pins,
    *,
    actor: str,
    team: str,
    file_name: str = "",
    screened_at: datetime | None = None,
    run_id: str = "",
    reference: str = "",
    metadata: Mapping[str, str] | None = None,
    watch_id: str = "",
    reuses: str = "",
    keeps_readings: bool = False,
    on_accept: OnAccept | None = None,
) -> str:
    """Accept the list at `source` and give the id of its run.

    Args:
        context: the installation.
        source: the bytes, in a file of the caller's; it is copied.
        order: how to read, screen and report.
        pins: what the run is bound to (`shipped_pins`).
        actor: the account that asks.
        team: whose run it is.
        file_name: the list's name as the user has it.
        screened_at: the moment to state, UTC, whole seconds; by default the clock's.
        run_id: the id that the run is to have, for callers that may ask twice; by default a new one. An id that
            is taken already keeps nothing and fails.
        reference: the caller's own key of the run.
        metadata: texts of the caller's own beside the run.
        watch_id: of the watch whose screening it is; such a run keeps its readings.
        reuses: an earlier run of the team that kept its readings; those stand where the lists cannot have moved them,
            so that less is read and nothing is said otherwise. Where they are gone, all is read.
        keeps_readings: whether a later run is to reuse the readings of this one; one that reuses keeps them anyway.
        on_accept: keeps something of the caller's in the same transaction; what it raises keeps nothing.

    Raises:
        UploadRefused: it can be no list; nothing was kept but its hash.
        StorageFailed: it could not be kept; nothing was.
    """
    name = file_name or source.name
    order = replace(order, notice=order.notice or context.settings.privacy_notice)
    try:
        # A watch compares its lists in memory, so these are read at once.
        limits = ListLimits() if watch_id else ListLimits.of(context.settings)
        _refuse_unreadable(source, name, limits)
    except UploadRefused as refused:
        _record_refusal(context, source, refused, actor, team)
        raise
    for _ in range(_TRIES):
        sha256, size = context.files.put(source)
        moment = (screened_at or context.now()).replace(microsecond=0)
        run = _run(context, sha256, order, pins, actor, team, name, moment, run_id)
        run.reference, run.metadata_json = reference, json.dumps(dict(metadata)) if metadata else ""
        run.watch_id, run.reuses = watch_id, reuses
        run.keeps_readings = keeps_readings or bool(reuses or watch_id)
        if _keep(context, run, size, on_accept=on_accept):
            return run.id
    raise StorageFailed("The list was deleted while we saved it; upload it again.")


def submit_again(
    context: AppContext,
    earlier: Run,
    pins: Pins,
    *,
    actor: str,
    project: Sequence[str] = (),
    run_id: str = "",
    watch_id: str = "",
    reuses: str = "",
    on_accept: OnAccept | None = None,
) -> str:
    """Accept the list of an earlier run anew, ordered as it was, and give the id of the new run.

    Args:
        context: the installation.
        earlier: the run.
        pins: what the new run is bound to.
        actor: the account that asks.
        project: answers about the project, as "fact=value"; each goes before what the earlier run had.
        run_id: as for `submit_list`.
        watch_id: as for `submit_list`.
        reuses: as for `submit_list`.
        on_accept: as for `submit_list`.

    Raises:
        FactInvalid: an answer cannot be understood.
        RunNotReady: its list is no longer kept.
        StorageFailed: it could not be kept; nothing was.
    """
    order = ScreeningRequest.from_json(earlier.choices).with_answers(project)
    moment = context.now().replace(microsecond=0)
    run = _run(
        context, earlier.upload_sha256, order, pins, actor, earlier.team, earlier.file_name, moment, run_id
    )
    run.reference, run.metadata_json = earlier.reference, earlier.metadata_json
    run.watch_id, run.reuses = watch_id, reuses
    run.keeps_readings = bool(reuses or watch_id)
    with context.database.read() as session:
        upload = session.get(Upload, earlier.upload_sha256)
        size = upload.size if upload and earlier.state != ERASED else 0
    if not size or not _keep(context, run, size, again=earlier.id, on_accept=on_accept):
        raise RunNotReady("The list of this run was deleted; upload it again.")
    return run.id


def _refuse_unreadable(source: Path, name: str, limits: ListLimits) -> None:
    """Refuse at once what needs no reading: too large, or of no kind we know."""
    size = source.stat().st_size
    with source.open("rb") as file:
        head = file.read(4)
        limit = limits.largest(head)
        if size > limit:
            limits.check(head, "too-large", name)
            raise refusal("too-large", name=name, size=size, limit=limit)
        if size <= LIMITS.csv_bytes:
            kind_of(head + file.read(), name)
            return
        # Of a long list, what it is judged by: its beginning, and its end, where an archive has its directory.
        head += file.read(_JUDGED)
        file.seek(-_JUDGED, os.SEEK_END)
        kind_of(head + file.read(), name)


def _run(
    context: AppContext,
    sha256: str,
    order: ScreeningRequest,
    pins: Pins,
    actor: str,
    team: str,
    name: str,
    moment: datetime,
    run_id: str,
) -> Run:
    return Run(
        id=run_id or uuid.uuid4().hex,
        upload_sha256=sha256,
        team=team,
        actor=actor,
        file_name=name,
        choices=order.to_json(),
        pins=pins.to_json(),
        screened_at=moment.isoformat(),
        accepted_at=context.now().isoformat(),
        state="queued",
    )


def _keep(
    context: AppContext, run: Run, size: int, again: str = "", on_accept: OnAccept | None = None
) -> bool:
    """Keep upload, run, first step and entry together; say whether the bytes were still there."""
    facts = {"upload": run.upload_sha256, "size": size, "pins": json.loads(run.pins)}
    facts |= {"notice": ScreeningRequest.from_json(run.choices).notice, **({"again": again} if again else {})}
    with context.decide() as decision:
        session = decision.session
        lock_files(session)
        if not context.files.has(run.upload_sha256):
            return False
        upload = session.get(Upload, run.upload_sha256)
        if upload is None:
            upload = Upload(sha256=run.upload_sha256, size=size, received_at=run.accepted_at)
        upload.gone_at = ""
        session.add(upload)
        run.priority = priority_of(session, run.team)
        session.add(run)
        session.flush()
        run_id = run.id
        context.queue.add(session, [("plan", run_id, run.attempt, 0)], priority=run.priority)
        decision.record("run.accepted", actor=run.actor, team=run.team, run_id=run_id, facts=facts)
        if on_accept is not None:
            on_accept(decision, run)
        session.expunge(run)
    return True


def _record_refusal(context: AppContext, source: Path, refused: UploadRefused, actor: str, team: str) -> None:
    with source.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    with context.decide() as decision:
        decision.record(
            "upload.refused", actor=actor, team=team, facts={"upload": sha256, "code": refused.code}
        )
