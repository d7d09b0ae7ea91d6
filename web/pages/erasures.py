"""Erasures: what the team asked to have erased, agreeing to it, undoing it; and holding things back from it.

Runs, saved checks and cases carry the forms that lead here (templates/erasing.html).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from screening.context import AppContext
from screening.review.rules import Decider
from screening.runs.erasures import (
    LONGEST_REASON,
    LONGEST_SUBJECT,
    ErasureKind,
    ErasureTarget,
    NotSecond,
    ask_erasure,
    check_second,
    erasure_of,
    erasures,
    second_erasure,
    undo_erasure,
)
from screening.runs.holds import hold, hold_case, hold_check, release, release_case, release_check
from screening.storage.erasure_tables import Erasure
from web.pages.page_context import PageContext
from web.pages.sorting import Key, Sort, sort_rows

NAME = "erasures"
# Workers look once a minute for what is due, and one that reads many lists takes some minutes.
_LATE = timedelta(hours=1)
_COLUMNS: Mapping[str, Key[Erasure]] = {
    "what": lambda each: (each.kind, each.what),
    "asked": lambda each: each.asked_at,
    "reason": lambda each: each.reason.casefold(),
    "second": lambda each: each.seconded_by_name.casefold(),
    "outcome": lambda each: (each.outcome, each.ended_at),
}


@dataclass(frozen=True, slots=True)
class _Thing:
    """A sort of thing that can be erased and held: where its page is, and what holds and releases it."""

    page: str  # endpoint
    id_name: str
    hold: Callable[..., None]
    release: Callable[..., bool]

    def back(self, id_: str) -> ResponseReturnValue:
        """To its page."""
        ids: dict[str, Any] = {self.id_name: id_}
        return redirect(url_for(self.page, **ids), code=303)


_THINGS = {
    ErasureKind.RUN: _Thing("runs.one", "run_id", hold, release),
    ErasureKind.CHECK: _Thing("checks.one", "check_id", hold_check, release_check),
    ErasureKind.CASE: _Thing("review.case", "case_id", hold_case, release_case),
}


def make_blueprint(_shown: PageContext, context: AppContext) -> Blueprint:
    """The blueprint of everything about erasing and holding."""
    page = Blueprint(NAME, __name__, url_prefix="/erasures")
    page.add_app_template_global(lambda: context.settings.erase_grace_days, "grace_days")
    page.add_app_template_global(lambda: context.settings.retain_days, "retain_days")

    @page.get("/")
    def every() -> str:
        found, sort = erasures(context, g.caller.team), Sort.of(request.args, _COLUMNS, "")
        return render_template(
            "erasures.html",
            waiting=[each for each in found if not each.ended_at],
            ended=sort_rows([each for each in found if each.ended_at], sort, _COLUMNS),
            sort=sort,
            not_second=_not_second(context, found),
            late_since=(context.now() - _LATE).isoformat(),
            longest_subject=LONGEST_SUBJECT,
            longest_reason=LONGEST_REASON,
        )

    @page.post("/")
    def ask_subject() -> ResponseReturnValue:
        target = ErasureTarget(ErasureKind.SUBJECT, request.form.get("subject", ""))
        ask_erasure(context, g.caller.team, target, request.form.get("reason", ""), _me())
        return redirect(url_for("erasures.every"), code=303)

    @page.post("/<erasure_id>/second")
    def second(erasure_id: str) -> ResponseReturnValue:
        second_erasure(context, g.caller.team, erasure_id, _me())
        return _back(erasure_id)

    @page.post("/<erasure_id>/undo")
    def undo(erasure_id: str) -> ResponseReturnValue:
        undo_erasure(context, g.caller.team, erasure_id, _me())
        return _back(erasure_id)

    def _back(erasure_id: str) -> ResponseReturnValue:
        """To the page that the form stood on: that of the thing, or the list."""
        if request.form.get("back") != "thing":
            return redirect(url_for("erasures.every"), code=303)
        erasure = erasure_of(context, g.caller.team, erasure_id)
        return _THINGS[ErasureKind(erasure.kind)].back(erasure.what)

    for kind, thing in _THINGS.items():
        _add_forms(page, context, kind, thing)
    return page


def _add_forms(page: Blueprint, context: AppContext, kind: ErasureKind, thing: _Thing) -> None:
    """Answer the forms that stand on the page of such a thing: erase, hold, release."""

    def ask(**ids: str) -> ResponseReturnValue:
        target = ErasureTarget(kind, ids[thing.id_name])
        ask_erasure(context, g.caller.team, target, request.form.get("reason", ""), _me())
        return thing.back(target.what)

    def hold_it(**ids: str) -> ResponseReturnValue:
        id_, why = ids[thing.id_name], request.form.get("reason", "")
        thing.hold(context, id_, g.caller.team, actor=g.caller.id, why=why)
        return thing.back(id_)

    def release_it(**ids: str) -> ResponseReturnValue:
        thing.release(context, ids[thing.id_name], g.caller.team, actor=g.caller.id)
        return thing.back(ids[thing.id_name])

    here = f"/{kind.value}s/<{thing.id_name}>"
    page.add_url_rule(here, f"ask_{kind.value}", ask, methods=["POST"])
    page.add_url_rule(f"{here}/hold", f"hold_{kind.value}", hold_it, methods=["POST"])
    page.add_url_rule(f"{here}/release", f"release_{kind.value}", release_it, methods=["POST"])


def _not_second(context: AppContext, found: list[Erasure]) -> dict[str, str]:
    """Why the caller cannot agree to what waits for a second person, by id; those he can agree to are not in it."""
    refused = {}
    with context.database.read() as session:
        for each in found:
            try:
                check_second(session, each, _me())
            except NotSecond as error:
                refused[each.id] = error.sentence
    return refused


def _me() -> Decider:
    return Decider(g.caller.id, g.caller.name)
