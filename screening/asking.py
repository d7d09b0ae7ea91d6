"""Asking a list's publisher when a person wants it: in a process of its own, with a note of how far it is.

An update may take minutes and much memory, so neither a page nor a worker does it. Whoever asks holds a lock that the
process inherits and that ends with it, however that ends: an asking whose lock is free and that has no end was cut
off, and says so. The list itself is whole or as it was, as after every kill.

A publisher's file that a person downloaded is looked at and put in force in the same way.

Runs as `python -m screening.asking DATA LIST BY [accept | JSON of a FileOrder]`.
"""

from __future__ import annotations

import fcntl
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
from screening.jobs.drafts import Draft, drop_draft
from screening.jobs.listed import record_where_installed
from screening.proof import not_found
from watchlists.catalogue import CatalogueEntry, read_catalogue
from watchlists.errors import UnknownWatchlist, WatchlistError
from watchlists.keeping.disk import write_durably
from watchlists.keeping.looking import look_for_editions
from watchlists.keeping.refusals import StoreUnwritable
from watchlists.keeping.telling import in_lines
from watchlists.keeping.update import Brought, Decision, Outcome, Updating, update, update_from_file

_TOLD_EVERY = 1.0  # seconds between two notes of the same stage, such as bytes received
CUT_OFF = "The asking was cut off before it ended; the list is as it was or as it was to be. Ask again."


class AlreadyAsked(ScreeningError):
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
class Preview:
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
    preview: Preview = field(default_factory=Preview)

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
    lock = _lock(data, list_id)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyAsked(f"{list_id} is being asked for already; wait for its end.") from error
        _note(data, began)
        command = [sys.executable, "-m", "screening.asking", str(data.absolute()), list_id, by]
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


def asked_for(data: Path, list_id: str) -> Asking | None:
    """The last asking of this list, None where nobody ever asked from here."""
    try:
        asking = _noted(data, list_id)
    except (OSError, ValueError, TypeError, KeyError):
        return None
    if asking.has_ended or _is_held(data, list_id):
        return asking
    ended = _noted(data, list_id)  # it may have ended since it was read
    return ended if ended.has_ended else replace(ended, result="cut off", sentence=CUT_OFF)


def _noted(data: Path, list_id: str) -> Asking:
    fields = json.loads(_path(data, list_id).read_bytes())
    file, preview = fields.pop("file"), fields.pop("preview")
    lists = {key: tuple(preview[key]) for key in ("lines", "warnings")}
    return Asking(**fields, file=FileOrder(**file) if file else None, preview=Preview(**preview | lists))


def carry_out(asking: Asking, entry: CatalogueEntry, updating: Updating) -> Asking:
    """Ask for the list, noting every stage; the asking as it ended.

    Raises:
        StoreUnwritable: the data folder cannot be written.
    """
    tell = _Teller(asking, updating.data)
    try:
        outcome = _outcome(entry, replace(updating, tell=tell), asking.file)
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


def _preview(outcome: Outcome) -> Preview:
    if outcome.snapshot is None or outcome.differences is None:
        return Preview(may_be_overruled=outcome.may_be_overruled)
    snapshot, read = outcome.snapshot, outcome.seen.read
    return Preview(
        edition=snapshot.edition,
        edition_date=snapshot.edition_date.isoformat(),
        count=read.in_force if read else snapshot.count,
        count_all=read.all if read else snapshot.count_all,
        sha256=snapshot.publisher_sha256 or "",
        changes=outcome.differences.sentence,
        lines=tuple(in_lines(outcome.differences, "they are shown once the edition is in force")),
        warnings=outcome.warnings,
    )


def _outcome(entry: CatalogueEntry, updating: Updating, file: FileOrder | None) -> Outcome:
    """Lists that no reader takes are looked at only: whether their publisher shows a newer edition."""
    if file is not None:
        brought = Brought(Path(file.path), file.name, file.by, date.fromisoformat(file.on))
        return update_from_file(entry, brought, updating)
    asked = update if entry.source or not entry.notice else look_for_editions
    (outcome,) = asked([entry], updating)
    return outcome


class _Teller:
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


def _lock(data: Path, list_id: str) -> int:
    path = _path(data, list_id).with_suffix(".lock")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreUnwritable(
            f"{path.parent} cannot be written ({error.strerror}); nothing was asked.", reason=error.strerror
        ) from error


def _is_held(data: Path, list_id: str) -> bool:
    lock = _lock(data, list_id)
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False


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
        prove=not_found,
        brought_by=by,
        # Who brings a file has seen the terms where the publisher shows them: with the file.
        accepted=frozenset({list_id} if rest else ()),
        decision=Decision(file.by, file.reason) if file and file.reason else Decision(),
        dry_run=file is not None and not file.puts_in_force,
    )
    asking = Asking(list_id, by, _now().isoformat(), file=file)
    ended = carry_out(asking, read_catalogue()[list_id], updating)
    if ended.result == "new":
        if file is not None:
            drop_draft(Draft(Path(file.path), file.name))  # the store keeps it under its hash
        record_where_installed(data, {**os.environ, "SCREENING_DATA": str(data)})
        with suppress(WatchlistError):  # of another list; whoever loads the lists next is told in words
            compile_ahead(data, _now().date())
    return 1 if ended.code else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
