"""Which workers live, for people: pages, readiness and figures."""

from __future__ import annotations

from datetime import datetime

from screening.jobs import lease
from screening.jobs.installation import Installation
from screening.jobs.scrubbing import overwriting_since


def workers_alive(place: Installation, at: datetime) -> int:
    """How many workers live at `at`; while the database's file is being rebuilt none can say so, so those before it."""
    last = overwriting_since(place) or at
    with place.database.read() as session:
        return lease.workers_alive(session, min(last, at), place.settings.lease_seconds)
