"""Who still works: every worker's count of beats moves, and one whose count stands still is gone."""

from __future__ import annotations

import os
import socket
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session, select

from screening.context import AppContext
from screening.runs.overwriting import overwriting_since
from screening.storage.tables import Lease


@dataclass
class LeaseClock:
    """What a watcher has seen of the beats of others."""

    seconds: float  # a lease
    _seen: dict[str, tuple[int, float]] = field(default_factory=dict)

    def gone(self, beats: Mapping[str, int], moment: float) -> set[str]:
        """Give who is gone.

        Args:
            beats: the count of every executor that has a lease.
            moment: of a clock that moves forward only while beats can be kept, in seconds.
        """
        for executor, count in beats.items():
            if executor not in self._seen or self._seen[executor][0] != count:
                self._seen[executor] = (count, moment)
        for executor in self._seen.keys() - beats.keys():
            del self._seen[executor]
        return {executor for executor, (_, since) in self._seen.items() if moment - since > self.seconds}


def new_executor() -> str:
    """A name no other worker has or had: what it holds is its own, and only the watch gives it on."""
    return f"{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:8]}"


def beat(session: Session, executor: str, at: datetime) -> None:
    """Say that `executor` works; the first time makes its lease."""
    lease = session.get(Lease, executor)
    if lease is None:
        lease = Lease(
            executor=executor, host=socket.gethostname(), pid=os.getpid(), started_at=at.isoformat()
        )
    lease.beats += 1
    lease.beat_at = at.isoformat()
    session.add(lease)


def end(session: Session, executor: str) -> None:
    """Take a lease away: what its executor still held is given on at once."""
    if (lease := session.get(Lease, executor)) is not None:
        session.delete(lease)


def beats_of(session: Session) -> dict[str, int]:
    """The count of beats of every executor that has a lease."""
    return {lease.executor: lease.beats for lease in session.exec(select(Lease))}


def workers_alive(session: Session, at: datetime, seconds: float) -> int:
    """How many workers beat within a lease and a half of `at`; for people, so clocks are compared here.

    Where nobody can beat, ask for the moment at which that began (`screening.runs.worker_lease`).
    """
    since = (at - timedelta(seconds=1.5 * seconds)).isoformat()
    return len([lease for lease in session.exec(select(Lease)) if lease.beat_at >= since])


def live_workers(context: AppContext, at: datetime) -> int:
    """How many workers live at `at`; while the database's file is being rebuilt none can say so, so those before it."""
    last = overwriting_since(context) or at
    with context.database.read() as session:
        return workers_alive(session, min(last, at), context.settings.lease_seconds)
