"""Identical cases on one page: which they are, which of them are meant, and one decision about all of those."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from screening.accounts import Permission
from screening.context import AppContext
from screening.review.batch import MOST, confirm_all, propose_all, withdraw_all
from screening.review.decide import case_of, version_of
from screening.review.queue import CaseFilter, alike_cases
from screening.review.reasons import offered, reasons
from screening.review.rules import DecisionRefused, Verdict
from web.pages.review_forms import me, proposal_of, queue_parameters


def add_to(page: Blueprint, context: AppContext) -> None:
    """Add the screen to the blueprint of review."""

    @page.get("/<case_id>/alike")
    def alike(case_id: str) -> str:
        return _page(case_id)

    @page.post("/<case_id>/alike/propose")
    def decide_alike(case_id: str) -> ResponseReturnValue:
        def act(chosen: Mapping[str, str]) -> int:
            return propose_all(context, g.caller.team, chosen, proposal_of(request.form), me(), source="page")

        return _done(case_id, act)

    @page.post("/<case_id>/alike/confirm")
    def second_alike(case_id: str) -> ResponseReturnValue:
        note = request.form.get("note", "")
        return _done(case_id, lambda chosen: confirm_all(context, g.caller.team, chosen, me(), note))

    @page.post("/<case_id>/alike/withdraw")
    def undo_alike(case_id: str) -> ResponseReturnValue:
        why = request.form.get("note", "")
        return _done(case_id, lambda chosen: withdraw_all(context, g.caller.team, chosen, me(), why))

    def _page(case_id: str, refused: DecisionRefused | None = None) -> str:
        with context.database.read() as session:
            case = case_of(session, g.caller.team, case_id)
            cases = [case, *alike_cases(session, case, MOST - 1)]
            session.expunge_all()
        return render_template(
            "alike.html",
            case=case,
            cases=[(each, version_of(each)) for each in cases],
            most=MOST,
            wanted=CaseFilter.of(request.args),
            kept=queue_parameters(),
            verdicts={verdict: offered(verdict) for verdict in Verdict},
            reasons={code: reason.label for code, reason in reasons().items()},
            may_decide=g.caller.may(Permission.DECIDE),
            refused=refused,
            given=request.form,
            chosen=set(request.form.getlist("case")) if refused else {each.id for each in cases},
        )

    def _done(case_id: str, act: Callable[[Mapping[str, str]], int]) -> ResponseReturnValue:
        form = request.form
        chosen = {each: form.get(f"version-{each}", "none") for each in form.getlist("case")}
        try:
            act(chosen)
        except DecisionRefused as refused:
            return _page(case_id, refused), refused.status
        return redirect(url_for("review.case", case_id=case_id, **queue_parameters()), code=303)
