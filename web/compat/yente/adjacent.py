"""Entities of FollowTheMoney datasets with those beside them: looked up by any id, nested as FollowTheMoney nests them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from watchlists.ftm_entities import EntityJson, is_edge
from watchlists.library import Library, LoadedList
from web.compat.yente.body_index import BodyIndex, BodyRecord, body_entity, nested_body_entity
from web.compat.yente.entities import other_entity, stored_entity

_DEEPEST = 1  # what stands beside an entity, and through an ownership or a post who stands at its other end
_Beside = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class EntityRecord:
    """An entity by an id: a listed body, or what datasets have that is no listing of ours."""

    id: str  # its own: another one than was asked for where it was merged
    record: BodyRecord | None
    bodies: tuple[tuple[LoadedList, EntityJson], ...]  # as each dataset has it


@dataclass(frozen=True, slots=True)
class EntityLookup:
    """All entities that are known by id, of listings and of datasets."""

    index: BodyIndex
    library: Library

    def find(self, entity_id: str) -> EntityRecord | None:
        """The entity of an id, or the one that it was merged into; None where nobody knows it."""
        if (record := self.index.find(entity_id)) is not None:
            return self._of_record(record)
        found = [
            (loaded, body)
            for loaded in self.library.lists.values()
            if loaded.entities is not None and (body := loaded.entities.get(entity_id)) is not None
        ]
        if not found:
            return None
        own = found[0][1]["id"]
        if own != entity_id and (record := self.index.find(own)) is not None:
            return self._of_record(record)
        return EntityRecord(own, None, tuple(each for each in found if each[1]["id"] == own))

    def _of_record(self, record: BodyRecord) -> EntityRecord:
        """A listed body, as the datasets have it that its listings came from; no other file says anything of it."""
        lists = [(each, self.library[each.watchlist_id]) for each in record.body.listings]
        bodies = [
            (loaded, body) for each, loaded in lists if (body := stored_entity(each, loaded)) is not None
        ]
        return EntityRecord(record.body.id, record, tuple(bodies))

    def plain(self, found: EntityRecord) -> dict[str, Any]:
        """The entity alone."""
        if found.record is not None:
            return body_entity(found.record, self.library)
        loaded, body = found.bodies[0]
        return other_entity(body, loaded)

    def nested(self, found: EntityRecord) -> dict[str, Any]:
        """The entity with those beside it among its properties, and in an ownership or a post its other end."""
        record = found.record
        said = self.plain(found) if record is None else nested_body_entity(record, self.library)
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
