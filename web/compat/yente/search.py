"""`GET /search/{dataset}` and `GET /entities/{id}`: looking up what is listed, by words; nobody is screened by it."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as WerkzeugResponse

from screening.engine import Engine
from screening.errors import ScreeningError
from watchlists.countries import country_name
from watchlists.model import Listing
from web.compat.yente.adjacent import EntityLookup, EntityRecord
from web.compat.yente.entities import Entities, dataset_name, entity, schema_of, topics_of
from web.compat.yente.entities import entity_id as id_of
from web.compat.yente.parameters import (
    AdjacentRequest,
    NotServed,
    SearchRequest,
    check_dataset,
    read_parameters,
)
from web.compat.yente.words import schemata
from web.directory import PartyDirectory
from web.served_engine import Served

_LABELS = {"countries": "Countries", "topics": "Topics", "datasets": "Data sources"}
_PAIRS = {"(": ")", "[": "]", "{": "}"}


class NoSuchEntity(ScreeningError):
    """There is no listing of that id."""

    code, status = "entity-unknown", 404


def add_to(yente: Blueprint, served: Served, known: PartyDirectory, entities: Entities) -> None:
    """Answer `/search` and `/entities`."""

    @yente.get("/search/<dataset>")
    def search(dataset: str) -> Response:
        engine = served.today()
        only = check_dataset(dataset, engine.library)
        asked = read_parameters(SearchRequest)
        if asked.schema_ not in schemata():
            raise NotServed(f"Invalid schema: {asked.schema_[:80]}")
        if not asked.simple and not _is_balanced(asked.q):
            raise NotServed(
                "The query has a bracket or a quotation mark that is not closed; or set simple=true."
            )
        fitting = (each for each in _found(engine, known, asked.q) if _fits(engine, each, asked, only))
        found = [entities.by_id[id] for id in dict.fromkeys(map(id_of, fitting))]
        shown = found[asked.offset : asked.offset + asked.limit]
        return jsonify(
            {
                "results": [entity(listings, engine.library) for listings in shown],
                "facets": {name: _facet(engine, name, found) for name in asked.facets if name in _LABELS},
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
        lookup = EntityLookup(entities, served.today().library)
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


def _found(engine: Engine, known: PartyDirectory, text: str) -> list[Listing]:
    if not text.strip() or text.strip() == "*":
        return [listing for listing in engine.library.listings if schema_of(listing)]
    return [party.listing for party in known.find(text) if party.listing is not None]


def _fits(engine: Engine, listing: Listing, asked: SearchRequest, only: str | None) -> bool:
    countries = {each.lower() for each in listing.country.split()}
    wanted = {each.lower() for each in asked.countries}
    both = asked.filter_op.upper() == "AND"
    return (
        (only is None or listing.watchlist_id == only)
        and asked.takes(listing, engine.library)
        and asked.schema_ in schemata()[schema_of(listing)].is_a
        and (not wanted or (wanted <= countries if both else bool(wanted & countries)))
        and (not asked.datasets or dataset_name(listing.watchlist_id) in asked.datasets)
    )


def _facet(engine: Engine, name: str, found: list[tuple[Listing, ...]]) -> dict[str, Any]:
    counts = Counter(
        value
        for listings in found
        for value in dict.fromkeys(
            value for listing in listings for value in _facet_values(engine, name, listing)
        )
    )
    titles = {dataset_name(each): loaded.watchlist.title for each, loaded in engine.library.lists.items()}
    return {
        "label": _LABELS[name],
        "values": [
            {"name": value, "label": titles.get(value) or country_name(value.upper()), "count": count}
            if name != "topics"
            else {"name": value, "label": value, "count": count}
            for value, count in counts.most_common()
        ],
    }


def _facet_values(engine: Engine, name: str, listing: Listing) -> list[str]:
    if name == "countries":
        return listing.country.lower().split()
    if name == "datasets":
        return [dataset_name(listing.watchlist_id)]
    return topics_of(listing, engine.library[listing.watchlist_id].watchlist)


def _is_balanced(text: str) -> bool:
    waiting: list[str] = []
    for sign in text.replace('\\"', ""):
        if sign in _PAIRS:
            waiting.append(_PAIRS[sign])
        elif sign in _PAIRS.values() and (not waiting or waiting.pop() != sign):
            return False
    return not waiting and text.count('"') % 2 == 0
