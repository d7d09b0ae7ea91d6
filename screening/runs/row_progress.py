"""How far a run has come where no step ends for a while: rows gone through, counted by who goes through them.

Who counts never waits for the database: what was counted is noted beside, twice a second, and left out while the
database is busy. Whoever notes it learns that the run was ended, and who counts is told with the next row.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event, Thread
from types import TracebackType
from typing import Literal

from screening.progress import RunEnded
from screening.runs.states import live
from screening.storage import Database, StorageFailed
from screening.storage.tables import Run, RunReading

_SINCE = {"rows_read": "reading_since", "rows_written": "writing_since"}
_SECONDS = 0.5  # between notes; a page asks once a second


@dataclass
class RowCounter:
    """Counts the rows that reading, or writing, has gone through; nothing is noted any more once the context ends."""

    database: Database
    run: Run
    what: Literal["rows_read", "rows_written"]
    now: Callable[[], datetime]
    rows: int = 0
    _done: Event = field(default_factory=Event)
    _ended: Event = field(default_factory=Event)
    _beside: Thread | None = None
    _since: str = ""

    def __enter__(self) -> RowCounter:
        """Begin to note what is counted."""
        self._since = self.now().isoformat()
        self._beside = Thread(target=self._note_on, daemon=True)
        self._beside.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Note no more."""
        self._done.set()
        if self._beside is not None:
            self._beside.join()

    def __call__(self, rows: int) -> None:
        """Count more rows.

        Raises:
            RunEnded: nobody waits for them any more.
        """
        self.rows += rows
        if self._ended.is_set():
            raise RunEnded

    def note(self) -> None:
        """Write down how many there are by now, where the run is still open."""
        with self.database.write() as session:
            if live(session, self.run.id, self.run.attempt) is None:
                self._ended.set()
                return
            run_reading = session.get(RunReading, self.run.id) or RunReading(run_id=self.run.id)
            setattr(run_reading, self.what, self.rows)
            # A step that is begun again counts from nothing, and so do its seconds.
            setattr(run_reading, _SINCE[self.what], self._since)
            session.add(run_reading)

    def _note_on(self) -> None:
        while not self._done.wait(_SECONDS) and not self._ended.is_set():
            with suppress(StorageFailed):
                self.note()
