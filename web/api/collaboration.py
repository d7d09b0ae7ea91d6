"""Collaboration decisions over HTTP: what stands about a subject, its history, deciding and withdrawing.

As with cases, deciding asks which state was looked at (If-Match, the ETag of the answer). A key passes on what a named
person decided: `answerable` is needed.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, g, request

from screening.context import AppContext
from screening.errors import ScreeningError
from screening.model import Outcome, called
from screening.review.collaboration import (
    collaboration_key,
    collaboration_of,
    collaborations_of,
    decide_collaboration,
    withdraw_collaboration,
)
from screening.review.collaboration_in_effect import Condition
from screening.review.collaboration_json import CollaborationJson
from screening.review.collaboration_rules import CollaborationProposal
from screening.review.rules import Decider
from screening.runs.collaborators import Collaborators, subjects_of_run
from screening.runs.control import RunNotReady, run_of
from screening.runs.states import FINISHED
from web.api.collaboration_answers import (
    CollaborationAnswer,
    CollaborationEntry,
    CollaborationRequest,
    CollaborationsAnswer,
    CollaborationsRequest,
    RunSubject,
    RunSubjectsAnswer,
    RunSubjectsRequest,
)
from web.api.described import IF_MATCH, described
from web.api.paging import cut, key_of, with_link
from web.api.review_answers import WithdrawalRequest
from web.api.validation import query_of, validate
from web.responses import as_json
from web.served_engine import Served
from web.strict_json import read_json

_CHANGING = (400, 403, 404, 409, 412, 413, 422, 428, 503)


class CollaborationChanged(ScreeningError):
    """Another collaboration decision stands, or something else was found, than the caller saw."""

    code, status = "collaboration-changed", 412


class CollaborationPreconditionNeeded(ScreeningError):
    """The call does not say which state of the collaboration decision it speaks of."""

    code, status = "if-match-needed", 428


def add_to(api: Blueprint, served: Served, there: Callable[[], AppContext]) -> None:
    """Answer what is asked about collaboration decisions."""

    @api.get("/collaboration-decisions")
    @described(
        "Collaboration decisions of the team, by the time of their last change, oldest first; Link leads to the next page",
        query=CollaborationsRequest,
        answer=CollaborationsAnswer,
        refusals=(404, 422, 503),
    )
    def collaborations() -> Response:
        asked = query_of(CollaborationsRequest)
        after, most = key_of(asked, str, str), asked.limit + 1
        with there().database.read() as session:
            made = collaborations_of(session, g.caller.team, since=asked.since, most=most, after=after)
            found, following = cut(made, asked.limit, collaboration_key)
            said = list(map(CollaborationEntry.of, found))
        return with_link(as_json(CollaborationsAnswer(decisions=said, next=following)), following)

    @api.get("/runs/<run_id>/subjects")
    @described(
        "The subjects of a finished run with their ids, in the order of their first rows, those without any match too",
        query=RunSubjectsRequest,
        answer=RunSubjectsAnswer,
        refusals=(404, 409, 422, 503),
    )
    def run_subjects(run_id: str) -> Response:
        asked, context, team = query_of(RunSubjectsRequest), there(), g.caller.team
        run = run_of(context, run_id, team)
        if run.state != FINISHED:
            raise RunNotReady(f"This run is {run.state}; its subjects are there once it is finished.")
        after = key_of(asked, str, int, str)
        with context.database.read() as session:
            some = subjects_of_run(session, run_id, row=asked.row, after=after, most=asked.limit + 1)
            found, following = cut(
                some, asked.limit, lambda each: (each.sheet, each.row, each.subject_digest)
            )
            session.expunge_all()
        named = Collaborators(context) if asked.row else None
        said = [
            RunSubject(
                id=each.subject_digest,
                name=called(named.get(team, each.subject_digest).subject) if named else None,
                sheet=each.sheet,
                row=each.row,
                rows=each.rows,
                outcome=Outcome(each.outcome),
            )
            for each in found
        ]
        return with_link(as_json(RunSubjectsAnswer(subjects=said, next=following)), following)

    @api.get("/subjects/<subject_id>/collaboration")
    @described(
        "What the team decided about the collaboration with a subject; the ETag is what deciding asks for in If-Match",
        answer=CollaborationAnswer,
        refusals=(404, 503),
    )
    def subject_collaboration(subject_id: str) -> Response:
        Collaborators(there()).get(g.caller.team, subject_id)
        return _answer(there(), served, subject_id)

    @api.post("/subjects/<subject_id>/collaboration")
    @described(
        "Decide whether the team goes on with a subject; what stood before is replaced, and the history keeps it",
        body=CollaborationRequest,
        answer=CollaborationAnswer,
        status=201,
        headers=(IF_MATCH,),
        refusals=_CHANGING,
    )
    def decide_collaboration_with(subject_id: str) -> Response:
        context, asked = there(), validate(CollaborationRequest, read_json(request.get_data()))
        subject = Collaborators(context).get(g.caller.team, subject_id).subject
        proposal = CollaborationProposal(
            asked.decision,
            asked.until,
            asked.reason,
            tuple(Condition(each.text, each.by, each.until) for each in asked.conditions),
            asked.refer_to,
            asked.answerable,
        )
        version = _looked_at(context, served, subject_id)
        decide_collaboration(context, g.caller.team, subject, proposal, _me(), source="api", version=version)
        return _answer(context, served, subject_id, 201)

    @api.post("/subjects/<subject_id>/collaboration/withdraw")
    @described(
        "Withdraw the collaboration decision that stands: none stands then, and the history keeps it",
        body=WithdrawalRequest,
        answer=CollaborationAnswer,
        headers=(IF_MATCH,),
        refusals=_CHANGING,
    )
    def withdraw_collaboration_with(subject_id: str) -> Response:
        context, asked = there(), validate(WithdrawalRequest, read_json(request.get_data()))
        # A subject of another team is not there; only then does it matter what the caller looked at.
        Collaborators(context).get(g.caller.team, subject_id)
        version = _looked_at(context, served, subject_id)
        withdraw_collaboration(context, g.caller.team, subject_id, _me(), asked.reason, version=version)
        return _answer(context, served, subject_id)


def _answer(context: AppContext, served: Served, subject_id: str, status: int = 200) -> Response:
    with context.database.read() as session:
        today, titles = context.now().date(), _titles(served)
        found = collaboration_of(session, g.caller.team, subject_id, today, titles)
        said = CollaborationAnswer(
            subject=subject_id,
            standing=CollaborationJson.of(found.standing) if found.standing else None,
            history=list(map(CollaborationEntry.of, found.decisions)),
        )
    answer = as_json(said, status)
    answer.set_etag(found.version)
    return answer


def _looked_at(context: AppContext, served: Served, subject_id: str) -> str:
    """The state that the caller looked at; refused where it is not the state of now.

    Raises:
        CollaborationPreconditionNeeded: the call does not say. CollaborationChanged: it has changed.
    """
    with context.database.read() as session:
        today, titles = context.now().date(), _titles(served)
        now = collaboration_of(session, g.caller.team, subject_id, today, titles).version
    if not request.headers.get("If-Match"):
        raise CollaborationPreconditionNeeded(
            "Send the ETag of GET /api/v1/subjects/{id}/collaboration as If-Match, so that nobody decides on "
            "something they have not seen."
        )
    given = {tag.removesuffix("-gzip") for tag in request.if_match.as_set() if tag}
    if now not in given and not request.if_match.star_tag:
        raise CollaborationChanged(
            "Another collaboration decision was made, or something else was found; get it again, then decide."
        )
    return now


def _titles(served: Served) -> dict[str, str]:
    return {key: each.watchlist.title for key, each in served.engine.library.lists.items()}


def _me() -> Decider:
    return Decider(g.caller.id, g.caller.name)
