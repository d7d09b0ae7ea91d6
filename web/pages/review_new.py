"""Those who came under decisions after these were made, by name, before the decisions are applied to them."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from screening.context import AppContext
from screening.review.acceptance import LISTED, accept_new, new_lines
from screening.review.reasons import reasons
from screening.review.rules import DecisionRefused
from web.pages.page_context import PageContext
from web.pages.review_forms import me, queue_parameters, wanted_of

_DECISION = "decision-"  # and the id of a case: the field with the decision that was seen
_MEMBER = "member-"  # and the id of a decision: the field with a new member, once for each


def add_to(page: Blueprint, shown: PageContext, context: AppContext) -> None:
    """Add the screens to the blueprint of review."""

    @page.post("/accept/summary")
    def new_summary() -> ResponseReturnValue:
        """Everybody who is new under what is ticked in the queue."""
        given = request.form
        seen = [given.get(f"{_DECISION}{each}", "") for each in given.getlist("case")]
        found = _listed(list(filter(None, seen)))
        if found is None:
            return redirect(url_for("review.queue", **queue_parameters(), message="none_ticked"), code=303)
        return found

    @page.post("/accept")
    def accept_many() -> ResponseReturnValue:
        """Apply decisions to those who are ticked among the ones that were shown."""
        chosen = {
            key.removeprefix(_MEMBER): request.form.getlist(key)
            for key in request.form
            if key.startswith(_MEMBER)
        }
        try:
            applied = accept_new(context, g.caller.team, chosen, me())
        except DecisionRefused as refused:
            again = _listed(request.form.getlist("shown"), refused)
            if again is None:
                raise
            return again, refused.status
        said = {"accepted": applied.covered or None, "proposed": applied.waiting or None}
        return redirect(url_for("review.queue", **dict(queue_parameters(), **said)), code=303)

    def _listed(disposition_ids: Sequence[str], refused: DecisionRefused | None = None) -> str | None:
        """The page of those who are new under these decisions; None where nobody is."""
        with context.database.read() as session:
            found = new_lines(session, g.caller.team, disposition_ids, me())
        if not found.lines and not found.others:
            return None
        ticked = {f"{key}={value}" for key, value in request.form.items(multi=True)}
        return render_template(
            "accept_many.html",
            found=found,
            most=LISTED,
            # Who was not seen before is not ticked for anybody.
            ticked=ticked if refused else None,
            shown_decisions=dict.fromkeys(each.disposition.id for each in found.lines),
            titles=shown.titles,
            reasons={code: reason.label for code, reason in reasons().items()},
            blind=wanted_of(context.now().date()).blind,
            refused=refused,
            kept=queue_parameters(),
        )
