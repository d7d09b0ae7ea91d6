"""Durable runs: an accepted upload ends in a report, whatever is killed on the way.

Accepting keeps the file, the run and its first step in one transaction. Steps are keyed by run and number, so a
step done twice changes nothing. Only `screening.queue` knows the engine that carries them out.
"""

from screening.runs.control import (
    RunProgress,
    answer_question,
    cancel_run,
    newest_runs,
    report_path,
    retry_run,
    run_of,
    run_progress,
)
from screening.runs.pins import Pins, shipped_pins
from screening.runs.submit import submit_again, submit_list

__all__ = [
    "Pins",
    "RunProgress",
    "answer_question",
    "cancel_run",
    "newest_runs",
    "report_path",
    "retry_run",
    "run_of",
    "run_progress",
    "shipped_pins",
    "submit_again",
    "submit_list",
]
