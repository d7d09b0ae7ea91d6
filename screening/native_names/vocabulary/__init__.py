"""What is known of native names, one reviewable CSV file each; sources.csv says where each comes from, and its licence."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from screening.names import vocabulary

FOLDER = Path(__file__).parent


@cache
def rows(table: str) -> tuple[dict[str, str], ...]:
    """The rows of a table of this folder, as written; none where a script has no such table."""
    if not (FOLDER / f"{table}.csv").exists():
        return ()
    return tuple(vocabulary.rows(table, FOLDER))
