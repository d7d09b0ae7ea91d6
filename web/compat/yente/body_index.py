"""What can be searched of every listed body: the words of its names, and the values that filters, facets and fields ask for."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from screening.mapped_file import LazyValue
from watchlists.library import Library
from watchlists.model import NameKind, Status
from web.compat.body_entities import BodyEntities, BodyEntity
from web.compat.yente.entities import (
    dataset_name,
    entity,
    first_seen,
    last_change,
    nested_entity,
    schema_of,
    topics_of,
)
from web.compat.yente.words import schemata
from web.directory import PartyDirectory, spelt

_NEVER = (NameKind.CONTESTED, NameKind.FRAGMENT)
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class BodyRecord:
    """A body with the values that are asked for; what no list in force says of it counts only where none is in force."""

    body: BodyEntity
    schema: str
    words: frozenset[str] = field(repr=False)
    countries: tuple[str, ...]
    topics: tuple[str, ...]
    datasets: tuple[str, ...]
    # When it was first seen and last changed: read from the files of datasets, and only where somebody asks.
    times: LazyValue[tuple[str | None, str | None]] = field(repr=False, compare=False)

    @property
    def first_seen(self) -> str | None:
        """When it was first listed, as far as that is known."""
        return self.times.get()[0]

    @property
    def last_change(self) -> str | None:
        """When one of its listings last changed."""
        return self.times.get()[1]

    def holds_phrase(self, phrase: tuple[str, ...]) -> bool:
        """Whether one of its names holds these words one after the other."""
        return any(
            words[at : at + len(phrase)] == phrase
            for listing in self.body.listings
            for name in listing.names
            if name.kind not in _NEVER and len(words := spelt(name.text)) >= len(phrase)
            for at in range(len(words) - len(phrase) + 1)
        )


@dataclass(frozen=True, slots=True)
class BodyIndex:
    """The records of all bodies, and the sorted words of their names with the numbers of the records that have them."""

    bodies: BodyEntities
    records: tuple[BodyRecord, ...]
    by_id: Mapping[str, BodyRecord]  # by the body's own id
    words: tuple[str, ...]
    numbers: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, bodies: BodyEntities, library: Library, known: PartyDirectory) -> BodyIndex:
        """Collect what can be searched."""
        records = tuple(_record(body, library, known) for body in bodies.bodies)
        postings: dict[str, list[int]] = {}
        for number, record in enumerate(records):
            for word in record.words:
                postings.setdefault(word, []).append(number)
        ordered = sorted(postings)
        return cls(
            bodies,
            records,
            {record.body.id: record for record in records},
            tuple(ordered),
            tuple(tuple(postings[word]) for word in ordered),
        )

    def with_word(self, word: str) -> set[int]:
        """The numbers of the bodies that have a word, or the beginning of one, in a name."""
        first, last = bisect_left(self.words, word), bisect_left(self.words, word + _LAST)
        return {number for numbers in self.numbers[first:last] for number in numbers}

    def find(self, id_: str) -> BodyRecord | None:
        """The record of a body by any of its ids."""
        body = self.bodies.by_id.get(id_)
        return self.by_id[body.id] if body else None


def body_entity(record: BodyRecord, library: Library) -> dict[str, Any]:
    """A body in the shape of an entity: what its lists in force say of it, and the ids of all its listings."""
    said = entity(record.body.current, library)
    referents = {*said["referents"], *record.body.referents}
    return {
        **said,
        "schema": record.schema,
        "referents": sorted(referents - {said["id"]}),
        "last_change": record.last_change,
    }


def nested_body_entity(record: BodyRecord, library: Library) -> dict[str, Any]:
    """The body with each of its listings inside it, those of the past with the day they ended."""
    return nested_entity(body_entity(record, library), record.body.listings, library)


def _record(body: BodyEntity, library: Library, known: PartyDirectory) -> BodyRecord:
    current = [(each, library[each.watchlist_id]) for each in body.current]

    def times() -> tuple[str | None, str | None]:
        began = (first_seen(each, loaded) for each, loaded in current)
        changes = (last_change(each, library[each.watchlist_id]) for each in body.listings)
        return min(filter(None, began), default=None), max(filter(None, changes), default=None)

    return BodyRecord(
        body=body,
        schema=_narrowest(schema_of(each) for each, _ in current),
        words=frozenset().union(*(known.by_id[each.id].words for each in body.listings)),
        countries=tuple(dict.fromkeys(code for each, _ in current for code in each.country.lower().split())),
        topics=tuple(
            dict.fromkeys(
                topic
                for each, loaded in current
                if each.status is Status.IN_FORCE
                for topic in topics_of(each, loaded.watchlist)
            )
        ),
        datasets=tuple(dict.fromkeys(dataset_name(each.watchlist_id) for each, _ in current)),
        times=LazyValue(times),
    )


def _narrowest(names: Iterable[str]) -> str:
    """Of the schemata of one body the one that is most of the others: a company that is an organisation, too."""
    given = list(dict.fromkeys(names))
    return max(given, key=lambda name: sum(other in schemata()[name].is_a for other in given))
