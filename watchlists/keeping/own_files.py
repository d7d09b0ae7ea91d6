"""Reading a list of one's own: CSV, XLSX or TOML, all to the same plain rows.

A row is a mapping from column to text; several values in one cell are joined by " | ". Nothing is guessed from
contents here: which column means what is said by the mapping of `own_rows`.
"""

from __future__ import annotations

import codecs
import csv
import io
import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from watchlists.errors import NotTheList
from watchlists.keeping.refusals import OwnListInvalid
from watchlists.workbook import sheets

JOINT = " | "
DELIMITERS = ",;\t"
MOST_ABOVE = 10  # rows above a header: a title, a date, blanks
LARGEST = 64 * 2**20  # bytes; a list of a million names as CSV is about this
MOST_ROWS = 1_000_000
Row = tuple[int, Mapping[str, str]]  # number as a person would count it, cells by column


def rows_of(file_name: str, content: bytes, headers: Collection[str] = ()) -> tuple[Row, ...]:
    """The rows of a file, by the ending of its name.

    Args:
        file_name: as it was given.
        content: its bytes.
        headers: those a person has named; one of them alone in a row is a header and no title.

    Raises:
        OwnListInvalid: another ending, too large, or not what the ending says; nothing was taken.
    """
    if len(content) > LARGEST:
        raise OwnListInvalid(f"{file_name} has more than {LARGEST:,} bytes; split it into several lists.")
    for ending, read in READERS.items():
        if file_name.lower().endswith(ending):
            try:
                return tuple(read(content, {"name", *(each.casefold() for each in headers)}))
            except (ValueError, KeyError, TypeError, AttributeError, csv.Error, OSError) as error:
                raise OwnListInvalid(
                    f"{file_name} cannot be read ({error}); nothing was imported."
                ) from error
            except NotTheList as error:
                raise OwnListInvalid(f"{file_name}: {error.sentence} Nothing was imported.") from error
    raise OwnListInvalid(f"{file_name}: a list ends in {', '.join(READERS)}.", file=file_name)


def _csv(content: bytes, alone: Collection[str]) -> Iterator[Row]:
    text = _decoded(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    yield from _table(reader, alone)


def _decoded(content: bytes) -> str:
    """The text, in UTF-8 or with the mark that a spreadsheet puts before UTF-16; nothing else is guessed."""
    encoding = "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise ValueError(f"row {row} is not in UTF-8; save the file as “CSV UTF-8”") from error


def _delimiter(text: str) -> str:
    """What separates the cells of the header: spreadsheets write semicolons where commas are decimal."""
    above = text.split("\n", MOST_ABOVE)[:MOST_ABOVE]
    header = next((line for line in above if any(sign in line for sign in DELIMITERS)), above[0])
    return max(DELIMITERS, key=header.count)


def _xlsx(content: bytes, alone: Collection[str]) -> Iterator[Row]:
    _name, rows = next(sheets(content), ("", []))
    yield from _table(rows, alone)


def _table(lines: Iterable[list[str]], alone: Collection[str]) -> Iterator[Row]:
    numbered = enumerate(([cell.strip() for cell in cells] for cells in lines), start=1)
    header = _header(numbered, alone)
    if len(set(filter(None, header))) != len(list(filter(None, header))):
        raise ValueError("two columns have the same header")
    for number, cells in numbered:
        if number > MOST_ROWS:
            raise ValueError(f"more than {MOST_ROWS:,} rows")
        if any(cells[len(header) :]):
            raise ValueError(f"row {number} has more cells than the header")
        named = {column: cell for column, cell in zip(header, cells, strict=False) if column}
        if any(named.values()):
            yield number, named


def _header(numbered: Iterator[tuple[int, list[str]]], alone: Collection[str]) -> list[str]:
    """The header; a title and blank rows above it are passed over, for a list has a name column and one more."""
    for number, cells in numbered:
        filled = [cell.casefold() for cell in cells if cell]
        if len(filled) > 1 or (filled and filled[0] in alone):
            return cells
        if number >= MOST_ABOVE:
            break
    raise ValueError(f"no row of headers stands in the first {MOST_ABOVE} rows")


def _toml(content: bytes, _alone: Collection[str]) -> Iterator[Row]:
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


READERS: dict[str, Callable[[bytes, Collection[str]], Iterator[Row]]] = {
    ".csv": _csv,
    ".xlsx": _xlsx,
    ".toml": _toml,
}
