"""The caps of bulk files, each with its reason. What a cell or name may hold is as for every list."""

from __future__ import annotations

from dataclasses import dataclass

from screening.parquet import MEMORY
from screening.pipeline import CHARACTERS


@dataclass(frozen=True, slots=True)
class BulkLimits:
    """Counts, bytes and characters."""

    rows: int = 100_000_000  # hours to two days on two cores; beyond that, shards (docs/scale.md)
    columns: int = 256  # as for every list
    line: int = (
        2**20
    )  # characters of a line of text: a wrong quote must not take the rest of the file into memory
    sample: int = 2_000  # rows from the top in which the table is found and its columns understood
    block: int = 5_000  # rows that a process reads at once
    block_chars: int = 8 * 2**20  # and their text: rows may be long
    chunk: int = 1_000  # distinct subjects that a process screens at once: about a second of work, so that all end together
    chunk_chars: int = CHARACTERS  # and their texts: as for every list
    memory: str = MEMORY  # of DuckDB


BULK = BulkLimits()
