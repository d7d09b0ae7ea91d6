"""The built indexes that the parts about candidates measure, each made once a run."""

from __future__ import annotations

import atexit
import shutil
import tempfile
import time
from functools import cache
from pathlib import Path

from benchmarks.index_names import SHARED, many_names
from screening.index import Index, arrays_of
from screening.mapped_file import read_value, write_value

SIZES = (20_000, 1_000_000)


def lists_at_hand() -> bool:
    """Whether the published lists are there to take names from; says so where not."""
    if not SHARED.is_dir():
        print("   skipped: the published lists (../shared/data) are not at hand")
    return SHARED.is_dir()


@cache
def names(count: int) -> list[str]:
    """`count` names."""
    return many_names(count)


@cache
def built(count: int) -> Path:
    """File of an index over `count` names; removed when the run ends."""
    folder = Path(tempfile.mkdtemp(prefix="index-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    listed = names(count)
    start = time.process_time()
    arrays, _ = arrays_of(listed)
    path = folder / "index.bin"
    write_value(path, Index(arrays))
    spent = time.process_time() - start
    print(
        f"   {count:,} names: {len(arrays.bags):,} distinct, {len(arrays.words):,} words, "
        f"{path.stat().st_size / 1e6:.0f} MB, built and kept in {spent:.1f} s CPU",
        flush=True,
    )
    return path


def opened(path: Path) -> Index:
    """Map the index of a file."""
    index = read_value(path)
    assert isinstance(index, Index)
    return index
