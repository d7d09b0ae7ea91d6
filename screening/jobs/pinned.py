"""The lists and the register that a run is pinned to, loaded again so that its results can be told in full.

An edition is known by the hash of its file: what is told is what was screened against, or nothing is. No linker is
needed for it, so this takes a second, and nothing at all where these are the lists in force.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from screening.engine import Engine
from screening.errors import ScreeningError
from screening.intake.model import Intake
from screening.jobs.codec import Codec
from screening.jobs.engines import Kept
from screening.jobs.order import Order, Pins
from screening.model import RunFacts
from screening.policy import read_policies
from screening.run import pinned_facts
from screening.storage.tables import Run
from watchlists.catalogue import read_catalogue
from watchlists.keeping.editions import edition_of
from watchlists.keeping.folder import data_folder
from watchlists.keeping.ror_dump import current_register
from watchlists.keeping.shelf import Shelf
from watchlists.library import Library
from watchlists.model import Body

_KEPT = 3  # editions that a process holds at once beside those in force


class ListsGone(ScreeningError):
    """What the run was screened against is no longer held here; its report and receipt stand."""

    code, status = "lists-gone", 409


@dataclass(frozen=True, slots=True)
class Pinned:
    """What a run was screened against, as it stood on the run's day."""

    library: Library
    bodies: Mapping[str, Body]

    @property
    def codec(self) -> Codec:
        """What reads the results that the run's steps kept."""
        return Codec({listing.id: listing for listing in self.library.listings}, self.bodies)

    def facts(self, run: Run, intake: Intake, order: Order) -> RunFacts:
        """What the run is pinned to, as its report says it."""
        pins, moment = Pins.from_json(run.pins), datetime.fromisoformat(run.screened_at)
        known = read_policies()
        ids = order.policies or tuple(pins.policies)  # in the order asked, as the report has them
        return pinned_facts(
            self.library,
            tuple((key, pins.policies[key], known[key].title if key in known else key) for key in ids),
            moment,
            engine=pins.engine,
            register_sha256=pins.register,
            on=order.day(moment),
            intake=intake,
            parameters=order.parameters(),
        )


def load_pinned(pins: Pins, day: date, data: Path) -> Pinned:
    """Load what `pins` name from what is held on this machine.

    Raises:
        ListsGone: naming what is not held any more.
    """
    register = current_register(data)
    if register.file_sha256 != pins.register:
        raise ListsGone("The register has moved on since this run; its report and receipt stand.")
    shelf, catalogue = Shelf.open(data), read_catalogue()
    lists = {}
    for list_id, sha256 in pins.snapshots.items():
        found = edition_of(shelf, catalogue.get(list_id), list_id, sha256)
        if found is None:
            raise ListsGone(
                f"The edition of {list_id} that this run was screened against is no longer held; "
                "its report and receipt stand.",
                list=list_id,
            )
        lists[list_id] = found
    return Pinned(Library(lists, {}).as_of(day), register.bodies)


@dataclass
class PinnedLists:
    """What runs were screened against, each loaded once; `in_force` gives the engine that is loaded anyway."""

    in_force: Callable[[], Engine | None] = lambda: None
    _kept: Kept[Pinned] = field(default_factory=lambda: Kept(_KEPT))

    def of(self, pins: Pins, day: date) -> Pinned:
        """What `pins` name, as it stood on `day`.

        Raises:
            ListsGone: it is no longer held.
        """
        engine = self.in_force()
        if engine is not None and engine.on == day and _is_of(engine, pins):
            return Pinned(engine.library, engine.register.bodies)
        key = (pins.register, tuple(pins.snapshots.items()), day)
        return self._kept.get(key, lambda: load_pinned(pins, day, data_folder(os.environ)))

    def of_run(self, run: Run) -> Pinned:
        """What a run is pinned to.

        Raises:
            ListsGone: it is no longer held.
        """
        order = Order.from_json(run.choices)
        return self.of(Pins.from_json(run.pins), order.day(datetime.fromisoformat(run.screened_at)))


def _is_of(engine: Engine, pins: Pins) -> bool:
    snapshots = {key: loaded.snapshot.file_sha256 for key, loaded in engine.library.lists.items()}
    return engine.register.file_sha256 == pins.register and snapshots == pins.snapshots
