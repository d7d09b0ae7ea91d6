"""The blueprint of the reconciliation service: at /reconcile over all lists, at /reconcile/<dataset> over one of them.

Tools that send no headers put their key in the address: /reconcile/key/<key> and /reconcile/key/<key>/<dataset>. What an
entry says is shown to who has a key or is signed in, never to strangers: a list may be the institution's own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, g, jsonify, render_template, request

from screening.errors import ScreeningError
from watchlists.library import Library
from web.access import Access
from web.compat.body_entities import BodyEntities, BodyEntity
from web.compat.openrefine import extend as extending
from web.compat.openrefine.answers import answer, is_on
from web.compat.openrefine.manifest import BATCH, manifest
from web.compat.openrefine.queries import QueriesRefused, read_cell
from web.compat.openrefine.words import TYPES, properties, type_of
from web.compat.yente.entities import dataset_name
from web.compat.yente.parameters import ALL
from web.directory import PartyDirectory
from web.served_engine import Served
from web.strict_json import read_json

PATH = "/reconcile"
KEYED = "/key/<api_key>"
ONE_LIST = "/<dataset>"
FORM_BYTES = 2**20
SUGGESTED = 20
_SUGGESTED_KINDS = ("entity", "type", "property")
_FRAMED = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"


class NotListed(ScreeningError):
    """There is no entry of that id."""

    code, status = "not-listed", 404


class BatchTooLarge(ScreeningError):
    """More cells than the manifest allows."""

    code, status = "batch-too-large", 413


def make_blueprint(served: Served, access: Access, known: PartyDirectory, bodies: BodyEntities) -> Blueprint:
    """Everything under /reconcile."""
    service = Blueprint("reconcile", __name__, url_prefix=PATH)
    everywhere = _everywhere(service)

    @everywhere("", ["GET", "POST"])
    def endpoint(dataset: str = ALL, api_key: str = "") -> Response:
        request.max_content_length = request.max_form_memory_size = FORM_BYTES
        given = request.values
        engine = served.today()
        only = _list_of(dataset, engine.library)
        if "queries" in given:
            cells = _queries(given["queries"])
            read = {key: read_cell(said, key) for key, said in cells.items()}
            subjects = [each.subject for each in read.values() if each.subject]
            # The protocol has no word for a cell that was not looked at, whether it cannot be read or time is up:
            # the call is refused whole.
            with access.screening(g.caller, request, subjects) as deadline:
                said = {key: answer(engine, bodies, cell, deadline, only) for key, cell in read.items()}
            return jsonify(said)
        if "extend" in given:
            asked = extending.check(_read(given["extend"]))
            with access.screening(g.caller, request, extending.subjects(bodies, asked)) as deadline:
                return jsonify(extending.extend(engine, bodies, asked, deadline))
        title = engine.library[only].watchlist.title if only else ""
        service_path = f"{PATH}/key/{api_key}" if api_key else PATH
        return jsonify(manifest(request.host_url.rstrip("/"), service_path, request.path.rstrip("/"), title))

    @everywhere("/suggest/<kind>", ["GET"])
    def suggest(kind: str, dataset: str = ALL, api_key: str = "") -> Response:
        only = _list_of(dataset, served.engine.library)
        prefix = request.args.get("prefix", "")
        start = (
            int(cursor) if (cursor := request.args.get("cursor", "0")).isdecimal() and len(cursor) < 6 else 0
        )
        return jsonify({"result": _suggestions(known, bodies, kind, prefix, only)[start : start + SUGGESTED]})

    @everywhere("/properties", ["GET"])
    def propose(dataset: str = ALL, api_key: str = "") -> Response:
        _list_of(dataset, served.engine.library)
        limit = request.args.get("limit", "")
        most = int(limit) if limit.isdecimal() and 0 < len(limit) < 4 and int(limit) else len(properties())
        return jsonify(extending.proposals(request.args.get("type", ""), most))

    _add_pages(service, served, bodies)

    @service.after_request
    def share(response: Response) -> Response:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type, X-API-Key"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return service


def _everywhere(
    service: Blueprint,
) -> Callable[[str, list[str]], Callable[[Callable[..., Response]], Callable[..., Response]]]:
    """Register a view for all lists and for one dataset, with and without a key in its path."""

    def at(rule: str, methods: list[str]) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
        def add(view: Callable[..., Response]) -> Callable[..., Response]:
            for prefix in ("", KEYED, ONE_LIST, f"{KEYED}{ONE_LIST}"):
                service.add_url_rule(
                    f"{prefix}{rule}", view.__name__, view, methods=methods, strict_slashes=False
                )
            return view

        return add

    return at


def _add_pages(service: Blueprint, served: Served, bodies: BodyEntities) -> None:
    def page(template: str, party_id: str) -> str:
        body = bodies.by_id.get(party_id)
        if body is None:
            raise NotListed("There is no entry of that id on the lists that are loaded.")
        library = served.today().library
        printed = [(each, library[each.watchlist_id]) for each in body.current]
        listing, loaded = printed[0]
        return render_template(template, listing=listing, loaded=loaded, further=printed[1:])

    @service.get("/view/<path:party_id>")
    @service.get(f"{KEYED}/view/<path:party_id>")
    def view(party_id: str, api_key: str = "") -> str:
        return page("listing.html", party_id)

    @service.get("/preview/<path:party_id>")
    @service.get(f"{KEYED}/preview/<path:party_id>")
    def preview(party_id: str, api_key: str = "") -> Response:
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


def _list_of(dataset: str, library: Library) -> str | None:
    """The id of the one list that a dataset is; None for all of them.

    Raises:
        NotListed: there is no such dataset.
    """
    if dataset == ALL:
        return None
    for list_id in library.lists:
        if dataset_name(list_id) == dataset:
            return list_id
    raise NotListed("There is no such dataset; the catalogue names those that are served.")


def _suggestions(
    known: PartyDirectory, bodies: BodyEntities, kind: str, prefix: str, only: str | None
) -> list[dict[str, Any]]:
    if kind not in _SUGGESTED_KINDS:
        raise NotListed("Entities, types and properties are suggested, nothing else.")
    if not prefix.strip():
        return []
    if kind == "entity":
        if (body := bodies.by_id.get(prefix.strip())) is not None:
            found = [body]
        else:
            parties = known.find(prefix, lambda party: party.listing is not None)
            named = (bodies.by_id[party.id] for party in parties if party.id in bodies.by_id)
            found = list({body.id: body for body in named}.values())
        return [_suggestion(body) for body in found if is_on(body, only)]
    folded = prefix.casefold()
    if kind == "type":
        titled = list(TYPES.items())
    else:
        titled = [(each.id, each.title) for each in properties().values()]
    return [
        {"id": id, "name": name}
        for id, name in titled
        if id.startswith(folded) or name.casefold().startswith(folded)
    ]


def _suggestion(body: BodyEntity) -> dict[str, Any]:
    listing, kind = body.deciding, type_of(body.deciding)
    lists = list(dict.fromkeys(each.watchlist_id for each in body.current))
    return {
        "id": body.id,
        "name": listing.name,
        "description": f"{', '.join(lists)}; {listing.edition}",
        "notable": [{"id": kind, "name": TYPES[kind]}],
    }
