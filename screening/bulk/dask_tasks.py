"""What a Dask worker does for a bulk run: reads blocks of rows and screens chunks of inquiries, and sends the lines back.

Nothing is written on the node, and names in a result are compressed bytes to it. The engine of a run is loaded once in
a process, with the lists and policies of this node; whether they are those of the machine that asks is compared there.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import pickle
import sys
import traceback
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.metadata import PackageNotFoundError, version
from platform import node
from threading import Lock
from typing import Any, TextIO, TypeVar

from screening.bulk.about_json import BulkProvenance
from screening.bulk.blocks import BlockReader
from screening.bulk.executor import ListsMoved
from screening.bulk.job import BulkJob
from screening.bulk.layout import TableLayout
from screening.bulk.screen import BulkEngine
from screening.caches import LruCache
from screening.errors import ScreeningError
from screening.version import whole_sha256
from watchlists.editions.data_folder import data_folder

# The fastest: a chunk of 1,000 inquiries is compressed in a hundredth of the time that it takes to screen.
_LEVEL = 1
# Libraries whose tables or measures an answer may come from.
_LIBRARIES = (
    "anyascii",
    "marisa-trie",
    "nicknames",
    "numpy",
    "opencc",
    "pypinyin",
    "python-stdnum",
    "rapidfuzz",
    "scipy",
    "tldextract",
)


Said = TypeVar("Said")


class NodeFailed(ScreeningError):
    """A node cannot read its files or write them; nothing that was done is lost."""

    code, status = "cluster-node-failed", 503


@dataclass(frozen=True, slots=True)
class NodeLists:
    """What a node screens against: a hash over its engine, lists and policies, and its name for a person."""

    sha256: str
    node: str


@cache
def installed_version() -> str:
    """Give a hash over the program, Python and the libraries that answers come from: all processes have the same."""
    found = {name: _version(name) for name in _LIBRARIES}
    facts = [whole_sha256(), sys.version_info[:2], found]
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def provenance_sha256(provenance: BulkProvenance) -> str:
    """Give a hash over what lines rest on."""
    return hashlib.sha256(provenance.model_dump_json().encode()).hexdigest()


def pack(given: object) -> bytes:
    """Put something into few bytes for the other side, which has the same version."""
    return zlib.compress(pickle.dumps(given), _LEVEL)


def unpack(content: bytes) -> Any:  # noqa: ANN401 - whatever was packed
    """Take it out again."""
    return pickle.loads(zlib.decompress(content))  # noqa: S301 - whoever submits tasks to a worker may run anything there


def lists_of_node(setup: bytes) -> NodeLists:
    """Load the engine of a run, and say what it screens against.

    Raises:
        PolicyError, WatchlistError: this node lacks a policy, or a list cannot be used.
    """
    with _lock:
        return NodeLists(_loaded(setup).lists_sha256, node())


def read_block(setup: bytes, block: bytes) -> tuple[dict[str, int], bytes]:
    """Read rows; give how many there are by their state or reason for skipping, and the lines of what they ask.

    Raises:
        UploadRefused: another table begins among them.
    """
    with _lock:
        reader, rows = _loaded(setup).reader, unpack(block)
        return _lines(lambda file: reader.write_lines(rows, file))


def screen_inquiries(setup: bytes, first: int, inquiries: bytes, against: str) -> bytes:
    """Screen inquiries, numbered from `first` on, and give the lines of what was found.

    Raises:
        ListsMoved: this node has other lists, policies or decisions by hand than `against` says.
    """
    with _lock:
        run = _loaded(setup)
        check_lists(NodeLists(run.lists_sha256, node()), against)
        _, lines = _lines(lambda file: run.engine.write_lines(first, unpack(inquiries), file))
        return lines


def check_lists(lists: NodeLists, against: str) -> None:
    """Compare what a node screens against with what the run does.

    Raises:
        ListsMoved: it is something else.
    """
    if lists.sha256 != against:
        raise ListsMoved(
            f"The worker on {lists.node} has other lists, policies or merged listings than this machine; give every "
            "node the same, then run the same command again: what is done is kept."
        )


def run_task(name: str, *given: Any) -> Any:  # noqa: ANN401 - those of the task
    """Do a task by its name, and give what came of it, or the error.

    Dask writes the arguments and the error of a task that raises into the log of the worker, and names belong in no log.
    """
    try:
        return _TASKS[name](*given)
    except OSError as error:
        failed = _node_failed(error)
        # Without the message: it names the file.
        failed.add_note("".join(traceback.format_tb(error.__traceback__)))
        return failed
    except Exception as error:
        error.add_note("".join(traceback.format_exception(error)))
        return error


def _node_failed(error: OSError) -> NodeFailed:
    """Who asks would take it for an error of its own disk."""
    reason = os.strerror(error.errno).lower() if error.errno else "unknown reason"
    return NodeFailed(
        f"The worker on {node()} cannot read or write its files ({reason}); see to its SCREENING_DATA and its disk, or "
        "end it, then run the same command again: what is done is kept."
    )


class _Run:
    """What a process has loaded for a bulk run; to read rows it needs no engine."""

    def __init__(self, setup: bytes) -> None:
        self._job: BulkJob
        layout: TableLayout
        self._job, layout = unpack(setup)
        self.reader = BlockReader(layout, self._job.cell)

    @cached_property
    def engine(self) -> BulkEngine:
        """The engine, over the lists of this node's own data folder."""
        data = data_folder(os.environ) if self._job.data is not None else None
        return BulkEngine.load(replace(self._job, data=data))

    @cached_property
    def lists_sha256(self) -> str:
        return provenance_sha256(self.engine.provenance)


# A worker that was started with several threads does one task at a time: the caches of a run are for one thread.
_lock = Lock()
# One process serves one run after another; the engines of two at once would need twice the memory.
_runs: LruCache[_Run] = LruCache(1)


def _loaded(setup: bytes) -> _Run:
    return _runs.get(setup, lambda: _Run(setup))


def _lines(write: Callable[[TextIO], Said]) -> tuple[Said, bytes]:
    """What `write` says, and what it writes, compressed."""
    with io.StringIO(newline="\n") as file:
        said = write(file)
        return said, zlib.compress(file.getvalue().encode(), _LEVEL)


_TASKS: dict[str, Callable[..., Any]] = {
    each.__name__: each for each in (lists_of_node, read_block, screen_inquiries)
}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
