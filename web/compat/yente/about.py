"""What yente says of itself: datasets with their versions, algorithms, and whether it is ready."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Blueprint, Response, jsonify

from screening.errors import ScreeningError
from watchlists.library import Library, LoadedList
from web.compat.yente.entities import dataset_name
from web.compat.yente.parameters import ALL
from web.compat.yente.words import algorithms
from web.responses import with_etag
from web.served_engine import Served


class NoUpdateHere(ScreeningError):
    """Lists are not updated over HTTP."""

    code, status = "no-update-here", 403


def add_to(yente: Blueprint, served: Served) -> None:
    """Answer `/catalog`, `/manifest`, `/algorithms` and `/updatez`."""

    @yente.get("/catalog")
    @yente.get("/manifest")
    def catalog() -> Response:
        # Private: it names the institution's own lists, so what is kept on the way serves nobody else.
        return with_etag(jsonify(_catalog(served.today().library)), "private, max-age=300")

    @yente.get("/algorithms")
    def named() -> Response:
        said = algorithms()
        answer = {
            "algorithms": [_algorithm(each, said["features"]) for each in said["algorithms"]],
            "default": said["default"],
            "best": said["best"],
        }
        return with_etag(jsonify(answer), "public, max-age=300")

    @yente.post("/updatez")
    def updatez() -> Response:
        raise NoUpdateHere(
            "Invalid token: lists are updated by the people who run this service, not over HTTP."
        )


def _catalog(library: Library) -> dict[str, Any]:
    loaded = list(library.lists.values())
    names = [dataset_name(each.watchlist.id) for each in loaded]
    latest = max(each.snapshot.edition_date for each in loaded)
    whole = _version(f"{latest:%Y%m%d}", *(each.snapshot.file_sha256 for each in loaded))
    return {
        "datasets": [
            {**_dataset(ALL, "All lists", whole), "children": names, "datasets": names, "type": "collection"},
            *(_source(each) for each in loaded),
        ],
        "current": [ALL, *names],
        "outdated": [],
        "index_stale": False,
    }


def _source(loaded: LoadedList) -> dict[str, Any]:
    watchlist, snapshot = loaded.watchlist, loaded.snapshot
    version = _version(f"{snapshot.edition_date:%Y%m%d}", snapshot.file_sha256)
    return {
        **_dataset(dataset_name(watchlist.id), watchlist.title, version),
        "type": "source",
        "summary": watchlist.means,
        "url": watchlist.official_url,
        "publisher": {"name": watchlist.publisher, "country": watchlist.jurisdiction.lower()},
        "entity_count": snapshot.count,
        "edition": snapshot.edition,
    }


def _dataset(name: str, title: str, version: str) -> dict[str, Any]:
    return {
        "name": name,
        "title": title,
        "version": version,
        "index_version": version,
        "index_current": True,
        "load": True,
        "children": [],
    }


def _version(day: str, *hashes: str) -> str:
    """Fourteen digits and three letters, as clients read them: the day of the edition, and a mark of its bytes."""
    mark = hashlib.sha256("".join(hashes).encode()).hexdigest()[:3]
    return f"{day}000000-{mark}"


def _algorithm(said: dict[str, str], features: dict[str, str]) -> dict[str, Any]:
    weights = dict.fromkeys(features, 1.0)
    described = {
        name: {"description": text, "url": "", "coefficient": 1.0} for name, text in features.items()
    }
    docs = {"name": said["name"], "description": said["description"], "config": {}, "features": weights}
    return {"name": said["name"], "description": said["description"], "features": described, "docs": docs}
