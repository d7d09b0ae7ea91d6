"""Identical cases on one page: which they are, which of them are meant, and one decision about all of those."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from screening.dispositions.bulk import MOST, confirm_all, propose_all, withdraw_all
from screening.dispositions.desk import case_of, version_of
from screening.dispositions.queue import Wanted, alike_cases
from screening.dispositions.reasons import offered, reasons
from screening.dispositions.rules import DecisionRefused, Verdict
from screening.jobs import Installation
from screening.people import Permission
from web.pages.review_forms import kept, me, proposal_of


def add_to(page: Blueprint, place: Installation) -> None:
    """Add the screen to the blueprint of review."""

    @page.get("/<case_id>/alike")
    def alike(case_id: str) -> str:
        return _page(case_id)

    @page.post("/<case_id>/alike/propose")
    def decide_alike(case_id: str) -> ResponseReturnValue:
        def act(chosen: Mapping[str, str]) -> int:
            return propose_all(place, g.caller.team, chosen, proposal_of(request.form), me(), source="page")

        return _done(case_id, act)

    @page.post("/<case_id>/alike/confirm")
    def second_alike(case_id: str) -> ResponseReturnValue:
        note = request.form.get("note", "")
        return _done(case_id, lambda chosen: confirm_all(place, g.caller.team, chosen, me(), note))

    @page.post("/<case_id>/alike/withdraw")
    def undo_alike(case_id: str) -> ResponseReturnValue:
        why = request.form.get("note", "")
        return _done(case_id, lambda chosen: withdraw_all(place, g.caller.team, chosen, me(), why))

    def _page(case_id: str, refused: DecisionRefused | None = None) -> str:
        with place.database.read() as session:
            case = case_of(session, g.caller.team, case_id)
            cases = [case, *alike_cases(session, case, MOST - 1)]
            session.expunge_all()
        return render_template(
            "alike.html",
            case=case,
            cases=[(each, version_of(each)) for each in cases],
            most=MOST,
            wanted=Wanted.of(request.args),
            kept=kept(),
            verdicts={verdict: offered(verdict) for verdict in Verdict},
            reasons={code: reason.says for code, reason in reasons().items()},
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
        return redirect(url_for("review.case", case_id=case_id, **kept()), code=303)
