"""Forgetting old editions, by policy: the newest of each list stay, and all that are younger than so many days.

What happened stays in the history; only the bytes go. Bytes that nothing names go with them: what a kill or a
refused edition left behind.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from watchlists.keeping.shelf import Shelf
from watchlists.keeping.store import Event


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was forgotten."""

    editions: int
    bytes: int


def prune(shelf: Shelf, keep: int, days: int, now: datetime) -> Forgotten:
    """Keep `keep` editions of each list and all that are younger than `days`; call it only as the only writer.

    Raises:
        StoreUnwritable: the editions are all still held.
    """
    assert shelf.store is not None
    oldest = (now - timedelta(days=days)).date()
    lines = {
        list_id: tuple(
            name
            for place, name in enumerate(line)
            if place >= len(line) - keep or shelf.manifests[name].snapshot.edition_date >= oldest
        )
        for list_id, line in shelf.generation.lines.items()
    }
    editions = sum(map(len, shelf.generation.lines.values())) - sum(map(len, lines.values()))
    if editions:
        lists = tuple(each for each, line in lines.items() if line != shelf.generation.lines[each])
        reason = f"kept {keep} editions and {days} days"
        shelf.store.advance(lines, Event("prune", now.isoformat(), lists, reason=reason))
    return Forgotten(editions, _sweep(Shelf(shelf.store, shelf.store.current())))


def _sweep(shelf: Shelf) -> int:
    """Remove stored bytes that no edition held names."""
    assert shelf.store is not None
    named = set(shelf.manifests)
    for manifest in shelf.manifests.values():
        named |= {manifest.snapshot.file_sha256, manifest.raw_sha256}
    freed = 0
    for path in (shelf.store.folder / "blobs").glob("*/*"):
        if path.name not in named:
            freed += path.stat().st_size
            path.unlink()
    return freed
