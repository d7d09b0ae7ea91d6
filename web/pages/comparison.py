"""Two runs of a list beside each other: which subjects changed, and why; and screening a list again on today's lists."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from screening.pipeline import ScreeningRequest
from screening.runs.compare import ChangeKind
from screening.runs.control import earlier_runs, run_of
from screening.runs.pins import pins_of
from screening.runs.results import FinishedRuns
from screening.runs.submit import submit_again
from screening.storage.tables import Run
from web.pages.page_context import PageContext
from web.pages.paging import paged
from web.policy_choice import PolicyChoice

_PER_PAGE = 50
_EARLIER = 8  # earlier runs that are offered


def add_to(page: Blueprint, shown: PageContext, finished: FinishedRuns) -> None:
    """Add the screen to the runs' blueprint."""
    place = finished.context

    @page.get("/<run_id>/compare/<earlier_id>")
    def comparison(run_id: str, earlier_id: str) -> str:
        later, earlier = finished.get(run_id, g.caller.team), finished.get(earlier_id, g.caller.team)
        found = finished.compare(earlier, later)
        kind = request.args.get("kind", "")
        wanted = [each for each in found.changes if kind in ("", each.kind.value)]
        return render_template(
            "comparison.html",
            earlier=earlier.run,
            later=later.run,
            counts=found.counts,
            kind=kind if kind in set(ChangeKind) else "",
            page=paged(wanted, request.args.get("page", "1"), _PER_PAGE),
            several=len({sheet for each in found.changes for sheet, _ in each.rows}) > 1,
        )

    @page.post("/<run_id>/again")
    def screen_again(run_id: str) -> ResponseReturnValue:
        run = run_of(place, run_id, g.caller.team)
        pins = pins_of(shown.served.under(ScreeningRequest.from_json(run.choices).policies))
        answers = PolicyChoice.of(request.form).project
        new = submit_again(place, run, pins, actor=g.caller.id, project=answers)
        return redirect(url_for("runs.one", run_id=new), code=303)


def to_compare_with(finished: FinishedRuns, run: Run) -> list[Run]:
    """Earlier finished runs of the same list, newest first."""
    return earlier_runs(finished.context, run, limit=_EARLIER)
