"""Which lists are loaded, in which edition, and how old that is on a given day.

Ages count from the edition's own date. "Too old" is the catalogue's limit, from the publisher's cadence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from watchlists.library import Library
from watchlists.model import PartyType, Snapshot, Watchlist


@dataclass(frozen=True, slots=True)
class ListState:
    """The lists a screening looked in, by id; and those that are known but not loaded."""

    watchlists: Mapping[str, Watchlist]
    snapshots: Mapping[str, Snapshot]
    catalogue_only: Mapping[str, Watchlist]
    # Ids of the loaded lists of which no listing here is of a person, as their publishers may have them.
    without_persons: frozenset[str] = frozenset()

    @staticmethod
    def of(library: Library) -> ListState:
        """The state of a loaded library."""
        return ListState(
            {key: loaded.watchlist for key, loaded in library.lists.items()},
            {key: loaded.snapshot for key, loaded in library.lists.items()},
            library.catalogue_only,
            without_persons(library),
        )

    def standing(self, list_id: str) -> str:
        """The standing of a list, loaded or known; "" of one that nobody knows."""
        watchlist = self.watchlists.get(list_id) or self.catalogue_only.get(list_id)
        return watchlist.standing if watchlist else ""

    def out_of_date(self, day: date) -> tuple[str, ...]:
        """Ids of the loaded lists that are past their age limit on `day`."""
        return tuple(
            key
            for key, snapshot in self.snapshots.items()
            if snapshot.is_out_of_date(self.watchlists[key], day)
        )

    def fault(self, list_id: str, day: date, title: str = "") -> str:
        """Why a required list cannot be relied on on `day`, in words; "" where it can."""
        if list_id not in self.snapshots:
            known = self.catalogue_only.get(list_id)
            return f"list {known.title if known else title or list_id} is not loaded"
        watchlist, snapshot = self.watchlists[list_id], self.snapshots[list_id]
        if snapshot.is_out_of_date(watchlist, day):
            age = snapshot.age_days(day)
            return f"list {watchlist.title} is {age} days old (limit {watchlist.oldest_age_days})"
        return ""


def without_persons(library: Library) -> frozenset[str]:
    """Ids of the loaded lists of which no listing is of a person: a person's own name finds nothing on them."""
    return frozenset(
        key
        for key, loaded in library.lists.items()
        if not any(each.type is PartyType.PERSON for each in loaded.listings)
    )
