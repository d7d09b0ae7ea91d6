"""Texts of the caller's own beside a subject or a run: kept, given back and erased with it, and compared with nothing.

In a list each stands in a column of its own, under a header such as "metadata.cost_centre".
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

MOST_METADATA = 20  # keys of one subject, row or run
LONGEST_METADATA = 200  # characters of one text
_PREFIX = "metadata."


def metadata_header(key: str) -> str:
    """The header of the column in which a list has the texts of this key."""
    return f"{_PREFIX}{key}"


def distinct_metadata_headers(keys: Iterable[str]) -> dict[str, str]:
    """A header for each key, in the order of the keys, of which no two differ only by case.

    For tables that DuckDB or Spark write or read: to them "Cost" and "cost" are one column. The first such key has its
    usual header, each further one that header with a number, such as "metadata.cost_2".
    """
    usual = {key: metadata_header(key) for key in keys}
    # A key that no other one resembles has its usual header, whatever numbers the others need.
    reserved = {header.casefold() for header in usual.values()}
    found: dict[str, str] = {}
    used: set[str] = set()
    for key, header in usual.items():
        if header.casefold() in used:
            numbered = (f"{header}_{number}" for number in count(2))
            header = next(each for each in numbered if each.casefold() not in used | reserved)
        used.add(header.casefold())
        found[key] = header
    return found


def metadata_key(header: str) -> str:
    """The key whose texts stand under a header; "" where it is the header of anything else."""
    return header[len(_PREFIX) :].strip() if header.casefold().startswith(_PREFIX) else ""
