"""Following a body over the editions of one list, so that its first day is the first day under any spelling.

A publisher gives no keys, and prints a body otherwise from year to year: another spelling, a new name with the old
one as alias, an acronym in brackets. Two entries are the same body

1. when they have the same primary name,
2. when the primary name of one stands among the further names of the other, in another edition,
3. when they share a further name that is not weak, in different editions.

A name that two entries of one edition bear tells nothing and is left aside, and entries whose primary names stand
beside each other in one edition are two bodies, whatever another edition says of them. Names that the publisher prints for
parts, for other bodies or as no name at all must not be given here. What no rule can join stands in
`data/typing/editions.csv` with a reason.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from watchlists.formats.support.typing_tables import DATA
from watchlists.model import ListedName, NameKind

JOINED = DATA / "typing" / "editions.csv"
_NOT_ITS_OWN = (NameKind.SUBORDINATE, NameKind.CONTESTED, NameKind.FRAGMENT)
_PRIMARY = (NameKind.PRIMARY, NameKind.CORRECTION)


@dataclass(frozen=True, slots=True)
class PrintedBody:
    """One entry of one edition: its primary name, corrected or not, and the further names that are its own."""

    edition: str
    primary: frozenset[str]
    further: frozenset[str]
    weak: frozenset[str]

    @staticmethod
    def of(edition: str, names: Iterable[ListedName], key: Callable[[str], str]) -> PrintedBody:
        """An entry with its names as keys: `key` leaves of a name what stays of it from edition to edition."""
        found: dict[str, set[str]] = defaultdict(set)
        for name in names:
            if name.kind not in _NOT_ITS_OWN:
                weak = name.kind is NameKind.WEAK_ALIAS
                found["primary" if name.kind in _PRIMARY else "weak" if weak else "further"].add(
                    key(name.text)
                )
        primary = found["primary"]
        return PrintedBody(
            edition,
            frozenset(primary),
            frozenset(found["further"] - primary),
            frozenset(found["weak"] - primary - found["further"]),
        )

    @property
    def all(self) -> frozenset[str]:
        """Every name of its own."""
        return self.primary | self.further | self.weak


def same_bodies(entries: Sequence[PrintedBody], joined: Iterable[tuple[str, str]] = ()) -> list[list[int]]:
    """The places of `entries` by body, each body's in the order given, bodies in the order of their first entry.

    `joined` are pairs of primary names, as keys, that a person joined.

    Raises:
        ValueError: a joined name is no entry's primary one.
    """
    bodies = _Bodies(len(entries))
    everywhere = _places(entries, lambda entry: entry.primary)
    for places in everywhere.values():
        bodies.join(places)
    editions = {name: {entries[place].edition for place in places} for name, places in everywhere.items()}
    telling = _telling(entries)
    further = _places(entries, lambda entry: entry.further & telling)
    for place, entry in enumerate(entries):
        stands_in = set().union(*(editions[name] for name in entry.primary))
        for name in (entry.further | entry.weak) & telling:
            alike = (*everywhere.get(name, ()), *(further[name] if name in entry.further else ()))
            for other in alike:
                if not any(editions[each] & stands_in for each in entries[other].primary - entry.primary):
                    bodies.join([place, other])
    for pair in joined:
        if missing := [name for name in pair if name not in everywhere]:
            raise ValueError(f"{JOINED.name}: no entry has the primary name {missing[0]!r}.")
        bodies.join([place for name in pair for place in everywhere[name]])
    return bodies.groups()


def manual_joins(list_id: str, key: Callable[[str], str], path: Path = JOINED) -> Iterator[tuple[str, str]]:
    """The pairs of names, as keys, that a person joined on one list."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["list"] == list_id:
                yield key(row["name"]), key(row["same_as"])


def _telling(entries: Iterable[PrintedBody]) -> set[str]:
    """The names that at most one entry bears in every edition."""
    bearers = Counter((entry.edition, name) for entry in entries for name in entry.all)
    shared = {name for (_, name), count in bearers.items() if count > 1}
    return {name for _, name in bearers} - shared


def _places(
    entries: Iterable[PrintedBody], names: Callable[[PrintedBody], frozenset[str]]
) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for place, entry in enumerate(entries):
        for name in names(entry):
            found[name].append(place)
    return found


class _Bodies:
    """Places that are joined step by step."""

    def __init__(self, count: int) -> None:
        self._first = list(range(count))

    def _find(self, place: int) -> int:
        while self._first[place] != place:
            place = self._first[place]
        return place

    def join(self, places: Sequence[int]) -> None:
        for place in places[1:]:
            low, high = sorted((self._find(places[0]), self._find(place)))
            self._first[high] = low

    def groups(self) -> list[list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for place in range(len(self._first)):
            found[self._find(place)].append(place)
        return list(found.values())
