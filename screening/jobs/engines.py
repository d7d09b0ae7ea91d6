"""What a worker process loads once: engines by day, and the lists it is reading at the moment.

Lists, register and linker cost seconds; policies and project facts cost nothing and are exchanged on a loaded
engine. Two threads never load the same thing twice.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from threading import Lock
from typing import Generic, TypeVar

from screening.engine import DEFAULT_POLICY, Engine, load_engine
from screening.intake import take
from screening.intake.model import Intake
from screening.jobs.order import Order
from screening.model import Inquiry
from screening.policy import available_policies, choose
from screening.storage import Files
from watchlists.keeping.changes import generation
from watchlists.keeping.folder import data_folder

Value = TypeVar("Value")


@dataclass
class Kept(Generic[Value]):
    """The last few values by key; made once each, one at a time."""

    most: int
    _values: OrderedDict[Hashable, Value] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Give the value of `key`, making it where it is not kept."""
        with self._lock:
            if key not in self._values:
                self._values[key] = make()
            self._values.move_to_end(key)
            while len(self._values) > self.most:
                self._values.popitem(last=False)
            return self._values[key]


def load_for(day: date) -> Engine:
    """Load the lists and the register in force as they stood on `day`."""
    return load_engine(on=day, data=data_folder(os.environ))


@dataclass
class Engines:
    """Engines by day; `load` is exchanged by tests for a small world."""

    load: Callable[[date], Engine] = load_for
    _by_day: Kept[Engine] = field(default_factory=lambda: Kept(2))  # yesterday's runs end past midnight

    def get(self, order: Order, screened_at: datetime) -> Engine:
        """The engine that an order asks for.

        Raises:
            PolicyError: no such policy, or a project fact is wrong.
        """
        day = order.day(screened_at)
        key = (day, generation(data_folder(os.environ)))  # an update between two runs needs no restart
        engine = self._by_day.get(key, lambda: self.load(day))
        policies = choose(available_policies(os.environ), order.policies or (DEFAULT_POLICY,))
        return replace(engine, policies=policies, project=order.facts())


@dataclass(frozen=True, slots=True)
class TakenList:
    """A list as it was read, and what it asks, each once, in the order it first appears."""

    intake: Intake
    inquiries: tuple[Inquiry, ...]
    rows: tuple[int, ...]  # how many rows of the file each of them stands for

    def chunks(self, size: int) -> int:
        """How many steps of `size` inquiries there are."""
        return -(-len(self.inquiries) // size)

    def chunk(self, number: int, size: int) -> tuple[Inquiry, ...]:
        """The inquiries of one step, counted from 0."""
        return self.inquiries[number * size : (number + 1) * size]

    def rows_of(self, number: int, size: int) -> int:
        """How many rows of the file the inquiries of one step stand for."""
        return sum(self.rows[number * size : (number + 1) * size])


@dataclass
class TakenLists:
    """The lists that steps of this process are about."""

    files: Files
    _kept: Kept[TakenList] = field(default_factory=lambda: Kept(3))

    def get(self, sha256: str, order: Order, file_name: str) -> TakenList:
        """Read a kept upload, or give it as it was read before.

        Raises:
            UploadRefused: it is no list; FileStoreError: it is no longer kept.
        """
        return self._kept.get(
            (sha256, order.to_json(), file_name), lambda: self._take(sha256, order, file_name)
        )

    def _take(self, sha256: str, order: Order, file_name: str) -> TakenList:
        with self.files.path(sha256) as path:
            intake = take(path, options=order.options(file_name))
        counts: dict[Inquiry, int] = {}
        for row in intake.rows():
            if row.inquiry is not None:
                counts[row.inquiry] = counts.get(row.inquiry, 0) + 1
        return TakenList(intake, tuple(counts), tuple(counts.values()))
