"""Values by number, each made when it is first asked for and then remembered."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, Generic, TypeVar, overload

T = TypeVar("T")
_PLACE: Final = "Q"
_REMEMBERED = (
    100_000  # values of a process that lives long; some 100 MB of bodies, and no text needs more at once
)


class Rows(Sequence[T], Generic[T]):
    """A sequence that is read and never changed: in memory whole, or over bytes in a mapped file."""

    __slots__ = ("_all", "_content", "_made", "_read", "_size", "_starts")

    def __init__(self, all_made: list[T] | None, size: int) -> None:
        self._all = all_made  # in memory; None over a mapped file
        self._made: dict[int, T] = {}
        self._size = size
        self._starts = self._content = memoryview(b"")
        self._read: Callable[[memoryview], T] | None = None

    @classmethod
    def of(cls, values: Iterable[T]) -> Rows[T]:
        """Rows in memory."""
        made = list(values)
        return cls(made, len(made))

    @classmethod
    def mapped(cls, sections: Iterable[memoryview], read: Callable[[memoryview], T]) -> Rows[T]:
        """Rows over what `sections` of other rows gave; `read` makes a value of its bytes."""
        content, starts = sections
        rows: Rows[T] = cls(None, len(starts) // 8 - 1)
        rows._starts, rows._content, rows._read = starts.cast(_PLACE), content, read
        return rows

    def sections(self, write: Callable[[T], bytes]) -> Iterator[Iterable[bytes]]:
        """What `mapped` reads, to be taken in turn; `write` makes bytes of a value."""
        starts = array(_PLACE, [0])

        def values() -> Iterator[bytes]:
            for value in self:
                written = write(value)
                starts.append(starts[-1] + len(written))
                yield written

        yield values()
        yield (starts.tobytes(),)

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...
    def __getitem__(self, place: int | slice) -> T | Sequence[T]:
        """The value at a place counted from the front."""
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(self._size))]
        found = self._made.get(place)
        if found is not None:
            return found
        if self._all is not None and place >= 0:
            return self._all[place]
        if not 0 <= place < self._size:
            raise IndexError(f"there are {self._size:,} rows, and none numbered {place}")
        found = self._fresh(place)
        if len(self._made) >= _REMEMBERED:
            self._made.clear()
        self._made[place] = found
        return found

    def several(self, places: Sequence[int]) -> list[T]:
        """The values at these places: quicker than one by one."""
        if (made := self._all) is not None:
            return [made[place] for place in places]
        held = self._made.get
        return [held(place) or self[place] for place in places]

    def __iter__(self) -> Iterator[T]:
        """All values in turn; what was not made before is not remembered."""
        if self._all is not None:
            yield from self._all
            return
        for place in range(self._size):
            made = self._made.get(place)
            yield self._fresh(place) if made is None else made

    def _fresh(self, place: int) -> T:
        if self._read is None:
            raise IndexError(f"there is no row numbered {place}")
        return self._read(self._content[self._starts[place] : self._starts[place + 1]])
