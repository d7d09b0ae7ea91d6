"""Upload: a list is given, shown as it was understood, corrected by pointing, and only then accepted.

A refusal is shown where the form stands, in one sentence. Nothing is accepted in part.
"""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from screening.engine import DEFAULT_POLICY
from screening.errors import ScreeningError
from screening.intake import take
from screening.intake.model import Intake, Row
from screening.jobs import Installation, accept
from screening.jobs.order import Order, pins_of
from web.pages import forms
from web.pages.chosen import ENCODINGS, FURTHER, MEANINGS, questions_of, read_order
from web.pages.drafts import LARGEST, Draft, Drafts
from web.pages.shown import Shown
from web.texts import _

NAME = "upload"
_SHOWN_ROWS = 8
_OVERHEAD = 64 * 1024  # of a form around its file


def make_blueprint(shown: Shown, place: Installation) -> Blueprint:
    """The blueprint of the three steps of an upload."""
    page = Blueprint(NAME, __name__)
    drafts = Drafts(place.settings.data / "drafts", place.key)

    @page.get("/upload")
    def ask() -> str:
        return render_template("upload.html")

    @page.post("/upload")
    def keep() -> ResponseReturnValue:
        request.max_content_length = LARGEST + _OVERHEAD
        forms.check(request, place.key)
        given = request.files.get("list")
        if given is None or not given.filename:
            return render_template("upload.html", refused=_("Choose a file first."), code="no-file"), 422
        note = drafts.keep(given.stream, given.filename, g.caller)
        return redirect(url_for("upload.preview", draft=note), code=303)

    @page.get("/upload/preview")
    def preview() -> ResponseReturnValue:
        return _preview(shown, drafts.find(request.args.get("draft", ""), g.caller))

    @page.post("/upload/accept")
    def take_up() -> ResponseReturnValue:
        draft = drafts.find(request.form.get("draft", ""), g.caller)
        order = read_order(request.form)
        take(
            draft.path, options=order.options(draft.file_name)
        )  # what cannot be read is refused here, not later
        pins = pins_of(shown.served.under(order.policies))
        run_id = accept(
            place,
            draft.path,
            order,
            pins,
            actor=g.caller.id,
            team=g.caller.team,
            file_name=draft.file_name,
        )
        drafts.drop(draft)
        return redirect(url_for("runs.one", run_id=run_id), code=303)

    return page


def _preview(shown: Shown, draft: Draft) -> ResponseReturnValue:
    order, intake, error = Order(), None, None
    try:
        order = read_order(request.args)
        intake = take(draft.path, options=order.options(draft.file_name))
    except ScreeningError as refused:
        error = refused
    chosen = order.policies or (DEFAULT_POLICY,)
    asked = {
        fact for each in chosen if each in shown.served.policies for fact in shown.served.policies[each].facts
    }
    page = render_template(
        "preview_list.html",
        draft=request.args.get("draft", ""),
        file_name=draft.file_name,
        intake=intake,
        counts=intake.counts if intake else {},
        about_projects=any(row.project for row in _first(intake)) if intake else False,
        first=_first(intake) if intake else [],
        order=order,
        mapped={letter: meaning for meaning, letter in order.map},
        meanings=(*MEANINGS, *FURTHER),
        encodings=ENCODINGS,
        policies=shown.served.policies.values(),
        chosen=chosen,
        questions=questions_of(sorted(asked)),
        given=request.args,
        refused=error.sentence if error else "",
        code=error.code if error else "",
    )
    return page, error.status if error else 200


def _first(intake: Intake) -> list[Row]:
    rows = [row for row in intake.rows() if row.state.value != "skipped"]
    return list(rows[:_SHOWN_ROWS])
