"""Upload: a list is given, shown as it was understood, corrected by pointing, and only then accepted.

A refusal is shown where the form stands, in one sentence. Nothing is accepted in part.
"""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from screening.context import AppContext
from screening.engine import DEFAULT_POLICY
from screening.errors import ScreeningError
from screening.pipeline import ScreeningRequest
from screening.runs.control import newest_runs
from screening.runs.list_limits import ListLimits
from screening.runs.pins import pins_of
from screening.runs.read_slots import ReadingBusy
from screening.runs.submit import submit_list
from web.i18n import _
from web.pages import forms
from web.pages.drafts import Drafts, UploadDraft
from web.pages.first_steps import EXAMPLE
from web.pages.page_context import PageContext
from web.pages.rail import may_see_runs
from web.pages.reading import ListReading, read_draft, reading_template_context
from web.pages.run_options import questions_of, read_order
from web.policy_choice import PolicyChoice

NAME = "upload"
_NEWEST = 5
_OVERHEAD = 64 * 1024  # of a form around its file


def make_blueprint(shown: PageContext, context: AppContext) -> Blueprint:
    """The blueprint of the three steps of an upload."""
    page = Blueprint(NAME, __name__)
    largest = ListLimits.of(context.settings).csv_bytes
    drafts = Drafts(context.settings.data, context.key, largest=largest)

    def render_form(**more: object) -> str:
        runs = newest_runs(context, g.caller.team, _NEWEST) if may_see_runs() else []
        chosen = PolicyChoice.of(request.form or request.args)
        limits = ListLimits.of(context.settings)
        megabytes = limits.csv_bytes // 2**20
        return render_template(
            "upload.html",
            runs=runs,
            chosen=chosen.fields(),
            most_rows=limits.rows,
            megabytes=megabytes,
            **more,
        )

    @page.get("/upload")
    def ask() -> str:
        return render_form()

    @page.post("/upload")
    def keep() -> ResponseReturnValue:
        request.max_content_length = largest + _OVERHEAD
        forms.check(request, context.key)
        given = request.files.get("list")
        if given is None or not given.filename:
            return render_form(refused=_("Choose a file first."), code="no-file"), 422
        note = drafts.keep(given.stream, given.filename, g.caller)
        chosen = PolicyChoice.of(request.form).in_address()
        return redirect(url_for("upload.preview", draft=note, **chosen), code=303)

    @page.post("/upload/example")
    def screen_example() -> ResponseReturnValue:
        order = ScreeningRequest()
        pins = pins_of(shown.served.under(order.policies))
        shown.access.count_list(g.caller, EXAMPLE.stat().st_size)
        run_id = submit_list(context, EXAMPLE, order, pins, actor=g.caller.id, team=g.caller.team)
        return redirect(url_for("runs.one", run_id=run_id), code=303)

    @page.get("/upload/preview")
    def preview() -> ResponseReturnValue:
        return shown_as(request.args)

    @page.post("/upload/preview")
    def apply() -> ResponseReturnValue:
        return shown_as(request.form)

    @page.post("/upload/accept")
    def take_up() -> ResponseReturnValue:
        draft = drafts.find(request.form.get("draft", ""), g.caller)
        order = read_order(request.form)
        reading = read_draft(context, draft, order, ListLimits.of(context.settings))
        if reading.error is not None:  # what cannot be read, or not for sure, is not accepted
            return render_preview(shown, draft, reading, request.form)
        pins = pins_of(shown.served.under(order.policies))
        shown.access.count_list(g.caller, draft.path.stat().st_size)
        run_id = submit_list(
            context,
            draft.path,
            order,
            pins,
            actor=g.caller.id,
            team=g.caller.team,
            file_name=draft.file_name,
        )
        drafts.drop(draft)
        return redirect(url_for("runs.one", run_id=run_id), code=303)

    def shown_as(form: MultiDict[str, str]) -> ResponseReturnValue:
        draft = drafts.find(form.get("draft", ""), g.caller)
        try:
            reading = read_draft(context, draft, read_order(form), ListLimits.of(context.settings))
        except ReadingBusy:
            raise
        except ScreeningError as refused:
            reading = ListReading(ScreeningRequest(), error=refused)
        return render_preview(shown, draft, reading, form)

    return page


def render_preview(
    shown: PageContext,
    draft: UploadDraft,
    reading: ListReading,
    form: MultiDict[str, str],
    **more: object,
) -> tuple[str, int]:
    """The page that shows how a draft is read, with the choice of policies; a watch has `more` on it."""
    # Before anything was changed, the form is filled in with what the browser remembers.
    begins = "changed" not in form
    remembered = PolicyChoice.remembered(request, shown.served) if begins else PolicyChoice()
    chosen = reading.order.policies or remembered.policies or (DEFAULT_POLICY,)
    asked = {
        fact for each in chosen if each in shown.served.policies for fact in shown.served.policies[each].facts
    }
    page = render_template(
        "preview_list.html",
        **reading_template_context(reading, draft.file_name, form),
        draft=form.get("draft", ""),
        run_id="",
        policies=shown.served.policies.values(),
        chosen=chosen,
        questions=questions_of(sorted(asked)),
        given={**remembered.facts, **PolicyChoice.of(form).facts},
        **more,
    )
    return page, reading.status
