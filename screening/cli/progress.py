"""The progress of work on a list in a terminal: one line that is renewed, or a line now and then where nobody looks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import Event, Thread
from typing import TextIO

from screening.progress import Phase, WorkProgress, read_share, write_share

# Of a terminal, which is renewed; an output that is kept gets a line now and then.
_RENEWED_SECONDS = 0.2
_PRINTED_SECONDS = 10.0
_WAIT_SECONDS = 2.0  # whoever sees nothing for longer wonders whether anything still happens
_BAR = 24
# A phase has ended when the next one begins, not when all its rows were counted.
_UNENDED = 0.999


def work_sentence(work: WorkProgress) -> str:
    """Where the work stands, in rows of the file, with the time left where it is known."""
    done = {"reading": "read", "screening": "screened", "writing": "written to the report"}[work.phase]
    counted = f"{work.rows_done:,} of {work.rows:,} rows {done}" if work.rows else "reading the list"
    left = work.seconds_left
    return f"{work.share:4.0%}  {counted}" + (f", about {duration(left)} left" if left is not None else "")


def duration(seconds: float) -> str:
    """A time for people: "40 s", "12 min", "2 h 5 min"."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


@contextmanager
def notes_of_wait(
    note: Callable[[str], None], every: float = _WAIT_SECONDS
) -> Iterator[Callable[[str], None]]:
    """What says in a sentence why somebody must wait; then how long it has been, now and then, until the block ends.

    Args:
        note: prints a line.
        every: seconds between two lines.
    """
    end = Event()
    threads: list[Thread] = []

    def repeat(since: float) -> None:
        while not end.wait(every):
            note(f"  {duration(time.monotonic() - since)} so far")

    def begin(sentence: str) -> None:
        note(sentence)
        if not threads:
            threads.append(Thread(target=repeat, args=(time.monotonic(),), daemon=True))
            threads[0].start()

    try:
        yield begin
    finally:
        end.set()
        for thread in threads:
            thread.join()


@dataclass
class ProgressLine:
    """One line of progress on a stream."""

    stream: TextIO
    clock: Callable[[], float] = time.monotonic
    _shown: float = float("-inf")
    _width: int = 0

    def show(self, text: str) -> None:
        """Show `text`, unless the last one is too fresh."""
        terminal, now = self.stream.isatty(), self.clock()
        if now - self._shown < (_RENEWED_SECONDS if terminal else _PRINTED_SECONDS):
            return
        self._shown = now
        self._write(text, terminal)

    def end(self, text: str) -> None:
        """Show the last `text` and go to a new line; with "" take the line away."""
        terminal = self.stream.isatty()
        if text or (terminal and self._width):
            self._write(text, terminal)
            if terminal and text:
                self.stream.write("\n")
        self._width = 0
        self.stream.flush()

    def _write(self, text: str, terminal: bool) -> None:
        if terminal:
            self.stream.write(f"\r{text.ljust(self._width)}" + ("" if text else "\r"))
            self._width = len(text)
        else:
            self.stream.write(f"{text}\n")
        self.stream.flush()


@dataclass
class ListProgress:
    """Counts the rows of one list through reading, screening and writing, and shows where it stands."""

    work: WorkProgress
    line: ProgressLine
    clock: Callable[[], float] = time.monotonic
    _counted: int = 0
    _subjects: int = 0
    _since: float = field(init=False)
    _looked: float = float("-inf")

    def __post_init__(self) -> None:
        self._since = self.clock()

    def read(self, rows: int) -> None:
        """Count rows gone through in reading."""
        self._count(rows)

    def know_rows(self, rows: int) -> None:
        """Take in how many rows the file has."""
        self.work = replace(self.work, rows=rows)

    def begin_screening(self, subjects: int) -> None:
        """Take in that all is read, and how many rows hold a subject."""
        self.work = replace(self.work, reading=Phase(1.0, self._seconds()))
        self._subjects = subjects
        self._begin()

    def screened(self, rows: int) -> None:
        """Count rows screened."""
        self._count(rows)

    def begin_writing(self) -> None:
        """Take in that all is screened."""
        self.work = replace(self.work, screening=Phase(1.0, self._seconds()))
        self._begin()

    def written(self, rows: int) -> None:
        """Count rows gone through in writing."""
        self._count(rows)

    def end(self) -> None:
        """Take the line away; what came of the list is printed by the caller."""
        self.line.end("")

    def _count(self, rows: int) -> None:
        self._counted += rows
        # A list has many rows, and nobody sees more than a few renewals a second.
        if self.clock() - self._looked >= _RENEWED_SECONDS:
            self._looked = self.clock()
            self.work = self._now()
            self.line.show(_bar(self.work))

    def _now(self) -> WorkProgress:
        work, counted, seconds = self.work, self._counted, self._seconds()
        if work.phase == "reading":
            share = read_share(work.list_format, work.rows, counted)
            return replace(work, reading=Phase(min(_UNENDED, share), seconds))
        if work.phase == "screening":
            share = counted / self._subjects if self._subjects else 1.0
            return replace(work, screening=Phase(min(_UNENDED, share), seconds))
        share = write_share(work.report_format, work.rows, counted)
        return replace(work, writing=Phase(min(_UNENDED, share), seconds))

    def _begin(self) -> None:
        self._counted, self._since = 0, self.clock()

    def _seconds(self) -> float:
        return self.clock() - self._since


def _bar(work: WorkProgress) -> str:
    full = round(_BAR * work.share)
    return f"[{'#' * full}{'-' * (_BAR - full)}] {work_sentence(work)}"
