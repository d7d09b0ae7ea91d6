"""A bulk run on an existing Dask cluster: this machine cuts the work and keeps what is done, the workers do it.

Tasks and results are compressed bytes. No disk is shared: results come back here, and into the work folder. Dask starts
the tasks of a lost worker anew. When the scheduler or this process ends, the same command goes on from the work folder.
"""

from __future__ import annotations

import asyncio
import logging
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from screening.bulk.about_json import BulkProvenance
from screening.bulk.dask_tasks import (
    check_lists,
    installed_version,
    lists_of_node,
    pack,
    provenance_sha256,
    read_block,
    screen_inquiries,
)
from screening.bulk.executor import AHEAD, ReadTask, ScreenTask, WorkerLost
from screening.bulk.job import BulkJob
from screening.bulk.layout import TableLayout
from screening.bulk.screen import BulkEngine
from screening.bulk.work_folder import whole_file
from screening.errors import ScreeningError

if TYPE_CHECKING:
    from pathlib import Path

    from distributed import Client, Future

# Seconds until a scheduler has answered.
_CONNECT = 10
# Seconds between looks at whether the scheduler and a worker are there, and how many threads there are.
_LOOK = 2
# Seconds that fetching a result may take before it is fetched anew; the largest are some megabytes. A scheduler asks a
# worker that has just ended for half a minute, and meanwhile knows that the task must be done again.
_FETCH = 10

# How often a task is given to the cluster: Dask gives up one with which four workers ended, though it may only have
# waited at some of them. On nodes that come and go a task must survive more; one that ends every worker must not go on.
_TRIES = 3

# What came of a task that Dask gave up.
_GIVEN_UP = object()

GivenT = TypeVar("GivenT")


class ClusterNotInstalled(ScreeningError):
    """Dask is not among the installed packages."""

    code, status = "cluster-not-installed", 501


class ClusterUnreachable(ScreeningError):
    """Nothing that is a Dask scheduler answers at the address."""

    code, status = "cluster-unreachable", 503


class NoClusterWorker(ScreeningError):
    """The cluster has no worker, and none came in time."""

    code, status = "cluster-no-worker", 503


class ClusterLost(ScreeningError):
    """The scheduler ended, or cannot be reached any more; nothing that was done is lost."""

    code, status = "cluster-lost", 503


class ClusterVersionDiffers(ScreeningError):
    """A node has another version of the program or of what it needs."""

    code, status = "cluster-version", 409


@dataclass(frozen=True, slots=True)
class DaskCluster:
    """An existing cluster."""

    address: str  # of its scheduler, as Dask writes it: tcp://host:8786, or tls://
    wait: float = 60  # seconds that it may be without any worker


@contextmanager
def connect(job: BulkJob, layout: TableLayout, cluster: DaskCluster) -> Iterator[DaskExecutor]:
    """Use a cluster for one run.

    Raises:
        ClusterNotInstalled, ClusterUnreachable, NoClusterWorker, ClusterVersionDiffers: it cannot be used.
        ListsMoved: a worker has other lists or policies than this machine.
        NodeFailed: a worker cannot read or write its files.
        ClusterLost, WorkerLost: run the same command again.
        PolicyError, WatchlistError: a policy or list cannot be used, here or on a node.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise ClusterNotInstalled(
            "Screening on a cluster needs Dask, which is not installed here; install the extra `cluster`, or screen "
            "with --workers."
        ) from error
    # What Dask logs of lost connections and workers is said here in a sentence, or mended.
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        # A client that is made for something else than a scheduler may wait for ever, also when it is closed.
        if asyncio.run(_kind_of_server(cluster.address)) != "Scheduler":
            raise ValueError(cluster.address)
        client = Client(cluster.address, timeout=_CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterUnreachable(
            f"No Dask scheduler answers at {cluster.address}; check the address and that it runs, or screen with "
            "--workers."
        ) from error
    try:
        executor = DaskExecutor(client, cluster, job, layout)
        executor.check_nodes()
        yield executor
    finally:
        client.close(timeout=_LOOK)


async def _kind_of_server(address: str) -> object:
    """Ask a server of Dask what it is.

    Raises:
        OSError, ValueError: the address is none, or nothing of Dask answers there.
    """
    from distributed.core import connect as open_comm
    from distributed.security import Security

    async with asyncio.timeout(2 * _CONNECT):
        comm = await open_comm(address, timeout=_CONNECT, **Security().get_connection_args("client"))
        try:
            await comm.write({"op": "identity", "reply": True, "n_workers": 0})
            return (await comm.read()).get("type")
        finally:
            comm.abort()


@dataclass(frozen=True, slots=True)
class _Running(Generic[GivenT]):
    """A task that was given to the cluster; Dask gives up a future that nobody holds."""

    given: GivenT
    call: tuple[Any, ...]
    future: Future
    tries: int


class DaskExecutor:
    """Reads and screens on the workers of a cluster."""

    def __init__(self, client: Client, cluster: DaskCluster, job: BulkJob, layout: TableLayout) -> None:
        self._client = client
        self._cluster = cluster
        self._job = job
        self._setup = pack((job, layout))
        self._version = installed_version()
        self._lists: BulkProvenance | None = None
        self._threads = 0
        self._looked_at = 0.0
        # Since when no worker was seen, where none is there.
        self._none_since: float | None = None

    def provenance(self) -> BulkProvenance:
        """What this machine screens against, and so every node."""
        if self._lists is None:
            self._lists = BulkEngine.load(self._job).provenance
        return self._lists

    def check_nodes(self) -> None:
        """Wait until a worker is there, and compare versions and lists with those that are there.

        A worker that is busy or comes later is compared before it screens anything.

        Raises:
            NoClusterWorker, ClusterVersionDiffers, ListsMoved: as `connect` says.
        """
        while not self._look():
            time.sleep(0.1)
        ended: SimpleQueue[Future] = SimpleQueue()
        asked = [
            self._submit(ended, lists_of_node, self._setup, workers=[address], allow_other_workers=True)
            for address in self._call(self._client.nthreads)
        ]
        against = provenance_sha256(self.provenance())
        answers = [self._take(ended)]
        while not ended.empty():
            answers.append(self._take(ended))
        for _, lists in answers:
            if lists is not _GIVEN_UP:
                check_lists(lists, against)
        del asked

    def read(self, tasks: Iterable[ReadTask]) -> Iterator[Counter[str]]:
        """Read rows; give for each task how many rows there are, by their state or reason for skipping."""
        calls = ((each.out, (read_block, self._setup, pack(each.block))) for each in tasks)
        for out, (counted, lines) in self._in_any_order(calls):
            _write(out, lines)
            yield Counter(counted)

    def screen(self, tasks: Iterable[ScreenTask]) -> Iterator[int]:
        """Screen inquiries; give for each task the rows that it stands for.

        Raises:
            ListsMoved: a node has other lists or policies than this machine.
        """
        against = provenance_sha256(self.provenance())
        calls = (
            (each, (screen_inquiries, self._setup, each.first, pack(each.inquiries), against))
            for each in tasks
        )
        for task, lines in self._in_any_order(calls):
            _write(task.out, lines)
            yield task.rows

    def _in_any_order(self, calls: Iterable[tuple[GivenT, tuple[Any, ...]]]) -> Iterator[tuple[GivenT, Any]]:
        """Do calls, and give what came of each with what it was given with, as they end."""
        ended: SimpleQueue[Future] = SimpleQueue()
        running: dict[str, _Running[GivenT]] = {}

        def start(given: GivenT, call: tuple[Any, ...], tries: int) -> None:
            future = self._submit(ended, *call)
            running[future.key] = _Running(given, call, future, tries)

        def results(most: int) -> Iterator[tuple[GivenT, Any]]:
            """What comes of tasks, until fewer than `most` are left."""
            while len(running) >= most:
                key, result = self._take(ended)
                task = running.pop(key)
                if result is not _GIVEN_UP:
                    yield task.given, result
                elif task.tries < _TRIES:
                    start(task.given, task.call, task.tries + 1)
                else:
                    raise WorkerLost(
                        "Many workers of the cluster ended at the same rows, perhaps for want of memory; run the same "
                        "command again, with more memory for each if that was it: what is done is kept."
                    )

        for given, call in calls:
            start(given, call, 1)
            yield from results(self._most())
        yield from results(1)

    def _submit(
        self,
        ended: SimpleQueue[Future],
        function: Callable[..., Any],
        *given: Any,  # noqa: ANN401 - those of the function
        **options: Any,  # noqa: ANN401 - those of Dask
    ) -> Future:
        call = _same_version(self._version, function.__name__)
        future = self._call(self._client.submit, call, *given, pure=False, **options)
        future.add_done_callback(ended.put)
        return future

    def _most(self) -> int:
        """How many tasks are given to the cluster at once."""
        if time.monotonic() - self._looked_at > _LOOK:
            self._look()
        return max(1, self._threads * (1 + AHEAD))

    def _take(self, ended: SimpleQueue[Future]) -> tuple[str, Any]:
        """Wait for the next task that ends; give its key and what came of it."""
        while True:
            try:
                future = ended.get(timeout=_LOOK)
            except Empty:
                self._look()
                continue
            if (found := self._result(future)) is not None:
                return future.key, found
            if future.done():
                ended.put(future)
            else:
                future.add_done_callback(ended.put)

    def _result(self, future: Future) -> Any:  # noqa: ANN401 - what came of a task; None where it is not there yet
        from distributed.scheduler import KilledWorker

        try:
            # A worker may end with what it has done: Dask then does it once more.
            found = self._call(future.result, timeout=_FETCH)
        except TimeoutError:
            self._look()
            return None
        except KilledWorker:
            return _GIVEN_UP
        if isinstance(found, Exception):
            raise found
        if isinstance(found, str):
            raise ClusterVersionDiffers(
                f"The worker on {found} has not the program, Python and the libraries in the same versions as this "
                "machine; install the same on every node, then run the same command again: what is done is kept."
            )
        return found

    def _look(self) -> int:
        """See that the scheduler and a worker are there; give the number of threads of all workers.

        Raises:
            ClusterLost, NoClusterWorker: they are not.
        """
        self._threads = sum(self._call(self._client.nthreads).values())
        self._looked_at = time.monotonic()
        if self._threads:
            self._none_since = None
            return self._threads
        if self._none_since is None:
            self._none_since = self._looked_at
        if self._looked_at - self._none_since >= self._cluster.wait:
            address = self._cluster.address
            raise NoClusterWorker(
                f"No worker came to the cluster at {address} within {self._cluster.wait:.0f} seconds; start one with "
                f"`dask worker {address} --nthreads 1`, then run the same command again: what is done is kept."
            )
        return self._threads

    def _call(self, function: Callable[..., Any], *given: Any, **options: Any) -> Any:  # noqa: ANN401 - of Dask
        """Ask the scheduler something.

        Raises:
            ClusterLost: it does not answer any more.
        """
        try:
            if self._client.status == "running":
                return function(*given, **options)
        except TimeoutError:
            raise
        except (OSError, asyncio.CancelledError, CancelledError) as error:
            raise self._lost() from error
        raise self._lost()

    def _lost(self) -> ClusterLost:
        return ClusterLost(
            f"The scheduler at {self._cluster.address} ended or cannot be reached any more; when it is there again, "
            "run the same command again: what is done is kept."
        )


def _same_version(version: str, name: str) -> Callable[..., Any]:
    """A function that does a task where the program is of this version, and else gives the name of the node.

    It names nothing of ours, so Dask sends its code: a scheduler needs no more than Dask, and a worker that has another
    version or nothing at all can say so.
    """

    def call(*given: object) -> object:
        from pkgutil import resolve_name
        from platform import node

        try:
            installed = resolve_name("screening.bulk.dask_tasks:installed_version")()
            run_task = resolve_name("screening.bulk.dask_tasks:run_task")
        except (ImportError, AttributeError):
            return node()
        return run_task(name, *given) if installed == version else node()

    return call


def _write(out: Path, lines: bytes) -> None:
    with whole_file(out) as file:
        file.buffer.write(zlib.decompress(lines))
