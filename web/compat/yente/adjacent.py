"""Entities of FollowTheMoney datasets with those beside them: looked up by any id, nested as FollowTheMoney nests them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from watchlists.ftm_entities import EntityJson, is_edge
from watchlists.library import Library, LoadedList
from watchlists.model import Listing
from web.compat.yente.entities import Entities, entity, nested_entity, other_entity

_DEEPEST = 1  # what stands beside an entity, and through an ownership or a post who stands at its other end
_Beside = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class EntityRecord:
    """An entity by an id: its listings, or as datasets have it that is no listing of ours."""

    id: str  # its own: another one than was asked for where it was merged
    listings: tuple[Listing, ...]
    bodies: tuple[tuple[LoadedList, EntityJson], ...]  # as each dataset has it


@dataclass(frozen=True, slots=True)
class EntityLookup:
    """All entities that are known by id, of listings and of datasets."""

    entities: Entities
    library: Library

    def find(self, entity_id: str) -> EntityRecord | None:
        """The entity of an id, or the one that it was merged into; None where nobody knows it."""
        own = (
            entity_id if entity_id in self.entities.by_id else self.entities.ids_of.get(entity_id, entity_id)
        )
        bodies = [
            (loaded, body) for loaded in self._datasets() if (body := self._body(loaded, own)) is not None
        ]
        if own not in self.entities.by_id and bodies:
            own = bodies[0][1]["id"]
        listings = self.entities.by_id.get(own, ())
        if listings and not any(("ftm", own) in each.identifiers for each in listings):
            bodies = []  # no file says anything of an entity of ours by taking its id
        if not (listings or bodies):
            return None
        return EntityRecord(own, listings, tuple(each for each in bodies if each[1]["id"] == own))

    def plain(self, found: EntityRecord) -> dict[str, Any]:
        """The entity alone."""
        if found.listings:
            return entity(found.listings, self.library)
        loaded, body = found.bodies[0]
        return other_entity(body, loaded)

    def nested(self, found: EntityRecord) -> dict[str, Any]:
        """The entity with those beside it among its properties, and in an ownership or a post its other end."""
        said = nested_entity(found.listings, self.library) if found.listings else self.plain(found)
        return {**said, "properties": {**said["properties"], **self._inside(found, _DEEPEST, (found.id,))}}

    def adjacent(self, found: EntityRecord) -> _Beside:
        """The entities beside one, by the property, those it names first."""
        return {name: [self.plain(each) for each in others] for name, others in self._beside(found).items()}

    def _inside(self, found: EntityRecord, depth: int, path: Sequence[str]) -> _Beside:
        """The entities beside one as they are nested in it; an edge is no step on the way."""
        schemata = {body["schema"] for _, body in found.bodies}
        left = depth if any(map(is_edge, schemata)) else depth - 1
        if left < 0:
            return {}
        inside: _Beside = {}
        for name, others in self._beside(found).items():
            for other in others:
                if other.id in path:
                    continue
                said = self.plain(other)
                further = self._inside(other, left, (*path, other.id))
                inside.setdefault(name, []).append({**said, "properties": {**said["properties"], **further}})
        return inside

    def _beside(self, found: EntityRecord) -> dict[str, list[EntityRecord]]:
        beside: dict[str, dict[str, EntityRecord]] = {}
        for loaded, body in found.bodies:
            assert loaded.entities is not None
            for name, other in loaded.entities.adjacent(body):
                if known := self.find(other["id"]):
                    beside.setdefault(name, {})[known.id] = known
        return {name: list(others.values()) for name, others in beside.items()}

    def _datasets(self) -> Iterator[LoadedList]:
        return (loaded for loaded in self.library.lists.values() if loaded.entities is not None)

    def _body(self, loaded: LoadedList, entity_id: str) -> EntityJson | None:
        return loaded.entities.get(entity_id) if loaded.entities is not None else None
