"""The blueprint of the API: every group of questions, the document, and the page that people read."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, partial
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, render_template

from screening.context import AppContext
from screening.runs.control import RunUnknown
from web.access import Access
from web.api import list_files, reference, review, runs, screen, watches
from web.api.described import described
from web.api.error_catalogue import ErrorsAnswer, error_codes
from web.api.field_tables import field_tables
from web.api.list_files import EntityLines
from web.api.openapi import document
from web.directory import PartyDirectory
from web.problems import Problem, as_problem
from web.responses import as_json, with_etag
from web.served_engine import Served

_ANOTHER_PLACE = (
    "A key is shown the runs of its team alone, and a run of a sandbox key is shown to sandbox keys."
)


def make_blueprint(
    served: Served,
    access: Access,
    known: PartyDirectory,
    entity_lines: EntityLines,
    context: AppContext | None = None,
) -> Blueprint:
    """Everything under /api/v1; `entity_lines` writes a list as FollowTheMoney."""
    api = Blueprint("api", __name__, url_prefix="/api/v1")
    screen.add_to(api, served, access)
    reference.add_to(api, served, known)
    list_files.add_to(api, served, entity_lines)
    runs.add_to(api, served, access, context)
    watches.add_to(api, served, access, context)
    review.add_to(api, served, context)

    # A tenth of a second's work, and the same for as long as the process lives.
    @cache
    def whole_document() -> dict[str, Any]:
        return document(current_app)

    @api.get("/errors")
    @described(
        "Every code that an error may have: its status, what it means, what to do", answer=ErrorsAnswer
    )
    def errors() -> Response:
        return with_etag(as_json(ErrorsAnswer(errors=[*error_codes().values()])))

    @api.errorhandler(RunUnknown)
    def unknown_run(error: RunUnknown) -> Response:
        said = Problem.of(error)
        answer = as_problem(replace(said, sentence=f"{said.sentence} {_ANOTHER_PLACE}"))
        answer.status_code = said.status
        return answer

    @api.get("/openapi.json")
    def openapi() -> Response:
        return jsonify(whole_document())

    @api.get("/")
    def page() -> str:
        said = whole_document()
        return render_template("api.html", document=said, field_tables=partial(field_tables, said))

    return api
