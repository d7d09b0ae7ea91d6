"""The lists' own history in the log: every change of what is in force, each once, in order.

Lists are kept in a folder of each machine and change without the database, so the log takes over what their chain
of generations says: which lists, by whom and why, with the hash of the generation. What could not be recorded at
once, since the database would not, is recorded with the next change. The reason of an overridden guard is taken over
as the person gave it: it speaks of a list, never of a subject.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlmodel import Session, col, select

from screening.context import AppContext, open_context
from screening.settings import read_settings
from screening.storage.tables import AuditEntry
from watchlists.editions.store import Generation, Store
from watchlists.editions.stored_editions import StoredEditions

ACTION = "lists.changed"


def record_lists(context: AppContext, data: Path) -> int:
    """Record every generation of the lists under `data` that the log does not hold yet; how many.

    Raises:
        StorageFailed: nothing was recorded.
        SnapshotDamaged: the lists' history is damaged; nothing was recorded.
    """
    store = StoredEditions.open(data).store
    assert store is not None
    with context.database.read() as session:
        known = _recorded(session)
    missing = _missing(store, known)
    if not missing:
        return 0
    with context.decide() as decision:
        known = _recorded(decision.session)  # another process may have been quicker
        missing = [(sha256, generation) for sha256, generation in missing if sha256 not in known]
        for sha256, generation in missing:
            event = generation.event
            assert event is not None
            facts = {
                "generation": generation.number,
                "sha256": sha256,
                "kind": event.kind,
                "lists": list(event.lists),
                "changed_at": event.at,
                "reason": event.reason,
            }
            decision.record(ACTION, actor=event.by or "lists", team="", facts=facts)
    return len(missing)


def record_where_installed(data: Path, environment: Mapping[str, str]) -> int:
    """The same, where a service is installed; without one the lists' own history is all there is.

    Raises:
        ConfigUnsafe, StorageFailed: nothing was recorded.
    """
    if not environment.get("SCREENING_DATABASE_URL") and not (data / "screening.sqlite").exists():
        return 0
    context = open_context(read_settings())
    try:
        return record_lists(context, data)
    finally:
        context.close()


def _recorded(session: Session) -> set[str]:
    entries = session.exec(select(AuditEntry.facts).where(col(AuditEntry.action) == ACTION))
    return {json.loads(facts)["sha256"] for facts in entries}


def _missing(store: Store, known: set[str]) -> list[tuple[str, Generation]]:
    """Generations that are not recorded, oldest first, each with its hash."""
    return list(reversed(list(_newest_first(store, known))))


def _newest_first(store: Store, known: set[str]) -> Iterator[tuple[str, Generation]]:
    sha256 = store.mark().partition(" ")[2]
    for generation in store.history():
        if sha256 in known:
            return
        yield sha256, generation
        sha256 = generation.previous_sha256
