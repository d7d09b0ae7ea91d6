"""Which lists are due for a look: by their publisher's cadence, and sooner after a look that failed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from watchlists.catalogue import CatalogueEntry
from watchlists.keeping.checks import Check

AFTER_FAILURE = timedelta(hours=1)


def next_look(entry: CatalogueEntry, check: Check | None) -> datetime | None:
    """When the list's publisher should be asked again; None for at once, or where nothing is fetched."""
    if entry.source is None or check is None:
        return None
    cadence = timedelta(days=entry.source.check_every_days)
    return check.when + (min(cadence, AFTER_FAILURE) if check.code else cadence)


def due(
    entries: Iterable[CatalogueEntry], checks: Mapping[str, Check], now: datetime
) -> list[CatalogueEntry]:
    """The entries whose time has come; a look dated in the future is no reason to wait, for some clock was wrong.

    Lists whose licence somebody must accept first are asked for by a person, never by the clock.
    """
    found = []
    for entry in entries:
        if entry.source is None or entry.source.accept_licence:
            continue
        check = checks.get(entry.watchlist.id)
        at = next_look(entry, check)
        if at is None or at <= now or (check is not None and check.when > now):
            found.append(entry)
    return found
