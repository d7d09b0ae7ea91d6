"""The compiled linker: built once for a set of lists, kept in one file, mapped at each start and shared by all processes.

What is kept is named by a fingerprint of everything it was made from: our code and vocabularies, the version of
Python, the listings with their status on the day, the register, the curated knowledge. Another edition, another
day on which something lapses, another release: another fingerprint, and it is built anew. The file lies in a
folder that only its owner can read or write, and one that others can write to is never read.

It is built when an edition comes into force (`compile_ahead`), so that no check waits for it, and at a start that finds none.
Nothing depends on it: where it cannot be read or written, the linker is built in memory as before.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

from screening.compare.persons import ListedPersonName
from screening.compare.prepared import PreparedName
from screening.file_locks import unlock, wait_for_lock
from screening.gc_pause import pause_gc
from screening.link import Linker
from screening.link.bearers import Bearer, BearerTie, Name, Strength
from screening.link.builder import shipped_linker
from screening.link.known_bodies import KnownBody
from screening.link.lexicon import Lexicon
from screening.mapped_file import read_value, remove, used_at, write_value
from screening.model import Relation
from screening.names.scripts import Script
from screening.native_names import EnglishName
from screening.version import ENGINE
from watchlists.editions.merges import by_hand_text
from watchlists.library import Library
from watchlists.model import (
    Body,
    BodyKind,
    ListedName,
    Listing,
    NamedIn,
    NameKind,
    Naming,
    PartyType,
    ReadIn,
    RegisterName,
    Status,
)
from watchlists.register import Register

ROOT = Path(__file__).parent
MADE_OF = ("link", "affiliations", "names", "native_names", "compare", "vocabulary", "index", "mapped_file")
SHORT = (
    *(Name, Bearer, BearerTie, Body, RegisterName, Listing, ListedName, NamedIn, date, frozenset),
    *(ListedPersonName, PreparedName, KnownBody, EnglishName),
    *(*NameKind, *Strength, *Relation, *PartyType, *Status, *Script, *Naming, *BodyKind, *ReadIn),
)
KEPT = 4  # a few days asked for with --as-of, unless SCREENING_CACHE_KEPT says otherwise


def compiled_linker(
    library: Library, register: Register, folder: Path | None, tell: Callable[[str], None] = lambda _: None
) -> Linker:
    """The linker over these lists: loaded where it was kept, else built, and kept in `folder` (None: nowhere).

    `tell` is told in a sentence where a person will have to wait for the building.

    Raises:
        ConfigUnsafe: SCREENING_CACHE_KEPT is no number of files.
    """
    if folder is None:
        return _build(library, register)
    most = most_files()
    path = _path(folder, fingerprint(library, register))
    if (linker := _load(path)) is not None:
        return linker
    damaged = (
        "The compiled form of these lists is damaged" if path.exists() else "These lists are not compiled yet"
    )
    tell(f"{damaged}; we compile them now, once; this takes some seconds, or a minute with all of ROR.")
    with _one_at_a_time(folder):
        if (linker := _load(path)) is not None:
            return linker
        # Paused until it is gone: the collector would go through all that was built when it is enabled again.
        with pause_gc():
            linker = _build(library, register)
            if not _keep(linker, path, most):
                return linker
            del linker
        # What was built takes a gigabyte for a million names; its file is mapped, and shared with all other processes.
        return _load(path) or _build(library, register)


def _build(library: Library, register: Register) -> Linker:
    with pause_gc():
        return shipped_linker(library, register)


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """While pages and workers start together, one compiles the lists and the others wait for what it keeps.

    Where the folder cannot be written, each compiles for itself.
    """
    lock = None
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = wait_for_lock(folder / "compiling.lock")
    try:
        yield
    finally:
        if lock is not None:
            unlock(lock)


def cache_folder() -> Path | None:
    """Where compiled linkers are kept: SCREENING_CACHE_DIR, else the user's cache folder (XDG); None where empty."""
    if (given := os.environ.get("SCREENING_CACHE_DIR")) is not None:
        return Path(given) if given else None
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "research-screening"


def most_files() -> int:
    """How many compiled linkers stay in the folder: SCREENING_CACHE_KEPT, else `KEPT`.

    Raises:
        ConfigUnsafe: SCREENING_CACHE_KEPT is no number of files.
    """
    given = os.environ.get("SCREENING_CACHE_KEPT") or str(KEPT)
    if not (given.isascii() and given.isdigit() and 1 <= len(given.lstrip("0")) <= 4):
        from screening.settings import ConfigUnsafe

        raise ConfigUnsafe("SCREENING_CACHE_KEPT must be a whole number from 1 to 9999.")
    return int(given)


def fingerprint(library: Library, register: Register) -> str:
    """SHA-256 over everything a linker is made from."""
    digest = _made_of(library, register)
    for watchlist_id, loaded in library.lists.items():
        digest.update(f"{watchlist_id} {loaded.snapshot.file_sha256}\n".encode())
        digest.update(
            "".join(
                f"{each.id} {each.status} {' '.join(each.measures)}\n" for each in loaded.listings
            ).encode()
        )
    return digest.hexdigest()


def fingerprint_without_lists(library: Library, register: Register) -> str:
    """SHA-256 over the same but for the lists: two linkers with it differ by their listings alone."""
    return _made_of(library, register).hexdigest()


def _made_of(library: Library, register: Register) -> hashlib._Hash:
    digest = hashlib.sha256(f"{ENGINE}\n{sys.version}\n{register.file_sha256}\n".encode())
    for path in sorted(_sources()):
        digest.update(path.name.encode() + path.read_bytes())
    digest.update(by_hand_text(library.by_hand).encode())
    return digest


def load_linker(fingerprint: str) -> Linker | None:
    """The linker of a fingerprint where it is still kept; nothing is built."""
    folder = cache_folder()
    return _load(_path(folder, fingerprint)) if folder is not None else None


def _path(folder: Path, fingerprint: str) -> Path:
    return folder / f"linker-{fingerprint[:32]}.bin"


def _sources() -> Iterator[Path]:
    import watchlists

    yield ROOT / "model.py"
    # The order of SHORT gives classes and their members the numbers they have in the file.
    yield Path(__file__)
    for folder in [ROOT / name for name in MADE_OF] + [Path(watchlists.__path__[0])]:
        for pattern in (
            "*.py",
            "vocabulary/*",
            "data/knowledge/*",
            "data/identifier_schemes.csv",
            "data/register/beyond_seed.csv",
            "data/register/unlisted_bodies.csv",
            "*.csv",
            "*.toml",
        ):
            yield from (path for path in folder.glob(pattern) if path.is_file())


def _load(path: Path) -> Linker | None:
    with pause_gc():
        linker = read_value(path, SHORT)
    return linker if isinstance(linker, Linker) else None


def _keep(linker: Linker, path: Path, most: int) -> bool:
    """Write the linker, and say whether that could be done; of the files in its folder, those that were not used for
    longest make room.
    """
    try:
        write_value(path, linker, SHORT, {Lexicon: "places"})
    except OSError:
        return False
    with suppress(OSError):
        # What is used stays: today's lists are not to make room for a few days asked about once.
        old = sorted(path.parent.glob("linker-*.bin"), key=used_at)
        for each in old[:-most]:
            remove(each)
        for note in path.parent.glob("linker-*.checked"):
            if not note.with_suffix(path.suffix).exists():
                note.unlink(missing_ok=True)
    return True
