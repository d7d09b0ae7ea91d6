"""`POST /screen`: one to 1,000 subjects, answered at once, each with its own result or error.

What the call asks is counted before any of it is screened.

A subject that could not be looked at, or was not reached before the deadline of the call, is `unscreened`, with the reason; it is never left out, and never “no match”.
"""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from flask import Blueprint, Response, g, request

from screening.client.call_limits import SUBJECTS
from screening.engine import Engine
from screening.errors import ScreeningError
from screening.intake.model import Row, RowState
from screening.json_model import JsonModel, JsonObject
from screening.model import CountedAs, Result, RunFacts, Subject, counted_as
from screening.report.json_output import AssessmentJson, Provenance, ScreeningJson, provenance_json
from web.access import Access
from web.api.answers import Counts, IgnoredField, ResultJson, ScreenAnswer
from web.api.described import described
from web.api.models import ScreenRequest
from web.api.subjects import (
    SubjectReading,
    SubjectRefused,
    ignored_fields,
    read_subject,
    subject_faults,
)
from web.api.validation import BodyMalformed, validate
from web.budgets import Amount
from web.deadline import CallerGone, Deadline, DeadlinePassed
from web.faults import MOST, summary_of
from web.problems import Problem, ProblemAnswer
from web.served_engine import Served
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
        body=ScreenRequest,
        answer=ScreenAnswer,
        refusals=(400, 404, 413, 422),
    )
    def screen() -> Response:
        request.max_content_length = BODY_BYTES
        body = body_json(request)
        sent = body.get("subjects") if isinstance(body, dict) else None
        if isinstance(sent, list) and len(sent) > SUBJECTS:  # refused, and counted
            access.count(g.caller, Amount(subjects=len(sent)))
        asked = _validated(body)
        engine = served.under(asked.policies, asked.project)
        read = [_read(said) for said in asked.subjects]
        with access.screening(
            g.caller, request, [each.subject for each in read if isinstance(each, SubjectReading)]
        ) as deadline:
            facts = served.facts(engine)
            provenance = Provenance.of(facts) if asked.provenance == "each" else None
            answering = Answering(engine, facts, deadline, provenance)
            results = [
                answering.answer(place, said, each)
                for place, (said, each) in enumerate(zip(asked.subjects, read, strict=True))
            ]
        ends = Counter(_counted_as(each.assessment) for each in results)
        counts = Counts(
            subjects=len(results),
            **{each.value: ends[each] for each in CountedAs},
        )
        return Response(answer_text(results, counts, facts), mimetype="application/json")


def _counted_as(said: AssessmentJson) -> CountedAs:
    return counted_as(said.outcome, named=said.named, organisation_not_known=said.organisation_not_known)


def answer_text(results: Iterable[ResultJson], counts: Counts, facts: RunFacts) -> str:
    """The JSON of a `ScreenAnswer`.

    Its provenance is the same in all answers of a second, and where it stands in every result it is most of an answer:
    it is written once for them all.
    """
    written = ", ".join(_result_text(each, facts) for each in results)
    return f'{{"results": [{written}], "counts": {_text(counts)}, "provenance": {_provenance_text(facts)}}}'


def _result_text(result: ResultJson, facts: RunFacts) -> str:
    """The JSON of one result; its provenance is that of `facts`, or none."""
    fields = result.model_dump(mode="json", exclude={"provenance"})
    if result.provenance is None:
        return _text(fields)
    # `notes` is the field before it.
    names = list(fields)
    split = names.index("notes") + 1
    before = {name: fields[name] for name in names[:split]}
    behind = {name: fields[name] for name in names[split:]}
    return f'{_text(before)[:-1]}, "provenance": {_provenance_text(facts)}, {_text(behind)[1:]}'


def _text(value: JsonModel | JsonObject) -> str:
    fields = value.model_dump(mode="json") if isinstance(value, JsonModel) else value
    return json.dumps(fields, ensure_ascii=False)


@lru_cache(maxsize=8)
def _provenance_text(facts: RunFacts) -> str:
    return json.dumps(provenance_json(facts), ensure_ascii=False)


def _validated(body: Any) -> ScreenRequest:  # noqa: ANN401 - JSON is any value
    """The body as asked.

    Raises:
        BodyMalformed: with every fault, those of its subjects among them: whoever mends the body sees all at once.
    """
    try:
        return validate(ScreenRequest, body)
    except BodyMalformed as refusal:
        faults = list(Problem.of(refusal).errors)
        sent = body.get("subjects") if isinstance(body, dict) else None
        for place, said in enumerate(sent[:SUBJECTS] if isinstance(sent, list) else ()):
            if len(faults) >= MOST:
                break
            faults += (each.beneath("subjects", place) for each in subject_faults(said))
        del faults[MOST:]
        raise BodyMalformed(summary_of(faults), errors=tuple(faults)) from refusal


def _read(said: Any) -> SubjectReading | SubjectRefused:  # noqa: ANN401 - JSON is any value
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
    # Of every result; None where the answer says it once.
    provenance: Provenance | None

    def answer(self, place: int, said: Any, read: SubjectReading | SubjectRefused) -> ResultJson:  # noqa: ANN401
        """The result of one subject in the one shape, with its place, the caller's reference and metadata, and what was ignored.

        Raises:
            CallerGone: nobody waits for the answer.
        """
        reference = said.get("reference") if isinstance(said, dict) else None
        ignored: list[IgnoredField] = []
        error = None
        try:
            if isinstance(read, SubjectRefused):
                raise read
            result = read.judged(self._screen(read.subject), self.engine.policies)
            shown = ScreeningJson.of(result, self.facts)
            ignored = [IgnoredField.model_validate(each) for each in read.ignored]
        except (SubjectRefused, ScreenFailed, DeadlinePassed) as refusal:
            row = Row(sheet="", number=place, state=RowState.UNSCREENED, code=refusal.code)
            shown = ScreeningJson.unscreened(row, self.facts, refusal.sentence)
            problem = Problem.of(refusal)
            within = tuple(each.beneath("subjects", place) for each in problem.errors)
            error = ProblemAnswer.of(replace(problem, errors=within))
            if isinstance(said, dict):
                sent = {field: value for field, value in said.items() if value is not None}
                ignored = [IgnoredField.model_validate(each) for each in ignored_fields(sent)]
        fields = {**dict(shown), "provenance": self.provenance, "ignored": ignored, "error": error}
        return ResultJson(
            index=place,
            reference=reference if type(reference) in (str, int) else None,
            metadata=read.metadata if isinstance(read, SubjectReading) else {},
            **fields,
        )

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
