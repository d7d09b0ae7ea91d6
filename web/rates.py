"""How often somebody may call, counted once for all workers of a machine.

Counts stand in a small SQLite file: every worker of every start command sees the same ones, and nothing else is
to be installed. A window begins with the first call in it. The counts may be lost in a crash, so nothing waits
for the disk. What cannot be counted is refused.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from screening.errors import ScreeningError
from screening.storage.database import refusal_of
from web.formats import number
from web.i18n import _

# Every name has a window of its own; `name` is that of the row that is there.
_TAKE = """
INSERT INTO used (name, began, amount) VALUES {rows}
ON CONFLICT (name) DO UPDATE SET
  amount = CASE WHEN began <= :now - {window} THEN excluded.amount ELSE amount + excluded.amount END,
  began = CASE WHEN began <= :now - {window} THEN :now ELSE began END
RETURNING name, began, amount
"""


class TooMany(ScreeningError):
    """The caller has used up what it may use for now."""

    code, status = "too-many-calls", 429


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many units in a window of so many seconds."""

    units: int
    window: int


@dataclass(frozen=True, slots=True)
class Quota:
    """What is left of an allowance: of so many units so many, until there are all again in so many seconds."""

    limit: int
    left: int
    reset: int

    @property
    def share(self) -> float:
        """How much is left, 0 to 1."""
        return self.left / self.limit if self.limit else 0.0


@dataclass(frozen=True, slots=True)
class Charge:
    """Units to take under a name; `allowed` says in words what may be taken, and is asked only where more was."""

    name: str
    amount: int
    allowance: Allowance
    allowed: Callable[[], str]


def within(allowance: Allowance, used: int, began: float, now: float, allowed: str) -> Quota:
    """Let only those go on who have used no more than they may, in a window that began at `began`; what is left.

    Raises:
        TooMany: more than the allowance; `retry_after` says in how many seconds there are units again, and `quota`
            is what is left.
    """
    wait = max(1, round(began + allowance.window - now))
    quota = Quota(allowance.units, max(0, int(allowance.units - used)), wait)
    if used > allowance.units:
        raise TooMany(
            _("%(allowed)s; wait %(wait)s seconds.", allowed=allowed, wait=number(wait)),
            retry_after=wait,
            quota=quota,
        )
    return quota


class Rates:
    """Counts by name; `now` gives seconds since the epoch."""

    def __init__(self, path: Path, now: Callable[[], float]) -> None:
        self._path, self._now = path, now
        self._opened: dict[int, sqlite3.Connection] = {}
        self._turn = threading.Lock()
        self._connection()

    def take(self, charge: Charge) -> Quota:
        """Take units; what is left.

        Raises:
            StorageFailed: it cannot be counted now, so it is not allowed.
            TooMany: more than the allowance; `retry_after` says in how many seconds there are units again.
                The amount counts as used all the same, so that a loop gone wild gains nothing.
        """
        (taken,) = self.take_all([charge])
        if isinstance(taken, TooMany):
            raise taken
        return taken

    def take_all(self, charges: Sequence[Charge]) -> list[Quota | TooMany]:
        """Take the units of several charges, each under a name of its own, in one write; all count, whichever is refused.

        Returns:
            For each charge in order what is left, or the refusal that `take` raises.

        Raises:
            StorageFailed: it cannot be counted now, so nothing is allowed.
        """
        now = self._now()
        asked: dict[str, str | float] = {"now": now}
        for place, charge in enumerate(charges):
            asked[f"name{place}"] = charge.name
            asked[f"amount{place}"], asked[f"window{place}"] = charge.amount, charge.allowance.window
        try:
            with self._turn:
                taken = self._connection().execute(_statement(len(charges)), asked).fetchall()
        except sqlite3.OperationalError as error:
            raise refusal_of(error) from error
        used = {name: (began, amount) for name, began, amount in taken}
        return [_judged(charge, *used[charge.name], now) for charge in charges]

    def _connection(self) -> sqlite3.Connection:
        # SQLite connections must not cross a fork; gunicorn forks after the application is made.
        process = os.getpid()
        if process not in self._opened:
            opened = sqlite3.connect(self._path, timeout=5, isolation_level=None, check_same_thread=False)
            opened.execute("PRAGMA journal_mode = WAL")
            opened.execute("PRAGMA synchronous = OFF")
            opened.execute(
                "CREATE TABLE IF NOT EXISTS used (name TEXT PRIMARY KEY, began REAL, amount INTEGER)"
            )
            self._opened[process] = opened
        return self._opened[process]


@cache
def _statement(count: int) -> str:
    """Takes so many charges at once: with the index of each, `:name0`, `:amount0`, `:window0`."""
    rows = ", ".join(f"(:name{place}, :now, :amount{place})" for place in range(count))
    windows = " ".join(f"WHEN :name{place} THEN :window{place}" for place in range(count))
    return _TAKE.format(rows=rows, window=f"CASE name {windows} END")


def _judged(charge: Charge, began: float, used: int, now: float) -> Quota | TooMany:
    """What is left of a charge's allowance, or that more was taken."""
    allowed = charge.allowed() if used > charge.allowance.units else ""
    try:
        return within(charge.allowance, used, began, now, allowed)
    except TooMany as refused:
        return refused
