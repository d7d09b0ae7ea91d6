"""The blueprint of the reconciliation service: at /reconcile, or at /reconcile/key/<key> for tools that send no headers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, g, jsonify, render_template, request

from screening.errors import ScreeningError
from web.access import Access
from web.compat.openrefine import extend as extending
from web.compat.openrefine.answers import answer
from web.compat.openrefine.manifest import BATCH, manifest
from web.compat.openrefine.queries import QueriesRefused, read_cell
from web.compat.openrefine.words import TYPES, properties, type_of
from web.directory import Party, PartyDirectory
from web.served_engine import Served
from web.strict_json import read_json

PATH = "/reconcile"
KEYED = "/key/<api_key>"
FORM_BYTES = 2**20
SUGGESTED = 20
_FRAMED = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"


class NotListed(ScreeningError):
    """There is no entry of that id."""

    code, status = "not-listed", 404


class BatchTooLarge(ScreeningError):
    """More cells than the manifest allows."""

    code, status = "batch-too-large", 413


def make_blueprint(served: Served, access: Access, known: PartyDirectory) -> Blueprint:
    """Everything under /reconcile."""
    service = Blueprint("reconcile", __name__, url_prefix=PATH)
    both = _twice(service)

    @both("", ["GET", "POST"])
    def endpoint(api_key: str = "") -> Response:
        request.max_content_length = request.max_form_memory_size = FORM_BYTES
        given = request.values
        if "queries" in given:
            cells = _queries(given["queries"])
            read = {key: read_cell(said, key) for key, said in cells.items()}
            engine, subjects = served.today(), [each.subject for each in read.values() if each.subject]
            # The protocol has no word for a cell that was not looked at, whether it cannot be read or time is up:
            # the call is refused whole.
            with access.screening(g.caller, request, subjects) as deadline:
                return jsonify({key: answer(engine, cell, deadline) for key, cell in read.items()})
        if "extend" in given:
            return jsonify(extending.extend(served.today(), known, _read(given["extend"])))
        return jsonify(manifest(request.host_url.rstrip("/"), request.path.rstrip("/")))

    @both("/suggest/<kind>", ["GET"])
    def suggest(kind: str, api_key: str = "") -> Response:
        prefix = request.args.get("prefix", "")
        start = (
            int(cursor) if (cursor := request.args.get("cursor", "0")).isdecimal() and len(cursor) < 6 else 0
        )
        return jsonify({"result": _suggestions(known, kind, prefix)[start : start + SUGGESTED]})

    @both("/properties", ["GET"])
    def propose(api_key: str = "") -> Response:
        limit = request.args.get("limit", "")
        most = int(limit) if limit.isdecimal() and 0 < len(limit) < 4 and int(limit) else len(properties())
        return jsonify(extending.proposals(request.args.get("type", ""), most))

    _add_pages(service, served, known)

    @service.after_request
    def share(response: Response) -> Response:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type, X-API-Key"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return service


def _twice(
    service: Blueprint,
) -> Callable[[str, list[str]], Callable[[Callable[..., Response]], Callable[..., Response]]]:
    """Register a view with and without a key in its path."""

    def at(rule: str, methods: list[str]) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
        def add(view: Callable[..., Response]) -> Callable[..., Response]:
            for prefix in ("", KEYED):
                service.add_url_rule(
                    f"{prefix}{rule}", view.__name__, view, methods=methods, strict_slashes=False
                )
            return view

        return add

    return at


def _add_pages(service: Blueprint, served: Served, known: PartyDirectory) -> None:
    def page(template: str, party_id: str) -> str:
        party = known.by_id.get(party_id)
        if party is None or party.listing is None:
            raise NotListed("There is no entry of that id on the lists that are loaded.")
        loaded = served.today().library[party.listing.watchlist_id]
        return render_template(template, listing=party.listing, loaded=loaded)

    @service.get("/view/<path:party_id>")
    def view(party_id: str) -> str:
        return page("listing.html", party_id)

    @service.get("/preview/<path:party_id>")
    def preview(party_id: str) -> Response:
        response = Response(page("preview.html", party_id), mimetype="text/html")
        # OpenRefine shows this page, and only this one, in a frame of its own.
        response.headers["Content-Security-Policy"] = _FRAMED
        return response

    @service.get("/features/<feature>")
    def features(feature: str) -> str:
        return render_template("feature.html", feature=feature[:80])


def _queries(text: str) -> dict[str, Any]:
    said = _read(text)
    if not isinstance(said, dict):
        raise QueriesRefused("`queries` is an object of questions by key.")
    if len(said) > BATCH:
        raise BatchTooLarge(f"At most {BATCH} cells are answered at once, as the manifest says.")
    return said


def _read(text: str) -> Any:  # noqa: ANN401 - JSON is any value
    return read_json(text.encode("utf-8", "surrogatepass"))


def _suggestions(known: PartyDirectory, kind: str, prefix: str) -> list[dict[str, Any]]:
    if kind == "entity":
        found = known.find_bodies(prefix, lambda party: party.listing is not None)
        return [_suggestion(party) for party in found]
    folded = prefix.casefold()
    if kind == "type":
        named = list(TYPES.items())
    elif kind == "property":
        named = [(each.id, each.title) for each in properties().values()]
    else:
        raise NotListed("Entities, types and properties are suggested, nothing else.")
    return [
        {"id": id, "name": name}
        for id, name in named
        if id.startswith(folded) or name.casefold().startswith(folded)
    ]


def _suggestion(party: Party) -> dict[str, Any]:
    listing = party.listing
    assert listing is not None
    kind = type_of(listing)
    return {
        "id": party.id,
        "name": party.name,
        "description": f"{listing.watchlist_id}, {listing.edition}",
        "notable": [{"id": kind, "name": TYPES[kind]}],
    }
