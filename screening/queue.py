"""The engine that carries steps out: dbos, and everything this project needs to know of it.

It runs on SQLite and PostgreSQL by address, in the same database as our own tables, so a run and its first step
are kept in one transaction. Only references travel through it, as JSON: its own default is pickle. It resumes
what a process of the same name left; what a process left that never returns is given on by `Queue.resume`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from dbos import DBOS, DBOSClient, DBOSConfig, DBOSPortableJSONSerializer, EnqueueOptions
from sqlmodel import Session

from screening.outbox import DELIVER, MAIL
from screening.settings import Settings
from screening.storage import refusing

RUNS, CHUNKS, CALLS = "screening-runs", "screening-chunks", "screening-calls"
# Between looks at an empty queue. A step takes about a second; a call to somebody else's system may wait as long, and
# each look is three questions of each worker.
POLL_SECONDS = {RUNS: 0.2, CHUNKS: 0.2, CALLS: 1.0}
FORM = "1"  # of the steps and their arguments: workers only take up work of the form they know
_PENDING = "PENDING"
# Steps of one worker: two chunks, so none waits for the next look; calls wait for others, not for a processor.
_AT_ONCE = {RUNS: 1, CHUNKS: 2, CALLS: 4}

# Kind, id of the run, delivery or mail, attempt, number.
QueueStep = tuple[str, str, int, int]
KINDS = {"plan": RUNS, "chunk": CHUNKS, "report": RUNS, DELIVER: CALLS, MAIL: CALLS}


@dataclass(frozen=True)
class Queue:
    """The queue as seen from outside a worker."""

    url: str

    @cached_property
    def _client(self) -> DBOSClient:
        # opened at first use: after a fork, each process has its own connections
        return DBOSClient(system_database_url=self.url, serializer=DBOSPortableJSONSerializer())

    def add(
        self, session: Session, steps: Sequence[QueueStep], *, after: float = 0, priority: int = 1
    ) -> None:
        """Add steps within the transaction of `session`, to be taken up in `after` seconds.

        One that was added before stays as it is.

        Args:
            session: of the transaction.
            steps: what is to be done.
            after: seconds to wait before.
            priority: of the first step of their run; its n-th comes n later.
        """
        for step in steps:
            options = _options(step, priority)
            if after:
                options["delay_seconds"] = after
            self._client.enqueue_in_transaction(session.connection(), options, *step)

    @refusing()
    def resume(self, executors: Callable[[str], bool]) -> int:
        """Give on the steps of every executor that `executors` says is gone; return how many.

        A wrong word costs work done twice, nothing else: steps are keyed.
        """
        held = self._client.list_workflows(status=_PENDING, load_input=False, load_output=False)
        left = [each for each in held if executors(each.executor_id or "")]
        for name in {each.queue_name for each in left if each.queue_name}:
            ids = [each.workflow_id for each in left if each.queue_name == name]
            self._client.resume_workflows(ids, queue_name=name)
        return len(left)

    @refusing()
    def waiting(self) -> int:
        """How many steps nobody has begun."""
        return len(self._client.list_workflows(status="ENQUEUED", load_input=False, load_output=False))

    @refusing()
    def forget(self, run_id: str) -> None:
        """Delete what is known of a run's steps."""
        known = self._client.list_workflows(
            workflow_id_prefix=f"{run_id}:", load_input=False, load_output=False
        )
        if known:
            self._client.delete_workflows([each.workflow_id for each in known])

    @refusing()
    def withdraw(self, run_id: str) -> None:
        """Take back the steps of a run that are not done."""
        known = self._client.list_workflows(
            workflow_id_prefix=f"{run_id}:",
            status=["ENQUEUED", _PENDING],
            load_input=False,
            load_output=False,
        )
        if known:
            self._client.cancel_workflows([each.workflow_id for each in known])

    def close(self) -> None:
        """Give the connections back."""
        if "_client" in self.__dict__:
            self._client.destroy()


def _options(step: QueueStep, first: int) -> EnqueueOptions:
    kind, run_id, attempt, number = step
    return {
        "workflow_name": f"screening.{kind}",
        "queue_name": KINDS[kind],
        "workflow_id": f"{run_id}:{attempt}:{kind}:{number}",
        "app_version": FORM,
        "priority": first + number,
    }


def open_queue(settings: Settings) -> Queue:
    """Open the queue of an installation; nothing is connected before it is used."""
    return Queue(_address(settings))


def migrate_queue(settings: Settings) -> None:
    """Make the engine's tables and queues; a few seconds, which is why no worker or page does it."""
    _quiet()
    DBOS.migrate(_address(settings))
    client = DBOSClient(system_database_url=_address(settings), serializer=DBOSPortableJSONSerializer())
    try:
        for name, at_once in _AT_ONCE.items():
            client.register_queue(name, worker_concurrency=at_once, polling_interval_sec=POLL_SECONDS[name])
    finally:
        client.destroy()


@refusing()
def start(settings: Settings, executor: str, do: Callable[[str, str, int, int], None]) -> None:
    """Begin to take up steps in threads of this process; `do` carries one out and never raises.

    Raises:
        StorageBusy, StorageFull, StorageFailed: nothing was begun; it can be tried again.
    """
    _quiet()
    config: DBOSConfig = {
        "name": "screening",
        "system_database_url": _address(settings),
        "serializer": DBOSPortableJSONSerializer(),
        "executor_id": executor,
        "application_version": FORM,
        "run_migrations": False,
        "log_level": "WARNING",
    }
    DBOS(config=config)
    for kind in KINDS:
        DBOS.workflow(name=f"screening.{kind}")(_workflow(do))
    try:
        DBOS.launch()
    except BaseException:
        DBOS.destroy(destroy_registry=True)
        raise


def stop(seconds: int) -> None:
    """Take up nothing more and wait up to `seconds` for the steps in hand."""
    DBOS.destroy(workflow_completion_timeout_sec=seconds)


def _workflow(do: Callable[[str, str, int, int], None]) -> Callable[[str, str, int, int], None]:
    def carry_out(kind: str, run_id: str, attempt: int, number: int) -> None:
        do(kind, run_id, attempt, number)

    return carry_out


def _address(settings: Settings) -> str:
    return settings.url.replace("postgresql+psycopg://", "postgresql://", 1)


def _quiet() -> None:
    logging.getLogger("dbos").setLevel(logging.WARNING)
