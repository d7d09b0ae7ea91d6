"""Verifying what is stored: every byte against its hash, every generation against the one after it."""

from __future__ import annotations

from watchlists.editions.store import Store
from watchlists.editions.stored_editions import StoredEditions
from watchlists.errors import WatchlistError


def damages(stored_editions: StoredEditions) -> tuple[str, ...]:
    """A sentence for everything that is not what was written; () where all is well."""
    if stored_editions.store is None:
        return ()
    found = [*_generations(stored_editions.store)]
    for list_id, line in stored_editions.generation.lines.items():
        for name in line:
            found += [f"{list_id}: {sentence}" for sentence in _edition(stored_editions.store, name)]
    return tuple(found)


def _generations(store: Store) -> list[str]:
    try:
        for _ in store.history():
            pass
    except WatchlistError as error:
        return [error.sentence]
    return []


def _edition(store: Store, name: str) -> list[str]:
    try:
        manifest = store.manifest(name)
    except WatchlistError as error:
        return [error.sentence]
    edition = manifest.snapshot.edition
    parts = {
        "our file": manifest.snapshot.file_sha256,
        "the publisher's file": manifest.raw_sha256,
        "the index of the entities": manifest.entities_sha256,
    }
    return [
        f"{what} of edition {edition} is missing or not what was written; `screening lists update` or `rollback` it."
        for what, part in parts.items()
        if part and not store.holds(part)
    ]
