"""Forgetting old editions, by policy: the newest of each list stay, and all that are younger than so many days.

What happened stays in the history; only the bytes go. Bytes that nothing names go with them: what a kill or a
refused edition left behind.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from watchlists.editions.store import StoreEvent
from watchlists.editions.stored_editions import StoredEditions


@dataclass(frozen=True, slots=True)
class RemovedEditions:
    """What was forgotten."""

    editions: int
    bytes: int


def prune(stored_editions: StoredEditions, keep: int, days: int, now: datetime) -> RemovedEditions:
    """Keep `keep` editions of each list and all that are younger than `days`; call it only as the only writer.

    Raises:
        StoreUnwritable: the editions are all still held.
    """
    assert stored_editions.store is not None
    oldest = (now - timedelta(days=days)).date()
    lines = {
        list_id: tuple(
            name
            for place, name in enumerate(line)
            if place >= len(line) - keep or stored_editions.manifests[name].snapshot.edition_date >= oldest
        )
        for list_id, line in stored_editions.generation.lines.items()
    }
    editions = sum(map(len, stored_editions.generation.lines.values())) - sum(map(len, lines.values()))
    if editions:
        lists = tuple(each for each, line in lines.items() if line != stored_editions.generation.lines[each])
        reason = f"kept {keep} editions and {days} days"
        stored_editions.store.advance(lines, StoreEvent("prune", now.isoformat(), lists, reason=reason))
    return RemovedEditions(
        editions, _sweep(StoredEditions(stored_editions.store, stored_editions.store.current()))
    )


def _sweep(stored_editions: StoredEditions) -> int:
    """Remove stored bytes that no edition held names."""
    assert stored_editions.store is not None
    named = set(stored_editions.manifests)
    for manifest in stored_editions.manifests.values():
        named |= {manifest.snapshot.file_sha256, manifest.raw_sha256, manifest.entities_sha256}
    freed = 0
    for path in (stored_editions.store.folder / "blobs").glob("*/*"):
        if path.name not in named:
            freed += path.stat().st_size
            path.unlink()
    return freed
