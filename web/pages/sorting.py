"""Tables sorted by links in their headers: on the server, so that it needs neither a script nor the whole table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import request, url_for

T = TypeVar("T")
Key = Callable[[T], Any]

ASCENDING, DESCENDING = "ascending", "descending"  # as aria-sort says it
SORT, PAGE = "sort", "page"  # parameters of an address


@dataclass(frozen=True, slots=True)
class Sort:
    """By which column a table stands, "" for its own order, and in which direction; in an address "name" or "-name"."""

    column: str
    descending: bool = False

    @staticmethod
    def of(given: Mapping[str, str], columns: Iterable[str], usual: str) -> Sort:
        """Read a sort; a column that the table does not have gives the usual one."""
        asked = given.get(SORT, "")
        chosen = asked if asked.removeprefix("-") in columns else usual
        return Sort(chosen.removeprefix("-"), chosen.startswith("-"))

    def __str__(self) -> str:
        return f"-{self.column}" if self.descending else self.column

    def aria(self, column: str) -> str:
        """What aria-sort says of a column; "" where the table is not sorted by it."""
        if column != self.column:
            return ""
        return DESCENDING if self.descending else ASCENDING

    def link(self, column: str, descending_first: bool = False) -> str:
        """The address of the page sorted by a column, from its first row on; the other way round where it is already."""
        descending = not self.descending if column == self.column else descending_first
        rest = {
            name: values for name, values in request.args.lists() if name not in (SORT, PAGE) and any(values)
        }
        wanted = {**(request.view_args or {}), **rest, SORT: str(Sort(column, descending))}
        return url_for(request.endpoint or "", **wanted)


def sort_rows(rows: Iterable[T], sort: Sort, keys: Mapping[str, Key[T]]) -> list[T]:
    """The rows in order; rows that are equal, and all where no column is chosen, stay in the order as given."""
    if not sort.column:
        return list(rows)
    return sorted(rows, key=keys[sort.column], reverse=sort.descending)
