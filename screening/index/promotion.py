"""Building an index into a folder, and opening the one in force there.

Building again replaces the index for those who open it later; who has it open keeps it until they ask for the
current one again.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from screening.index import store
from screening.index.build import arrays_of
from screening.index.layout import ARRAY_NAMES
from screening.index.search import Index


@dataclass(frozen=True, slots=True)
class IndexFacts:
    """What was built."""

    name: str  # hash of the content: the same names and ids give the same
    names: int  # names given
    distinct: int  # of them, told apart by their words
    empty: int  # of them, without a letter or digit: nothing can find these
    words: int
    bytes: int  # of the arrays


def build(names: Sequence[str] | Iterable[tuple[int, str]], folder: Path) -> IndexFacts:
    """Build an index over names and put it in force in `folder`.

    Args:
        names: plain names, whose ids are their places, or (id, name) with ids from 0 to 2^31 - 1. They may be
            raw or normalised. An id may stand for several names and comes back for each of them.
        folder: made where it does not exist. Nothing else may live in it.

    Raises:
        NothingToIndex: when no name holds a letter or digit; the old index stays in force.
        ValueError: on an id out of range.
        OSError: when the folder cannot be written; the old index stays in force.
    """
    arrays, empty = arrays_of(names)
    facts = {
        "names": len(arrays.ids) + empty,
        "distinct": len(arrays.bags),
        "empty": empty,
        "words": len(arrays.words),
        "bytes": sum(getattr(arrays, name).nbytes for name in ARRAY_NAMES),
    }
    return IndexFacts(name=store.promote(arrays, facts, folder), **facts)


def open_index(folder: Path) -> Index:
    """Map the index in force in `folder`.

    Raises:
        IndexMissing: when none has been built here.
        IndexDamaged: when its bytes are not those that were written.
    """
    return Index(store.load(folder)[1])


class Current:
    """The index in force in a folder, opened again whenever another has been promoted."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._open: tuple[str, Index] | None = None

    def get(self) -> Index:
        """The index in force now; reading the pointer costs some microseconds.

        Raises:
            IndexMissing: when none has been built here.
            IndexDamaged: when the bytes of a newly promoted one are not those that were written.
        """
        with self._lock:
            if self._open is None or self._open[0] != store.current(self._folder):
                name, arrays, _ = store.load(self._folder)
                self._open = (name, Index(arrays))
            return self._open[1]
