"""Ending with the process that started this one, however that ended.

`serve` holds the one writing end of a pipe and hands its reading end to each child. When it ends, even by a signal that
it cannot catch, the system closes the writing end and every reader sees it: on Linux and macOS alike, for children of
children, and also for one that begins to look only afterwards. (A signal at a parent's death exists on Linux only, and
tells gunicorn's own processes nothing of the parent of their parent.)
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Mapping

PIPE = (
    "SCREENING_PARENT_PIPE"  # the number of the reading end, in the environment of who is started by `serve`
)
HARD_SECONDS = 25  # who was told to end hands back what it holds within 20


def end_with_parent(environment: Mapping[str, str] = os.environ) -> None:
    """Ask this process to end (SIGTERM) once `serve` has ended; do nothing where it was started by somebody else.

    A process that has not ended `HARD_SECONDS` later is ended as it stands. After a fork it is to be called again.
    """
    if pipe := environment.get(PIPE):
        threading.Thread(target=_wait, args=(int(pipe),), daemon=True).start()


def _wait(pipe: int) -> None:
    os.read(pipe, 1)  # nobody writes: it returns when the writing end is closed
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(HARD_SECONDS)
    os._exit(1)
