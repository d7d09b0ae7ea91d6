"""Drafts: lists that were uploaded and not yet accepted, each for its owner only, and how they were read for a page.

A draft is three kinds of files in one folder (0700, files 0600): the bytes under a random name, a note beside them
(`NAME.json`: whose it is, what it is called, what it is for), and readings of it (`NAME.HASH.reading`), which are
caches. Readings of the list of a run that asks something lie there too, named by the run; so are those of a draft that
hold rows of a run (`NAME.RUN.HASH.reading`). All of it goes after a day, with the run, or when a subject is erased that
it names. What nobody can read may name anybody, so it goes as well:
it is only a draft, and its owner has the file.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO

import structlog

from screening.context import AppContext
from screening.intake.limited import names_subject
from screening.intake.limits import LIMITS
from screening.intake.reading_choice import IntakeOptions

KEPT_SECONDS = 86_400
LARGEST = max(LIMITS.xlsx_bytes, LIMITS.csv_bytes)
MOST_DRAFTS = 20  # of one person in a team; the oldest make room
MOST_BYTES = 200 * 2**20  # of all of them together
MOST_READINGS = 20  # of one draft; a person who tries more choices has the first ones read again
_NAME = re.compile(r"[A-Za-z0-9_-]{32}")
_LONGEST_NAME = 255  # characters of a file's name, as file systems allow
_NOTE, _READING = ".json", ".reading"

log = structlog.get_logger()


class Purpose(StrEnum):
    """What a draft is for."""

    SCREENING = "screening"  # a list to be screened
    REVIEW = "review"  # a report that somebody filled in
    WATCHLIST = "watchlist"  # a publisher's file: public, and no team's


@dataclass(frozen=True, slots=True)
class UploadDraft:
    """An uploaded file: where it lies, its name as the user has it, whose it is and what it is for."""

    path: Path
    file_name: str
    owner: str = ""
    team: str = ""
    purpose: Purpose = Purpose.SCREENING

    @property
    def key(self) -> str:
        """The random name under which it is kept."""
        return self.path.name


def keep_draft(
    data: Path,
    content: IO[bytes],
    file_name: str,
    *,
    owner: str,
    team: str,
    purpose: Purpose = Purpose.SCREENING,
    largest: int = LARGEST,
) -> UploadDraft:
    """Keep an upload in the data folder; what is larger than `largest` bytes is cut one byte after the limit.

    Whoever reads it refuses such a file, so it is never taken in part. If it cannot be written, nothing is kept. Of
    more than `MOST_DRAFTS` or `MOST_BYTES` of the same person, the oldest are taken away.
    """
    folder = _folder(data)
    draft = UploadDraft(
        folder / secrets.token_urlsafe(24), file_name[-_LONGEST_NAME:] or "list", owner, team, purpose
    )
    said = {"file_name": draft.file_name, "owner": owner, "team": team, "purpose": purpose.value}
    left = largest + 1
    try:
        # The note first: bytes without one would be nobody's.
        with _create(_note_of(draft.path)) as note:
            note.write(json.dumps(said).encode())
        with _create(draft.path) as out:
            while left and (block := content.read(min(left, 1 << 20))):
                out.write(block)
                left -= len(block)
    except BaseException:
        drop_draft(draft)
        raise
    _make_room(folder, draft)
    return draft


def _make_room(folder: Path, kept: UploadDraft) -> None:
    """Take away the oldest drafts of the same person that go beyond what one may keep; `kept` stays."""
    drafts = (_draft_at(path) for path in list(folder.glob("*")) if _NAME.fullmatch(path.name))
    own = [each for each in drafts if each and (each.owner, each.team) == (kept.owner, kept.team)]
    own.sort(key=lambda each: (each.key != kept.key, -_written(each.path)))
    size = 0
    for number, each in enumerate(own):
        size += _size(each.path)
        if number and (number >= MOST_DRAFTS or size > MOST_BYTES):
            drop_draft(each)


def find_draft(data: Path, key: str, *, owner: str, team: str) -> UploadDraft | None:
    """The draft of this name, or None where there is none of this owner."""
    if not _NAME.fullmatch(key):
        return None
    draft = _draft_at(data / "drafts" / key)
    return draft if draft and (draft.owner, draft.team) == (owner, team) else None


def drop_draft(draft: UploadDraft) -> None:
    """Take a draft away, with everything that stands beside it. The bytes go first: see `keep_reading`."""
    draft.path.unlink(missing_ok=True)
    for path in draft.path.parent.glob(f"{draft.key}.*"):
        path.unlink(missing_ok=True)


def cached_reading(data: Path, key: str, reading: str) -> bytes | None:
    """What was kept of a reading of the draft or run `key`, by the hash of all that it depends on."""
    with suppress(FileNotFoundError):
        return _reading_at(data, key, reading).read_bytes()
    return None


def keep_reading(
    data: Path, key: str, reading: str, content: bytes, *, still_there: Callable[[], bool]
) -> None:
    """Keep a reading, unless what was read is gone by now.

    `still_there` is asked after the reading was written, and whoever takes a draft away does so before its readings:
    so one of the two sees what the other did, and no reading outlives its draft.
    """
    folder = _folder(data)
    made = folder / f"{key}.{secrets.token_hex(8)}.part"
    with _create(made) as out:
        out.write(content)
    made.replace(_reading_at(data, key, reading))
    if not still_there():
        forget_readings(data, key)
        return
    kept = sorted(_existing(folder.glob(f"{key}.*{_READING}")), key=_written)
    for path in kept[:-MOST_READINGS]:
        path.unlink(missing_ok=True)


def forget_readings(data: Path, key: str) -> None:
    """Take away every reading of a draft, or every one that holds rows of a run's list."""
    for path in list((data / "drafts").glob(f"*{key}.*")):
        if path.suffix in (_READING, ".part") and key in path.name.split("."):
            path.unlink(missing_ok=True)


def sweep_drafts(context: AppContext) -> int:
    """Take away drafts and readings that are older than a day, and what stands beside no draft; how many files.

    Age is that of the file, by the machine's clock.
    """
    before, gone = time.time() - KEPT_SECONDS, 0
    for path in list((context.settings.data / "drafts").glob("*")):
        if _written(path) < before:
            gone += 1
            drop_draft(UploadDraft(path, "")) if _NAME.fullmatch(path.name) else path.unlink(missing_ok=True)
    return gone


def drafts_naming(context: AppContext, team: str, name: str) -> list[UploadDraft]:
    """A team's drafts that name a subject or cannot be read.

    Each is read in a limited process, under every reading that it may have. Publishers' files are no team's and stay.
    A draft without a note, as a kill may leave one, may be this team's and counts.
    """
    found = []
    for path in list((context.settings.data / "drafts").glob("*")):
        if _NAME.fullmatch(path.name):
            draft = _draft_at(path)
            if draft is None or (draft.team == team and _may_name(draft, name)):
                found.append(draft or UploadDraft(path, ""))
    return found


def forget_drafts(data: Path, drafts: Iterable[UploadDraft]) -> None:
    """Take these drafts away, and every reading: each is a cache of names, and whoever wants it reads again."""
    for draft in drafts:
        drop_draft(draft)
    for path in list((data / "drafts").glob("*")):
        if path.suffix in (_READING, ".part"):
            path.unlink(missing_ok=True)


def _may_name(draft: UploadDraft, name: str) -> bool:
    if draft.purpose is Purpose.WATCHLIST:
        return False
    try:
        return names_subject(draft.path, IntakeOptions(file_name=draft.file_name), name)
    except OSError:
        raise
    except Exception as error:  # it was stopped, or stumbled over something; the message may hold a name
        log.warning("a draft that cannot be read may name the subject", why=type(error).__name__)
        return True


def _draft_at(path: Path) -> UploadDraft | None:
    """The draft whose bytes lie here; None where they or the note beside them are not there."""
    try:
        said = json.loads(_note_of(path).read_bytes())
        purpose = Purpose(said["purpose"])
        draft = UploadDraft(path, str(said["file_name"]), str(said["owner"]), str(said["team"]), purpose)
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None
    return draft if path.is_file() else None


def _folder(data: Path) -> Path:
    folder = data / "drafts"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _create(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _note_of(path: Path) -> Path:
    return path.with_name(path.name + _NOTE)


def _reading_at(data: Path, key: str, reading: str) -> Path:
    return data / "drafts" / f"{key}.{reading}{_READING}"


def _existing(paths: Iterator[Path]) -> list[Path]:
    return [path for path in paths if path.exists()]


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # somebody else was quicker
        return float("inf")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:  # somebody else was quicker
        return 0
