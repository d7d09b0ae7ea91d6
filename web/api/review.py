"""Cases and decisions over HTTP: the queue, one case with its members and history, what was decided since, and deciding.

Deciding asks which state of the case was looked at (If-Match, the ETag of the case): where somebody decided or the
lists changed in between, nothing is changed (412). What a key finds is a proposal: people
confirm it on the pages, and no key does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, Response, g, request
from sqlmodel import Session

from screening.context import AppContext
from screening.errors import ScreeningError
from screening.intake.subject_names import texts_of
from screening.review import comments, exceptions, history
from screening.review.case_orders import cases_from, store_order, stored_order
from screening.review.decide import (
    UNDO_MINUTES,
    Proposal,
    case_of,
    propose,
    propose_again,
    undo,
    version_of,
    withdraw,
)
from screening.review.fingerprints import subject_from
from screening.review.json_output import (
    CaseJson,
    CaseMemberJson,
    DecidedCase,
    DispositionJson,
    ReasonCode,
    RemarkJson,
    SeenInJson,
    case_fields,
    disposition_fields,
)
from screening.review.queue import CaseFilter, count_wanted, states_of, wanted_ids
from screening.review.reasons import reasons
from screening.review.rules import Decider, MovedOn, Verdict
from screening.runs.control import run_of
from screening.runs.erasures import ErasureKind, waiting_erasures
from screening.runs.erasures_json import ErasureMark
from web.api import collaboration, review_files
from web.api.described import IF_MATCH, described
from web.api.paging import PageRequest, cursor_refused, cut, key_of, page_in_memory, with_link
from web.api.review_answers import (
    AssigneeRequest,
    CaseAnswer,
    CasesAnswer,
    CasesRequest,
    CommentRequest,
    DecisionRequest,
    DispositionsAnswer,
    DispositionsRequest,
    DueRequest,
    ExceptionsAnswer,
    ExceptionsRequest,
    MembersAnswer,
    MembersRequest,
    ReasonsAnswer,
    ReviewerJson,
    ReviewersAnswer,
    StatesJson,
    WholeCase,
    WithdrawalRequest,
)
from web.api.runs import NoRunsHere
from web.api.validation import query_of, validate
from web.responses import as_json, with_etag
from web.served_engine import Served
from web.strict_json import read_json

_CHANGING = (400, 403, 404, 409, 412, 413, 422, 428, 503)


class PreconditionNeeded(ScreeningError):
    """The call does not say which state of the case it speaks of."""

    code, status = "if-match-needed", 428


class CaseChanged(ScreeningError):
    """The case is not any more as the caller saw it."""

    code, status = "case-changed", 412


def add_to(api: Blueprint, served: Served, context: AppContext | None) -> None:
    """Answer what is asked about cases and decisions."""

    def there() -> AppContext:
        if context is None:
            raise NoRunsHere("This service keeps no runs and no cases; start it with `screening serve`.")
        return context

    @api.get("/reasons")
    @described("The codes that give the reason of a decision", answer=ReasonsAnswer)
    def review_reasons() -> Response:
        return with_etag(as_json(ReasonsAnswer(reasons=list(map(ReasonCode.of, reasons().values())))))

    @api.get("/cases")
    @described(
        "Questions for review, highest first, then overdue, then oldest; the header Link leads to the next page",
        query=CasesRequest,
        answer=CasesAnswer,
        refusals=(404, 422, 503),
    )
    def cases() -> Response:
        asked, context, team = query_of(CasesRequest), there(), g.caller.team
        if asked.run:
            run_of(context, asked.run, team)
        wanted = CaseFilter(
            "" if asked.state == "all" else asked.state,
            asked.assignee,
            asked.level,
            asked.run,
            asked.list,
            asked.q.strip(),
            due=asked.due,
            bulk=asked.bulk,
            sort=asked.sort,
            today=context.now().date().isoformat(),
        )
        with context.database.read() as session:
            total = count_wanted(session, team, wanted, g.caller.id)
            states = states_of(session, team, asked.run)
            order = _order_of(session, team, wanted, key_of(asked, str, int))
            from_here = (order.case_ids, order.begin)
            placed = cases_from(session, team, wanted, g.caller.id, from_here, asked.limit + 1)
        # Who needs no other page leaves nothing behind.
        if len(placed) > asked.limit and not order.id:
            order = replace(order, id=store_order(context, team, order.case_ids))
        page, following = cut(placed, asked.limit, lambda last: (order.id, last[0] + 1))
        answer = CasesAnswer(
            total=total,
            next=following,
            states=StatesJson(**states),
            cases=[CaseJson.of(each, version_of(each)) for _, each in page],
        )
        return with_link(as_json(answer), following)

    @api.get("/cases/<case_id>")
    @described(
        "One case with its first members, history, comments and files; its ETag is what deciding asks for in If-Match",
        answer=CaseAnswer,
        refusals=(404, 503),
    )
    def one_case(case_id: str) -> Response:
        return _case(there(), case_id)

    @api.get("/cases/<case_id>/members")
    @described(
        "The people and organisations that a case asks about, highest first; Link leads to the next page",
        query=MembersRequest,
        answer=MembersAnswer,
        refusals=(404, 422, 503),
    )
    def case_members(case_id: str) -> Response:
        asked = query_of(MembersRequest)
        after = key_of(asked, int, int, str, str)
        with there().database.read() as session:
            case = case_of(session, g.caller.team, case_id)
            members = history.members_of(session, case_id, most=asked.limit + 1, after=after)
            found, following = cut(members, asked.limit, history.member_key)
            shown = list(map(CaseMemberJson.of, found))
            answer = MembersAnswer(total=case.people, members=shown, next=following)
        return with_link(as_json(answer), following)

    @api.post("/cases/<case_id>/decisions")
    @described(
        "Record a decision; it takes effect at once or waits for a second reviewer, as the answer says",
        body=DecisionRequest,
        answer=CaseAnswer,
        status=201,
        headers=(IF_MATCH,),
        refusals=_CHANGING,
    )
    def decide_case(case_id: str) -> Response:
        context, asked = there(), validate(DecisionRequest, read_json(request.get_data()))
        proposal = Proposal(Verdict(asked.verdict), asked.reason, asked.note)
        version = _looked_at(context, case_id)
        propose(context, g.caller.team, case_id, proposal, _me(), source="api", version=version)
        return _case(context, case_id, 201)

    @api.post("/cases/<case_id>/withdraw")
    @described(
        "Withdraw a decision or your own proposal: the case is open again, and the history keeps both",
        body=WithdrawalRequest,
        answer=CaseAnswer,
        headers=(IF_MATCH,),
        refusals=_CHANGING,
    )
    def withdraw_case(case_id: str) -> Response:
        context, asked = there(), validate(WithdrawalRequest, read_json(request.get_data()))
        which = _standing(context, case_id)
        withdraw(context, g.caller.team, which, _me(), asked.reason)
        return _case(context, case_id)

    @api.post("/cases/<case_id>/undo")
    @described(
        f"Take one's own decision back within {UNDO_MINUTES} minutes, without a reason; the history keeps both",
        answer=CaseAnswer,
        headers=(IF_MATCH,),
        refusals=_CHANGING,
    )
    def undo_decision(case_id: str) -> Response:
        context = there()
        undo(context, g.caller.team, _standing(context, case_id), _me())
        return _case(context, case_id)

    @api.post("/cases/<case_id>/take-over")
    @described(
        "Propose anew what was decided before and does not hold any more (`earlier`): the same verdict and reason",
        answer=CaseAnswer,
        status=201,
        headers=(IF_MATCH,),
        refusals=_CHANGING,
    )
    def take_over_case(case_id: str) -> Response:
        context = there()
        version = _looked_at(context, case_id)
        propose_again(context, g.caller.team, case_id, _me(), source="api", version=version)
        return _case(context, case_id, 201)

    @api.post("/cases/<case_id>/exceptions")
    @described(
        "Take members out of a case: each becomes a case of its own, which is open",
        body=ExceptionsRequest,
        answer=ExceptionsAnswer,
        status=201,
        refusals=(400, 403, 404, 413, 422, 503),
    )
    def part_case(case_id: str) -> Response:
        context, asked = there(), validate(ExceptionsRequest, read_json(request.get_data()))
        made = exceptions.part_members(context, g.caller.team, case_id, asked.members, _me())
        return as_json(ExceptionsAnswer(cases=made), 201)

    @api.post("/cases/<case_id>/put-back")
    @described(
        "Put a case that was taken out of another back into it; the answer is that other",
        answer=CaseAnswer,
        refusals=(400, 403, 404, 409, 422, 503),
    )
    def put_back_case(case_id: str) -> Response:
        context = there()
        return _case(context, exceptions.put_back(context, g.caller.team, case_id, _me()))

    @api.post("/cases/<case_id>/comments")
    @described(
        "Comment on a case",
        body=CommentRequest,
        answer=CaseAnswer,
        status=201,
        refusals=(400, 403, 404, 413, 422, 503),
    )
    def comment_case(case_id: str) -> Response:
        context, asked = there(), validate(CommentRequest, read_json(request.get_data()))
        comments.comment(context, g.caller.team, case_id, _me(), asked.text)
        return _case(context, case_id, 201)

    @api.put("/cases/<case_id>/assignee")
    @described(
        "Assign a case to a reviewer or to yourself, or unassign it",
        body=AssigneeRequest,
        answer=CaseAnswer,
        refusals=(400, 403, 404, 413, 422, 503),
    )
    def assign_case(case_id: str) -> Response:
        context, asked = there(), validate(AssigneeRequest, read_json(request.get_data()))
        to = {"me": g.caller.id, "nobody": ""}.get(asked.to, asked.to)
        comments.assign(context, g.caller.team, [case_id], _me(), to=to)
        return _case(context, case_id)

    @api.put("/cases/<case_id>/due")
    @described(
        "Set the day until which a case is to be decided, or take it away",
        body=DueRequest,
        answer=CaseAnswer,
        refusals=(400, 403, 404, 413, 422, 503),
    )
    def case_due(case_id: str) -> Response:
        context, asked = there(), validate(DueRequest, read_json(request.get_data()))
        comments.set_due(context, g.caller.team, [case_id], _me(), due=asked.due)
        return _case(context, case_id)

    @api.get("/reviewers")
    @described(
        "The people of the team who may decide, by name",
        query=PageRequest,
        answer=ReviewersAnswer,
        refusals=(422, 503),
    )
    def reviewers() -> Response:
        asked = query_of(PageRequest)
        with there().database.read() as session:
            deciders = comments.deciders_of(session, g.caller.team)
        found, following = page_in_memory(deciders, asked, lambda each: each.id)
        shown = list(map(ReviewerJson.model_validate, found))
        return with_link(as_json(ReviewersAnswer(reviewers=shown, next=following)), following)

    review_files.add_to(api, served, there)
    collaboration.add_to(api, served, there)

    @api.get("/dispositions")
    @described(
        "Decisions and their state, by the time of their last change, oldest first; the header Link leads to the next page",
        query=DispositionsRequest,
        answer=DispositionsAnswer,
        refusals=(404, 422, 503),
    )
    def dispositions() -> Response:
        asked, context, team = query_of(DispositionsRequest), there(), g.caller.team
        if asked.run:
            run_of(context, asked.run, team)
        after = key_of(asked, str, str)
        which = history.DispositionFilter(
            run_id=asked.run, state=asked.state, verdict=asked.verdict, since=asked.since
        )
        with context.database.read() as session:
            total = history.count_dispositions(session, team, which)
            past = history.dispositions_of(session, team, which, most=asked.limit + 1, after=after)
            found, following = cut(past, asked.limit, history.disposition_key)
            said = [
                DecidedCase(
                    **disposition_fields(each.disposition), case=CaseJson.of(each.case, version_of(each.case))
                )
                for each in found
            ]
        answer = DispositionsAnswer(total=total, dispositions=said, next=following)
        return with_link(as_json(answer), following)


@dataclass(frozen=True, slots=True)
class _CaseOrder:
    """Cases in the order of the first page, and where this page begins."""

    case_ids: Sequence[str]
    begin: int = 0
    id: str = ""  # by which it is kept; "" while it is not


def _order_of(session: Session, team: str, wanted: CaseFilter, key: Sequence[Any]) -> _CaseOrder:
    """The order in which this page goes on: as it is now for the first one, as it was then for the others.

    Raises:
        BodyMalformed: it is no longer kept.
    """
    if not key:
        return _CaseOrder(wanted_ids(session, team, wanted, g.caller.id))
    order_id, begin = key
    kept = stored_order(session, team, order_id)
    if kept is None:
        raise cursor_refused("cursor is older than a day; begin without a cursor.")
    return _CaseOrder(kept, max(begin, 0), order_id)


def _case(context: AppContext, case_id: str, status: int = 200) -> Response:
    with context.database.read() as session:
        case = case_of(session, g.caller.team, case_id)
        tag = version_of(case)
        members = history.members_of(session, case.id)
        texts = texts_of(subject_from(members[0].member.subject)) if case.people == 1 else ()
        fields = {
            **case_fields(case, tag),
            "members": list(map(CaseMemberJson.of, members)),
            "history": list(map(DispositionJson.of, history.history_of(session, case.id))),
            "seen_in": list(map(SeenInJson.of, history.runs_of(session, case))),
            "remarks": list(map(RemarkJson.of, comments.remarks_of(session, case.id))),
        }
    waiting = waiting_erasures(context, g.caller.team, ErasureKind.CASE, [case_id], texts).get(case_id)
    erasure = ErasureMark.of(waiting) if waiting else None
    answer = as_json(CaseAnswer(case=WholeCase(**fields, erasure=erasure)), status)
    answer.set_etag(tag)
    return answer


def _looked_at(context: AppContext, case_id: str) -> str:
    """The state of the case that the caller looked at; refused where it is not the state of now.

    Raises:
        PreconditionNeeded: the call does not say. CaseChanged: it has changed. CaseUnknown: there is none.
    """
    with context.database.read() as session:
        now = version_of(case_of(session, g.caller.team, case_id))
    if not request.headers.get("If-Match"):
        raise PreconditionNeeded(
            "Send the ETag of the case as If-Match, so that nobody decides on something they have not seen."
        )
    given = {tag.removesuffix("-gzip") for tag in request.if_match.as_set() if tag}
    if now not in given and not request.if_match.star_tag:
        raise CaseChanged("Another decision was made, or the lists changed; get the case again, then decide.")
    return now


def _standing(context: AppContext, case_id: str) -> str:
    """The decision that stands or waits in the case that the caller looked at."""
    _looked_at(context, case_id)
    with context.database.read() as session:
        case = case_of(session, g.caller.team, case_id)
        if not case.disposition_id:
            raise MovedOn("This case has no decision and no proposal.")
        return case.disposition_id


def _me() -> Decider:
    return Decider(g.caller.id, g.caller.name)
