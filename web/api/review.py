"""Cases and decisions over HTTP: the queue, one case with its history, what was decided since, and deciding.

Deciding asks which state of the case was looked at (If-Match, the ETag of the case): where somebody decided or the
lists changed in between, nothing is changed (412). What a key finds is a proposal: people
confirm it on the pages, and no key does.
"""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlencode

from flask import Blueprint, Response, g, jsonify, request

from screening.dispositions import memory, talk
from screening.dispositions.desk import (
    Proposal,
    case_of,
    propose,
    version_of,
    withdraw,
)
from screening.dispositions.digests import subject_from
from screening.dispositions.queue import Wanted, count_wanted, states_of, wanted_cases
from screening.dispositions.reasons import reasons
from screening.dispositions.rules import Decider, MovedOn, Verdict
from screening.dispositions.shape import case_json, disposition_json
from screening.errors import ScreeningError
from screening.intake.naming import texts_of
from screening.jobs import Installation
from screening.jobs.control import run_of
from screening.jobs.erasures import Kind, waiting_erasures
from web.answering import kept
from web.api import review_files
from web.api.described import IF_MATCH, described
from web.api.erasures import mark_json
from web.api.review_answers import (
    AssigneeAsked,
    CaseAnswer,
    CasesAnswer,
    CasesAsked,
    CommentAsked,
    DecisionAsked,
    DispositionsAnswer,
    DispositionsAsked,
    ReasonsAnswer,
    ReviewersAnswer,
    WhyAsked,
)
from web.api.runs import NoRunsHere
from web.api.validation import BodyMalformed, query_of, validate
from web.served import Served
from web.strict_json import read_json

_CHANGING = (400, 403, 404, 409, 412, 413, 422, 428, 503)


class PreconditionNeeded(ScreeningError):
    """The call does not say which state of the case it speaks of."""

    code, status = "if-match-needed", 428


class CaseChanged(ScreeningError):
    """The case is not any more as the caller saw it."""

    code, status = "case-changed", 412


def add_to(api: Blueprint, served: Served, place: Installation | None) -> None:
    """Answer what is asked about cases and decisions."""

    def there() -> Installation:
        if place is None:
            raise NoRunsHere("This service keeps no runs and no cases; start it with `screening serve`.")
        return place

    @api.get("/reasons")
    @described("The codes that give the reason of a decision", answer=ReasonsAnswer)
    def review_reasons() -> Response:
        said = [
            {
                "code": each.code,
                "says": each.says,
                "for": [verdict.value for verdict in each.verdicts],
                "note_needed": each.note,
                "retired": each.retired,
            }
            for each in reasons().values()
        ]
        return kept(jsonify({"reasons": said}))

    @api.get("/cases")
    @described(
        "Possible matches for review, highest and oldest first; the header Link leads to the next page",
        query=CasesAsked,
        answer=CasesAnswer,
        refusals=(404, 422, 503),
    )
    def cases() -> Response:
        asked, place, team = query_of(CasesAsked), there(), g.caller.team
        if asked.run:
            run_of(place, asked.run, team)
        wanted = Wanted(
            "" if asked.state == "all" else asked.state,
            asked.whose,
            asked.level,
            asked.run,
            asked.list,
            asked.q.strip(),
        )
        with place.database.read() as session:
            total = count_wanted(session, team, wanted, g.caller.id)
            states = states_of(session, team, asked.run)
            found = wanted_cases(session, team, wanted, g.caller.id, skip=asked.offset, most=asked.limit)
        answer = jsonify(
            {"total": total, "states": states, "cases": [case_json(each, version_of(each)) for each in found]}
        )
        return _with_next(answer, asked.offset, asked.limit, total)

    @api.get("/cases/<case_id>")
    @described(
        "One case with its history, comments and files; its ETag is what deciding asks for in If-Match",
        answer=CaseAnswer,
        refusals=(404, 503),
    )
    def one_case(case_id: str) -> Response:
        return _case(there(), case_id)

    @api.post("/cases/<case_id>/decisions")
    @described(
        "Record what was found; it holds at once or waits for a second person, as the answer says",
        body=DecisionAsked,
        answer=CaseAnswer,
        status=201,
        headers=(IF_MATCH,),
        refusals=_CHANGING,
    )
    def decide_case(case_id: str) -> Response:
        place, asked = there(), validate(DecisionAsked, read_json(request.get_data()))
        proposal = Proposal(Verdict(asked.verdict), asked.reason, asked.note)
        version = _looked_at(place, case_id)
        propose(place, g.caller.team, case_id, proposal, _me(), source="api", version=version)
        answer = _case(place, case_id)
        answer.status_code = 201
        return answer

    @api.post("/cases/<case_id>/withdraw")
    @described(
        "Take a decision, or one's own proposal, back: the case is open again, and the history keeps both",
        body=WhyAsked,
        answer=CaseAnswer,
        headers=(IF_MATCH,),
        refusals=_CHANGING,
    )
    def withdraw_case(case_id: str) -> Response:
        place, asked = there(), validate(WhyAsked, read_json(request.get_data()))
        which = _standing(place, case_id)
        withdraw(place, g.caller.team, which, _me(), asked.why)
        return _case(place, case_id)

    @api.post("/cases/<case_id>/comments")
    @described(
        "Say something beside a case",
        body=CommentAsked,
        answer=CaseAnswer,
        status=201,
        refusals=(400, 403, 404, 413, 422, 503),
    )
    def comment_case(case_id: str) -> Response:
        place, asked = there(), validate(CommentAsked, read_json(request.get_data()))
        talk.comment(place, g.caller.team, case_id, _me(), asked.text)
        answer = _case(place, case_id)
        answer.status_code = 201
        return answer

    @api.put("/cases/<case_id>/assignee")
    @described(
        "Give a case to somebody who may decide, take it on, or give it back",
        body=AssigneeAsked,
        answer=CaseAnswer,
        refusals=(400, 403, 404, 413, 422, 503),
    )
    def assign_case(case_id: str) -> Response:
        place, asked = there(), validate(AssigneeAsked, read_json(request.get_data()))
        to = {"me": g.caller.id, "nobody": ""}.get(asked.to, asked.to)
        talk.assign(place, g.caller.team, [case_id], _me(), to=to)
        return _case(place, case_id)

    @api.get("/reviewers")
    @described("The people of the team who may decide", answer=ReviewersAnswer, refusals=(503,))
    def reviewers() -> Response:
        with there().database.read() as session:
            found = talk.deciders_of(session, g.caller.team)
        return jsonify({"reviewers": [{"id": each.id, "name": each.name} for each in found]})

    review_files.add_to(api, served, there)

    @api.get("/dispositions")
    @described(
        "What was decided and what became of it, by the moment it last changed, oldest first; Link leads to the next page",
        query=DispositionsAsked,
        answer=DispositionsAnswer,
        refusals=(404, 422, 503),
    )
    def dispositions() -> Response:
        asked, place, team = query_of(DispositionsAsked), there(), g.caller.team
        if asked.run:
            run_of(place, asked.run, team)
        which = memory.Asked(
            run_id=asked.run, state=asked.state, verdict=asked.verdict, since=_utc(asked.since)
        )
        with place.database.read() as session:
            total = memory.count_dispositions(session, team, which)
            found = memory.dispositions_of(session, team, which, skip=asked.offset, most=asked.limit)
            said = [
                {**disposition_json(past.disposition), "case": case_json(past.case, version_of(past.case))}
                for past in found
            ]
        return _with_next(jsonify({"total": total, "dispositions": said}), asked.offset, asked.limit, total)


def _case(place: Installation, case_id: str) -> Response:
    with place.database.read() as session:
        case = case_of(session, g.caller.team, case_id)
        said = {
            **case_json(case, version_of(case)),
            "history": [disposition_json(each) for each in memory.history_of(session, case.id)],
            "seen_in": [
                {"run": each.run_id, "sheet": each.sheet, "row": each.row, "rows": each.rows}
                for each in memory.runs_of(session, case)
            ],
            "remarks": [
                {
                    "at": each.at,
                    "by": each.by_name,
                    "text": each.text,
                    "file_name": each.file_name,
                    "file_sha256": each.file_sha256 or None,
                    "file_id": each.id if each.file_sha256 else None,
                }
                for each in talk.remarks_of(session, case.id)
            ],
        }
        tag = version_of(case)
        texts = texts_of(subject_from(case.subject))
    waiting = waiting_erasures(place, g.caller.team, Kind.CASE, [case_id], texts)
    answer = jsonify({"case": {**said, "erasure": mark_json(waiting.get(case_id))}})
    answer.set_etag(tag)
    return answer


def _looked_at(place: Installation, case_id: str) -> str:
    """The state of the case that the caller looked at; refused where it is not the state of now.

    Raises:
        PreconditionNeeded: the call does not say. CaseChanged: it has changed. CaseUnknown: there is none.
    """
    with place.database.read() as session:
        now = version_of(case_of(session, g.caller.team, case_id))
    if not request.headers.get("If-Match"):
        raise PreconditionNeeded(
            "Send the ETag of the case as If-Match, so that nobody decides on what he has not seen."
        )
    given = {tag.removesuffix("-gzip") for tag in request.if_match.as_set() if tag}
    if now not in given and not request.if_match.star_tag:
        raise CaseChanged(
            "Somebody decided, or what the lists say has changed; get the case again, then decide."
        )
    return now


def _standing(place: Installation, case_id: str) -> str:
    """The decision that stands or waits in the case that the caller looked at."""
    _looked_at(place, case_id)
    with place.database.read() as session:
        case = case_of(session, g.caller.team, case_id)
        if not case.disposition_id:
            raise MovedOn("No decision stands and no proposal waits in this case.")
        return case.disposition_id


def _utc(moment: str) -> str:
    """A moment as the database has them; where no offset is given it is UTC.

    Raises:
        BodyMalformed: there is no such day or hour.
    """
    if not moment:
        return ""
    try:
        given = datetime.fromisoformat(moment)
    except ValueError as error:
        raise BodyMalformed("since: there is no such moment; give one as in 2026-11-25T09:00:00Z.") from error
    return (given if given.tzinfo else given.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


def _me() -> Decider:
    return Decider(g.caller.id, g.caller.name)


def _with_next(answer: Response, offset: int, limit: int, total: int) -> Response:
    if offset + limit < total:
        given = {**request.args.to_dict(), "offset": str(offset + limit)}
        given.pop("api_key", None)
        answer.headers["Link"] = f'<{request.path}?{urlencode(given)}>; rel="next"'
    return answer
