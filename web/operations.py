"""What those who operate the service ask of it: does it live, is it ready, and how is it doing?

None of the answers names anybody. `/metrics` is for whoever may call the API; the other two are open. Ready means: the database answers, its shape is the newest, the store of files answers, a worker lives where one
is configured, and no required list is past its age limit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from flask import Flask, Response
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlalchemy import func
from sqlmodel import col, select

from screening.context import AppContext
from screening.engine import Engine
from screening.errors import ScreeningError
from screening.runs.worker_lease import live_workers
from screening.storage.migrate import is_current
from screening.storage.tables import Run

TEXT = "text/plain; version=0.0.4; charset=utf-8"


def register(app: Flask, context: AppContext | None, engine: Engine, now: Callable[[], datetime]) -> None:
    """Answer at three addresses; without an installation only single checks are served, and need no worker."""

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz")
    def readyz() -> tuple[dict[str, object], int]:
        faults = [*list_faults(engine, now()), *(service_faults(context) if context else [])]
        return ({"status": "not ready", "faults": faults}, 503) if faults else ({"status": "ok"}, 200)

    @app.get("/metrics")
    def metrics() -> Response:
        return Response(generate_latest(measured(context, engine, now())), content_type=TEXT)


def list_faults(engine: Engine, moment: datetime) -> list[str]:
    """Loaded lists that a policy in use requires and that are past their limit at `moment`, each in words."""
    needed = {each for policy in engine.policies for each in policy.requires}
    old = [each for each in engine.lists.out_of_date(moment.date()) if each in needed]
    return [engine.lists.fault(each, moment.date()) for each in old]


def service_faults(context: AppContext) -> list[str]:
    """What keeps accepted lists from being screened, in words."""
    try:
        if not is_current(context.database):
            return ["the database has an older shape; run `screening init`"]
        context.files.check()
        alive = live_workers(context, context.now())
    except ScreeningError as error:
        return [error.sentence]
    return [] if alive else ["no worker lives; start `screening worker`"]


def measured(context: AppContext | None, engine: Engine, moment: datetime) -> CollectorRegistry:
    """The figures, read at the moment they are asked for, so that every process gives the same."""
    figures = CollectorRegistry()
    ages = Gauge("screening_list_age_days", "Days since the edition", ["list"], registry=figures)
    for key, snapshot in engine.lists.snapshots.items():
        ages.labels(key).set(snapshot.age_days(moment.date()))
    if context is not None:
        runs = Gauge("screening_runs", "Runs by state", ["state"], registry=figures)
        for state, count in _runs(context).items():
            runs.labels(state).set(count)
        Gauge("screening_workers", "Workers that live", registry=figures).set(live_workers(context, moment))
        Gauge("screening_steps_waiting", "Steps nobody has begun", registry=figures).set(
            context.queue.waiting()
        )
    return figures


def _runs(context: AppContext) -> Mapping[str, int]:
    with context.database.read() as session:
        counted = session.exec(select(Run.state, func.count()).group_by(col(Run.state)))
        return dict(counted.all())
