"""`POST /screen`: one to 1,000 subjects, answered at once, each with its own result or error.

A subject that could not be looked at is `unscreened`, with the reason; it is never left out, and never “no match”.
"""

from __future__ import annotations

import json
import logging
from collections import Counter
from typing import Any

from flask import Blueprint, Response, g, request

from screening.engine import Engine
from screening.errors import ScreeningError
from screening.intake.model import Row, RowState
from screening.model import Outcome, Result, RunFacts, Subject
from screening.report import provenance_json, result_json, unscreened_json
from web.access import Access
from web.api.answers import ScreenAnswer
from web.api.described import described
from web.api.models import ScreenAsked
from web.api.subjects import SubjectRefused, read_subject
from web.api.validation import validate
from web.problems import Problem, problem_json
from web.served import Served
from web.strict_json import body_json

LOG = logging.getLogger("screening.web")
BODY_BYTES = 4 * 2**20  # a thousand subjects with full addresses are about 1 MB


class ScreenFailed(ScreeningError):
    """Screening this one subject failed on our side."""

    code, status = "screening-failed", 500


def add_to(api: Blueprint, served: Served, access: Access) -> None:
    """Answer `POST /screen` on the API."""

    @api.post("/screen")
    @described(
        "Screen one to 1,000 subjects, answered at once in the order asked",
        body=ScreenAsked,
        answer=ScreenAnswer,
        refusals=(400, 404, 413, 422),
    )
    def screen() -> Response:
        request.max_content_length = BODY_BYTES
        asked = validate(ScreenAsked, body_json(request))
        engine = served.under(asked.policies, asked.project)
        access.count_subjects(g.caller, len(asked.subjects))
        facts = served.facts(engine)
        results = [answer_one(engine, facts, place, said) for place, said in enumerate(asked.subjects)]
        outcomes = Counter(each["assessment"]["outcome"] for each in results)
        if asked.provenance == "once":
            for each in results:
                del each["provenance"]
        answer = {
            "results": results,
            "counts": {"subjects": len(results), **{each.value: outcomes[each.value] for each in Outcome}},
            "provenance": provenance_json(facts),
        }
        return Response(json.dumps(answer, ensure_ascii=False), mimetype="application/json")


def answer_one(engine: Engine, facts: RunFacts, place: int, said: Any) -> dict[str, Any]:  # noqa: ANN401
    """The result of one subject in the one shape, with its place, the caller's id and what was ignored."""
    own_id = said.get("id") if isinstance(said, dict) else None
    around = {"index": place, "id": own_id if type(own_id) in (str, int) else None}
    try:
        asked = read_subject(said)
        result = screen_one(engine, asked.subject)
    except (SubjectRefused, ScreenFailed) as refusal:
        return {**around, **_unscreened(facts, place, refusal), "ignored": []}
    ignored = [{"field": each.field, "why": each.why} for each in asked.ignored]
    return {**around, **result_json(result, facts), "ignored": ignored, "error": None}


def screen_one(engine: Engine, subject: Subject) -> Result:
    """Screen one subject.

    Raises:
        ScreenFailed: whatever went wrong; the other subjects of a batch are not touched by it.
    """
    try:
        return engine.screen(subject)
    except Exception as error:
        # Its message may hold the name that was asked about.
        LOG.error("request %s: a subject failed: %s", g.get("request_id", ""), type(error).__name__)
        raise ScreenFailed("This subject could not be screened; it was not looked at.") from error


def _unscreened(facts: RunFacts, place: int, refusal: ScreeningError) -> dict[str, Any]:
    row = Row(sheet="", number=place, state=RowState.UNSCREENED, code=refusal.code)
    said = unscreened_json(row, facts, refusal.sentence)
    del said["row"]
    return {**said, "error": problem_json(Problem(refusal.status, refusal.code, refusal.sentence))}
