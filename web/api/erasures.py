"""Erasures over HTTP: a key with the permission asks and undoes; agreeing as the second person is for people alone."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, g, request, url_for

from screening.context import AppContext
from screening.review.rules import Decider
from screening.runs.control import run_of
from screening.runs.erasures import (
    ErasureKind,
    ErasureTarget,
    ask_erasure,
    erasure_key,
    erasure_of,
    erasures_after,
    undo_erasure,
)
from screening.runs.erasures_json import ErasureJson
from web.api.described import described
from web.api.erasures_answers import ErasureAnswer, ErasureRequest, ErasuresAnswer, RunErasureRequest
from web.api.paging import PageRequest, cut, key_of, with_link
from web.api.validation import query_of, validate
from web.responses import as_json
from web.strict_json import body_json

_BYTES = 64 * 1024  # of a name and a reason


def add_to(api: Blueprint, there: Callable[[], AppContext]) -> None:
    """Answer `/erasures` and `/runs/{id}/erasure`."""

    def accepted(target: ErasureTarget, reason: str) -> Response:
        caller = Decider(g.caller.id, g.caller.name)
        made = ask_erasure(there(), g.caller.team, target, reason, caller)
        answer = as_json(ErasureAnswer(erasure=ErasureJson.of(made)), 202)
        answer.headers["Location"] = url_for("api.one_erasure", erasure_id=made.id)
        return answer

    @api.post("/runs/<run_id>/erasure")
    @described(
        "Ask that a run be erased: its list, results and report go once the days of grace are over; its line in the "
        "log stays",
        body=RunErasureRequest,
        answer=ErasureAnswer,
        status=202,
        refusals=(400, 404, 409, 413, 422, 503),
    )
    def erase_run(run_id: str) -> Response:
        run_of(there(), run_id, g.caller.team)  # another team's run is not there, whatever is sent
        request.max_content_length = _BYTES
        asked = validate(RunErasureRequest, body_json(request))
        return accepted(ErasureTarget(ErasureKind.RUN, run_id), asked.reason)

    @api.post("/erasures")
    @described(
        "Ask that a run, saved check or case be erased, or all that names a subject",
        body=ErasureRequest,
        answer=ErasureAnswer,
        status=202,
        refusals=(400, 404, 409, 413, 422, 503),
    )
    def erase() -> Response:
        request.max_content_length = _BYTES
        asked = validate(ErasureRequest, body_json(request))
        return accepted(ErasureTarget(ErasureKind(asked.kind), asked.what), asked.reason)

    @api.get("/erasures")
    @described(
        "The team's erasures: those that wait, then those that ended",
        query=PageRequest,
        answer=ErasuresAnswer,
        refusals=(422, 503),
    )
    def erasures() -> Response:
        asked = query_of(PageRequest)
        after = key_of(asked, int, str, str)
        every = erasures_after(there(), g.caller.team, most=asked.limit + 1, after=after)
        found, following = cut(every, asked.limit, erasure_key)
        shown = list(map(ErasureJson.of, found))
        return with_link(as_json(ErasuresAnswer(erasures=shown, next=following)), following)

    @api.get("/erasures/<erasure_id>")
    @described("The state of an erasure", answer=ErasureAnswer, refusals=(404, 503))
    def one_erasure(erasure_id: str) -> Response:
        found = erasure_of(there(), g.caller.team, erasure_id)
        return as_json(ErasureAnswer(erasure=ErasureJson.of(found)))

    @api.delete("/erasures/<erasure_id>")
    @described("Undo an erasure that was not carried out yet", answer=ErasureAnswer, refusals=(404, 409, 503))
    def undo_erasing(erasure_id: str) -> Response:
        undo_erasure(there(), g.caller.team, erasure_id, Decider(g.caller.id, g.caller.name))
        return one_erasure(erasure_id)
