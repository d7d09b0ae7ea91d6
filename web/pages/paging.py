"""Long tables a page at a time, cut on the server; a page that is not there shows the nearest one that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class TablePage(Generic[T]):
    """One page of a longer table; numbers count from 1."""

    rows: Sequence[T]
    number: int
    pages: int
    total: int
    first: int  # place of the first row shown, 0 where there is none

    @property
    def last(self) -> int:
        """Place of the last row shown."""
        return max(0, self.first + len(self.rows) - 1)


def paged(rows: Sequence[T], number: str, size: int) -> TablePage[T]:
    """Cut the page of that number out of all rows."""
    return page_of(rows[(at := place(number, len(rows), size)) * size : (at + 1) * size], at, len(rows), size)


def place(number: str, total: int, size: int) -> int:
    """The page asked for, counted from 0 and held to those there are."""
    asked = int(number) if number.isascii() and number.isdigit() and len(number) < 8 else 1
    return min(max(asked, 1), pages_of(total, size)) - 1


def pages_of(total: int, size: int) -> int:
    """How many pages so many rows fill; an empty table has one."""
    return max(1, -(-total // size))


def page_of(rows: Sequence[T], at: int, total: int, size: int) -> TablePage[T]:
    """A page whose rows were cut elsewhere, for instance by the database."""
    return TablePage(rows, at + 1, pages_of(total, size), total, at * size + 1 if total else 0)
