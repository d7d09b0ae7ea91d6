"""Archiving heads of the log outside the installation, as SCREENING_HEADS_TO says: by the hour, and when asked."""

from __future__ import annotations

from pathlib import Path

import structlog

from screening.audit import Head, head_of
from screening.audit.head_archive import archive_file, archive_head
from screening.audit.timestamps import read_roots, stamp
from screening.errors import ScreeningError
from screening.jobs.installation import Installation
from screening.jobs.verification import stamps_folder

log = structlog.get_logger()


class LogEmpty(ScreeningError):
    """There is no entry yet whose hash could be archived."""

    code, status = "log-empty", 409


def newest_head(place: Installation) -> Head:
    """The head of the log as it is kept.

    Raises:
        LogEmpty: it has no entry.
    """
    with place.database.read() as session:
        head = head_of(session)
    if not head.sequence:
        raise LogEmpty("The log has no entry yet; there is nothing to archive.")
    return head


def archive_newest(place: Installation) -> bool:
    """Archive the newest head where that is configured; say whether there was a newer one than the last.

    An archive that cannot be written keeps nobody from working: it is told in the service's log, and tried again.
    """
    configured = place.settings.heads_archive
    if configured is None:
        return False
    with place.database.read() as session:
        head = head_of(session)
    if not head.sequence:
        return False
    try:
        return archive_head(archive_file(configured, place.key), head, place.key)
    except OSError as error:
        log.error("head of the log not archived", error=type(error).__name__)
        return False


def stamp_newest(place: Installation, url: str) -> tuple[Head, Path]:
    """Have the newest head stamped by the authority at `url`; give it with the path of the answer.

    Raises:
        LogEmpty, StampFailed: nothing was kept.
    """
    head = newest_head(place)
    root = place.settings.timestamp_root
    roots = read_roots(Path(root)) if root else ()
    return head, stamp(stamps_folder(place), url, head, place.key, roots)
