"""Archiving heads of the log outside the installation, as SCREENING_HEAD_ARCHIVE says: by the hour, and when asked."""

from __future__ import annotations

from pathlib import Path

import structlog

from screening.audit import Head, head_of
from screening.audit.head_archive import archive_file, archive_head
from screening.audit.timestamps import read_roots, stamp
from screening.context import AppContext
from screening.errors import ScreeningError
from screening.runs.verification import stamps_folder

log = structlog.get_logger()


class LogEmpty(ScreeningError):
    """There is no entry yet whose hash could be archived."""

    code, status = "log-empty", 409


def newest_head(context: AppContext) -> Head:
    """The head of the log as it is kept.

    Raises:
        LogEmpty: it has no entry.
    """
    with context.database.read() as session:
        head = head_of(session)
    if not head.sequence:
        raise LogEmpty("The log has no entry yet; there is nothing to archive.")
    return head


def archive_newest(context: AppContext) -> bool:
    """Archive the newest head where that is configured; say whether there was a newer one than the last.

    An archive that cannot be written keeps nobody from working: it is told in the service's log, and tried again.
    """
    configured = context.settings.head_archive_path
    if configured is None:
        return False
    with context.database.read() as session:
        head = head_of(session)
    if not head.sequence:
        return False
    try:
        return archive_head(archive_file(configured, context.key), head, context.key)
    except OSError as error:
        log.error("head of the log not archived", error=type(error).__name__)
        return False


def stamp_newest(context: AppContext, url: str) -> tuple[Head, Path]:
    """Have the newest head stamped by the authority at `url`; give it with the path of the answer.

    Raises:
        LogEmpty, StampFailed: nothing was kept.
    """
    head = newest_head(context)
    root = context.settings.timestamp_root
    roots = read_roots(Path(root)) if root else ()
    return head, stamp(stamps_folder(context), url, head, context.key, roots)
