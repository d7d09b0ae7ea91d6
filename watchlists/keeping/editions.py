"""Editions by name: finding the one that somebody means, and comparing two."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from watchlists.catalogue import CatalogueEntry
from watchlists.errors import UnknownWatchlist
from watchlists.keeping.differences import Differences, differences
from watchlists.keeping.held import SHIPPED, Held
from watchlists.keeping.refusals import SnapshotUnknown
from watchlists.keeping.shelf import Shelf
from watchlists.library import LISTS, LoadedList, load_held


@dataclass(frozen=True, slots=True)
class Compared:
    """Two editions of one list, and what changed from one to the other."""

    before: str
    after: str
    differences: Differences


def between(
    shelf: Shelf, entry: CatalogueEntry | None, list_id: str, before: str | None, after: str | None
) -> Compared:
    """Compare two editions that are held; without names the last two, without `after` the one in force.

    Raises:
        UnknownWatchlist: there is no such list.
        SnapshotUnknown: no edition of that name is held, or there is only one; with those there are.
    """
    held = shelf.held(list_id, entry.shipped_on if entry else None)
    if not held:
        raise UnknownWatchlist(
            f"No edition of a list {list_id!r} is held; `screening lists status` names those."
        )
    if before is None and len(held) == 1:
        name = load_held(shelf, held[0], entry).snapshot.edition
        raise SnapshotUnknown(f"Only one edition of {list_id} is held ({name}); there is nothing to compare.")
    old = load_held(shelf, held[-2] if before is None else _named(shelf, entry, held, before), entry)
    new = load_held(shelf, held[-1] if after is None else _named(shelf, entry, held, after), entry)
    return Compared(old.snapshot.edition, new.snapshot.edition, differences(old.listings, new.listings))


def edition_of(
    shelf: Shelf, entry: CatalogueEntry | None, list_id: str, sha256: str, lists: Path = LISTS
) -> LoadedList | None:
    """The edition of a list whose file has this hash, None where it is not held."""
    for held in reversed(shelf.held(list_id, entry.shipped_on if entry else None)):
        if _sha256(shelf, held, lists / f"{list_id}.csv") == sha256:
            return load_held(shelf, held, entry, lists)
    return None


def _sha256(shelf: Shelf, held: Held, shipped: Path) -> str:
    if held.name == SHIPPED:
        return hashlib.sha256(shipped.read_bytes()).hexdigest()
    return shelf.manifests[held.name].snapshot.file_sha256


def _named(shelf: Shelf, entry: CatalogueEntry | None, held: tuple[Held, ...], wanted: str) -> Held:
    # only the shipped edition is read for its name: years of a large list are not loaded to compare two days of it
    snapshots = [
        load_held(shelf, each, entry).snapshot
        if each.name == SHIPPED
        else shelf.manifests[each.name].snapshot
        for each in held
    ]
    for each, snapshot in zip(held, snapshots, strict=True):
        is_hash = len(wanted) >= 6 and snapshot.file_sha256.startswith(wanted)
        if wanted == snapshot.edition or is_hash or (wanted == "shipped" and each.name == SHIPPED):
            return each
    names = ", ".join(snapshot.edition for snapshot in snapshots)
    raise SnapshotUnknown(f"No edition {wanted!r} is held; there are {names}.", edition=wanted)
