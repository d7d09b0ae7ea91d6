"""A whole list as a file: FollowTheMoney entities, one a line, or CSV, one name a line. Both are written as they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from flask import Blueprint, Response

from screening.report import content_disposition
from watchlists.library import Library, LoadedList
from watchlists.listing_csv import listing_lines
from web.api.described import described
from web.served_engine import Served

FTM = "application/x-ndjson"
CSV = "text/csv; charset=utf-8"


EntityLines = Callable[[LoadedList, Library], Iterator[bytes]]


def add_to(api: Blueprint, served: Served, entity_lines: EntityLines) -> None:
    """Answer the questions for whole lists; `entity_lines` writes one as FollowTheMoney."""

    @api.get("/lists/<list_id>/entities.ftm.json")
    @described(
        "All entities of a list as FollowTheMoney, one JSON object a line: as they were imported, where they came as such",
        media=FTM,
        refusals=(404,),
    )
    def list_entities(list_id: str) -> Response:
        library = served.today().library
        return _file(entity_lines(library[list_id], library), FTM, f"{list_id}.ftm.json")

    @api.get("/lists/<list_id>/entities.csv")
    @described(
        "All names of a list, one a line, in the form of the files we ship", media=CSV, refusals=(404,)
    )
    def list_names(list_id: str) -> Response:
        loaded = served.today().library[list_id]
        return _file(map(str.encode, listing_lines(loaded.listings)), CSV, f"{list_id}.csv")


def _file(lines: Iterator[bytes], media: str, name: str) -> Response:
    answer = Response(lines, mimetype=media.partition(";")[0])
    answer.headers["Content-Disposition"] = content_disposition(name)
    return answer
