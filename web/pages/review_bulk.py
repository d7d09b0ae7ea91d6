"""Many questions decided in one step: a preview of what a filter of the queue finds, and what became of a step."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from screening.accounts import Permission
from screening.context import AppContext
from screening.review.bulk import (
    MOST,
    bulk_lines,
    bulk_of,
    bulk_version,
    disagree_bulk,
    preview_bulk,
    propose_bulk,
    undo_bulk,
    waiting_lines,
)
from screening.review.decide import can_undo, confirm_all
from screening.review.queue import CaseFilter, wanted_cases
from screening.review.reasons import for_every_verdict, for_one_verdict, reasons
from screening.review.rules import DecisionRefused, State, Verdict
from web.i18n import _
from web.pages.page_context import PageContext
from web.pages.review_forms import (
    me,
    not_second,
    proposal_of,
    queue_parameters,
    wanted_of,
)

_SHOWN = 50  # questions of a step
_VERSION = "version-"  # and the id of a case: the field with its mark, one for each line


def add_to(page: Blueprint, shown: PageContext, context: AppContext) -> None:
    """Add the screens to the blueprint of review."""

    @page.get("/bulk")
    def bulk() -> str:
        return _preview()

    @page.post("/bulk")
    def decide_bulk() -> ResponseReturnValue:
        given = request.form
        wanted = wanted_of(context.now().date())
        ticked = _ticked()
        try:
            if not ticked:
                raise DecisionRefused(_("Tick at least one question."), what="case")
            made = propose_bulk(
                context,
                g.caller.team,
                wanted,
                proposal_of(given),
                me(),
                version=bulk_version({each: given.get(f"{_VERSION}{each}", "none") for each in ticked}),
                source="page",
                only=ticked,
            )
        except DecisionRefused as refused:
            return _preview(refused), refused.status
        return redirect(url_for("review.one_bulk", bulk=made.id, **queue_parameters()), code=303)

    @page.post("/bulk/ticked")
    def bulk_ticked() -> ResponseReturnValue:
        if not _ticked():
            return redirect(url_for("review.queue", **queue_parameters(), message="none_ticked"), code=303)
        return _preview(only=_ticked())

    @page.post("/confirm/summary")
    def summary() -> ResponseReturnValue:
        """Every ticked proposal with its evidence, before any is confirmed."""
        chosen = list(filter(None, (request.form.get(f"proposal-{each}", "") for each in _ticked())))
        shown_page = _to_confirm(chosen)
        if shown_page is None:
            return redirect(url_for("review.queue", **queue_parameters(), message="none_ticked"), code=303)
        return shown_page

    @page.get("/bulk/<bulk>/confirm")
    def step_to_confirm(bulk: str) -> str:
        """Every proposal of a step that waits, with its evidence, before any is confirmed."""
        with context.database.read() as session:
            chosen = [each.id for each in bulk_of(session, g.caller.team, bulk)]
        # Who has nothing to confirm there sees the step, which says why.
        return _to_confirm(chosen, bulk=bulk) or _step(bulk)

    @page.post("/confirm")
    def second_many() -> ResponseReturnValue:
        """Confirm what is ticked among the proposals that were shown."""
        given = request.form
        # Each with the proposal that was seen.
        seen = [given.get(f"proposal-{each}", "") for each in _ticked()]
        try:
            confirmed = confirm_all(
                context,
                g.caller.team,
                list(filter(None, seen)),
                me(),
                high_reason=given.get("high_reason", ""),
                blind=wanted_of(context.now().date()).blind,
            )
        except DecisionRefused as refused:
            listed = [value for key, value in given.items() if key.startswith("proposal-")]
            again = _to_confirm(listed, refused=refused, bulk=given.get("bulk", ""))
            if again is None:
                raise
            return again, refused.status
        return redirect(url_for("review.queue", **dict(queue_parameters(), confirmed=confirmed)), code=303)

    @page.get("/bulk/<bulk>")
    def one_bulk(bulk: str) -> str:
        return _step(bulk)

    @page.post("/bulk/<bulk>/disagree")
    def refuse_bulk(bulk: str) -> ResponseReturnValue:
        why = request.form.get("note", "")
        return _done(bulk, lambda: disagree_bulk(context, g.caller.team, bulk, me(), why))

    @page.post("/bulk/<bulk>/undo")
    def take_back_bulk(bulk: str) -> ResponseReturnValue:
        return _done(bulk, lambda: undo_bulk(context, g.caller.team, bulk, me()))

    def _preview(refused: DecisionRefused | None = None, only: Collection[str] | None = None) -> str:
        """The questions of a filter, or those alone that a form names, ticked as they were."""
        wanted, team, mine = wanted_of(context.now().date()), g.caller.team, g.caller.id
        listed = [key.removeprefix(_VERSION) for key in request.form if key.startswith(_VERSION)]
        only = only if only is not None else listed or None
        with context.database.read() as session:
            found = preview_bulk(session, team, wanted, mine, only)
            lines = bulk_lines(session, team, wanted, mine, only)
        # What is not ticked would tell the level.
        offered_ticks = set() if wanted.blind else {line.case.id for line in lines if not line.is_high}
        return render_template(
            "bulk.html",
            found=found,
            most=MOST,
            lines=lines,
            ticked=_ticked() if request.form else offered_ticks,
            high=0 if wanted.blind else sum(line.is_high for line in lines),
            known=shown.known.by_id,
            seconds={each.value: found.seconds(each, me()) for each in Verdict},
            wanted=wanted,
            kept=queue_parameters(),
            verdicts=for_one_verdict(),
            every_verdict=for_every_verdict(),
            may_decide=g.caller.may(Permission.DECIDE),
            refused=refused,
            given=request.form,
        )

    def _to_confirm(
        chosen: Sequence[str], *, bulk: str = "", refused: DecisionRefused | None = None
    ) -> str | None:
        """The proposals of these ids that this person may confirm; None where there are none."""
        blind = wanted_of(context.now().date()).blind
        with context.database.read() as session:
            lines = waiting_lines(session, g.caller.team, chosen, blind=blind)
        mine = [each for each in lines if not not_second(each.disposition, me())]
        lines = mine[:MOST]
        if not lines:
            return None
        # What is not ticked would tell the level.
        offered_ticks = set() if blind else {each.case.id for each in lines if not each.is_high}
        return render_template(
            "confirm_many.html",
            lines=lines,
            ticked=set(_ticked()) if refused else offered_ticks,
            most=MOST,
            further=len(mine) - len(lines),
            blind=blind,
            high=0 if blind else sum(each.is_high for each in lines),
            reasons={code: reason.label for code, reason in reasons().items()},
            titles=shown.titles,
            bulk=bulk,
            refused=refused,
            given=request.form,
            kept=queue_parameters(),
        )

    def _ticked() -> list[str]:
        return request.form.getlist("case")

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
            # A second reviewer's words are kept with the questions that they are about.
            notes={each.case_id: each.note for each in made},
            has_one_note=len({each.note for each in made}) == 1,
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
