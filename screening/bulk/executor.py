"""Where the rows of a bulk run are read and its inquiries screened: in processes of this machine, or on a cluster.

An executor is given tasks as they are made, keeps few of them waiting, and says what came of each as it ends, in any
order. The lines of a task are whole in their file, in the work folder of this machine, before it counts as done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from screening.bulk.about_json import BulkProvenance
from screening.bulk.blocks import RowBlock
from screening.errors import ScreeningError

AHEAD = 2  # tasks that wait for a process: enough that none idles, few enough that memory stays flat


class ListsMoved(ScreeningError):
    """The lists were updated while the file was screened; one result never mixes two editions."""

    code, status = "lists-moved-on", 409


class WorkerLost(ScreeningError):
    """A process was ended from outside; nothing that was done is lost."""

    code, status = "bulk-worker-lost", 500


@dataclass(frozen=True, slots=True)
class ReadTask:
    """Rows to read, and the file for the lines of what they ask."""

    block: RowBlock
    out: Path


@dataclass(frozen=True, slots=True)
class ScreenTask:
    """Distinct inquiries to screen, numbered from `first` on, and the file for the lines of what was found."""

    first: int
    inquiries: list[str]
    rows: int  # that they stand for
    out: Path


class Executor(Protocol):
    """Reads and screens for one bulk run."""

    def provenance(self) -> BulkProvenance:
        """The engine, lists and policies that all inquiries are screened against.

        Raises:
            PolicyError, WatchlistError: a policy or list cannot be used.
        """

    def read(self, tasks: Iterable[ReadTask]) -> Iterator[Counter[str]]:
        """Read rows; give for each task how many rows there are, by their state or reason for skipping.

        Raises:
            UploadRefused: another table begins among them.
        """

    def screen(self, tasks: Iterable[ScreenTask]) -> Iterator[int]:
        """Screen inquiries; give for each task the rows that it stands for.

        Raises:
            ListsMoved: a process has other lists or policies than `provenance` says.
        """
