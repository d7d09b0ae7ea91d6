"""What is between: a folder beside the result, for its owner alone, that a run which was stopped goes on from.

It belongs to one file, one order and one state of the lists. Where any of them has changed it is begun anew, so a
result never mixes two editions. It holds names; it is taken away once the result has its name.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from screening.errors import OutputUnwritable, ScreeningError, UploadRefused


class BulkUnderWay(ScreeningError):
    """Another process writes the same result."""

    code, status = "bulk-under-way", 409


@dataclass(frozen=True, slots=True)
class Work:
    """The folder, and what was noted in it."""

    folder: Path

    @property
    def taken(self) -> Path:
        """Where the lines of blocks of rows stand."""
        return self.folder / "taken"

    @property
    def said(self) -> Path:
        """Where the lines of chunks of inquiries stand."""
        return self.folder / "said"

    def note(self, name: str, said: dict[str, Any]) -> None:
        """Note something that need not be found out again."""
        part = self.folder / f"{name}.part"
        part.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
        part.replace(self.folder / f"{name}.json")

    def noted(self, name: str) -> dict[str, Any] | None:
        """What was noted under this name."""
        path = self.folder / f"{name}.json"
        noted: dict[str, Any] | None = json.loads(path.read_text("utf-8")) if path.is_file() else None
        return noted

    def bind(self, **to: object) -> bool:
        """Bind the folder to these facts; say whether it was bound to the same before. Else it is emptied."""
        fingerprint = hashlib.sha256(json.dumps(to, sort_keys=True, default=str).encode()).hexdigest()
        same = self.noted("bound") == {"to": fingerprint}
        if not same:
            for each in self.folder.iterdir():
                if each.name not in ("lock", "moment.json"):
                    shutil.rmtree(each) if each.is_dir() else each.unlink()
        for folder in (self.taken, self.said):
            folder.mkdir(exist_ok=True)
        if not same:
            self.note("bound", {"to": fingerprint})
        return same


def folder_for(out: Path) -> Path:
    """Where the work on a result is kept."""
    return out.with_name(f".{out.name}.work")


@contextmanager
def work_on(out: Path) -> Iterator[Work]:
    """Hold the work folder of a result while the context lasts; it stays when something fails.

    Raises:
        BulkUnderWay: another process holds it.
        OutputUnwritable: it cannot be made or written.
    """
    folder = folder_for(out)
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        with (folder / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise BulkUnderWay(
                    f"Another process is writing {out.name}; wait for it, or name another."
                ) from error
            try:
                yield Work(folder)
            except UploadRefused:
                shutil.rmtree(folder)
                raise
            shutil.rmtree(folder)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise OutputUnwritable(
            f"The work on {out} cannot be kept ({reason}); make room or name another file, then run the same "
            "command again: what is done is kept.",
            path=str(out),
        ) from error


def force_to_disk(path: Path) -> None:
    """Have what was written on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
