"""Erasures over HTTP: a key with the permission asks and undoes; agreeing as the second person is for people alone."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, g, jsonify, request, url_for

from screening.dispositions.rules import Decider
from screening.jobs import Installation, run_of
from screening.jobs.erasures import Kind, Target, ask_erasure, erasure_of, undo_erasure
from screening.jobs.erasures import erasures as erasures_of
from screening.storage.erasure_tables import Erasure
from web.api.described import described
from web.api.erasures_answers import ErasureAnswer, ErasureAsked, ErasuresAnswer, RunErasureAsked
from web.api.validation import validate
from web.strict_json import body_json

_BYTES = 64 * 1024  # of a name and a reason


def add_to(api: Blueprint, there: Callable[[], Installation]) -> None:
    """Answer `/erasures` and `/runs/{id}/erasure`."""

    def asked_for(target: Target, reason: str) -> Response:
        caller = Decider(g.caller.id, g.caller.name)
        made = ask_erasure(there(), g.caller.team, target, reason, caller)
        answer = jsonify({"erasure": erasure_json(made)})
        answer.status_code = 202
        answer.headers["Location"] = url_for("api.one_erasure", erasure_id=made.id)
        return answer

    @api.post("/runs/<run_id>/erasure")
    @described(
        "Ask that a run be erased: its list, results and report go once the days of grace are over; its line in the "
        "log stays",
        body=RunErasureAsked,
        answer=ErasureAnswer,
        status=202,
        refusals=(400, 404, 409, 413, 422, 503),
    )
    def erase_run(run_id: str) -> Response:
        run_of(there(), run_id, g.caller.team)  # another team's run is not there, whatever is sent
        request.max_content_length = _BYTES
        asked = validate(RunErasureAsked, body_json(request))
        return asked_for(Target(Kind.RUN, run_id), asked.reason)

    @api.post("/erasures")
    @described(
        "Ask that a run, kept check or case be erased, or all that names a subject",
        body=ErasureAsked,
        answer=ErasureAnswer,
        status=202,
        refusals=(400, 404, 409, 413, 422, 503),
    )
    def erase() -> Response:
        request.max_content_length = _BYTES
        asked = validate(ErasureAsked, body_json(request))
        return asked_for(Target(Kind(asked.kind), asked.what), asked.reason)

    @api.get("/erasures")
    @described(
        "The team's erasures: those that wait, then those that ended", answer=ErasuresAnswer, refusals=(503,)
    )
    def erasures() -> Response:
        return jsonify({"erasures": [erasure_json(each) for each in erasures_of(there(), g.caller.team)]})

    @api.get("/erasures/<erasure_id>")
    @described("Where an erasure stands", answer=ErasureAnswer, refusals=(404, 503))
    def one_erasure(erasure_id: str) -> Response:
        return jsonify({"erasure": erasure_json(erasure_of(there(), g.caller.team, erasure_id))})

    @api.delete("/erasures/<erasure_id>")
    @described("Undo an erasure that was not carried out yet", answer=ErasureAnswer, refusals=(404, 409, 503))
    def undo_erasing(erasure_id: str) -> Response:
        undo_erasure(there(), g.caller.team, erasure_id, Decider(g.caller.id, g.caller.name))
        return one_erasure(erasure_id)


def mark_json(erasure: Erasure | None) -> dict[str, object] | None:
    """What a thing says of its erasure while that waits, to everybody who may see the thing."""
    if erasure is None:
        return None
    return {
        "id": erasure.id,
        "due_at": erasure.due_at,
        "asked_by": erasure.asked_by_name,
        "needs_second": erasure.needs_second and not erasure.seconded_at,
    }


def erasure_json(erasure: Erasure) -> dict[str, object]:
    """An erasure as the API gives it; people by their names."""
    return {
        "id": erasure.id,
        "kind": erasure.kind,
        "what": erasure.what,
        "subject": erasure.subject,
        "reason": erasure.reason,
        "asked_by": erasure.asked_by_name,
        "asked_at": erasure.asked_at,
        "needs_second": erasure.needs_second,
        "seconded_by": erasure.seconded_by_name,
        "seconded_at": erasure.seconded_at,
        "due_at": erasure.due_at,
        "ended_at": erasure.ended_at,
        "outcome": erasure.outcome,
        "held_back": erasure.held_back,
        "unread": erasure.unread,
    }
