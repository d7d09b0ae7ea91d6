"""Formats: from the bytes a publisher serves to the listings they hold, one module a format.

A reader is pure: bytes and the catalogue's word on the list go in, an `Edition` comes out, and neither clock,
disk nor network is touched. It refuses what is not the list in its format (`NotTheList`), whole. What it meets
and has no rule for is reported in `Edition.unread`; its rules stand in `data/readers/<reader>.csv`.

Every module here but `__main__` is a reader and offers `read(content, watchlist)`; its name with hyphens is the
reader's name in the catalogue, and `data/guide/readers.csv` says against what it was proved. `transcriptions` holds what wrote our data files from somebody else's copies.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from functools import cache, wraps

from watchlists.errors import NotTheList, UnknownReader, WatchlistError
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
    read: Reader = importlib.import_module(f"{__name__}.{name.replace('-', '_')}").read

    @wraps(read)
    def read_or_refuse(content: bytes, watchlist: Watchlist) -> Edition:
        return _read_or_refuse(read, content, watchlist)

    return read_or_refuse


def _read_or_refuse(read: Reader, content: bytes, watchlist: Watchlist) -> Edition:
    """Read, or refuse whole: damaged bytes take ways through a reader that nobody foresaw.

    Raises:
        NotTheList: whatever the reader stumbled over, or a listing that lost the number it is known by.
    """
    try:
        edition = read(content, watchlist)
    except WatchlistError:
        raise
    except Exception as error:
        raise NotTheList(
            f"The reader of {watchlist.id} does not understand what came ({type(error).__name__}); the file is "
            "damaged, or its layout is new.",
            list=watchlist.id,
        ) from error
    for listing in edition.listings:
        if not all(value for _, value in listing.identifiers):
            raise NotTheList(
                f"{watchlist.id}: {listing.id} lost the number it is known by; the file is damaged."
            )
    return edition


@cache
def reader_names() -> tuple[str, ...]:
    """The names of all readers, in alphabetical order; modules of this package that only support them left out."""
    modules = (
        info.name for info in pkgutil.iter_modules(__path__) if not info.ispkg and info.name != "__main__"
    )
    return tuple(sorted(name.replace("_", "-") for name in modules))
