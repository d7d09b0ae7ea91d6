"""The lists and the register that a run is pinned to, loaded again: to tell its results in full, or to make it again.

An edition is known by the hash of its file: what is told is what was screened against, or nothing is. No linker is
needed for telling, so this takes a second, and nothing at all where these are the lists in force.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from screening.caches import LruCache
from screening.engine import Engine
from screening.errors import ScreeningError
from screening.intake.model import ParsedList
from screening.model import NotSearched, RunFacts
from screening.pipeline import ScreeningRequest
from screening.policy.facts import answers_of
from screening.policy.list_state import ListState
from screening.policy.read import read_policies
from screening.run_facts import not_searched, pinned_facts, with_run
from screening.runs.pins import Pins, pins_of
from screening.sandbox.engine import sandbox_lists, sandbox_policies
from screening.sandbox_names import is_sandbox_list
from screening.storage.tables import Run
from watchlists.catalogue import read_catalogue
from watchlists.editions.data_folder import data_folder
from watchlists.editions.merges import by_hand_of
from watchlists.editions.stored_editions import StoredEditions
from watchlists.library import Library, downloadable, to_search
from watchlists.register import Register
from watchlists.updates.edition_lookup import edition_of
from watchlists.updates.register_dump import register_of

_KEPT = 3  # editions that a process holds at once beside those in force


class ListsGone(ScreeningError):
    """What the run was screened against is no longer held here; its report and receipt stand."""

    code, status = "lists-gone", 409


@dataclass(frozen=True, slots=True)
class Pinned:
    """What a run was screened against, as it stood on the run's day."""

    library: Library
    register: Register

    def facts(self, run: Run, intake: ParsedList, order: ScreeningRequest) -> RunFacts:
        """What the run is pinned to, as its report says it."""
        pins, moment = Pins.from_json(run.pins), datetime.fromisoformat(run.screened_at)
        known = sandbox_policies() if is_sandbox_list(pins.snapshots) else read_policies()
        ids = order.policies or tuple(pins.policies)  # in the order asked, as the report has them
        facts = pinned_facts(
            self.library,
            tuple(
                (key, pins.policies[key].rpartition("+")[0], known[key].title if key in known else key)
                for key in ids
            ),
            moment,
            engine=pins.engine,
            register_sha256=pins.register,
            on=order.day(moment),
            intake=intake,
            parameters=order.parameters(),
            project=answers_of(order.facts()),
        )
        return with_run(facts, run)


def load_pinned(pins: Pins, day: date, data: Path) -> Pinned:
    """Load what `pins` name from what is held on this machine.

    Raises:
        ListsGone: naming what is not held any more.
    """
    if is_sandbox_list(pins.snapshots):
        return _sandbox(pins, day)
    register = register_of(data, pins.register)
    if register is None:
        raise _gone("register")
    stored_editions, catalogue = StoredEditions.open(data), read_catalogue()
    lists = {}
    for list_id, sha256 in pins.snapshots.items():
        found = edition_of(stored_editions, catalogue.get(list_id), list_id, sha256)
        if found is None:
            raise _gone(f"edition of {list_id}")
        lists[list_id] = to_search(found, catalogue)
    joined = by_hand_of(stored_editions, pins.joined)
    if joined is None:
        raise _gone("set of decisions on joined listings")
    others = {key: entry.watchlist for key, entry in catalogue.items() if key not in lists}
    return Pinned(
        as_confirmed(Library(lists, others, joined, downloadable(catalogue, others)), pins).as_of(day),
        register,
    )


def _sandbox(pins: Pins, day: date) -> Pinned:
    library, register = sandbox_lists(day)
    held = {key: each.snapshot.file_sha256 for key, each in library.lists.items()}
    if held != pins.snapshots:
        raise _gone("list of the sandbox")
    return Pinned(library, register)


def lists_not_searched(pins: Pins) -> tuple[NotSearched, ...]:
    """The lists of the catalogue that a run of these pins did not search, without loading any; none in a sandbox."""
    if is_sandbox_list(pins.snapshots):
        return ()
    catalogue = read_catalogue()
    others = {key: entry.watchlist for key, entry in catalogue.items() if key not in pins.snapshots}
    return not_searched(Library({}, others, downloadable=downloadable(catalogue, others)))


def as_confirmed(library: Library, pins: Pins) -> Library:
    """The same lists with the days on which they were confirmed as the pins have them, not as they are by now."""
    lists = {}
    for key, loaded in library.lists.items():
        day = date.fromisoformat(pins.confirmed[key]) if key in pins.confirmed else None
        by = pins.confirmed_by.get(key, "")
        snapshot = replace(loaded.snapshot, confirmed_on=day, confirmed_by=by)
        lists[key] = replace(loaded, snapshot=snapshot)
    return replace(library, lists=lists)


def as_pinned(engine: Engine, pins: Pins) -> Engine:
    """A loaded engine whose lists carry the days of the pins."""
    library = as_confirmed(engine.library, pins)
    return replace(engine, library=library, lists=ListState.of(library))


def same_lists(one: Pins, other: Pins) -> bool:
    """Whether both name the same editions, register and decisions on joined listings."""
    return (one.register, one.snapshots, one.joined) == (other.register, other.snapshots, other.joined)


def _gone(what: str) -> ListsGone:
    return ListsGone(
        f"The {what} that this run was screened against is no longer held; its report and receipt stand."
    )


@dataclass
class PinnedLists:
    """What runs were screened against, each loaded once; `in_force` gives the engine that is loaded anyway."""

    in_force: Callable[[], Engine | None] = lambda: None
    _loaded: LruCache[Pinned] = field(default_factory=lambda: LruCache(_KEPT))

    def of(self, pins: Pins, day: date) -> Pinned:
        """What `pins` name, as it stood on `day`.

        Raises:
            ListsGone: it is no longer held.
        """
        engine = self.in_force()
        if engine is not None and engine.on == day and same_lists(pins_of(engine), pins):
            return Pinned(as_confirmed(engine.library, pins), engine.register)
        confirmed = (*pins.confirmed.items(), *pins.confirmed_by.items())
        key = (pins.register, *pins.snapshots.items(), pins.joined, *confirmed, day)
        return self._loaded.get(key, lambda: load_pinned(pins, day, data_folder(os.environ)))

    def of_run(self, run: Run) -> Pinned:
        """What a run is pinned to.

        Raises:
            ListsGone: it is no longer held.
        """
        order = ScreeningRequest.from_json(run.choices)
        return self.of(Pins.from_json(run.pins), order.day(datetime.fromisoformat(run.screened_at)))
