"""Overwriting what was deleted: owed from before something is erased until it is done, whatever is killed between.

Erasure is kept before its bytes are overwritten, so a database that would not now takes nothing back: it is owed,
and a worker tries again.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import structlog

from screening.jobs.installation import Installation
from screening.storage import StorageFailed

log = structlog.get_logger()


def owe(place: Installation) -> None:
    """Note that something deleted is to be overwritten; before it is deleted, so that no kill comes between."""
    if place.database.is_sqlite:  # PostgreSQL: its own doing; docs/operate.md says how
        with suppress(OSError):  # without room for a note there is none for the deletion either
            _note(place).touch(mode=0o600)


def is_owed(place: Installation) -> bool:
    """Whether something deleted is still to be overwritten."""
    return _note(place).exists()


def scrub(place: Installation) -> bool:
    """Overwrite what was deleted, in the database's file and its write-ahead log; say whether it was done."""
    try:
        place.database.overwrite()
        _note(place).unlink(missing_ok=True)
    except (StorageFailed, OSError) as error:
        log.warning("what was deleted is still to be overwritten", error=type(error).__name__)
        return False
    return True


def _note(place: Installation) -> Path:
    return place.settings.data / "overwriting-owed"
