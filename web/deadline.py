"""The deadline of one call: it ends when its time is used up, and when nobody waits for its answer any more.

Screening tells a tick of each piece of work, several times a second; a deadline is such a tick. Processor time is what a
call takes from others, so that is what it has; by the clock it has six times as long, since it shares the processor
with other calls. What used up its own processor time would do so again: only where the clock ended it, because of others,
is the caller told to come back.
"""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from screening.errors import ScreeningError
from web.formats import number
from web.i18n import _

CLOCK_FACTOR = 6
_WAIT_FOR_OTHERS = 5  # seconds that are asked for
_LOOK_SECONDS = 0.05  # between looks at the connection
# The peer sends nothing more. Where the system does not tell (macOS), a connection that is closed both ways is seen.
_GONE = getattr(select, "POLLRDHUP", 0) | select.POLLHUP | select.POLLERR


class DeadlinePassed(ScreeningError):
    """The call has used up its time; what was not reached was not looked at. `retry_after` where others used it up."""

    code, status = "deadline", 503


class CallerGone(ScreeningError):
    """Whoever asked has closed the connection; nobody reads the answer."""

    code, status = "caller-gone", 503


@dataclass
class Deadline:
    """Told of each piece of work, in the thread that does it; raises when the work is to end.

    Args:
        seconds: of processor time, from now on.
        is_gone: says whether the caller has hung up.
    """

    seconds: float
    is_gone: Callable[[], bool] = lambda: False
    _processor_end: float = field(init=False, repr=False)
    _clock_end: float = field(init=False, repr=False)
    _look_at: float = field(default=0.0, init=False, repr=False)

    def __post_init__(self) -> None:
        """Begin to count."""
        self._processor_end = time.thread_time() + self.seconds
        self._clock_end = time.monotonic() + CLOCK_FACTOR * self.seconds

    def __call__(self, _pieces: int = 1) -> None:
        """Go on or end.

        Raises:
            DeadlinePassed: the time is used up.
            CallerGone: nobody waits for the answer.
        """
        now = time.monotonic()
        if time.thread_time() >= self._processor_end:
            raise DeadlinePassed(
                _(
                    "The call used up its %(seconds)s seconds before all of it was looked at; send fewer or shorter"
                    " texts at once, or upload them as a list: POST /api/v1/runs takes any length.",
                    seconds=number(self.seconds),
                )
            )
        if now >= self._clock_end:
            raise DeadlinePassed(
                _(
                    "The service was busy with other calls and did not finish this one; send it again"
                    " in a few seconds."
                ),
                retry_after=_WAIT_FOR_OTHERS,
            )
        if now >= self._look_at:
            self._look_at = now + _LOOK_SECONDS
            if self.is_gone():
                raise CallerGone("The caller closed the connection, so the rest was not processed.")


def deadline_of(environ: Mapping[str, Any], seconds: float) -> Deadline:
    """The deadline of a call by its WSGI environment; gunicorn gives its connection there, and others give none."""
    connection = environ.get("gunicorn.socket")
    return Deadline(seconds, lambda: has_hung_up(connection)) if connection is not None else Deadline(seconds)


def has_hung_up(connection: socket.socket) -> bool:
    """Whether the other end of a connection is closed, also where it has sent more than was read.

    Whoever closes only the half by which it sends cannot be told from whoever is gone, and counts as gone.
    """
    handle = connection.fileno()
    if handle < 0:  # closed on our side
        return True
    poll = select.poll()
    poll.register(handle, _GONE)
    return bool(poll.poll(0))
