"""Editions by name: finding the one that somebody means, and comparing two."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from watchlists.catalogue import CatalogueEntry
from watchlists.editions.stored_editions import SHIPPED, StoredEdition, StoredEditions
from watchlists.errors import SnapshotUnknown, UnknownWatchlist
from watchlists.library import LISTS, LoadedList, load_stored
from watchlists.updates.diff import Differences, differences


@dataclass(frozen=True, slots=True)
class Compared:
    """Two editions of one list, and what changed from one to the other."""

    before: str
    after: str
    differences: Differences


def between(
    stored_editions: StoredEditions,
    entry: CatalogueEntry | None,
    list_id: str,
    before: str | None,
    after: str | None,
) -> Compared:
    """Compare two editions that are held; without names the last two, without `after` the one in force.

    Raises:
        UnknownWatchlist: there is no such list.
        SnapshotUnknown: no edition of that name is held, or there is only one; with those there are.
    """
    held = stored_editions.editions_of(list_id, entry.shipped_on if entry else None)
    if not held:
        raise UnknownWatchlist(
            f"No edition of a list {list_id!r} is held; `screening lists status` names those."
        )
    if before is None and len(held) == 1:
        name = load_stored(stored_editions, held[0], entry).snapshot.edition
        raise SnapshotUnknown(f"Only one edition of {list_id} is held ({name}); there is nothing to compare.")
    old = load_stored(
        stored_editions, held[-2] if before is None else _named(stored_editions, entry, held, before), entry
    )
    new = load_stored(
        stored_editions, held[-1] if after is None else _named(stored_editions, entry, held, after), entry
    )
    return Compared(old.snapshot.edition, new.snapshot.edition, differences(old.listings, new.listings))


def edition_of(
    stored_editions: StoredEditions,
    entry: CatalogueEntry | None,
    list_id: str,
    sha256: str,
    lists: Path = LISTS,
) -> LoadedList | None:
    """The edition of a list whose file has this hash, None where it is not held."""
    for held in reversed(stored_editions.editions_of(list_id, entry.shipped_on if entry else None)):
        if _sha256(stored_editions, held, lists / f"{list_id}.csv") == sha256:
            return load_stored(stored_editions, held, entry, lists)
    return None


def _sha256(stored_editions: StoredEditions, held: StoredEdition, shipped: Path) -> str:
    if held.name == SHIPPED:
        return hashlib.sha256(shipped.read_bytes()).hexdigest()
    return stored_editions.manifests[held.name].snapshot.file_sha256


def _named(
    stored_editions: StoredEditions,
    entry: CatalogueEntry | None,
    held: tuple[StoredEdition, ...],
    wanted: str,
) -> StoredEdition:
    # only the shipped edition is read for its name: years of a large list are not loaded to compare two days of it
    snapshots = [
        load_stored(stored_editions, each, entry).snapshot
        if each.name == SHIPPED
        else stored_editions.manifests[each.name].snapshot
        for each in held
    ]
    for each, snapshot in zip(held, snapshots, strict=True):
        is_hash = len(wanted) >= 6 and snapshot.file_sha256.startswith(wanted)
        if wanted == snapshot.edition or is_hash or (wanted == "shipped" and each.name == SHIPPED):
            return each
    names = ", ".join(snapshot.edition for snapshot in snapshots)
    raise SnapshotUnknown(f"No edition {wanted!r} is held; there are {names}.", edition=wanted)
