"""What is held of every list: which edition counts on a day, its facts and its listings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from watchlists.editions.data_folder import lists_folder
from watchlists.editions.manifest import Manifest
from watchlists.editions.publisher_checks import Check, read_checks
from watchlists.editions.store import CheckedByHand, Generation, Store
from watchlists.errors import SnapshotDamaged
from watchlists.ftm_entities import EntityFile
from watchlists.listing_csv import read_listings
from watchlists.model import Listing, Snapshot

SHIPPED = ""  # the name of the shipped transcription among those held; all others are named by a hash


@dataclass(frozen=True, slots=True)
class StoredEdition:
    """An edition that is held."""

    name: str  # of its manifest, or SHIPPED
    edition_date: date
    begins: date  # the first day it counts

    @staticmethod
    def of(name: str, snapshot: Snapshot) -> StoredEdition:
        """A stored edition; it begins on its own date, or on that of our retrieval where a publisher dates ahead."""
        begins = snapshot.edition_date
        if snapshot.retrieved_at is not None:
            begins = min(begins, date.fromisoformat(snapshot.retrieved_at[:10]))
        return StoredEdition(name, snapshot.edition_date, begins)

    @staticmethod
    def shipped(edition_date: date) -> StoredEdition:
        """The shipped transcription."""
        return StoredEdition(SHIPPED, edition_date, edition_date)


def in_order(stored: Sequence[StoredEdition], shipped: StoredEdition | None) -> tuple[StoredEdition, ...]:
    """Stored editions in the order given, the shipped one put before the first that is as new."""
    if shipped is None:
        return tuple(stored)
    place = len(stored)
    while place and stored[place - 1].edition_date >= shipped.edition_date:
        place -= 1
    return (*stored[:place], shipped, *stored[place:])


def in_force(held: Sequence[StoredEdition], day: date | None) -> StoredEdition | None:
    """The edition in force on `day` (None: now): the last that had begun; before the first, the first.

    Before the first edition held, that one is nearest to what was in force, and its listings carry dates.
    """
    if not held:
        return None
    begun = [each for each in held if day is None or each.begins <= day]
    return begun[-1] if begun else held[0]


REGISTER = "ror"  # the line of the register
JOINED = "joined-by-hand"  # the line of decisions on joined listings; every other line is a watchlist
NO_LISTS = (REGISTER, JOINED)


@dataclass(frozen=True)
class StoredEditions:
    """The editions of one generation, and the last looks at their publishers."""

    store: Store | None = None  # None: no data folder was asked for, the shipped lists are all there is
    generation: Generation = field(default_factory=Generation)
    checks: Mapping[str, Check] = field(default_factory=dict)

    @staticmethod
    def open(data: Path | None) -> StoredEditions:
        """Open the generation in force under the data folder.

        Raises:
            SnapshotDamaged: the pointer or the generation is damaged.
        """
        if data is None:
            return StoredEditions()
        store = Store(lists_folder(data))
        return StoredEditions(store, store.current(), read_checks(store.folder))

    @cached_property
    def manifests(self) -> dict[str, Manifest]:
        """Every manifest of the generation by name."""
        if self.store is None:
            return {}
        return {name: self.store.manifest(name) for line in self.generation.lines.values() for name in line}

    def editions_of(self, list_id: str, shipped_on: date | None = None) -> tuple[StoredEdition, ...]:
        """The editions held of a list, in order; `shipped_on` is the edition date of the shipped one, if any."""
        stored = [
            StoredEdition.of(name, self.manifests[name].snapshot)
            for name in self.generation.lines.get(list_id, ())
        ]
        return in_order(stored, StoredEdition.shipped(shipped_on) if shipped_on else None)

    def in_force(
        self, list_id: str, shipped_on: date | None = None, day: date | None = None
    ) -> StoredEdition | None:
        """The edition of a list in force on `day`, None for now."""
        return in_force(self.editions_of(list_id, shipped_on), day)

    def custom_list_ids(self, known: Mapping[str, object]) -> tuple[str, ...]:
        """Ids of the stored lists that the catalogue does not know."""
        return tuple(key for key in self.generation.lines if key not in known and key not in NO_LISTS)

    def confirmed(self, snapshot: Snapshot, name: str) -> Snapshot:
        """The snapshot with the day on which it was last seen to be the publisher's newest, and by whom.

        Of a look of the program and one of a person on the same day, the program's counts.
        """
        asked = self._asked(snapshot.watchlist_id, name)
        by_hand = self.checked_by_hand(snapshot, name)
        if by_hand is not None and (asked is None or by_hand.on > asked):
            return replace(snapshot, confirmed_on=date.fromisoformat(by_hand.on), confirmed_by=by_hand.by)
        return (
            replace(snapshot, confirmed_on=date.fromisoformat(asked), confirmed_by="") if asked else snapshot
        )

    def checked_by_hand(self, snapshot: Snapshot, name: str) -> CheckedByHand | None:
        """A person's word on this very edition, None where nobody gave it."""
        checked = self.generation.checked.get(snapshot.watchlist_id)
        edition = (name, snapshot.edition_date.isoformat())
        return checked if checked and (checked.edition, checked.edition_date) == edition else None

    def _asked(self, list_id: str, name: str) -> str | None:
        """The day on which the program saw this edition to be the newest."""
        check = self.checks.get(list_id)
        return check.confirmed_at[:10] if check and check.confirmed_at and check.confirmed == name else None

    def file(self, manifest: Manifest) -> Path:
        """The stored file of an edition, its bytes checked against their hash.

        Raises:
            SnapshotDamaged: they are missing or are not those that were written.
        """
        name = manifest.snapshot.file_sha256
        if self.store is None or not self.store.holds(name):
            raise SnapshotDamaged(
                f"The stored edition {manifest.snapshot.edition} of {manifest.snapshot.watchlist_id} is "
                "damaged; run `screening lists rollback` or `update` for it.",
                list=manifest.snapshot.watchlist_id,
            )
        return self.store.path(name)

    def listings(self, manifest: Manifest) -> tuple[Listing, ...]:
        """The listings of a stored edition.

        Raises:
            SnapshotDamaged, MalformedListing: its bytes cannot be used.
        """
        return read_listings(self.file(manifest), manifest.snapshot.watchlist_id)

    def entities(self, manifest: Manifest) -> EntityFile | None:
        """The entities of a stored edition that came as FollowTheMoney; None of others. Nothing is read here."""
        if self.store is None or not (manifest.entities_sha256 and manifest.raw_sha256):
            return None
        return EntityFile(self.store.path(manifest.raw_sha256), self.store.path(manifest.entities_sha256))


__all__ = ["JOINED", "NO_LISTS", "REGISTER", "SHIPPED", "StoredEditions"]
