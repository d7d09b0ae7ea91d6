"""DuckDB in a given memory, and how it writes Parquet: for results in bulk and for reports.

Nothing is fetched: extensions beyond those built in are not loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

# What DuckDB takes at most; it puts the rest on the disk. A million distinct persons need half of it.
MEMORY = "400MB"
# Rows of a file that are written at once; DuckDB's own 122,880 of ours would be a third of its memory.
ROW_GROUP = 20_000
ABOUT = "research_screening"  # the key under which a file says what it rests on


@contextmanager
def connect(memory: str = MEMORY, folder: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database that takes so much memory, with `folder` for what does not fit."""
    # Takes a while to import, and most of what runs here does without.
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory,
        # Each thread pins blocks of its own: with two a result of a million rows did not fit into the memory that
        # five million fit into with one, and how many a machine has must not decide whether a result can be written.
        # One thread also writes rows in their order, and the same bytes each time.
        "threads": 1,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    if folder is not None:
        config["temp_directory"] = str(folder / "spilled")
    database = duckdb.connect(config=config)
    try:
        yield database
    finally:
        database.close()


def parquet_options(about: str, row_group: int = ROW_GROUP) -> str:
    """The options of a COPY into Parquet; `about` is kept within the file, `row_group` rows are written at once."""
    kept = f"KV_METADATA {{{ABOUT}: {quoted_text(about)}}}"
    return f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {row_group}, {kept}"


def exact_path(path: Path) -> str:
    """A path that DuckDB takes for no pattern."""
    return re.sub(r"([*?\[])", r"[\1]", str(path))


def quoted_text(value: str) -> str:
    """A text as SQL has it."""
    return "'" + value.replace("'", "''") + "'"


def quoted_name(column: str) -> str:
    """The name of a column as SQL has it."""
    return '"' + column.replace('"', '""') + '"'
