"""What a worker process loads once: engines by day.

Lists, register and linker cost seconds; policies and project facts cost nothing and are exchanged on a loaded
engine. Two threads never load the same thing twice.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import structlog

from screening.caches import LruCache
from screening.engine import DEFAULT_POLICY, Engine, load_engine
from screening.link import Linker
from screening.matcher_cache import cache_folder, compiled_linker
from screening.pipeline import ScreeningRequest
from screening.policy.list_state import ListState
from screening.policy.read import available_policies, choose
from screening.runs.pinned_lists import load_pinned
from screening.runs.pins import Pins
from screening.sandbox.engine import SANDBOX_POLICY, sandbox_engine, sandbox_policies
from screening.sandbox_names import is_sandbox_list, is_sandbox_team
from watchlists.editions.changes import generation
from watchlists.editions.data_folder import data_folder
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
    # Yesterday's runs end past midnight.
    _by_day: LruCache[Engine] = field(default_factory=lambda: LruCache(2))

    def get(self, order: ScreeningRequest, screened_at: datetime, team: str = "") -> Engine:
        """The engine that an order of a team asks for; in a sandbox that over the invented list.

        Raises:
            PolicyError: no such policy, or a project fact is wrong.
        """
        day = order.day(screened_at)
        if is_sandbox_team(team):
            return replace(sandbox_engine(day, order.policies), project=order.facts())
        key = (day, generation(data_folder(os.environ)))  # an update between two runs needs no restart
        engine = self._by_day.get(key, lambda: self.load(day))
        policies = choose(available_policies(os.environ), order.policies or (DEFAULT_POLICY,))
        return replace(engine, policies=policies, project=order.facts())

    def rebuilt(self, order: ScreeningRequest, screened_at: datetime, pins: Pins) -> Engine:
        """An engine over the very editions that `pins` name, and the policies as they are now.

        Raises:
            ListsGone: an edition is no longer held.
            PolicyError: no such policy any more, or a project fact is wrong.
        """
        day = order.day(screened_at)
        pinned = load_pinned(pins, day, data_folder(os.environ))
        policies, usual = available_policies(os.environ), DEFAULT_POLICY
        if is_sandbox_list(pins.snapshots):
            policies, usual = sandbox_policies(), SANDBOX_POLICY
        return Engine(
            library=pinned.library,
            register=pinned.register,
            linker=self.link(pinned.library, pinned.register),
            policies=choose(policies, order.policies or (usual,)),
            lists=ListState.of(pinned.library),
            on=day,
            project=order.facts(),
        )
