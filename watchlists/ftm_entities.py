"""The entities of a FollowTheMoney file as they came: each by its id, with those that stand beside it.

A file is kept beside the listings made from it, with an index of where in it each entity stands. Nothing of either is
read before an entity is asked for. Entities that are nested in others are found like all others.
"""

from __future__ import annotations

import csv
import io
import json
import mmap
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

from watchlists.errors import SnapshotDamaged

EntityJson = Mapping[str, Any]
RELATIONS = Path(__file__).parent / "data" / "ftm_relations.csv"
FTM_READER: Final = "ftm-json"
_MARK: Final = b"FTMIDX01"
_HEAD: Final = struct.Struct(">8sQQ")  # mark, how many ids, how many references
_RECORD: Final = struct.Struct(">QQI")  # hash of an id, where its line begins, bytes of the line
_OPEN_FILES: Final = 64
_ANY: Final = "*"
_Record = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class EntityRelation:
    """A property of a schema that names other entities, and what these call it."""

    property: str
    reverse: str
    is_edge: bool  # the schema joins two entities and is little by itself


@dataclass(frozen=True, slots=True)
class EntityFile:
    """The entities of one file."""

    file: Path  # JSON lines as they came
    index: Path

    # Each look-up raises SnapshotDamaged where the file or its index is not what was written.

    def get(self, entity_id: str) -> EntityJson | None:
        """The entity of that id, or the one that it was merged into; None where there is none."""
        merged = None
        for body in self._bodies(entity_id, "ids"):
            if body["id"] == entity_id:
                return body
            if merged is None and entity_id in (body.get("referents") or ()):
                merged = body
        return merged

    def referring(self, entity_id: str) -> Iterator[tuple[str, EntityJson]]:
        """The entities that name this one, each with what this one calls the relation, in the order of the file."""
        for body in self._bodies(entity_id, "references"):
            for relation in relations_of(body["schema"]):
                if entity_id in body["properties"].get(relation.property, ()):
                    yield relation.reverse, body

    def adjacent(self, body: EntityJson) -> Iterator[tuple[str, EntityJson]]:
        """The entities that an entity names and those that name it, by the property, each once for a property."""
        seen = set()
        named = (
            (relation.property, found)
            for relation in relations_of(body["schema"])
            for value in body["properties"].get(relation.property, ())
            if (found := self.get(value)) is not None
        )
        for name, other in (*named, *self.referring(body["id"])):
            if (name, other["id"]) not in seen:
                seen.add((name, other["id"]))
                yield name, other

    def lines(self) -> Iterator[bytes]:
        """The lines of the file as they came."""
        with self.file.open("rb") as file:
            yield from file

    def _bodies(self, entity_id: str, part: str) -> Iterator[EntityJson]:
        """Entities of the lines where the index has this id, each line once."""
        try:
            content = _mapped(self.file)
            for start, size in sorted(set(self._places(entity_id, part))):
                yield from entities_in(json.loads(content[start : start + size]))
        except (OSError, ValueError, struct.error) as error:
            raise SnapshotDamaged(
                f"The entities of a stored list cannot be read ({error}); run `screening lists verify`.",
                name=self.file.name,
            ) from error

    def _places(self, entity_id: str, part: str) -> Iterator[tuple[int, int]]:
        index, asked = _mapped(self.index), _hash(entity_id)
        _, ids, references = _HEAD.unpack_from(index)
        first, last = (0, ids) if part == "ids" else (ids, ids + references)
        end = last
        while first < last:  # the first record of that hash
            middle = (first + last) // 2
            first, last = (middle + 1, last) if _record(index, middle)[0] < asked else (first, middle)
        while first < end and (found := _record(index, first))[0] == asked:
            yield found[1:]
            first += 1


def entity_index(content: bytes) -> bytes:
    """The index of a file that a reader of FollowTheMoney has read; the same bytes for the same file."""
    ids: list[_Record] = []
    references: list[_Record] = []
    start = 0
    for line in io.BytesIO(content):
        if line.strip():
            place = (start, len(line))
            for body in entities_in(json.loads(line)):
                ids += [(_hash(each), *place) for each in (body["id"], *(body.get("referents") or ()))]
                references += [(_hash(each), *place) for each in _named(body)]
        start += len(line)
    records = (*sorted(set(ids)), *sorted(set(references)))
    head = _HEAD.pack(_MARK, len(set(ids)), len(set(references)))
    return head + b"".join(_RECORD.pack(*each) for each in records)


def entities_in(body: EntityJson) -> Iterator[EntityJson]:
    """An entity with lists of texts for properties, then those that were nested in it.

    A property that holds nested entities keeps their ids, unless it is the reverse of one that they have.
    """
    texts: dict[str, list[str]] = {}
    nested: list[EntityJson] = []
    for name, values in (body.get("properties") or {}).items():
        for value in values if isinstance(values, list) else [values]:
            if isinstance(value, Mapping) and "id" in value and "schema" in value:
                nested.append(value)
                if name not in _reverses():
                    texts.setdefault(name, []).append(str(value["id"]))
            elif value is not None:
                texts.setdefault(name, []).append(str(value))
    yield {**body, "properties": texts}
    for each in nested:
        yield from entities_in(each)


def relations_of(schema: str) -> tuple[EntityRelation, ...]:
    """The properties of a schema that name other entities."""
    return (*_relations().get(schema, ()), *_relations()[_ANY])


def is_edge(schema: str) -> bool:
    """Whether a schema joins two entities: an ownership, a post."""
    return any(relation.is_edge for relation in _relations().get(schema, ()))


def _named(body: EntityJson) -> Iterable[str]:
    return (
        value
        for relation in relations_of(body["schema"])
        for value in body["properties"].get(relation.property, ())
    )


@cache
def _relations() -> dict[str, tuple[EntityRelation, ...]]:
    found: dict[str, tuple[EntityRelation, ...]] = {}
    with RELATIONS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, strict=True):
            relation = EntityRelation(row["property"], row["reverse"], row["edge"] == "yes")
            found[row["schema"]] = (*found.get(row["schema"], ()), relation)
    return found


@cache
def _reverses() -> frozenset[str]:
    return frozenset(relation.reverse for each in _relations().values() for relation in each)


def _hash(entity_id: str) -> int:
    return int.from_bytes(blake2b(entity_id.encode(), digest_size=8).digest(), "big")


def _record(index: mmap.mmap, number: int) -> _Record:
    return _RECORD.unpack_from(index, _HEAD.size + number * _RECORD.size)


@lru_cache(_OPEN_FILES)  # a stored file never changes: its name is the hash of its bytes
def _mapped(path: Path) -> mmap.mmap:
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
