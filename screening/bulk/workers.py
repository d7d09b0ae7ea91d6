"""The processes that read rows and screen inquiries; each loads the engine once and maps the compiled linker.

They are started afresh and not forked: DuckDB has threads. One whose parent is gone ends by itself.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait as wait_for
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

from screening.bulk.about_json import BulkProvenance
from screening.bulk.blocks import BlockReader, RowBlock
from screening.bulk.executor import AHEAD, ListsMoved, ReadTask, ScreenTask, WorkerLost
from screening.bulk.job import BulkJob
from screening.bulk.layout import TableLayout
from screening.bulk.screen import BulkEngine
from screening.bulk.work_folder import whole_file

_EXIT_ORPHANED = 3

Done = TypeVar("Done")
Task = tuple[Callable[..., Done], tuple[Any, ...]]

_job: BulkJob
_reader: BlockReader
_engine: BulkEngine | None = None


@dataclass(slots=True)
class ProcessExecutor:
    """Reads and screens in processes that have the job and the layout of its file."""

    pool: ProcessPoolExecutor
    count: int
    _provenance: BulkProvenance | None = None

    def provenance(self) -> BulkProvenance:
        """What the processes screen against, as the first of them has it."""
        if self._provenance is None:
            self._provenance = self.pool.submit(provenance).result()
        return self._provenance

    def read(self, tasks: Iterable[ReadTask]) -> Iterator[Counter[str]]:
        """Read rows; give for each task how many rows there are, by their state or reason for skipping."""
        return in_any_order(self.pool, self.count, ((read_rows, (each.block, each.out)) for each in tasks))

    def screen(self, tasks: Iterable[ScreenTask]) -> Iterator[int]:
        """Screen inquiries; give for each task the rows that it stands for.

        Raises:
            ListsMoved: a process has other lists than the first.
        """
        calls = ((screen, (each.first, each.inquiries, each.rows, each.out)) for each in tasks)
        for rows, against in in_any_order(self.pool, self.count, calls):
            if against != self.provenance():
                raise ListsMoved(
                    "The lists were updated meanwhile; run the same command again to screen against the new ones."
                )
            yield rows


@contextmanager
def processes(job: BulkJob, layout: TableLayout, count: int) -> Iterator[ProcessExecutor]:
    """Processes that have the job and the layout of its file.

    Raises:
        WorkerLost: one of them ended while it was needed.
    """
    pool = ProcessPoolExecutor(count, get_context("spawn"), initializer=_start, initargs=(job, layout))
    try:
        yield ProcessExecutor(pool, count)
    except BrokenProcessPool as error:
        raise WorkerLost(
            "A process that screens was ended from outside, perhaps for want of memory; run the same command "
            "again, with fewer --workers if that was it: what is done is kept."
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def in_any_order(pool: ProcessPoolExecutor, count: int, tasks: Iterable[Task[Done]]) -> Iterator[Done]:
    """Do tasks and give what came of them as they end; they are only made as processes get to them."""
    running: set[Future[Done]] = set()
    for function, given in tasks:
        running.add(pool.submit(function, *given))
        while len(running) >= count * (1 + AHEAD):
            ended, running = wait(running, return_when=FIRST_COMPLETED)
            yield from (each.result() for each in ended)
    while running:
        ended, running = wait(running, return_when=FIRST_COMPLETED)
        yield from (each.result() for each in ended)


def read_rows(block: RowBlock, out: Path) -> Counter[str]:
    """Read a block of rows, in one of the processes."""
    return _reader.write(block, out)


def provenance() -> BulkProvenance:
    """What this process screens against."""
    return _loaded().provenance


def screen(first: int, inquiries: list[str], rows: int, out: Path) -> tuple[int, BulkProvenance]:
    """Screen a chunk; give for how many rows it stands, and what it was screened against."""
    engine = _loaded()
    with whole_file(out) as file:
        engine.write_lines(first, inquiries, file)
    return rows, engine.provenance


def _start(job: BulkJob, layout: TableLayout) -> None:
    global _job, _reader
    _job, _reader = job, BlockReader(layout, job.cell)
    if (parent := parent_process()) is not None:
        Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    """A parent that was killed tells nobody; its end is seen by a pipe that closes."""
    wait_for([sentinel])
    os._exit(_EXIT_ORPHANED)


def _loaded() -> BulkEngine:
    global _engine
    if _engine is None:
        _engine = BulkEngine.load(_job)
    return _engine
