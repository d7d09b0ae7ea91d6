"""The blueprint of yente's addresses, open to pages of other hosts as yente is."""

from __future__ import annotations

from flask import Blueprint, Response

from web.access import Access
from web.compat.body_entities import BodyEntities
from web.compat.yente import about, match, search
from web.compat.yente.body_index import BodyIndex
from web.directory import PartyDirectory
from web.served_engine import Served

PATHS = ("/match/", "/search/", "/entities/", "/catalog", "/manifest", "/algorithms", "/updatez")


def make_blueprint(served: Served, access: Access, known: PartyDirectory, bodies: BodyEntities) -> Blueprint:
    """Everything that yente's clients call, at the root of the service."""
    yente = Blueprint("yente", __name__)
    index = BodyIndex.of(bodies, served.engine.library, known)
    match.add_to(yente, served, access, index)
    search.add_to(yente, served, index)
    about.add_to(yente, served)

    @yente.after_request
    def share(response: Response) -> Response:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type, X-API-Key"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return yente
