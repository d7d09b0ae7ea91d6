"""Durable runs: an accepted upload ends in a report, whatever is killed on the way.

Accepting keeps the file, the run and its first step in one transaction. Steps are keyed by run and number, so a
step done twice changes nothing. Only `screening.jobs.durable` knows the engine that carries them out.
"""

from screening.jobs.accept import accept, accept_again
from screening.jobs.control import (
    Progress,
    answer_question,
    cancel,
    progress,
    report_path,
    retry,
    run_of,
    runs,
)
from screening.jobs.installation import Installation, install, open_installation
from screening.jobs.order import Order, Pins, shipped_pins

__all__ = [
    "Installation",
    "Order",
    "Pins",
    "Progress",
    "accept",
    "accept_again",
    "answer_question",
    "cancel",
    "install",
    "open_installation",
    "progress",
    "report_path",
    "retry",
    "run_of",
    "runs",
    "shipped_pins",
]
