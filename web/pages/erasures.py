"""Erasures: what the team asked to have erased, agreeing to it, undoing it; and holding things back from it.

Runs, kept checks and cases carry the forms that lead here (templates/erasing.html).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from screening.dispositions.rules import Decider
from screening.jobs import Installation
from screening.jobs.erasures import (
    LONGEST_REASON,
    LONGEST_SUBJECT,
    Kind,
    NotSecond,
    Target,
    ask_erasure,
    check_second,
    erasure_of,
    erasures,
    second_erasure,
    undo_erasure,
)
from screening.jobs.holding import hold, hold_case, hold_check, release, release_case, release_check
from screening.storage.erasure_tables import Erasure
from web.pages.shown import Shown

NAME = "erasures"


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
    Kind.RUN: _Thing("runs.one", "run_id", hold, release),
    Kind.CHECK: _Thing("checks.one", "check_id", hold_check, release_check),
    Kind.CASE: _Thing("review.case", "case_id", hold_case, release_case),
}


def make_blueprint(_shown: Shown, place: Installation) -> Blueprint:
    """The blueprint of everything about erasing and holding."""
    page = Blueprint(NAME, __name__, url_prefix="/erasures")
    page.add_app_template_global(lambda: place.settings.erase_grace_days, "grace_days")
    page.add_app_template_global(lambda: place.settings.retain_days, "retain_days")

    @page.get("/")
    def every() -> str:
        found = erasures(place, g.caller.team)
        return render_template(
            "erasures.html",
            waiting=[each for each in found if not each.ended_at],
            ended=[each for each in found if each.ended_at],
            not_second=_not_second(place, found),
            longest_subject=LONGEST_SUBJECT,
            longest_reason=LONGEST_REASON,
        )

    @page.post("/")
    def ask_subject() -> ResponseReturnValue:
        target = Target(Kind.SUBJECT, request.form.get("subject", ""))
        ask_erasure(place, g.caller.team, target, request.form.get("reason", ""), _me())
        return redirect(url_for("erasures.every"), code=303)

    @page.post("/<erasure_id>/second")
    def second(erasure_id: str) -> ResponseReturnValue:
        second_erasure(place, g.caller.team, erasure_id, _me())
        return _back(erasure_id)

    @page.post("/<erasure_id>/undo")
    def undo(erasure_id: str) -> ResponseReturnValue:
        undo_erasure(place, g.caller.team, erasure_id, _me())
        return _back(erasure_id)

    def _back(erasure_id: str) -> ResponseReturnValue:
        """To the page that the form stood on: that of the thing, or the list."""
        if request.form.get("back") != "thing":
            return redirect(url_for("erasures.every"), code=303)
        erasure = erasure_of(place, g.caller.team, erasure_id)
        return _THINGS[Kind(erasure.kind)].back(erasure.what)

    for kind, thing in _THINGS.items():
        _add_forms(page, place, kind, thing)
    return page


def _add_forms(page: Blueprint, place: Installation, kind: Kind, thing: _Thing) -> None:
    """Answer the forms that stand on the page of such a thing: erase, hold, release."""

    def ask(**ids: str) -> ResponseReturnValue:
        target = Target(kind, ids[thing.id_name])
        ask_erasure(place, g.caller.team, target, request.form.get("reason", ""), _me())
        return thing.back(target.what)

    def hold_it(**ids: str) -> ResponseReturnValue:
        id_, why = ids[thing.id_name], request.form.get("reason", "")
        thing.hold(place, id_, g.caller.team, actor=g.caller.id, why=why)
        return thing.back(id_)

    def release_it(**ids: str) -> ResponseReturnValue:
        thing.release(place, ids[thing.id_name], g.caller.team, actor=g.caller.id)
        return thing.back(ids[thing.id_name])

    here = f"/{kind.value}s/<{thing.id_name}>"
    page.add_url_rule(here, f"ask_{kind.value}", ask, methods=["POST"])
    page.add_url_rule(f"{here}/hold", f"hold_{kind.value}", hold_it, methods=["POST"])
    page.add_url_rule(f"{here}/release", f"release_{kind.value}", release_it, methods=["POST"])


def _not_second(place: Installation, found: list[Erasure]) -> dict[str, str]:
    """Why the caller cannot agree to what waits for a second person, by id; those he can agree to are not in it."""
    refused = {}
    with place.database.read() as session:
        for each in found:
            try:
                check_second(session, each, _me())
            except NotSecond as error:
                refused[each.id] = error.sentence
    return refused


def _me() -> Decider:
    return Decider(g.caller.id, g.caller.name)
