"""Errors in one shape (RFC 9457), and in the shape that a foreign protocol asks for on its own paths.

Every refusal has a status, a stable code and a sentence. A failure of ours says so and nothing else: no trace, no
path, no part of what was sent; the request's id leads to the log.
"""

from __future__ import annotations

import difflib
import logging
import re
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from flask import Flask, Response, current_app, g, jsonify, render_template, request
from pydantic import Field
from werkzeug.exceptions import HTTPException

from screening.errors import ScreeningError, is_question
from screening.intake.question_json import QuestionJson
from screening.json_model import JsonModel, is_none
from screening.storage import disk_refusal
from watchlists.errors import NoSource, SnapshotUnknown, UnknownWatchlist, WatchlistError
from web.faults import FaultJson
from web.i18n import _

_LONGEST = 200  # characters of an address that is compared with those there are
LOG = logging.getLogger("screening.web")


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong: status, stable code, one sentence, and seconds to wait where waiting helps."""

    status: int
    code: str
    sentence: str
    retry_after: int | None = None
    question: QuestionJson | None = None  # where a list may be read in more than one way
    errors: tuple[FaultJson, ...] = ()  # each fault of the body or the query

    @classmethod
    def of(cls, error: ScreeningError) -> Problem:
        """What a refusal says."""
        wait, errors = error.facts.get("retry_after"), error.facts.get("errors")
        return cls(
            error.status,
            error.code,
            error.sentence,
            wait if isinstance(wait, int) else None,
            QuestionJson.of(error) if is_question(error) else None,
            errors if isinstance(errors, tuple) else (),
        )


Shape = Callable[[Problem], Response]


class ProblemAnswer(JsonModel):
    """An error (RFC 9457); `code` is stable, `detail` is one sentence for a person."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    instance: str
    question: QuestionJson | None = Field(
        default=None,
        exclude_if=is_none,
        description="In which ways a list may be read; with the code `needs-mapping` or `needs-encoding`.",
    )
    errors: list[FaultJson] | None = Field(
        default=None,
        exclude_if=is_none,
        description="Every fault of the body or the query, up to 100; where the code is about one.",
    )

    @classmethod
    def of(cls, problem: Problem) -> ProblemAnswer:
        """The members of RFC 9457, with our code beside them, and the question where one is asked."""
        return cls(
            type=f"urn:research-screening:problem:{problem.code}",
            title=HTTPStatus(problem.status).phrase,
            status=problem.status,
            detail=problem.sentence,
            code=problem.code,
            instance=f"urn:research-screening:request:{g.get('request_id', '')}",
            question=problem.question,
            errors=[*problem.errors] or None,
        )


def as_problem(problem: Problem) -> Response:
    """The shape of our own API."""
    answer = jsonify(ProblemAnswer.of(problem).model_dump(mode="json"))
    answer.content_type = "application/problem+json"
    return answer


def as_detail(problem: Problem) -> Response:
    """The shape of yente's clients."""
    return jsonify({"detail": problem.sentence})


def as_status(problem: Problem) -> Response:
    """The shape of reconciliation clients."""
    return jsonify({"status": "error", "message": problem.sentence})


def as_page(problem: Problem) -> Response:
    """The shape for people; a page that stands already shows it in the place of what it asked for."""
    page = render_template(
        "refused.html", sentence=problem.sentence, code=problem.code, status=problem.status
    )
    answer = Response(page, mimetype="text/html")
    if "HX-Request" in request.headers:
        answer.headers["HX-Reselect"], answer.headers["HX-Reswap"] = "#refused", "innerHTML"
    return answer


def ask_to_wait(answer: Response, error: ScreeningError) -> None:
    """Give the answer to a refusal the header Retry-After, where waiting helps."""
    if isinstance(wait := error.facts.get("retry_after"), int):
        answer.headers["Retry-After"] = str(wait)


def register(app: Flask, shape_of: Callable[[str], Shape]) -> None:
    """Let every error of the application end in the shape of its path."""

    def answer(problem: Problem) -> Response:
        given = shape_of(request.path)(problem)
        given.status_code = problem.status
        if problem.retry_after is not None:
            given.headers["Retry-After"] = str(problem.retry_after)
        if problem.status == HTTPStatus.UNAUTHORIZED:
            given.headers["WWW-Authenticate"] = 'Bearer realm="research-screening"'
        return given

    @app.errorhandler(ScreeningError)
    def refused(error: ScreeningError) -> Response:
        return answer(Problem.of(error))

    @app.errorhandler(OSError)
    def not_written(error: OSError) -> Response:
        return refused(refusal) if (refusal := disk_refusal(error)) else failed(error)

    @app.errorhandler(WatchlistError)
    def unusable(error: WatchlistError) -> Response:
        status = 404 if isinstance(error, (UnknownWatchlist, SnapshotUnknown, NoSource)) else 500
        return answer(Problem(status, error.code, error.sentence))

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        if error.response is not None or (error.code or 500) < 400:
            return app.make_response(error.get_response())
        made = answer(_of_http(error, to_program=shape_of(request.path) is not as_page))
        if "Allow" in (given := dict(error.get_headers())):
            made.headers["Allow"] = given["Allow"]
        return made

    @app.errorhandler(Exception)
    def failed(error: Exception) -> Response:
        # The message of a foreign error may hold a name; only its type and place are ours to log.
        place = traceback.extract_tb(error.__traceback__)[-1]
        LOG.error(
            "request %s failed: %s at %s:%d",
            g.get("request_id", ""),
            type(error).__name__,
            Path(place.filename).name,
            place.lineno or 0,
        )
        return answer(Problem(500, "failed", _ours()))


def _ours() -> str:
    return _(
        "Something failed on our side, and nothing was saved. Try again; if it happens again, give the request id to the people who run this service."
    )


_CODES = {
    404: "not-found",
    405: "method-not-allowed",
    413: "request-entity-too-large",
    415: "unsupported-media-type",
    431: "request-header-fields-too-large",
}


def _of_http(error: HTTPException, *, to_program: bool) -> Problem:
    status = HTTPStatus(error.code or 500)
    # Named here, since the phrases of Python's statuses change with its releases.
    code = _CODES.get(status, "bad-request" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "failed")
    methods = ", ".join(sorted({*(getattr(error, "valid_methods", None) or ())} - {"HEAD", "OPTIONS"}))
    sentences = {
        404: _nothing_there()
        if to_program
        else _("There is no page at this address. Go to the start page, or see /api/v1/ for the API."),
        405: _(
            "This address does not answer %(method)s; it answers %(methods)s.",
            method=request.method,
            methods=methods,
        ),
        413: _(
            "The request is too large for this address; send fewer subjects at once, or upload them as a list."
        ),
    }
    return Problem(status, code, sentences.get(status, f"{status.phrase}: {status.description}."))


_VARIABLE = re.compile(r"<(?:\w+:)?(\w+)>")


def _nothing_there() -> str:
    """What a program is told at an address that there is none of: the nearest ones of the API, in English."""
    asked = request.path.rstrip("/")
    whole = asked if asked.startswith("/api/") else f"/api/v1{asked}"
    known: dict[str, set[str]] = {}
    for rule in current_app.url_map.iter_rules():
        if rule.rule.startswith("/api/"):
            methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
            known.setdefault(_VARIABLE.sub(r"{\1}", rule.rule), set()).update(methods)
    near = difflib.get_close_matches(whole[:_LONGEST], known, n=1)
    sentence = "There is nothing at this address."
    if near:
        sentence += f" The nearest one of the API is {', '.join(sorted(known[near[0]]))} {near[0]}."
    return f"{sentence} /api/v1/ shows all of them."
