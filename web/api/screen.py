"""`POST /screen`: one to 1,000 subjects, answered at once, each with its own result or error.

What the call asks is counted before any of it is screened.

A subject that could not be looked at, or was not reached before the deadline of the call, is `unscreened`, with the reason; it is never left out, and never “no match”.
"""

from __future__ import annotations

import json
import logging
from collections import Counter
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, g, request

from screening.call_limits import SUBJECTS
from screening.engine import Engine
from screening.errors import ScreeningError
from screening.intake.model import Row, RowState
from screening.model import Outcome, Result, RunFacts, Subject
from screening.report import provenance_json, result_json, unscreened_json
from web.access import Access
from web.api.answers import ScreenAnswer
from web.api.described import described
from web.api.models import ScreenAsked
from web.api.subjects import Asked, SubjectRefused, read_subject
from web.api.validation import validate
from web.budgets import Amount
from web.deadline import CallerGone, Deadline, DeadlinePassed
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
        body = body_json(request)
        sent = body.get("subjects") if isinstance(body, dict) else None
        if isinstance(sent, list) and len(sent) > SUBJECTS:  # refused, and counted
            access.count(g.caller, Amount(subjects=len(sent)))
        asked = validate(ScreenAsked, body)
        engine = served.under(asked.policies, asked.project)
        read = [_read(said) for said in asked.subjects]
        with access.screening(
            g.caller, request, [each.subject for each in read if isinstance(each, Asked)]
        ) as deadline:
            facts = served.facts(engine)
            answering = Answering(engine, facts, deadline)
            results = [
                answering.answer(place, said, each)
                for place, (said, each) in enumerate(zip(asked.subjects, read, strict=True))
            ]
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


def _read(said: Any) -> Asked | SubjectRefused:  # noqa: ANN401 - JSON is any value
    try:
        return read_subject(said)
    except SubjectRefused as refusal:
        return refusal


@dataclass(frozen=True, slots=True)
class Answering:
    """The answers of one call, subject by subject, until its deadline; what comes after it was not looked at."""

    engine: Engine
    facts: RunFacts
    deadline: Deadline

    def answer(self, place: int, said: Any, read: Asked | SubjectRefused) -> dict[str, Any]:  # noqa: ANN401
        """The result of one subject in the one shape, with its place, the caller's id and what was ignored.

        Raises:
            CallerGone: nobody waits for the answer.
        """
        own_id = said.get("id") if isinstance(said, dict) else None
        around = {"index": place, "id": own_id if type(own_id) in (str, int) else None}
        try:
            if isinstance(read, SubjectRefused):
                raise read
            result = read.judged(self._screen(read.subject), self.engine.policies)
        except (SubjectRefused, ScreenFailed, DeadlinePassed) as refusal:
            return {**around, **_unscreened(self.facts, place, refusal), "ignored": []}
        ignored = [{"field": each.field, "why": each.why} for each in read.ignored]
        return {**around, **result_json(result, self.facts), "ignored": ignored, "error": None}

    def _screen(self, subject: Subject) -> Result:
        """Screen one subject.

        Raises:
            DeadlinePassed: it was not reached in time.
            ScreenFailed: whatever went wrong; the other subjects of a batch are not touched by it.
            CallerGone: nobody waits for the answer.
        """
        try:
            self.deadline()  # once passed it stays so
            return self.engine.screen(subject, tick=self.deadline)
        except (DeadlinePassed, CallerGone):
            raise
        except Exception as error:
            # Its message may hold the name that was asked about.
            LOG.error("request %s: a subject failed: %s", g.get("request_id", ""), type(error).__name__)
            raise ScreenFailed("This subject could not be screened; it was not looked at.") from error


def _unscreened(facts: RunFacts, place: int, refusal: ScreeningError) -> dict[str, Any]:
    row = Row(sheet="", number=place, state=RowState.UNSCREENED, code=refusal.code)
    said = unscreened_json(row, facts, refusal.sentence)
    del said["row"]
    return {**said, "error": problem_json(Problem(refusal.status, refusal.code, refusal.sentence))}
