"""Noticing that the lists have changed, cheaply enough to ask before every request."""

from __future__ import annotations

from pathlib import Path

from watchlists.editions.data_folder import lists_folder
from watchlists.editions.publisher_checks import CONFIRMED
from watchlists.editions.store import Store


def generation(data: Path | None) -> str:
    """A short text that changes when another edition comes into force or a look confirms one; "" for the shipped.

    Costs one small read and one look at a file's date: some microseconds. Looks that succeeded count, for the age
    of a list decides whether anything can be cleared against it; on a machine without a way out all fail, and nobody
    loads the lists anew for that.
    """
    if data is None:
        return ""
    folder = lists_folder(data)
    try:
        looked = str((folder / CONFIRMED).stat().st_mtime_ns)
    except FileNotFoundError:
        looked = ""
    return f"{Store(folder).mark()} {looked}".strip()
