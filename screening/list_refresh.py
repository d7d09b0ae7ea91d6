"""Asking a list's publisher when a person wants it: in a process of its own, with a note of how far it is.

An update may take minutes and much memory, so neither a page nor a worker does it. Whoever asks holds a lock that the
process inherits and that ends with it, however that ends: an asking whose lock is free and that has no end was cut
off, and says so. The list itself is whole or as it was, as after every kill.

A publisher's file that a person downloaded is looked at and put in force in the same way.

Runs as `python -m screening.list_refresh DATA LIST BY [accept | JSON of a FileOrder]`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from time import monotonic

from screening.engine import compile_ahead
from screening.errors import ScreeningError
from screening.file_locks import is_locked, try_lock
from screening.runs.drafts import UploadDraft, drop_draft
from screening.runs.list_events import record_where_installed
from screening.smoke_test import missing_canaries
from watchlists.catalogue import CatalogueEntry, read_catalogue
from watchlists.editions.durable_write import write_durably
from watchlists.errors import StoreUnwritable, UnknownWatchlist, WatchlistError
from watchlists.updates.announcements import look_for_editions
from watchlists.updates.diff import in_lines
from watchlists.updates.update import (
    Brought,
    UpdateDecision,
    UpdateOutcome,
    Updating,
    update,
    update_from_file,
)

_TOLD_EVERY = 1.0  # seconds between two notes of the same stage, such as bytes received
CUT_OFF = "The update was interrupted; the list is either unchanged or updated. Try again."


class RefreshRunning(ScreeningError):
    """Somebody's asking of this list has not ended yet; nothing was started."""

    code, status = "already-asked", 409


@dataclass(frozen=True, slots=True)
class FileOrder:
    """A publisher's file that a person downloaded, to be looked at only or to be put in force."""

    path: str
    name: str  # as the person has it
    by: str  # the person's name, as it is shown
    on: str  # the day of the download, ISO date
    puts_in_force: bool = False
    reason: str = ""  # why guards that stop are overruled; "" where they are not

    @property
    def key(self) -> str:
        """The name under which the file is kept here."""
        return Path(self.path).name


@dataclass(frozen=True, slots=True)
class RefreshPreview:
    """What putting a file in force would change, in numbers and some lines."""

    edition: str = ""
    edition_date: str = ""
    count: int = 0  # in force
    count_all: int = 0
    sha256: str = ""  # of the file
    changes: str = ""  # the numbers in words
    lines: tuple[str, ...] = ()  # the first of each kind
    warnings: tuple[str, ...] = ()
    may_be_overruled: bool = False  # of a refusal


@dataclass(frozen=True, slots=True)
class Asking:
    """One asking of one list, or one file brought for it: who began it, how far it is, and what came of it."""

    list_id: str
    by: str
    began_at: str  # ISO 8601, UTC
    stage: str = "starting"  # as the update tells it
    ended_at: str = ""
    result: str = ""  # "new", "would be new", "unchanged", "refused"; "noticed", "not looked"; "cut off"
    sentence: str = ""
    code: str = ""  # of the refusal
    file: FileOrder | None = None  # None where the publisher is asked
    preview: RefreshPreview = field(default_factory=RefreshPreview)

    @property
    def has_ended(self) -> bool:
        """Whether nothing more comes of it."""
        return bool(self.result)


def ask(
    data: Path, list_id: str, by: str, *, accepts_licence: bool = False, file: FileOrder | None = None
) -> None:
    """Begin to ask for this list or to take a file brought for it, in a process that outlives ours.

    Raises:
        UnknownWatchlist: the catalogue has no such list.
        AlreadyAsked: an asking of it has not ended.
        StoreUnwritable: nothing was started.
    """
    if list_id not in read_catalogue():
        raise UnknownWatchlist(f"The catalogue has no list {list_id!r}.", id=list_id)
    began = Asking(list_id, by, _now().isoformat(), file=file)
    lock = _try_lock(data, list_id)
    if lock is None:
        raise RefreshRunning(f"{list_id} is already being updated; wait until it ends.")
    try:
        _note(data, began)
        command = [sys.executable, "-m", "screening.list_refresh", str(data.absolute()), list_id, by]
        command += [json.dumps(asdict(file))] if file else ["accept"] if accepts_licence else []
        subprocess.Popen(  # noqa: S603 - our own module; the list's id is the catalogue's
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=(lock,),
        )
    finally:
        os.close(lock)


def last_refresh(data: Path, list_id: str) -> Asking | None:
    """The last asking of this list, None where nobody ever asked from here."""
    try:
        asking = _noted(data, list_id)
    except (OSError, ValueError, TypeError, KeyError):
        return None
    if asking.has_ended or is_locked(_lock_path(data, list_id)):
        return asking
    ended = _noted(data, list_id)  # it may have ended since it was read
    return ended if ended.has_ended else replace(ended, result="cut off", sentence=CUT_OFF)


def _noted(data: Path, list_id: str) -> Asking:
    fields = json.loads(_path(data, list_id).read_bytes())
    file, preview = fields.pop("file"), fields.pop("preview")
    lists = {key: tuple(preview[key]) for key in ("lines", "warnings")}
    return Asking(
        **fields, file=FileOrder(**file) if file else None, preview=RefreshPreview(**preview | lists)
    )


def carry_out(asking: Asking, entry: CatalogueEntry, updating: Updating) -> Asking:
    """Ask for the list, noting every stage; the asking as it ended.

    Raises:
        StoreUnwritable: the data folder cannot be written.
    """
    on_progress = _StageReporter(asking, updating.data)
    try:
        outcome = _outcome(entry, replace(updating, on_progress=on_progress), asking.file)
        ended = replace(
            asking,
            result=outcome.result,
            sentence=outcome.sentence,
            code=outcome.code,
            preview=_preview(outcome),
        )
    except WatchlistError as error:
        ended = replace(asking, result="refused", sentence=error.sentence, code=error.code)
    ended = replace(ended, stage="ended", ended_at=updating.now().isoformat())
    _note(updating.data, ended)
    return ended


def _preview(outcome: UpdateOutcome) -> RefreshPreview:
    if outcome.snapshot is None or outcome.differences is None:
        return RefreshPreview(may_be_overruled=outcome.may_be_overruled)
    snapshot, read = outcome.snapshot, outcome.seen.read
    return RefreshPreview(
        edition=snapshot.edition,
        edition_date=snapshot.edition_date.isoformat(),
        count=read.in_force if read else snapshot.count,
        count_all=read.all if read else snapshot.count_all,
        sha256=snapshot.publisher_sha256 or "",
        changes=outcome.differences.sentence,
        lines=tuple(in_lines(outcome.differences, "they are shown once the edition is in force")),
        warnings=outcome.warnings,
    )


def _outcome(entry: CatalogueEntry, updating: Updating, file: FileOrder | None) -> UpdateOutcome:
    """Lists that no reader takes are looked at only: whether their publisher shows a newer edition."""
    if file is not None:
        brought = Brought(Path(file.path), file.name, file.by, date.fromisoformat(file.on))
        return update_from_file(entry, brought, updating)
    asked = update if entry.source or not entry.notice else look_for_editions
    (outcome,) = asked([entry], updating)
    return outcome


class _StageReporter:
    def __init__(self, asking: Asking, data: Path, clock: Callable[[], float] = monotonic) -> None:
        self.asking, self.data, self.clock = asking, data, clock
        self.told_at, self.kind = 0.0, ""

    def __call__(self, _list_id: str, stage: str) -> None:
        kind = "bytes" if stage.endswith(" bytes") else stage
        if kind == self.kind and self.clock() - self.told_at < _TOLD_EVERY:
            return
        self.kind, self.told_at = kind, self.clock()
        _note(self.data, replace(self.asking, stage=stage))


def _path(data: Path, list_id: str) -> Path:
    return data / "asked" / f"{list_id}.json"


def _note(data: Path, asking: Asking) -> None:
    text = json.dumps(asdict(asking), ensure_ascii=False, indent=1)
    write_durably(_path(data, asking.list_id), f"{text}\n".encode())


def _lock_path(data: Path, list_id: str) -> Path:
    return _path(data, list_id).with_suffix(".lock")


def _try_lock(data: Path, list_id: str) -> int | None:
    path = _lock_path(data, list_id)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return try_lock(path)
    except OSError as error:
        raise StoreUnwritable(
            f"{path.parent} cannot be written ({error.strerror}); nothing was downloaded.",
            reason=error.strerror,
        ) from error


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def main(arguments: list[str]) -> int:
    """The process: 0 where the publisher was asked, 1 where the answer was refused."""
    data, list_id, by = Path(arguments[0]), arguments[1], arguments[2]
    rest = arguments[3:]
    file = FileOrder(**json.loads(rest[0])) if rest and rest != ["accept"] else None
    updating = Updating(
        data,
        _now,
        prove=missing_canaries,
        brought_by=by,
        # Who brings a file has seen the terms where the publisher shows them: with the file.
        accepted=frozenset({list_id} if rest else ()),
        decision=UpdateDecision(file.by, file.reason) if file and file.reason else UpdateDecision(),
        dry_run=file is not None and not file.puts_in_force,
    )
    asking = Asking(list_id, by, _now().isoformat(), file=file)
    ended = carry_out(asking, read_catalogue()[list_id], updating)
    if ended.result == "new":
        if file is not None:
            drop_draft(UploadDraft(Path(file.path), file.name))  # the store keeps it under its hash
        record_where_installed(data, {**os.environ, "SCREENING_DATA": str(data)})
        with suppress(WatchlistError):  # of another list; whoever loads the lists next is told in words
            compile_ahead(data, _now().date())
    return 1 if ended.code else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
