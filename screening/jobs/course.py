"""How far a run has come where no step ends for a while: rows gone through, counted by who goes through them.

Noted at most twice a second, and only while the run is open: who notes it learns that the run was cancelled.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Literal

from screening.jobs.states import live
from screening.storage import Database
from screening.storage.tables import Course, Run
from screening.ticks import RunEnded

_SECONDS = 0.5  # between notes; a page asks once a second


@dataclass
class Counter:
    """Counts the rows that reading, or writing, has gone through."""

    database: Database
    run: Run
    what: Literal["rows_read", "rows_written"]
    rows: int = 0
    _noted: float = field(default_factory=time.monotonic)

    def __call__(self, rows: int) -> None:
        """Count more rows.

        Raises:
            RunEnded: nobody waits for them any more.
        """
        self.rows += rows
        if time.monotonic() - self._noted >= _SECONDS:
            self.note()

    def note(self) -> None:
        """Write down how many there are by now."""
        with self.database.write() as session:
            if live(session, self.run.id, self.run.attempt) is None:
                raise RunEnded
            course = session.get(Course, self.run.id) or Course(run_id=self.run.id)
            setattr(course, self.what, self.rows)
            session.add(course)
        self._noted = time.monotonic()
