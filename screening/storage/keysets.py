"""Going on in a table where a page ended: by the values of its last row, not by how many rows came before.

Rows that come or go meanwhile move no other row from one page to another, and the database need not count off the
rows that were given before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_


def rows_after(order: Sequence[tuple[Any, bool]], key: Sequence[str | int]) -> ColumnElement[bool]:
    """Ask for the rows that come after one in an order.

    Args:
        order: each column of the order, and whether it falls; together they tell every row from every other.
        key: the values of these columns in the row after which to go on.

    Raises:
        ValueError: there are not as many values as columns.
    """
    later: list[ColumnElement[bool]] = []
    equal: list[ColumnElement[bool]] = []
    for (column, falls), value in zip(order, key, strict=True):
        later.append(and_(*equal, column < value if falls else column > value))
        equal.append(column == value)
    return or_(false(), *later)


def in_order(order: Sequence[tuple[Any, bool]]) -> list[Any]:
    """The same order, as a question has it."""
    return [column.desc() if falls else column for column, falls in order]
