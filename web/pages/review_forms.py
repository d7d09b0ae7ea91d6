"""What the forms of review say: who decides, what was found, and the queue that a page came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import g, request
from sqlmodel import Session

from screening.review.cases import standing_of
from screening.review.decide import Proposal
from screening.review.queue import CaseFilter
from screening.review.rules import CaseState, Decider, DecisionRefused, NotYours, State, Verdict, check_second
from screening.storage.review_tables import Case, Disposition
from web.i18n import _

# What a case's page carries of its queue.
_KEPT = ("state", "assignee", "level", "list", "run", "q", "blind", "due", "bulk", "sort")


def me() -> Decider:
    """The caller, as whoever decides."""
    return Decider(g.caller.id, g.caller.name)


def assignee_of(form: Mapping[str, str]) -> str:
    """The id of who is to get a case, as a form says it; "" for nobody."""
    to = form.get("to", "")
    return str(g.caller.id) if to == "me" else to


def queue_parameters() -> dict[str, Any]:
    """The queue that the page came from, as parts of an address."""
    return {key: request.args[key] for key in _KEPT if request.args.get(key)} | _all_states()


def _all_states() -> dict[str, str]:
    # All states is another filter than none: only what is not decided yet.
    return {"state": ""} if request.args.get("state") == "" else {}


def wanted_of(today: date) -> CaseFilter:
    """The queue that the page came from."""
    return CaseFilter.of(request.args, today.isoformat())


def proposal_of(form: Mapping[str, str]) -> Proposal:
    """What was found, as a form says it.

    Raises:
        DecisionRefused: nothing was chosen.
    """
    if form.get("verdict", "") not in set(Verdict):
        raise DecisionRefused(_("Choose what you found."), what="verdict")
    return Proposal(Verdict(form["verdict"]), form.get("reason", ""), form.get("note", "").strip())


def undone_form(session: Session, team: str, disposition_id: str, by: Decider) -> dict[str, str]:
    """What one's own decision said before one undid it, for the form to hold it again."""
    made = session.get(Disposition, disposition_id) if disposition_id else None
    if made is None or made.team != team or made.by != by.id or made.state != State.WITHDRAWN:
        return {}
    return {"verdict": made.verdict, "reason": made.reason, "note": made.note}


def proposals_of_others(session: Session, cases: Sequence[Case], by: Decider) -> dict[str, str]:
    """By case, the id of the proposal that waits there and that this person may confirm."""
    waiting = [case.disposition_id for case in cases if case.state == CaseState.SECOND]
    made = standing_of(session, waiting).values()
    return {
        each.case_id: each.id for each in made if each.state == State.PROPOSED and not not_second(each, by)
    }


def not_second(standing: Disposition, by: Decider) -> str:
    """Why somebody cannot be the second person for what was proposed; "" where he can."""
    if standing.state != State.PROPOSED:
        return ""
    try:
        check_second(standing.by, by)
    except NotYours as refused:
        return refused.sentence
    return ""
