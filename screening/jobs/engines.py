"""What a worker process loads once: engines by day, and the lists it is reading at the moment.

Lists, register and linker cost seconds; policies and project facts cost nothing and are exchanged on a loaded
engine. Two threads never load the same thing twice.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import chain

import structlog

from screening.compiled import cache_folder, compiled_linker
from screening.engine import DEFAULT_POLICY, Engine, load_engine
from screening.intake import take
from screening.intake.model import Intake
from screening.jobs.kept import Kept
from screening.jobs.order import Order, Pins
from screening.jobs.pinned import load_pinned
from screening.jobs.portions import cut
from screening.link import Linker
from screening.model import Inquiry
from screening.policy import ListState, available_policies, choose
from screening.storage import Files
from watchlists.keeping.changes import generation
from watchlists.keeping.folder import data_folder
from watchlists.library import Library
from watchlists.register import Register

log = structlog.get_logger()


def load_for(day: date) -> Engine:
    """Load the lists and the register in force as they stood on `day`."""
    return load_engine(on=day, data=data_folder(os.environ), tell=lambda _: log.info("lists-compiled"))


def link(library: Library, register: Register) -> Linker:
    """The linker over these lists, kept compiled for the next time."""
    return compiled_linker(library, register, cache_folder(), lambda _: log.info("lists-compiled"))


@dataclass
class Engines:
    """Engines by day; `load` and `link` are exchanged by tests for a small world."""

    load: Callable[[date], Engine] = load_for
    link: Callable[[Library, Register], Linker] = link
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

    def rebuilt(self, order: Order, screened_at: datetime, pins: Pins) -> Engine:
        """An engine over the very editions that `pins` name, and the policies as they are now.

        Raises:
            ListsGone: an edition is no longer held.
            PolicyError: no such policy any more, or a project fact is wrong.
        """
        day = order.day(screened_at)
        pinned = load_pinned(pins, day, data_folder(os.environ))
        return Engine(
            library=pinned.library,
            register=pinned.register,
            linker=self.link(pinned.library, pinned.register),
            policies=choose(available_policies(os.environ), order.policies or (DEFAULT_POLICY,)),
            lists=ListState.of(pinned.library),
            on=day,
            project=order.facts(),
        )


@dataclass(frozen=True, slots=True)
class TakenList:
    """A list as it was read, and what it asks, each once, in the order it first appears."""

    intake: Intake
    chunks: tuple[tuple[Inquiry, ...], ...]  # by step

    @property
    def inquiries(self) -> Iterator[Inquiry]:
        """All of them, in the order of the steps."""
        return chain.from_iterable(self.chunks)


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
        portions = cut(((0, row) for row in intake.rows()), order.chunk)
        return TakenList(intake, tuple(tuple(portion.asked) for portion, _ in portions))
