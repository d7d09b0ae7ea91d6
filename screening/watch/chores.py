"""What workers do for watches beside their steps, and how often."""

from __future__ import annotations

from screening.context import AppContext
from screening.runs.engines import Engines
from screening.runs.worker import Chore
from screening.watch.background import work_on_watches
from screening.watch.cleaning import clean_watches

LOOK_SECONDS = 20  # between looks for what is due, or has ended
CLEAN_SECONDS = 3_600


def _look(context: AppContext, engines: Engines, worker: str) -> None:
    work_on_watches(context, engines, worker)


def _clean(context: AppContext, _engines: Engines, _worker: str) -> None:
    clean_watches(context)


WATCH_CHORES = (Chore("watches", LOOK_SECONDS, _look), Chore("watches cleaned", CLEAN_SECONDS, _clean))
