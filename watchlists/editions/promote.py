"""Putting an edition in force: its bytes first, then its manifest, then the generation that names it.

A kill before the last step leaves unused bytes and the old editions in force; after it, the new ones. The last
step is one rename. Call these only as the only writer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from watchlists.editions.manifest import Manifest
from watchlists.editions.store import Generation, Store, StoreEvent
from watchlists.editions.stored_editions import StoredEditions
from watchlists.errors import SnapshotUnknown
from watchlists.listing_csv import listing_text
from watchlists.model import Listing, Status


def keep(
    store: Store, manifest: Manifest, listings: Sequence[Listing], raw: bytes = b"", entities: bytes = b""
) -> str:
    """Store an edition without putting it in force; the name of its manifest is returned.

    The manifest's hashes and counts are filled in here, from the bytes that are stored. `entities` is the index of
    those that `raw` holds.

    Raises:
        StoreUnwritable: unused bytes may remain; nothing points at them.
    """
    snapshot = replace(
        manifest.snapshot,
        file_sha256=store.put(listing_text(listings).encode()),
        count=sum(listing.status is Status.IN_FORCE for listing in listings),
        count_all=len(listings),
    )
    raw_sha256 = store.put(raw) if raw else manifest.raw_sha256
    entities_sha256 = store.put(entities) if entities else manifest.entities_sha256
    return store.put_manifest(
        replace(manifest, snapshot=snapshot, raw_sha256=raw_sha256, entities_sha256=entities_sha256)
    )


def promote(store: Store, names: Mapping[str, str], event: StoreEvent) -> Generation:
    """Put stored editions in force, one for each list named, all in one step."""
    lines = dict(store.current().lines)
    for list_id, name in names.items():
        lines[list_id] = (*(held for held in lines.get(list_id, ()) if held != name), name)
    return store.advance(lines, event)


def roll_back(stored_editions: StoredEditions, list_id: str, event: StoreEvent) -> Generation:
    """Take the newest stored edition of a list out of force; the one before it, or the shipped one, is in force.

    Raises:
        SnapshotUnknown: nothing is stored of this list.
    """
    line = stored_editions.generation.lines.get(list_id, ())
    if stored_editions.store is None or not line:
        raise SnapshotUnknown(
            f"Nothing was fetched or imported of {list_id!r}, so there is nothing to go back from.",
            list=list_id,
        )
    lines = dict(stored_editions.generation.lines)
    lines[list_id] = line[:-1]
    if not lines[list_id]:
        del lines[list_id]
    return stored_editions.store.advance(lines, event)


def sha256_of(content: bytes) -> str:
    """The SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
