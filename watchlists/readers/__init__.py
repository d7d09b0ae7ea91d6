"""Readers: from the bytes a publisher serves to the listings they hold, one module a format.

A reader is pure: bytes and the catalogue's word on the list go in, an `Edition` comes out, and neither clock,
disk nor network is touched. It refuses what is not the list in its format (`NotTheList`), whole. What it meets
and has no rule for is reported in `Edition.unread`; its rules stand in `data/readers/<reader>.csv`.

A module here is a reader when it offers `read(content, watchlist)`; its name with hyphens is the reader's name
in the catalogue.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from functools import cache

from watchlists.errors import UnknownReader
from watchlists.model import Edition, Watchlist

Reader = Callable[[bytes, Watchlist], Edition]


def reader_for(name: str) -> Reader:
    """The reader of that name, such as "un-xml".

    Raises:
        UnknownReader: with the names there are.
    """
    if name not in reader_names():
        known = ", ".join(reader_names())
        raise UnknownReader(f"There is no reader {name!r}; there are {known}.", reader=name)
    reader: Reader = importlib.import_module(f"{__name__}.{name.replace('-', '_')}").read
    return reader


@cache
def reader_names() -> tuple[str, ...]:
    """The names of all readers, in alphabetical order; modules of this package that only support them left out."""
    modules = (info.name for info in pkgutil.iter_modules(__path__) if not info.ispkg)
    return tuple(sorted(name.replace("_", "-") for name in modules))
