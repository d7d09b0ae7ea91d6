"""`GET /search/{dataset}` and `GET /entities/{id}`: looking up what is listed, by words; nobody is screened by it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as WerkzeugResponse

from screening.errors import ScreeningError
from watchlists.countries import country_name
from watchlists.library import Library
from web.compat.yente.adjacent import EntityLookup, EntityRecord
from web.compat.yente.body_index import BodyIndex, BodyRecord, body_entity
from web.compat.yente.entities import dataset_name
from web.compat.yente.parameters import (
    AdjacentRequest,
    NotServed,
    SearchRequest,
    check_dataset,
    read_parameters,
)
from web.compat.yente.search_query import find, parse_query, parse_simple_query
from web.compat.yente.words import schemata, topic_label
from web.served_engine import Served

_LABELS = {"countries": "Countries", "topics": "Topics", "datasets": "Data sources", "schema": "Types"}
_SORTS = ("caption", "first_seen", "id", "last_change", "name", "schema", "score")


class NoSuchEntity(ScreeningError):
    """There is no listing of that id."""

    code, status = "entity-unknown", 404


def add_to(yente: Blueprint, served: Served, index: BodyIndex) -> None:
    """Answer `/search` and `/entities`."""

    @yente.get("/search/<dataset>")
    def search(dataset: str) -> Response:
        library = served.today().library
        check_dataset(dataset, library)
        asked = read_parameters(SearchRequest)
        scope = asked.scope(dataset, library)
        if asked.schema_ not in schemata():
            raise NotServed(f"Invalid schema: {asked.schema_[:80]}")
        found = [each for each in _found(index, asked) if _fits(each, asked, scope)]
        found = _in_order(_filtered(found, asked.filter, library), asked.sort)
        shown = found[asked.offset : asked.offset + asked.limit]
        return jsonify(
            {
                "results": [body_entity(each, library) for each in shown],
                "facets": {name: _facet(library, name, found) for name in asked.facets if name in _LABELS},
                "total": {"value": len(found), "relation": "eq"},
                "limit": asked.limit,
                "offset": asked.offset,
            }
        )

    @yente.get("/entities/<path:entity_id>")
    def one(entity_id: str) -> WerkzeugResponse:
        lookup, found = _look_up(entity_id)
        if found.id != entity_id:
            return _moved("yente.one", found)
        plain = request.args.get("nested", "true").lower() in ("false", "0", "no")
        return jsonify(lookup.plain(found) if plain else lookup.nested(found))

    @yente.get("/entities/<path:entity_id>/adjacent")
    def adjacent(entity_id: str) -> WerkzeugResponse:
        lookup, found = _look_up(entity_id)
        if found.id != entity_id:
            return _moved("yente.adjacent", found)
        asked = read_parameters(AdjacentRequest)
        beside = lookup.adjacent(found)
        pages = {name: _page(beside[name], asked) for name in beside}
        return jsonify({"entity": lookup.plain(found), "adjacent": pages})

    def _look_up(entity_id: str) -> tuple[EntityLookup, EntityRecord]:
        lookup = EntityLookup(index, served.today().library)
        if (found := lookup.find(entity_id)) is None:
            raise NoSuchEntity("No such entity.")
        return lookup, found


def _moved(endpoint: str, found: EntityRecord) -> WerkzeugResponse:
    """To the address of the entity that an id was merged into."""
    there = url_for(endpoint, entity_id=found.id)
    return redirect(f"{there}?{urlencode([*request.args.items(multi=True)])}".rstrip("?"), 308)


def _page(found: list[dict[str, Any]], asked: AdjacentRequest) -> dict[str, Any]:
    return {
        "results": found[asked.offset : asked.offset + asked.limit],
        "total": {"value": len(found), "relation": "eq"},
        "limit": asked.limit,
        "offset": asked.offset,
    }


def _found(index: BodyIndex, asked: SearchRequest) -> list[BodyRecord]:
    """Who the words find; an id finds whose it is."""
    if (known := index.find(asked.q.strip())) is not None:
        return [known]
    return find(index, parse_simple_query(asked.q) if asked.simple else parse_query(asked.q))


def _fits(record: BodyRecord, asked: SearchRequest, scope: frozenset[str]) -> bool:
    return (
        asked.takes(record, scope)
        and asked.schema_ in schemata()[record.schema].is_a
        and _has(asked, (each.lower() for each in asked.countries), record.countries)
        and _has(asked, asked.topics, record.topics)
        and _has(asked, asked.datasets, record.datasets)
    )


def _filtered(found: list[BodyRecord], filters: Sequence[str], library: Library) -> list[BodyRecord]:
    """Those that have each `property:value`, as the entity gives it.

    Raises:
        NotServed: a filter is none.
    """
    for each in filters:
        name, sign, value = each.removeprefix("properties.").partition(":")
        if not (name and sign and value):
            raise NotServed(f"A filter is a property and a value, as birthDate:1964, and not {each[:40]}.")
        found = [
            record for record in found if value in body_entity(record, library)["properties"].get(name, ())
        ]
    return found


def _has(asked: SearchRequest, wanted: Iterable[str], values: Sequence[str]) -> bool:
    """Whether a filter takes these values: one of those it names, or all of them, as `filter_op` says."""
    named = set(wanted)
    return not named or (
        named.issubset(values) if asked.filter_op.upper() == "AND" else not named.isdisjoint(values)
    )


def _in_order(found: list[BodyRecord], sorts: Sequence[str]) -> list[BodyRecord]:
    """The bodies by each of the orders, `field` or `field:desc`, the first counting most; what has no value is last.

    Raises:
        NotServed: nothing is ordered so.
    """
    for each in reversed(sorts):
        name, _, way = each.partition(":")
        if name not in _SORTS or way not in ("", "asc", "desc"):
            known = ", ".join(_SORTS)
            raise NotServed(
                f"Results are not sorted by {each[:40]}; `field:asc` or `field:desc`, of {known}."
            )
        if name == "score":
            continue  # the closest are first already
        with_value = [record for record in found if _value(record, name) is not None]
        without = [record for record in found if _value(record, name) is None]
        with_value.sort(key=lambda record: _value(record, name) or "", reverse=way == "desc")
        found = with_value + without
    return found


def _value(record: BodyRecord, name: str) -> str | None:
    match name:
        case "first_seen":
            return record.first_seen
        case "last_change":
            return record.last_change
        case "id":
            return record.body.id
        case "schema":
            return record.schema
        case _:
            return record.body.deciding.name.casefold()


def _facet(library: Library, name: str, found: Sequence[BodyRecord]) -> dict[str, Any]:
    counts = Counter(value for record in found for value in _facet_values(name, record))
    titles = {dataset_name(each): loaded.watchlist.title for each, loaded in library.lists.items()}

    def label(value: str) -> str:
        match name:
            case "countries":
                return country_name(value.upper())
            case "datasets":
                return titles.get(value, value)
            case "topics":
                return topic_label(value)
            case _:
                return schemata()[value].label

    return {
        "label": _LABELS[name],
        "values": [
            {"name": value, "label": label(value), "count": count} for value, count in counts.most_common()
        ],
    }


def _facet_values(name: str, record: BodyRecord) -> tuple[str, ...]:
    match name:
        case "countries":
            return record.countries
        case "topics":
            return record.topics
        case "datasets":
            return record.datasets
        case _:
            return (record.schema,)
