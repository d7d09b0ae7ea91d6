"""`screening serve`: pages, workers and the keeping of lists as children of one process, which does nothing but look after them.

A child that ends is started again, after a pause that grows while it keeps ending. Told to stop, all are told to
stop and have 30 seconds; whatever they held is taken up when the service starts again. Where this process is killed, its
children end by themselves (screening.runs.parent_process), and keep others out until they have (screening.runs.service_lock).
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import structlog

from screening.runs.parent_process import PIPE
from screening.runs.readiness import watch_until_ready
from screening.settings import Settings

STOP_SECONDS = 30
_PAUSES = (0.5, 1, 2, 5, 10, 30)  # seconds before a child that ended is started again
_STEADY_SECONDS = 60  # a child that lived this long did not end because of how it starts
_LOOK_SECONDS = 0.5

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Inherited:
    """File descriptors that every child has open: the lock on the data folder, and by what it sees that we ended."""

    lock: int
    pipe: int


@dataclass
class Child:
    """A process that is kept running."""

    name: str
    command: list[str]
    started: float = 0.0
    ended: int = 0  # times in a row
    process: subprocess.Popen[bytes] | None = None

    def look_after(self, moment: float, inherited: Inherited) -> None:
        """Start the child where it does not run and its pause is over."""
        if self.process is not None and self.process.poll() is None:
            return
        if self.process is not None:
            log.warning("child ended", kind=self.name, status=self.process.returncode)
            self.ended = 1 if moment - self.started > _STEADY_SECONDS else self.ended + 1
            self.started = moment + _PAUSES[min(self.ended, len(_PAUSES)) - 1]
            self.process = None
        if moment >= self.started:
            self.started = moment
            self.process = subprocess.Popen(  # noqa: S603 - our own programs
                self.command,
                env={**os.environ, PIPE: str(inherited.pipe)},
                pass_fds=(inherited.lock, inherited.pipe),
            )


def children(settings: Settings) -> list[Child]:
    """What `serve` runs: gunicorn for the pages, the configured number of workers, and one that keeps the lists."""
    root = Path(__file__).parent.parent.parent  # where wsgi.py stands, in a checkout as when installed
    pages = [
        *(sys.executable, "-m", "gunicorn", "--config", "python:web.gunicorn_settings"),
        *("--pythonpath", str(root), "--bind", settings.listens_at),
        *("--workers", str(settings.web_processes), "wsgi:app"),
    ]
    worker = [sys.executable, "-m", "screening", "worker"]
    watch = [sys.executable, "-m", "screening", "lists", "auto-update"]
    return [
        Child("pages", pages),
        *(Child(f"worker {n}", worker) for n in range(settings.workers)),
        *([Child("lists", watch)] if settings.auto_update_lists else []),
    ]


def supervise(settings: Settings, lock: int, on_answer: Callable[[list[str]], None]) -> int:
    """Look after the children until told to stop; give the exit code. They inherit the `lock` on the data folder.

    `on_answer` is called once, when the service answers; see `screening.runs.readiness.watch_until_ready`.
    """
    stopping = Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stopping.set())
    looked_after = children(settings)
    reading, _ours = os.pipe()  # the writing end stays open, here alone, until this process ends
    inherited = Inherited(lock, reading)
    watch_until_ready(settings, stopping, on_answer)
    while not stopping.is_set():
        for child in looked_after:
            child.look_after(time.monotonic(), inherited)
        stopping.wait(_LOOK_SECONDS)
    return _stop([child.process for child in looked_after if child.process is not None])


def _stop(processes: list[subprocess.Popen[bytes]]) -> int:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    end = time.monotonic() + STOP_SECONDS
    for process in processes:
        try:
            process.wait(max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    return 0
