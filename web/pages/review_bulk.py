"""Many questions decided in one step: a preview of what a filter of the queue finds, and what became of a step."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from screening.accounts import Permission
from screening.context import AppContext
from screening.review.bulk import (
    MOST,
    bulk_of,
    confirm_bulk,
    disagree_bulk,
    preview_bulk,
    propose_bulk,
    undo_bulk,
)
from screening.review.decide import can_undo
from screening.review.queue import CaseFilter, wanted_cases
from screening.review.reasons import offered, reasons
from screening.review.rules import DecisionRefused, State, Verdict
from web.pages.review_forms import me, not_second, proposal_of, queue_parameters, wanted_of

_SHOWN = 50  # questions of a preview or a step


def add_to(page: Blueprint, context: AppContext) -> None:
    """Add the screens to the blueprint of review."""

    @page.get("/bulk")
    def bulk() -> str:
        return _preview()

    @page.post("/bulk")
    def decide_bulk() -> ResponseReturnValue:
        given = request.form
        wanted = wanted_of(context.now().date())
        try:
            made = propose_bulk(
                context,
                g.caller.team,
                wanted,
                proposal_of(given),
                me(),
                version=given.get("version", "none"),
                source="page",
            )
        except DecisionRefused as refused:
            return _preview(refused), refused.status
        return redirect(url_for("review.one_bulk", bulk=made.id, **queue_parameters()), code=303)

    @page.get("/bulk/<bulk>")
    def one_bulk(bulk: str) -> str:
        return _step(bulk)

    @page.post("/bulk/<bulk>/confirm")
    def second_bulk(bulk: str) -> ResponseReturnValue:
        note = request.form.get("note", "")
        return _done(bulk, lambda: confirm_bulk(context, g.caller.team, bulk, me(), note))

    @page.post("/bulk/<bulk>/disagree")
    def refuse_bulk(bulk: str) -> ResponseReturnValue:
        why = request.form.get("note", "")
        return _done(bulk, lambda: disagree_bulk(context, g.caller.team, bulk, me(), why))

    @page.post("/bulk/<bulk>/undo")
    def take_back_bulk(bulk: str) -> ResponseReturnValue:
        return _done(bulk, lambda: undo_bulk(context, g.caller.team, bulk, me()))

    def _preview(refused: DecisionRefused | None = None) -> str:
        wanted, team, mine = wanted_of(context.now().date()), g.caller.team, g.caller.id
        with context.database.read() as session:
            found = preview_bulk(session, team, wanted, mine)
            cases = wanted_cases(session, team, wanted, mine, skip=0, most=_SHOWN)
        return render_template(
            "bulk.html",
            found=found,
            most=MOST,
            cases=[each for each in cases if each.state in ("open", "escalated")],
            seconds={each.value: found.seconds(each, me()) for each in Verdict},
            wanted=wanted,
            kept=queue_parameters(),
            verdicts={verdict: offered(verdict) for verdict in Verdict},
            may_decide=g.caller.may(Permission.DECIDE),
            refused=refused,
            given=request.form,
        )

    def _step(bulk: str, refused: DecisionRefused | None = None) -> str:
        team = g.caller.team
        wanted = CaseFilter(state="", bulk=bulk)
        with context.database.read() as session:
            made = bulk_of(session, team, bulk)
            cases = wanted_cases(session, team, wanted, g.caller.id, skip=0, most=_SHOWN)
            session.expunge_all()
        waiting = [each for each in made if each.state == State.PROPOSED]
        return render_template(
            "bulk_step.html",
            bulk=bulk,
            made=made,
            one=made[0],
            waiting=waiting,
            cases=cases,
            kept=queue_parameters(),
            reasons={code: reason.label for code, reason in reasons().items()},
            not_second=not_second(waiting[0], me()) if waiting else "",
            can_undo=all(can_undo(each, me(), context.now()) for each in made),
            may_decide=g.caller.may(Permission.DECIDE),
            me=g.caller,
            refused=refused,
            given=request.form,
        )

    def _done(bulk: str, act: Callable[[], int]) -> ResponseReturnValue:
        try:
            act()
        except DecisionRefused as refused:
            return _step(bulk, refused), refused.status
        return redirect(url_for("review.one_bulk", bulk=bulk, **queue_parameters()), code=303)
