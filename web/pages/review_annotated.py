"""A report that somebody filled in comes back: what it says is shown first, then all of it or what is chosen is taken over.

No report is read in this process; see `screening.runs.filled_reports`.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from screening.context import AppContext
from screening.errors import ScreeningError
from screening.review.reasons import reasons
from screening.runs.control import run_of
from screening.runs.filled_reports import filled_draft
from screening.runs.import_summary import summarise
from screening.runs.imported_decision import SECOND, ImportAction, ImportedDecision
from screening.runs.read_slots import ReadingBusy
from screening.runs.report_import import Uploader, judge_rows, listing_names, take_over
from screening.storage.tables import Run
from web.i18n import _
from web.pages import forms
from web.pages.drafts import LARGEST, Drafts, Purpose, UploadDraft
from web.pages.page_context import PageContext
from web.pages.review_forms import me

_OVERHEAD = 64 * 1024  # of a form around its file
_MOST_LINES = 1 << 20  # bytes of a form with a tick for each line


def add_to(page: Blueprint, shown: PageContext, context: AppContext) -> None:
    """Add the screen to the blueprint of review."""
    drafts = Drafts(context.settings.data, context.key, Purpose.REVIEW)

    @page.get("/runs/<run_id>/annotated")
    def annotated(run_id: str) -> ResponseReturnValue:
        run = run_of(context, run_id, g.caller.team)
        note = request.args.get("draft", "")
        if not note:
            return _page(run)
        return _preview(run, note)

    @page.post("/runs/<run_id>/annotated")
    def give_annotated(run_id: str) -> ResponseReturnValue:
        request.max_content_length = LARGEST + _OVERHEAD
        forms.check(request, context.key)
        run = run_of(context, run_id, g.caller.team)
        given = request.files.get("report")
        if given is None or not given.filename:
            return _page(run, refused=_("Choose the filled-in report first."), code="no-file", status=422)
        note = drafts.keep(given.stream, given.filename, g.caller)
        return redirect(url_for("review.annotated", run_id=run_id, draft=note), code=303)

    @page.post("/runs/<run_id>/annotated/accept")
    def take_annotated(run_id: str) -> ResponseReturnValue:
        request.max_content_length = request.max_form_memory_size = _MOST_LINES
        forms.check(request, context.key)
        run = run_of(context, run_id, g.caller.team)
        note, chosen = request.form.get("draft", ""), set(request.form.getlist("line"))
        draft = drafts.find(note, g.caller)
        try:
            lines = [each for each in _read(run, draft) if each.can_take]
            wanted = [each for each in lines if each.key in chosen]
            gone = len(chosen) - len(wanted)
            if gone or not wanted:
                return _preview(run, note, _changed() if gone else _("Choose at least one line."))
            done = take_over(context, g.caller.team, wanted, me())
        except ReadingBusy:
            raise
        except ScreeningError as refused:
            return _preview(run, note, refused.sentence)
        taken = {_group(each) for each in wanted}
        if any(_group(each) not in taken for each in lines):  # each group has a button of its own
            return redirect(url_for("review.annotated", run_id=run_id, done=done, draft=note), code=303)
        drafts.drop(draft)
        return redirect(url_for("review.annotated", run_id=run_id, done=done), code=303)

    def _read(run: Run, draft: UploadDraft) -> list[ImportedDecision]:
        rows = filled_draft(context, run, draft, who=g.caller.id)
        return judge_rows(context, run, rows, listing_names(shown.served.engine.library), Uploader(me()))

    def _preview(run: Run, note: str, refused: str = "") -> ResponseReturnValue:
        try:
            lines = _read(run, drafts.find(note, g.caller))
        except ReadingBusy:
            raise
        except ScreeningError as error:
            return _page(run, refused=error.sentence, code=error.code, status=error.status)
        groups = {action: [each for each in lines if each.action is action] for action in ImportAction}
        said: dict[str, object] = {
            "groups": groups,
            "seconds": _seconds(lines),
            "draft": note,
            "warned": refused,
        }
        said["summary"] = summarise(context, run, lines, Uploader(me()))
        return _page(run, **said, status=409 if refused else 200)

    def _page(run: Run, *, status: int = 200, **said: object) -> Response:
        page = render_template(
            "annotated.html",
            run=run,
            done=request.args.get("done", "", str)[:9],
            reasons={code: reason.label for code, reason in reasons().items()},
            **said,
        )
        return make_response(page, status)


Group = tuple[ImportAction, str]  # with the name of who proposed what a second person answers


def _group(line: ImportedDecision) -> Group:
    """The part of the page in which a line stands, with a button of its own."""
    return line.action, line.waiting.by_name if line.waiting else ""


def _seconds(lines: Sequence[ImportedDecision]) -> dict[Group, list[ImportedDecision]]:
    """What a second person may confirm or reject, by who proposed it."""
    found: dict[Group, list[ImportedDecision]] = {}
    for line in lines:
        if line.action in SECOND and line.can_take:
            found.setdefault(_group(line), []).append(line)
    return found


def _changed() -> str:
    return _(
        "Somebody decided, or the lists changed, after you opened this page. Nothing was imported; check the page again."
    )
