"""How far the work on a list is: one figure over reading, screening and writing, and the time that is left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

PhaseName = Literal["reading", "screening", "writing"]

# Processor time of a row in microseconds, measured on 8,000 rows of affiliations and partners. Only their ratios
# count: a machine of another speed shows in its reading.
_READ_COST = {"xlsx": 65, "csv": 26}
_SCREEN_COST = 500
_WRITE_COST = {"xlsx": 180, "fresh-xlsx": 180, "csv": 17, "json": 65, "ndjson": 65, "parquet": 30}

# How often a row is counted in reading and in writing; a test goes through a list in each form and holds them.
_READ_VISITS = {"xlsx": 5, "csv": 4}
_WRITE_VISITS = {"xlsx": 7, "fresh-xlsx": 4, "csv": 1, "json": 1, "ndjson": 1, "parquet": 1}
# A run besides puts its chunks together, keeps its subjects, puts the report among the files, and takes its cases in.
_RUN_VISITS = 4
# A run of a long list does so too; it looks up what was decided before, and writes, in any form. Each counts its rows once.
_PARTS_VISITS = 6

# Below these a phase says too little about its own speed.
_LEAST_SHARE = 0.02
_LEAST_SECONDS = 2.0
_LEAST_READING_SECONDS = 0.5  # as predicted, for the speed of the machine


def list_format(file_name: str) -> str:
    """The format of a list by the ending of its name, which was held against its bytes when it was accepted."""
    return "xlsx" if file_name.lower().endswith(".xlsx") else "csv"


def read_share(list_format: str, rows: int, counted: int) -> float:
    """How much of the reading is done, 0 to 1; 0 while the rows of the file (`rows`) are not known."""
    return min(1.0, counted / (rows * _READ_VISITS[list_format])) if rows else 0.0


def write_share(
    report_format: str, rows: int, counted: int, *, durable: bool = False, parts: bool = False
) -> float:
    """How much of the writing is done, 0 to 1.

    Args:
        report_format: of the report.
        rows: of the file.
        counted: rows gone through.
        durable: for a run, which is finished besides.
        parts: for a run whose report comes in parts.
    """
    visits = _PARTS_VISITS if parts else _WRITE_VISITS[report_format] + (_RUN_VISITS if durable else 0)
    return min(1.0, counted / (rows * visits)) if rows else 0.0


def part_visits(report_format: str) -> int:
    """How often a row is counted while one part of a report in parts is written; parts that are workbooks are fresh ones."""
    return _WRITE_VISITS["fresh-xlsx" if report_format == "xlsx" else report_format]


@dataclass(frozen=True, slots=True)
class Phase:
    """One part of the work: how much of it is done (0 to 1), and the seconds that were spent on it."""

    done: float = 0.0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class WorkProgress:
    """Where the work on a list stands."""

    rows: int  # of the file; 0 while they are not known
    list_format: str  # "xlsx" or "csv"
    report_format: str
    reading: Phase = Phase()
    screening: Phase = Phase()
    writing: Phase = Phase()

    @property
    def phase(self) -> PhaseName:
        """What is being done."""
        if self.reading.done < 1:
            return "reading"
        return "screening" if self.screening.done < 1 else "writing"

    @property
    def share(self) -> float:
        """How much of the whole work is done, 0 to 1."""
        costs = self._costs()
        total = sum(cost for cost, _ in costs)
        return sum(cost * phase.done for cost, phase in costs) / total

    @property
    def rows_done(self) -> int:
        """Rows of the file that the phase under way has behind it."""
        return int(
            self.rows
            * {"reading": self.reading, "screening": self.screening, "writing": self.writing}[self.phase].done
        )

    @property
    def seconds_left(self) -> float | None:
        """Seconds until the report is there; None while nothing can be said."""
        spent = sum(phase.seconds for _, phase in self._costs())
        if not self.rows or spent < _LEAST_SECONDS:
            return None
        reading = self.reading
        predicted = self.rows * _READ_COST[self.list_format] / 1e6 * reading.done
        # What a short list costs to begin with says nothing about a row.
        speed = reading.seconds / predicted if predicted >= _LEAST_READING_SECONDS else 1.0
        return sum(self._left(cost, phase, speed) for cost, phase in self._costs())

    def _costs(self) -> tuple[tuple[int, Phase], ...]:
        return (
            (_READ_COST[self.list_format], self.reading),
            (_SCREEN_COST, self.screening),
            (_WRITE_COST[self.report_format], self.writing),
        )

    def _left(self, cost: int, phase: Phase, speed: float) -> float:
        if phase.done >= _LEAST_SHARE and phase.seconds >= _LEAST_SECONDS:
            return phase.seconds * (1 - phase.done) / phase.done
        return self.rows * cost / 1e6 * speed * (1 - phase.done)


Progress = Callable[[int], None]  # told how many more rows were gone through


class RunEnded(Exception):
    """Raised by who is told: nobody waits for this work any more."""


def by_share(tick: Progress, rows: int, size: int) -> Progress:
    """A tick for who goes through `size` bytes of something that holds `rows` rows."""
    gone = told = 0

    def advance(more: int) -> None:
        nonlocal gone, told
        gone += more
        now = gone * rows // max(1, size)
        tick(now - told)
        told = now

    return advance


@contextmanager
def visit(tick: Progress, rows: int) -> Iterator[Progress]:
    """A tick for work that counts as going through `rows` rows once: told of no more than those, and at its end of all."""
    told = 0

    def advance(more: int) -> None:
        nonlocal told
        now = min(rows, told + more)
        tick(now - told)
        told = now

    yield advance
    tick(rows - told)


def no_progress(_rows: int) -> None:
    """Tell nobody."""
