"""Copying tables from one database to another, in portions of bounded size, and holding both against each other.

PostgreSQL's texts hold no character NUL, which somebody may have sent in a form; outside the log, whose lines are sealed,
it arrives as its picture (␀). What arrives is read back: rows are counted and their digests added up, which does not depend on the order in which a
database gives them. A text that came out otherwise, a number that was rounded, a row too many or too few shows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, LargeBinary, Table, insert, select
from sqlalchemy.exc import DataError

from screening.errors import ScreeningError
from screening.storage.audit_guard import LOG
from screening.storage.nul_characters import without_nul

_ROWS, _BYTES = 1_000, 4 << 20  # of one portion, whichever comes first
_LARGE, _SMALL = 16, 500  # rows read ahead: those of tables that hold bytes have a mebibyte or more
_MODULUS = 1 << 256


class RowUnfit(ScreeningError):
    """The database cannot hold a row of the other one; `table` says of which table."""

    code = "row-unfit"


@dataclass
class Tally:
    """What a table holds: how many rows, and the sum of their digests."""

    rows: int = 0
    digests: int = 0

    def add(self, row: Sequence[Any]) -> None:
        """Count one row in."""
        self.rows += 1
        self.digests = (self.digests + _digest(row)) % _MODULUS


def copy_table(table: Table, source: Connection, target: Connection) -> Tally:
    """Copy every row of a table, and say what was copied.

    Raises:
        RowUnfit: the target cannot hold a row.
    """
    return put_rows(table, _rows(table, source), target)


def put_rows(
    table: Table, rows: Iterable[Sequence[Any]], target: Connection, tally: Tally | None = None
) -> Tally:
    """Put rows into a table, portion by portion, and say what was put.

    Args:
        table: where they belong.
        rows: each in the order of the table's columns.
        target: within a transaction.
        tally: of what was put before; these are counted in.

    Raises:
        RowUnfit: the target cannot hold a row.
    """
    tally = tally or Tally()
    names = [column.name for column in table.columns]
    for portion in _portions(rows):
        if table.name == LOG and any(map(_has_nul, portion)):
            raise _unfit(table)
        fitting = [_without_nul(row) for row in portion]
        for row in fitting:
            tally.add(row)
        try:
            target.execute(insert(table), [dict(zip(names, row, strict=True)) for row in fitting])
        except DataError as error:  # what the driver says may quote a name
            raise _unfit(table) from error
    return tally


def _unfit(table: Table) -> RowUnfit:
    return RowUnfit(
        f"A row of the table {table.name} holds what the new database cannot; nothing was copied.",
        table=table.name,
    )


def tally_of(table: Table, connection: Connection) -> Tally:
    """What a table holds now."""
    tally = Tally()
    for row in _rows(table, connection):
        tally.add(row)
    return tally


def _rows(table: Table, connection: Connection) -> Iterator[Sequence[Any]]:
    large = any(isinstance(column.type, LargeBinary) for column in table.columns)
    asked = select(table).execution_options(yield_per=_LARGE if large else _SMALL)
    yield from connection.execute(asked)


def _portions(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    portion: list[Sequence[Any]] = []
    size = 0
    for row in rows:
        portion.append(row)
        size += sum(len(value) for value in row if isinstance(value, (str, bytes)))
        if len(portion) >= _ROWS or size >= _BYTES:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


def _has_nul(row: Sequence[Any]) -> bool:
    return any(isinstance(value, str) and "\0" in value for value in row)


def _without_nul(row: Sequence[Any]) -> Sequence[Any]:
    if not _has_nul(row):
        return row
    return [without_nul(value) if isinstance(value, str) else value for value in row]


def _digest(row: Sequence[Any]) -> int:
    said = hashlib.sha256()
    for value in row:
        plain = value if isinstance(value, bytes) else repr(value).encode()
        said.update(len(plain).to_bytes(8, "big"))
        said.update(plain)
    return int.from_bytes(said.digest(), "big")
