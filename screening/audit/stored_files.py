"""Reading stored files: every upload, report and file beside a case that is counted on is there and has its hash.

A file is read a block at a time. One that is gone is looked for once more: it may have been erased meanwhile.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Session, select

from screening.audit.chain import Area, LogFault
from screening.progress import Progress, no_progress
from screening.storage import Database, Files
from screening.storage.files import FileStoreError
from screening.storage.review_tables import Remark
from screening.storage.tables import Run


@dataclass(frozen=True, slots=True)
class _Wanted:
    sha256: str
    what: str  # "the upload of run …"


def read_files(database: Database, files: Files, tick: Progress = no_progress) -> Iterator[LogFault | None]:
    """Read every file that is counted on; give a fault for each that is gone or altered, None for one that is whole.

    Args:
        database: which says what is counted on.
        files: where they are kept.
        tick: told of each file that was read.
    """
    with database.read() as session:
        wanted = list(_wanted(session))
    for each in wanted:
        yield _read(database, files, each)
        tick(1)


_HASH = re.compile(r"[0-9a-f]{64}")


def _wanted(session: Session) -> Iterator[_Wanted]:
    """Files by their hash, each once."""
    seen = {""}
    live = select(Run.id, Run.upload_sha256, Run.report_sha256).where(Run.state != "erased").order_by(Run.id)
    for run_id, upload, report in session.exec(live):
        for sha256, what in ((upload, "upload"), (report, "report")):
            if sha256 not in seen:
                seen.add(sha256)
                yield _Wanted(sha256, f"the {what} {sha256[:12]}… of run {run_id[:12]}…")
    beside = select(Remark.file_sha256, Remark.case_id).where(Remark.file_sha256 != "").order_by(Remark.id)
    for sha256, case_id in session.exec(beside):
        if sha256 not in seen:
            seen.add(sha256)
            yield _Wanted(sha256, f"the file {sha256[:12]}… beside case {case_id[:12]}…")


def _read(database: Database, files: Files, wanted: _Wanted) -> LogFault | None:
    if not _HASH.fullmatch(wanted.sha256):
        return LogFault(0, f"{wanted.what} has an invalid hash; restore the database", Area.FILES)
    try:
        with files.path(wanted.sha256):
            return None
    except FileStoreError:
        gone = not files.has(wanted.sha256)
    with database.read() as session:
        if gone and all(each.sha256 != wanted.sha256 for each in _wanted(session)):
            return None
    said = "is gone" if gone else "is not as it was given: its bytes were altered"
    return LogFault(
        0, f"{wanted.what} {said}; put it back from a backup, or erase what counts on it", Area.FILES
    )
