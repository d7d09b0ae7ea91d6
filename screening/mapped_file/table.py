"""A table from words to whole numbers, in a trie: exact, a dozen bytes a key, and all keys a text begins with at once."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from marisa_trie import Trie

_NUMBER: Final = "I"  # 32 bits; numbers of names, bearers, counts

_END = "\0"  # ends keys inside a trie, so that none may hold it


class Pairs:
    """Keys with numbers, gathered one by one for a table."""

    def __init__(self) -> None:
        self._keys: list[str] = []
        self._numbers = array(_NUMBER)

    def add(self, key: str, number: int) -> None:
        """One more number of a key."""
        self._keys.append(key)
        self._numbers.append(number)

    def table(self, *, most: int = 0, first: Callable[[int], bool] = lambda _: False) -> MappedTable:
        """The table of all of them, by `Table.of_pairs`; what was gathered is let go."""
        keys, numbers = self._keys, self._numbers
        self._keys, self._numbers = [], array(_NUMBER)
        return MappedTable.of_pairs(keys, numbers, most=most, first=first)


class MappedTable:
    """Keys with one or more numbers each; never changed."""

    __slots__ = ("_keys", "_numbers", "_starts")

    def __init__(self, keys: Trie, starts: memoryview, numbers: memoryview) -> None:
        self._keys = keys
        self._starts = starts
        self._numbers = numbers

    @classmethod
    def of(cls, given: Mapping[str, Iterable[int]]) -> MappedTable:
        """A table in memory; the numbers of a key keep their order.

        Raises:
            OverflowError: on a number that is negative or takes more than 32 bits.
            ValueError: on a key that holds a NUL.
        """
        if any(_END in key for key in given):
            raise ValueError("a key of a table holds a NUL, which ends keys in a trie")
        keys = Trie(sorted(given))
        starts, numbers = array(_NUMBER, [0]), array(_NUMBER)
        for key in sorted(given, key=keys.key_id):
            numbers.extend(given[key])
            starts.append(len(numbers))
        return cls(keys, memoryview(starts), memoryview(numbers))

    @classmethod
    def of_pairs(
        cls,
        keys: Sequence[str],
        numbers: array[int],
        *,
        most: int = 0,
        first: Callable[[int], bool] = lambda _: False,
    ) -> MappedTable:
        """A table in memory of a key for each number, in the order in which a key's numbers are to stand.

        A million names as pairs take a third of the room of a mapping to lists. Of a key with over `most` numbers
        (0: any) all stay that are `first`, and as many others, as they came, as there is room for.

        Raises:
            ValueError: on a key that holds a NUL.
        """
        import numpy as np  # takes a tenth of a second, and a table is built seldom

        if any(_END in key for key in keys):
            raise ValueError("a key of a table holds a NUL, which ends keys in a trie")
        trie = Trie(sorted(set(keys)))
        ids = np.fromiter(map(trie.key_id, keys), np.uint32, len(keys))
        order = np.argsort(ids, kind="stable")
        inorder = np.frombuffer(numbers, np.uint32)[order] if len(keys) else np.zeros(0, np.uint32)
        crowded = np.flatnonzero(np.bincount(ids, minlength=len(trie)) > most) if most else ()
        if len(crowded):
            kept = np.ones(len(ids), np.bool_)
            edges = np.searchsorted(ids[order], [crowded, np.add(crowded, 1)])
            for start, end in edges.T.tolist():
                others = [at for at in range(start, end) if not first(int(inorder[at]))]
                kept[others[max(0, most - (end - start - len(others))) :]] = False
            inorder, ids = inorder[kept], ids[order][kept]
        starts = np.zeros(len(trie) + 1, np.uint32)
        np.cumsum(np.bincount(ids, minlength=len(trie)), out=starts[1:])
        return cls(
            trie, memoryview(starts.tobytes()).cast(_NUMBER), memoryview(inorder.tobytes()).cast(_NUMBER)
        )

    @classmethod
    def mapped(cls, sections: Iterable[memoryview]) -> MappedTable:
        """The table that `sections` of another one describe."""
        keys, starts, numbers = sections
        return cls(Trie().map(keys), starts.cast(_NUMBER), numbers.cast(_NUMBER))

    def sections(self) -> Iterator[Iterable[bytes | memoryview]]:
        """What `mapped` makes the same table of."""
        yield (self._keys.tobytes(),)
        yield (self._starts,)
        yield (self._numbers,)

    def __len__(self) -> int:
        """How many keys there are."""
        return len(self._keys)

    def __contains__(self, key: str) -> bool:
        return bool(self.get(key))

    def get(self, key: str) -> tuple[int, ...]:
        """The numbers of a key; none where it is unknown."""
        if _END in key:
            return ()
        try:
            found = self._keys.get(key)
        except UnicodeEncodeError:  # half a surrogate pair: no name holds one
            return ()
        return () if found is None else self._at(found)

    def prefixes(self, text: str) -> list[tuple[str, tuple[int, ...]]]:
        """Every key that `text` begins with, the shortest first, with its numbers."""
        if _END in text:
            text = text.partition(_END)[0]
        try:
            found = list(self._keys.iter_prefixes_with_ids(text))
        except UnicodeEncodeError:
            return []
        return [(key, self._at(place)) for key, place in found] if found else []

    def beginning_with(self, beginning: str, most: int) -> list[tuple[int, ...]]:
        """The numbers of the keys that begin so, each by itself, in the order of the keys; none where there are over `most`."""
        if _END in beginning:
            return []
        try:
            found = list(islice(self._keys.iterkeys(beginning), most + 1))
        except UnicodeEncodeError:
            return []
        return [] if len(found) > most else [self._at(self._keys[key]) for key in sorted(found)]

    def _at(self, place: int) -> tuple[int, ...]:
        return tuple(self._numbers[self._starts[place] : self._starts[place + 1]])
