"""Files of a watch that come from a folder of the server: somebody puts a newer list there, and it is taken.

Only what lies in the team's own folder under the one that the administrator names (SCREENING_WATCH_FOLDER) is read, and
nothing is changed there. A file is taken once it has not been written to for a minute, so that none is taken half.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from screening.context import AppContext
from screening.engine import DEFAULT_POLICY
from screening.errors import ScreeningError
from screening.pipeline import ScreeningRequest
from screening.runs.pins import shipped_pins
from screening.sandbox_names import is_sandbox_team
from screening.storage import StorageFailed
from screening.storage.watch_tables import Watch
from screening.watch.watches import WatchFault, WatchSource, WatchState, add_version, locked_watch

SETTLED_SECONDS = 60  # since a file was written to last
_KINDS = (".xlsx", ".xls", ".ods", ".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".xml")


class WatchFolderRefused(ScreeningError):
    """The folder is none that may be watched; nothing was kept."""

    code, status = "watch-folder", 422


@dataclass(frozen=True, slots=True)
class FolderFile:
    """A file that lies in a watched folder."""

    path: Path
    written: float  # seconds since 1970


def watched_folder(context: AppContext, team: str, name: str) -> Path:
    """The folder `name` of a team under the watched one; each team has a folder of its own there, with its id as name.

    Raises:
        WatchFolderRefused: no folder is watched, or it is not one of this team's.
    """
    root = context.settings.watch_folder_path
    if root is None or is_sandbox_team(team):
        raise WatchFolderRefused(
            "No folder of this server is watched; an administrator names one with SCREENING_WATCH_FOLDER."
        )
    try:
        folder, whole = (root / team / name).resolve(strict=True), (root / team).resolve(strict=True)
    except OSError as error:
        raise WatchFolderRefused(
            f"There is no folder {name!r} in the folder {team!r} of this team, within the watched folder of this server."
        ) from error
    if not folder.is_dir() or not folder.is_relative_to(whole):
        raise WatchFolderRefused(
            f"{name!r} is no folder within the folder {team!r} of this team on this server."
        )
    return folder


def newest_file(folder: Path, now: float) -> FolderFile | None:
    """The list in a folder that was written last, and not within the last minute; None where there is none.

    Hidden files, temporary files of office programs and links are passed over.
    """
    found = []
    for path in folder.iterdir():
        if path.name.startswith((".", "~")) or path.suffix.lower() not in _KINDS or path.is_symlink():
            continue
        if path.is_file():
            found.append(FolderFile(path, path.stat().st_mtime))
    settled = [each for each in found if now - each.written >= SETTLED_SECONDS]
    return max(settled, key=lambda each: (each.written, each.path.name), default=None)


def list_in_folder(context: AppContext, team: str, name: str) -> Path:
    """The list with which the watch of a folder begins.

    Raises:
        WatchFolderRefused: it is none that may be watched, or it holds no list yet.
    """
    folder = watched_folder(context, team, name)
    found = newest_file(folder, context.now().timestamp())
    if found is None:
        raise WatchFolderRefused(
            "There is no list in this folder yet. Put one there, wait a minute, and try again."
        )
    return found.path


def take_newest_file(context: AppContext, watch_id: str, actor: str) -> bool:
    """Take the newest file of a watch's folder as its next version; say whether there was a new one.

    One that was written before the file taken last is none: whoever moves the newest away brings no older one back.

    Raises:
        WatchFault: the folder cannot be read, or its newest file can be no list; the same file is refused once.
        StorageFailed: nothing was kept; the next look takes it.
    """
    with context.database.read() as session:
        watch = session.get_one(Watch, watch_id)
        session.expunge_all()
    if watch.source != WatchSource.FOLDER or watch.state not in (WatchState.WATCHING, WatchState.STOPPED):
        return False
    policies = ScreeningRequest.from_json(watch.choices).policies
    sha256 = ""
    try:
        folder = watched_folder(context, watch.team, watch.folder)
        found = newest_file(folder, context.now().timestamp())
        if found is None or found.written <= watch.file_written:
            return False
        with found.path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        if sha256 == watch.refused_sha256:
            raise WatchFault(watch.sentence, code=watch.code)
        pins = shipped_pins(policies or (DEFAULT_POLICY,))
        name = found.path.name
        is_new = add_version(context, watch_id, watch.team, found.path, pins, actor=actor, file_name=name)
    except StorageFailed:
        raise
    except OSError as error:
        said = "The watched folder of the server cannot be read; tell the people who run it."
        raise WatchFault(said, code="watch-folder") from error
    except ScreeningError as error:
        _note(context, watch_id, actor, refused_sha256=sha256)
        raise WatchFault(error.sentence, code=error.code) from error
    _note(context, watch_id, actor, file_written=found.written)
    return is_new


def _note(
    context: AppContext, watch_id: str, actor: str, *, file_written: float = 0, refused_sha256: str = ""
) -> None:
    """Keep which file was taken last, or which one was refused."""
    with context.decide() as decision:
        watch = locked_watch(decision.session, watch_id)
        if watch is None:
            return
        watch.file_written = file_written or watch.file_written
        watch.refused_sha256 = refused_sha256
        decision.session.add(watch)
        facts = {"watch": watch_id, "refused": refused_sha256}
        decision.record("watch.folder_read", actor=actor, team=watch.team, facts=facts)
