"""Turns at reading lists for people who wait: two at once on a machine, one of them a person's, and one waiting.

Reading a large list takes one of the machine's processors for a quarter of a minute. Turns are locks on files, since
the pages are several processes; the process that reads holds them too, so that they last as long as it does, whoever
began it. A lock ends with its holders, so nothing is left after a kill.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from screening.errors import ScreeningError
from screening.file_locks import Slot, Slots

AT_ONCE = 2  # on the machine
PATIENCE = 20.0  # seconds that somebody waits for a turn; a proxy gives up after 60
RETRY_AFTER = 10  # seconds; what a large list takes
_LOOK = 0.1  # seconds between two looks at the locks


class ReadingBusy(ScreeningError):
    """Others are having lists read, or the caller is already; nothing was read and nothing was lost."""

    code, status = "reading-busy", 503


@contextmanager
def reading_turn(
    data: Path, who: str, *, at_once: int = AT_ONCE, patience: float = PATIENCE
) -> Iterator[tuple[int, ...]]:
    """Wait for a turn at reading, and give the locks, as open files, that a process which reads is to hold.

    Args:
        data: the data folder.
        who: the person or key.
        at_once: how many may read at the same time.
        patience: how many seconds to wait.

    Raises:
        ReadingBusy: this person has one list read and waits for another, or no turn came.
    """
    slots = Slots(data / "reading-turns")
    waits = slots.take(f"{who} waits", 1)
    if waits is None:
        raise ReadingBusy(
            f"A list of yours is being read and another waits; try again in {RETRY_AFTER} seconds.",
            retry_after=RETRY_AFTER,
        )
    try:
        turn = _wait(slots, who, at_once, time.monotonic() + patience)
    finally:
        waits.close()
    try:
        yield tuple(slot.handle for slot in turn)
    finally:
        for slot in turn:
            slot.leave()  # the process that reads may go on for longer than whoever began it


def _wait(slots: Slots, who: str, at_once: int, until: float) -> tuple[Slot, ...]:
    while True:
        if (mine := slots.take(f"{who} reads", 1)) is not None:
            turn = None
            try:
                turn = slots.take("machine", at_once)
            finally:
                if turn is None:
                    mine.close()
            if turn is not None:
                return mine, turn
        if time.monotonic() >= until:
            raise ReadingBusy(
                f"Other lists are being read at the moment; yours is kept, try again in {RETRY_AFTER} seconds.",
                retry_after=RETRY_AFTER,
            )
        time.sleep(_LOOK)
