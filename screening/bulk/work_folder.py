"""What is between: a folder beside the result, for its owner alone, that a run which was stopped goes on from.

It belongs to one file, one order and one state of the lists. Where any of them has changed it is begun anew, so a
result never mixes two editions. It holds names; it is taken away once the result has its name.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from screening.errors import OutputUnwritable, ScreeningError, UploadRefused
from screening.file_locks import try_lock


class BulkUnderWay(ScreeningError):
    """Another process writes the same result."""

    code, status = "bulk-under-way", 409


@dataclass(frozen=True, slots=True)
class WorkFolder:
    """The folder, and what was noted in it."""

    folder: Path

    @property
    def rows(self) -> Path:
        """Where the lines of blocks of rows stand."""
        return self.folder / "rows"

    @property
    def results(self) -> Path:
        """Where the lines of chunks of inquiries stand."""
        return self.folder / "results"

    def write_note(self, name: str, note: dict[str, Any]) -> None:
        """Write down what need not be found out again."""
        part = self.folder / f"{name}.part"
        part.write_text(json.dumps(note, ensure_ascii=False), encoding="utf-8")
        force_to_disk(part)  # or a power cut may leave an empty note, and nothing goes on from that
        part.replace(self.folder / f"{name}.json")

    def read_note(self, name: str) -> dict[str, Any] | None:
        """What was written down under this name."""
        path = self.folder / f"{name}.json"
        note: dict[str, Any] | None = json.loads(path.read_text("utf-8")) if path.is_file() else None
        return note

    def bind(self, **to: object) -> bool:
        """Bind the folder to these facts; say whether it was bound to the same before. Else it is emptied."""
        fingerprint = hashlib.sha256(json.dumps(to, sort_keys=True, default=str).encode()).hexdigest()
        same = self.read_note("bound") == {"to": fingerprint}
        if not same:
            for each in self.folder.iterdir():
                if each.name not in ("lock", "moment.json"):
                    shutil.rmtree(each) if each.is_dir() else each.unlink()
        for folder in (self.rows, self.results):
            folder.mkdir(exist_ok=True)
        if not same:
            self.write_note("bound", {"to": fingerprint})
        return same


def folder_for(out: Path) -> Path:
    """Where the work on a result is kept."""
    return out.with_name(f".{out.name}.work")


@contextmanager
def work_on(out: Path) -> Iterator[WorkFolder]:
    """Hold the work folder of a result while the context lasts; it stays when something fails.

    Raises:
        BulkUnderWay: another process holds it.
        OutputUnwritable: it cannot be made or written.
    """
    folder = folder_for(out)
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        lock = try_lock(folder / "lock")
        if lock is None:
            raise BulkUnderWay(f"Another process is writing {out.name}; wait for it, or name another.")
        try:
            yield WorkFolder(folder)
            shutil.rmtree(folder)
        except UploadRefused:
            shutil.rmtree(folder)
            raise
        finally:
            os.close(lock)
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


@contextmanager
def whole_file(out: Path) -> Iterator[TextIO]:
    """Write a file that has its name only once it is whole: a killed process leaves nothing that looks done."""
    part = out.with_suffix(".part")
    with part.open("w", encoding="utf-8", newline="\n") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
    part.replace(out)
