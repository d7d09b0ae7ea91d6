"""What workers do for watches beside their steps, and how often."""

from __future__ import annotations

from screening.context import AppContext
from screening.runs.engines import Engines
from screening.runs.worker import Chore
from screening.watch.background import work_on_watches
from screening.watch.cleaning import clean_watches
from screening.watch.verification import verify_watches

LOOK_SECONDS = 20  # between looks for what is due, or has ended
CLEAN_SECONDS = 3_600
VERIFY_SECONDS = 1_800  # between looks for what was not compared today


def _look(context: AppContext, engines: Engines, worker: str) -> None:
    work_on_watches(context, engines, worker)


def _clean(context: AppContext, _engines: Engines, _worker: str) -> None:
    clean_watches(context)


def _verify(context: AppContext, engines: Engines, worker: str) -> None:
    verify_watches(context, engines, worker)


WATCH_CHORES = (
    Chore("watches", LOOK_SECONDS, _look),
    Chore("watches cleaned", CLEAN_SECONDS, _clean),
    Chore("watches compared", VERIFY_SECONDS, _verify),
)
