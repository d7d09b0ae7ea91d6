"""An index on disk: immutable folders of flat arrays, and one pointer to the one in force.

A folder is written under a temporary name, forced to disk, then renamed; only then does `current` change, in
one step. Whoever is killed between the steps leaves the old index or the new one in force, never a part. A
folder's name is the hash of its manifest, and the manifest holds the hash of every array: bytes that are not
those that were written are refused. Running readers keep the arrays they have mapped.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from screening.index.errors import IndexDamaged, IndexMissing
from screening.index.layout import ARRAY_NAMES, KINDS, LAYOUT, Arrays

POINTER, MANIFEST, UNFINISHED = "current", "manifest.json", "unfinished-"
KEPT = 2  # the one in force and the one before it, which a reader may be opening just now
ATTEMPTS = 3  # to open while others promote


def promote(arrays: Arrays, facts: dict[str, int], folder: Path) -> str:
    """Store an index in `folder` and put it in force.

    Returns:
        The index's name: the same arrays always have the same.

    Raises:
        OSError: when the disk is full or the folder cannot be written; the old index stays in force.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _only_writer(folder):
        _clear_unfinished(folder)
        temporary = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder))
        name = _write(arrays, facts, temporary)
        _settle(temporary, folder / name)
        _point(folder, name)
        _forget_old(folder, name)
    return name


def current(folder: Path) -> str:
    """Name of the index in force.

    Raises:
        IndexMissing: when none has been built here.
    """
    try:
        return (folder / POINTER).read_text(encoding="ascii").strip()
    except FileNotFoundError as error:
        raise IndexMissing(f"There is no index in {folder}; build one first.", folder=str(folder)) from error


def load(folder: Path) -> tuple[str, Arrays, dict[str, int]]:
    """Map the index in force, after checking every byte: (name, arrays, facts).

    Raises:
        IndexMissing: when none has been built here.
        IndexDamaged: when a part is missing, cut short, altered, or of another layout.
    """
    for _ in range(ATTEMPTS - 1):
        name = current(folder)
        try:
            return name, *_load(folder / name)
        except IndexDamaged:
            if current(folder) == name:  # else it was replaced under our feet: open the newer one
                raise
    return current(folder), *_load(folder / current(folder))


@contextmanager
def _only_writer(folder: Path) -> Iterator[None]:
    """Builders of one folder take turns; the lock ends with the process that held it."""
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write(arrays: Arrays, facts: dict[str, int], folder: Path) -> str:
    parts = {name: _write_array(getattr(arrays, name), folder / f"{name}.npy", name) for name in ARRAY_NAMES}
    manifest = json.dumps({"layout": LAYOUT, "facts": facts, "arrays": parts}, indent=1, sort_keys=True)
    _write_durably(folder / MANIFEST, manifest.encode())
    _sync_folder(folder)
    return hashlib.sha256(manifest.encode()).hexdigest()[:16]


def _write_array(array: np.ndarray[Any, Any], path: Path, name: str) -> dict[str, object]:
    with path.open("wb") as file:
        np.save(file, np.ascontiguousarray(array, dtype=KINDS[name]))
        file.flush()
        os.fsync(file.fileno())
    return {"bytes": path.stat().st_size, "sha256": _sha256(path)}


def _write_durably(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _settle(temporary: Path, final: Path) -> None:
    """Give the finished folder its name; an equal one that is sound stays, a damaged one makes way."""
    if final.exists():
        try:
            _load(final)
        except IndexDamaged:
            final.rename(Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=final.parent)) / "damaged")
        else:
            shutil.rmtree(temporary)
            return
    temporary.rename(final)
    _sync_folder(final.parent)


def _point(folder: Path, name: str) -> None:
    """Change the pointer in one step that survives a power cut."""
    _write_durably(folder / f"{UNFINISHED}{POINTER}", name.encode())
    (folder / f"{UNFINISHED}{POINTER}").replace(folder / POINTER)
    _sync_folder(folder)


def _forget_old(folder: Path, name: str) -> None:
    _clear_unfinished(folder)
    stored = [path for path in folder.iterdir() if path.is_dir() and path.name != name]
    stored.sort(key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for path in stored[KEPT - 1 :]:
        shutil.rmtree(path)


def _clear_unfinished(folder: Path) -> None:
    """What builders left that were killed; only called while no other builder runs."""
    for path in folder.glob(f"{UNFINISHED}*"):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _load(folder: Path) -> tuple[Arrays, dict[str, int]]:
    manifest = _manifest(folder)
    for name in ARRAY_NAMES:
        _checked(folder / f"{name}.npy", manifest["arrays"].get(name, {}))
    # Copy-on-write maps are shared with other processes until written to, and nothing here writes; the
    # accelerator of the product refuses read-only arrays.
    mapped = {name: np.asarray(np.load(folder / f"{name}.npy", mmap_mode="c")) for name in ARRAY_NAMES}
    return Arrays(**mapped), manifest["facts"]


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        content = (folder / MANIFEST).read_bytes()
        manifest: dict[str, Any] = json.loads(content)
    except (FileNotFoundError, ValueError) as error:
        raise _damaged(folder / MANIFEST, "is missing or unreadable") from error
    if hashlib.sha256(content).hexdigest()[:16] != folder.name:
        raise _damaged(folder / MANIFEST, "is not the one that was written")
    if manifest["layout"] != LAYOUT:
        raise _damaged(folder, f"has layout {manifest['layout']} where this version reads {LAYOUT}")
    return manifest


def _checked(path: Path, wanted: dict[str, object]) -> None:
    if not path.is_file():
        raise _damaged(path, "is missing")
    if path.stat().st_size != wanted.get("bytes"):
        raise _damaged(
            path, f"has {path.stat().st_size:,} bytes where {wanted.get('bytes', 0):,} were written"
        )
    if _sha256(path) != wanted.get("sha256"):
        raise _damaged(path, "does not have the hash it was written with")


def _damaged(path: Path, why: str) -> IndexDamaged:
    return IndexDamaged(
        f"The index cannot be used: {path.name} {why}; build the index again.", path=str(path)
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync_folder(folder: Path) -> None:
    """A rename is only safe once the folder that holds it is on disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
