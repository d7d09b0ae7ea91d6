"""The compiled linker: built once for a set of lists, kept beside them, and loaded in a third of a second.

What is kept is named by a fingerprint of everything it was made from: our code and vocabularies, the version of
Python, the listings with their status on the day, the register, the curated knowledge. Another edition, another
day on which something lapses, another release: another fingerprint, and it is built anew. The file lies in a
folder that only its owner can read or write, and one that others can write to is never loaded: it is a pickle,
and whoever can write it can run code.

Nothing depends on it: where it cannot be read or written, the linker is built in memory as before.
"""

from __future__ import annotations

import gc
import hashlib
import os
import pickle
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from screening.link import Linker
from screening.link.shipped import shipped_linker
from screening.version import ENGINE
from watchlists.library import Library
from watchlists.register import Register

ROOT = Path(__file__).parent
MADE_OF = ("link", "affiliations", "names", "compare", "vocabulary")
KEPT = 4  # a few days asked for with --as-of; older ones make room


def compiled_linker(library: Library, register: Register, folder: Path | None) -> Linker:
    """The linker over these lists: loaded where it was kept, else built, and kept in `folder` (None: nowhere)."""
    if folder is None:
        return shipped_linker(library, register)
    path = folder / f"linker-{fingerprint(library, register)[:32]}.bin"
    if (kept := _load(path)) is not None:
        return kept
    linker = shipped_linker(library, register)
    _keep(linker, path)
    return linker


def cache_folder() -> Path | None:
    """Where compiled linkers are kept: SCREENING_CACHE, else the user's cache folder (XDG); None where empty."""
    if (given := os.environ.get("SCREENING_CACHE")) is not None:
        return Path(given) if given else None
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "research-screening"


def fingerprint(library: Library, register: Register) -> str:
    """SHA-256 over everything a linker is made from."""
    digest = hashlib.sha256(f"{ENGINE}\n{sys.version}\n{register.file_sha256}\n".encode())
    for path in sorted(_sources()):
        digest.update(path.name.encode() + path.read_bytes())
    for watchlist_id, loaded in library.lists.items():
        digest.update(f"{watchlist_id} {loaded.snapshot.file_sha256}\n".encode())
        digest.update("".join(f"{each.id} {each.status}\n" for each in loaded.listings).encode())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    import watchlists

    yield ROOT / "model.py"
    for folder in [ROOT / name for name in MADE_OF] + [Path(watchlists.__path__[0])]:
        for pattern in ("*.py", "vocabulary/*", "data/knowledge/*", "*.csv", "*.toml"):
            yield from (path for path in folder.glob(pattern) if path.is_file())


def _load(path: Path) -> Linker | None:
    try:
        with path.open("rb") as file:
            state = os.fstat(file.fileno())
            if state.st_uid != os.getuid() or state.st_mode & 0o022:
                return None
            content = file.read()
    except OSError:
        return None
    digest, body = content[:32], memoryview(content)[32:]
    if hashlib.sha256(body).digest() != digest:
        return None
    with _no_collection():
        linker = pickle.loads(body)  # noqa: S301 - our own file, owned by us, closed to others, whole by its hash
    return linker if isinstance(linker, Linker) else None


def _keep(linker: Linker, path: Path) -> None:
    with _no_collection():
        body = pickle.dumps(linker, protocol=pickle.HIGHEST_PROTOCOL)
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=path.parent, prefix="linker-", suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(body).digest() + body)
        Path(part).replace(path)
        kept = sorted(path.parent.glob("linker-*.bin"), key=lambda each: each.stat().st_mtime)
        for old in kept[:-KEPT]:
            old.unlink(missing_ok=True)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Half a million small objects and no garbage: the collector would only walk them again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
