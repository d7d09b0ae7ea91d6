"""Reading a list of one's own: CSV, XLSX or TOML, all to the same plain rows.

A row is a mapping from column to text; several values in one cell are joined by " | ". Nothing is guessed from
contents here: which column means what is said by the mapping of `own_rows`.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from watchlists.errors import NotTheList
from watchlists.keeping.refusals import OwnListInvalid
from watchlists.workbook import sheets

JOINT = " | "
LARGEST = 64 * 2**20  # bytes; a list of a million names as CSV is about this
MOST_ROWS = 1_000_000
Row = tuple[int, Mapping[str, str]]  # number as a person would count it, cells by column


def rows_of(file_name: str, content: bytes) -> tuple[Row, ...]:
    """The rows of a file, by the ending of its name.

    Raises:
        OwnListInvalid: another ending, too large, or not what the ending says; nothing was taken.
    """
    if len(content) > LARGEST:
        raise OwnListInvalid(f"{file_name} has more than {LARGEST:,} bytes; split it into several lists.")
    for ending, read in READERS.items():
        if file_name.lower().endswith(ending):
            try:
                return tuple(read(content))
            except (ValueError, KeyError, TypeError, AttributeError, csv.Error, OSError) as error:
                raise OwnListInvalid(
                    f"{file_name} cannot be read ({error}); nothing was imported."
                ) from error
            except NotTheList as error:
                raise OwnListInvalid(f"{file_name}: {error.sentence} Nothing was imported.") from error
    raise OwnListInvalid(f"{file_name}: a list ends in {', '.join(READERS)}.", file=file_name)


def _csv(content: bytes) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
    yield from _table(list(cells) for cells in reader)


def _xlsx(content: bytes) -> Iterator[Row]:
    _name, rows = next(sheets(content), ("", []))
    yield from _table(iter(rows))


def _table(lines: Iterator[list[str]]) -> Iterator[Row]:
    header = [cell.strip() for cell in next(lines, [])]
    if len(set(filter(None, header))) != len(list(filter(None, header))):
        raise ValueError("two columns have the same header")
    for number, cells in enumerate(lines, start=2):
        if number > MOST_ROWS:
            raise ValueError(f"more than {MOST_ROWS:,} rows")
        if len(cells) > len(header) and any(map(str.strip, cells[len(header) :])):
            raise ValueError(f"row {number} has more cells than the header")
        named = {column: cell.strip() for column, cell in zip(header, cells, strict=False) if column}
        if any(named.values()):
            yield number, named


def _toml(content: bytes) -> Iterator[Row]:
    listings = tomllib.loads(content.decode("utf-8")).get("listing")
    if not isinstance(listings, list):
        raise ValueError("there is no [[listing]]")
    for number, fields in enumerate(listings, start=1):
        yield number, {key: _text(value) for key, value in fields.items()}


def _text(value: Any) -> str:  # noqa: ANN401 - cells and TOML values are of any type
    if isinstance(value, list):
        return JOINT.join(map(_text, value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return str(value).strip()


READERS: dict[str, Callable[[bytes], Iterator[Row]]] = {".csv": _csv, ".xlsx": _xlsx, ".toml": _toml}
