"""Which lists are due for a look: by their publisher's cadence, and sooner after a look that failed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from watchlists.catalogue import CatalogueEntry
from watchlists.editions.publisher_checks import Check
from watchlists.updates.announcements import AnnouncementCheck

AFTER_FAILURE = timedelta(hours=1)


def next_look(entry: CatalogueEntry, check: Check | None) -> datetime | None:
    """When the list's publisher should be asked again; None for at once, or where nothing is fetched."""
    return _next(entry.source.check_every_days, check) if entry.source else None


def _next(days: float, look: Check | AnnouncementCheck | None) -> datetime | None:
    if look is None:
        return None
    cadence = timedelta(days=days)
    return look.when + (min(cadence, AFTER_FAILURE) if look.code else cadence)


def _is_due(days: float, look: Check | AnnouncementCheck | None, now: datetime) -> bool:
    at = _next(days, look)
    return at is None or at <= now or (look is not None and look.when > now)


def due_notices(
    entries: Iterable[CatalogueEntry], noticed: Mapping[str, AnnouncementCheck], now: datetime
) -> list[CatalogueEntry]:
    """The entries at whose page of editions it is time to look, in the same way."""
    return [
        entry
        for entry in entries
        if entry.notice and _is_due(entry.notice.check_every_days, noticed.get(entry.watchlist.id), now)
    ]


def due(
    entries: Iterable[CatalogueEntry], checks: Mapping[str, Check], now: datetime
) -> list[CatalogueEntry]:
    """The entries whose time has come; a look dated in the future is no reason to wait, for some clock was wrong.

    Lists whose licence somebody must accept first are asked for by a person, never by the clock.
    """
    return [
        entry
        for entry in entries
        if entry.source
        and not entry.source.accept_licence
        and _is_due(entry.source.check_every_days, checks.get(entry.watchlist.id), now)
    ]
