"""The word lists of this package, one reviewable CSV file each, and the one way to read them.

The first line of a file names its columns. A file that is not there or lacks a column fails at import, never
later.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

_FOLDER = Path(__file__).parent


def rows(name: str, folder: Path = _FOLDER) -> list[dict[str, str]]:
    """Rows of the word list `name`.csv, as written; the folder may be another package's."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, strict=True))


def columns(name: str, *wanted: str) -> Iterator[list[str]]:
    """The cells of these columns, row by row: three times as quick as `rows`, for the longest list.

    Raises:
        ValueError: a column is not there.
    """
    with (_FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines, strict=True)
        header = next(reader)
        places = [header.index(column) for column in wanted]
        for cells in reader:
            yield [cells[place] for place in places]
