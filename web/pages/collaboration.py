"""The forms of the collaboration decision: on the page of a collaborator, and below the match decision of a question.

They work without JavaScript; what was typed is shown again beside the sentence of a refusal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from flask import Blueprint, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from screening.context import AppContext
from screening.review.collaboration import (
    collaboration_of,
    conditions_of,
    decide_collaboration,
    withdraw_collaboration,
)
from screening.review.collaboration_in_effect import CollaborationInEffect, CollaborationStatus, Condition
from screening.review.collaboration_rules import CollaborationProposal
from screening.review.rules import DecisionRefused
from screening.runs.collaborators import Collaborators
from screening.storage.collaboration_tables import CollaborationDecision
from web.pages.review_forms import me

_LINES = 3  # for conditions in the form, beyond those that are there
_SOON = timedelta(days=30)  # time enough to ask whoever has to say whether conditions were met
_PARTS = ("condition", "condition_by", "condition_until")
Form = MultiDict[str, str]


@dataclass(frozen=True, slots=True)
class CollaborationPart:
    """What a page shows of the collaboration decision about one subject, and what its form holds."""

    standing: CollaborationInEffect | None
    decisions: tuple[CollaborationDecision, ...]
    version: str
    case_id: str = ""  # of the question from whose page somebody decides
    given: Form = field(default_factory=MultiDict)
    refused: DecisionRefused | None = None

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        """The lines of conditions that the form holds: what was typed, and some more."""
        return [*_lines(self.given), *[("", "", "")] * _LINES]


def collaboration_part(
    context: AppContext,
    team: str,
    digest: str,
    titles: Mapping[str, str],
    *,
    case_id: str = "",
    refused: DecisionRefused | None = None,
) -> CollaborationPart:
    """What a page shows of the collaboration decision about a subject; with a refusal, what was typed before it."""
    with context.database.read() as session:
        found = collaboration_of(session, team, digest, context.now().date(), titles)
        session.expunge_all()
    if refused is not None:
        given: Form = request.form
        return CollaborationPart(
            found.standing, found.decisions, found.version, given.get("from_case", ""), given, refused
        )
    return CollaborationPart(
        found.standing, found.decisions, found.version, case_id, _form_of(found.standing)
    )


def collaborations_by_state(
    standing: Sequence[tuple[CollaborationDecision, CollaborationInEffect]], today: date
) -> dict[str, list[tuple[CollaborationDecision, CollaborationInEffect]]]:
    """Collaboration decisions that stand by what a team looks for: what has run out, changed, or will run out soon."""
    soon = (today + _SOON).isoformat()
    in_effect = [each for each in standing if each[1].status is CollaborationStatus.IN_EFFECT]
    return {
        "all": list(standing),
        "expired": [each for each in standing if each[1].status is CollaborationStatus.EXPIRED],
        "look_again": [each for each in standing if each[1].status is CollaborationStatus.LOOK_AGAIN],
        "ends_soon": [each for each in in_effect if each[0].until <= soon],
    }


def add_to(page: Blueprint, context: AppContext, shown: Callable[[str, DecisionRefused], str]) -> None:
    """Answer the forms; `shown` gives the page of a subject with a refusal."""
    every = Collaborators(context)

    @page.post("/<digest>/collaboration", endpoint="decide_collaboration")
    def decide(digest: str) -> ResponseReturnValue:
        given = request.form

        def act() -> None:
            decide_collaboration(
                context,
                g.caller.team,
                every.get(g.caller.team, digest).subject,
                proposal_of(given),
                me(),
                source="page",
                version=given.get("collaboration_version", ""),
            )

        return _done(digest, act)

    @page.post("/<digest>/collaboration/withdraw")
    def withdraw(digest: str) -> ResponseReturnValue:
        given = request.form

        def act() -> None:
            why, version = given.get("why", ""), given.get("collaboration_version", "")
            withdraw_collaboration(context, g.caller.team, digest, me(), why, version=version)

        return _done(digest, act)

    def _done(digest: str, act: Callable[[], None]) -> ResponseReturnValue:
        try:
            act()
        except DecisionRefused as refused:
            return shown(digest, refused), refused.status
        if case_id := request.form.get("from_case", ""):
            return redirect(
                url_for("review.case", case_id=case_id, member=digest, _anchor="collaboration"), code=303
            )
        return redirect(url_for("collaborator.show", digest=digest, _anchor="collaboration"), code=303)


def proposal_of(given: Form) -> CollaborationProposal:
    """What a form says; lines of conditions that are empty say nothing."""
    return CollaborationProposal(
        kind=given.get("collaboration", ""),
        until=given.get("collaboration_until", "").strip(),
        reason=given.get("collaboration_reason", ""),
        conditions=tuple(Condition(*each) for each in _lines(given)),
        refer_to=given.get("refer_to", ""),
    )


def _lines(given: Form) -> list[tuple[str, str, str]]:
    texts, people, days = ([each.strip() for each in given.getlist(part)] for part in _PARTS)
    return [each for each in zip(texts, people, days, strict=False) if any(each)]


def _form_of(standing: CollaborationInEffect | None) -> Form:
    """The form that holds what stands, so that who decides anew changes what is to be changed."""
    given: Form = MultiDict()
    if standing is None:
        return given
    given["collaboration"], given["collaboration_until"] = standing.kind, standing.until
    given["refer_to"] = standing.refer_to
    for each in standing.conditions:
        for part, text in zip(_PARTS, (each.text, each.by, each.until), strict=True):
            given.add(part, text)
    return given


__all__ = [
    "CollaborationPart",
    "add_to",
    "collaboration_part",
    "collaborations_by_state",
    "conditions_of",
    "proposal_of",
]
