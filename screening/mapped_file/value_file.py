"""Any value of our own classes in one file: its tables, rows and arrays flat, to be mapped, and the small rest pickled.

Reading makes values of our own classes and plain containers, and nothing else: a file that asks for more is refused.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from screening.mapped_file import file
from screening.mapped_file.lazy_value import LazyValue
from screening.mapped_file.rows import Rows
from screening.mapped_file.table import MappedTable

if TYPE_CHECKING:
    import numpy as np  # takes a tenth of a second, and a check whose names are whole needs no arrays

_OURS = ("screening.", "watchlists.")  # packages whose classes may be read
_NEVER_FLAT = frozenset(
    {str, int, float, tuple, dict, frozenset}
)  # nearly all values; the others are looked at
_PLAIN = frozenset(
    {
        "collections.Counter",
        "collections.defaultdict",
        "datetime.date",
        "builtins.frozenset",
        "builtins.set",
        "builtins.list",
    }
)


def write_value(
    path: Path, value: object, short: Sequence[object] = (), bare: Mapping[type, str] | None = None
) -> None:
    """Put a value in the place of `path`.

    Args:
        path: written as `file.writing` does.
        value: of our own classes, plain containers, tables, rows, values for later and flat numpy arrays.
        short: classes and enum members that rows hold over and over; each then takes two bytes.
        bare: classes that are made anew from one of their fields, by the name of the field.

    Raises:
        OSError: what was there stays.
    """
    with file.writing(path) as out:
        _Keeper(out, short, bare or {}).put(value)


def read_value(path: Path, short: Sequence[object] = ()) -> object | None:
    """The value of a file, by the same `short`; None where the file is missing, damaged, or not to be trusted."""
    sections = file.read(path)
    if not sections:
        return None
    try:
        value: object = _Reader(sections[-1], short, sections).load()
    except pickle.UnpicklingError:
        return None
    return value


class _Keeper(pickle.Pickler):
    """Pickles a value and takes out of it what is written flat, each once and before the value itself."""

    def __init__(self, out: file.Writer, short: Sequence[object], bare: Mapping[type, str]) -> None:
        self._pickled = io.BytesIO()
        super().__init__(self._pickled, protocol=4)
        self._out = out
        self._short, self._bare = short, bare
        self._places: dict[int, tuple[str, int, int]] = {}
        self._alive: list[object] = []  # an id stays its owner's as long as that lives

    def put(self, value: object) -> int:
        """Write a value; the number of its last section, by which it is read."""
        self.dump(value)
        return self._out.add((self._pickled.getvalue(),))

    def persistent_id(self, value: object) -> tuple[str, int, int] | None:
        """Where a value is written flat: what it is, its first section, and how many it has."""
        if type(value) in _NEVER_FLAT:
            return None
        if (known := self._places.get(id(value))) is not None:
            return known
        if isinstance(value, MappedTable):
            return self._place(value, "table", map(self._out.add, value.sections()))
        if isinstance(value, Rows):
            writer = _RowWriter(self._short)
            return self._place(value, "rows", map(self._out.add, value.sections(writer.write)))
        if isinstance(value, LazyValue):
            return self._place(
                value, "later", [_Keeper(self._out, self._short, self._bare).put(value.get_once())]
            )
        if type(value).__name__ == "ndarray" and (array := cast("np.ndarray[Any, Any]", value)).ndim == 1:
            content = array.data.cast("B") if len(array) else b""
            return self._place(value, f"array {array.dtype.str}", [self._out.add((content,))])
        return None

    def reducer_override(self, value: object) -> Any:  # noqa: ANN401 - what pickle itself takes
        """Make what is `bare` anew when read."""
        field = self._bare.get(type(value))
        return NotImplemented if field is None else (type(value), (getattr(value, field),))

    def _place(self, value: object, kind: str, sections: Iterable[int]) -> tuple[str, int, int]:
        written = list(sections)
        self._alive.append(value)
        place = self._places[id(value)] = (kind, written[0], len(written))
        return place


class _RowWriter:
    """Pickles values one by one, as short as can be."""

    def __init__(self, short: Sequence[object]) -> None:
        self._numbers = {id(value): number for number, value in enumerate(short)}

    def write(self, value: object) -> bytes:
        out = io.BytesIO()
        pickler = _ShortPickler(out, self._numbers)
        pickler.dump(value)
        return out.getvalue()


class _ShortPickler(pickle.Pickler):
    def __init__(self, out: io.BytesIO, numbers: Mapping[int, int]) -> None:
        super().__init__(out, protocol=4)
        self.fast = True  # no value of a row holds itself
        self._numbers = numbers

    def persistent_id(self, value: object) -> int | None:
        return self._numbers.get(id(value))

    def reducer_override(self, value: object) -> Any:  # noqa: ANN401 - what pickle itself takes
        """Make a dataclass anew from its fields: half the time of setting the state that pickle would keep."""
        kind = type(value)
        made_of = _fields_of(kind)  # type: ignore[arg-type] # mypy takes `type[object]` for unhashable
        return (kind, made_of(value)) if made_of is not None else NotImplemented


@cache
def _fields_of(kind: type) -> Callable[[object], tuple[object, ...]] | None:
    """What gives the values that a dataclass is made of; None for other classes."""
    if not is_dataclass(kind):
        return None
    names = [field.name for field in fields(kind) if field.init]
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)


class _ShortReader(pickle.Unpickler):
    """Reads values of our classes, those given by their numbers."""

    def __init__(self, content: bytes | memoryview, short: Sequence[object]) -> None:
        super().__init__(io.BytesIO(content))
        self._short = short

    def persistent_load(self, pid: int) -> object:
        """The class or enum member of a number."""
        return self._short[pid]

    def find_class(self, module: str, name: str) -> object:
        """A class of ours, or a plain container.

        Raises:
            UnpicklingError: for anything else.
        """
        found = super().find_class(module, name)
        ours = isinstance(found, type) and found.__module__.startswith(_OURS)
        if ours or f"{module}.{name}" in _PLAIN:
            return found
        raise pickle.UnpicklingError(f"{module}.{name} is nothing that we write")


class _Reader(_ShortReader):
    """Reads a value and maps what was written flat."""

    def __init__(self, content: memoryview, short: Sequence[object], sections: Sequence[memoryview]) -> None:
        super().__init__(content, short)
        self._sections = sections
        self._made: dict[int, object] = {}

    def persistent_load(self, pid: tuple[str, int, int]) -> object:  # type: ignore[override]
        """The table, rows or array that lies in these sections, each made once."""
        kind, first, count = pid
        if first not in self._made:
            sections = self._sections[first : first + count]
            self._made[first] = self._mapped(kind, sections)
        return self._made[first]

    def _mapped(self, kind: str, sections: Sequence[memoryview]) -> object:
        if kind == "table":
            return MappedTable.mapped(sections)
        if kind == "rows":
            short = self._short
            return Rows.mapped(sections, lambda content: _ShortReader(content, short).load())
        if kind == "later":
            return LazyValue(lambda: _Reader(sections[0], self._short, self._sections).load())
        import numpy as np

        return np.frombuffer(sections[0], np.dtype(kind.removeprefix("array ")))
