"""A new watch: of a file, of the list of a run, of a folder of the server, or of a single subject.

A file goes the way of a list that is screened: it is shown as it was understood and corrected by pointing; the same form
says on what grounds it is watched. Nothing is kept before the form is whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import col, select
from werkzeug.datastructures import MultiDict

from screening.context import AppContext
from screening.errors import ScreeningError
from screening.model import Subject, called
from screening.pipeline import ScreeningRequest
from screening.runs.collaborators import Collaborators
from screening.runs.control import RunNotReady, newest_runs, run_of
from screening.runs.pins import pins_of
from screening.runs.read_slots import ReadingBusy
from screening.runs.states import FINISHED
from screening.storage.tables import Run
from screening.watch.folder import WatchFolderRefused, newest_file, watched_folder
from screening.watch.subjects import add_subject, watch_subject, watches_of_subjects
from screening.watch.watches import WatchSource, add_watch, watch_of, watch_run
from web.i18n import _
from web.pages import forms
from web.pages.drafts import LARGEST, Drafts, UploadDraft
from web.pages.page_context import PageContext
from web.pages.query import parse_query
from web.pages.rail import may_see_runs
from web.pages.reading import ListReading, read_draft
from web.pages.run_options import read_order
from web.pages.upload import render_preview
from web.pages.watch_terms import TermsForm, empty_form, read_terms, terms_template_context
from web.policy_choice import PolicyChoice

_NEWEST = 10
_OVERHEAD = 64 * 1024  # of a form around its file


def add_to(page: Blueprint, shown: PageContext, context: AppContext) -> None:
    """Add the screens to the watches' blueprint."""
    drafts = Drafts(context.settings.data, context.key)

    @page.get("/new")
    def begin() -> ResponseReturnValue:
        if run_id := request.args.get("run", ""):
            run = _finished(context, run_id)
            return _render_run(shown, context, run, empty_form(context, name=PurePath(run.file_name).stem))
        return _render_begin(context)

    @page.post("/new/file")
    def give() -> ResponseReturnValue:
        request.max_content_length = LARGEST + _OVERHEAD
        forms.check(request, context.key)
        given = request.files.get("list")
        if given is None or not given.filename:
            return _render_begin(context, "list", _("Choose a file first."))
        draft = drafts.keep(given.stream, given.filename, g.caller)
        return redirect(url_for("watches.preview", draft=draft), code=303)

    @page.post("/new/folder")
    def give_folder() -> ResponseReturnValue:
        name = request.form.get("folder", "").strip()
        try:
            folder = watched_folder(context, g.caller.team, name)
        except WatchFolderRefused as refused:
            return _render_begin(context, "folder", refused.sentence)
        found = newest_file(folder, context.now().timestamp())
        if found is None:
            return _render_begin(
                context,
                "folder",
                _("There is no list in this folder yet. Put one there, wait a minute, and try again."),
            )
        with found.path.open("rb") as file:
            draft = drafts.keep(file, found.path.name, g.caller)
        return redirect(url_for("watches.preview", draft=draft, folder=name), code=303)

    @page.get("/new/preview")
    def preview() -> ResponseReturnValue:
        return shown_as(request.args)

    @page.post("/new/preview")
    def apply() -> ResponseReturnValue:
        return shown_as(request.form)

    @page.post("/new/accept")
    def take_up() -> ResponseReturnValue:
        form = request.form
        draft = drafts.find(form.get("draft", ""), g.caller)
        reading, terms = _read(context, draft, form), read_terms(context, form)
        if reading.error is not None or terms.terms is None:
            return _render_draft(shown, context, draft, reading, terms, form)
        order = reading.order
        folder = form.get("folder", "")
        if folder:
            watched_folder(context, g.caller.team, folder)
        shown.access.count_list(g.caller, draft.path.stat().st_size)
        watch = add_watch(
            context,
            draft.path,
            order,
            pins_of(shown.served.under(order.policies)),
            terms.terms,
            actor=g.caller.id,
            team=g.caller.team,
            file_name=draft.file_name,
            folder=folder,
            kind=WatchSource.FOLDER if folder else WatchSource.FILE,
        )
        drafts.drop(draft)
        return _made(watch.id)

    @page.post("/new/run")
    def watch_list() -> ResponseReturnValue:
        run = _finished(context, request.form.get("run", ""))
        terms = read_terms(context, request.form)
        if terms.terms is None:
            return _render_run(shown, context, run, terms)
        order = ScreeningRequest.from_json(run.choices)
        pins = pins_of(shown.served.under(order.policies))
        return _made(watch_run(context, run, pins, terms.terms, actor=g.caller.id).id)

    def shown_as(form: MultiDict[str, str]) -> ResponseReturnValue:
        draft = drafts.find(form.get("draft", ""), g.caller)
        begins = "changed" not in form
        terms = empty_form(context, name=PurePath(draft.file_name).stem) if begins else TermsForm(form, {})
        return _render_draft(shown, context, draft, _read(context, draft, form), terms, form)

    _add_subject_screens(page, shown, context)


def _add_subject_screens(page: Blueprint, shown: PageContext, context: AppContext) -> None:
    """Watching one subject: of a check, or of a collaborator's page."""

    @page.get("/new/subject")
    def ask_subject() -> ResponseReturnValue:
        subject = _subject(context, request.args)
        return render_subject(subject, request.args, empty_form(context))

    @page.post("/new/subject", endpoint="watch_subject")
    def keep_subject() -> ResponseReturnValue:
        form, team = request.form, g.caller.team
        subject = _subject(context, form)
        reference = form.get("subject_reference", "").strip()[:200]
        try:
            if watch_id := form.get("watch", ""):
                watch = watch_of(context, watch_id, team)
                order = ScreeningRequest.from_json(watch.choices)
                pins = pins_of(shown.served.under(order.policies))
                is_new = add_subject(
                    context, watch_id, team, subject, pins, actor=g.caller.id, reference=reference
                )
                done = "added" if is_new else "there-already"
                return redirect(url_for("watches.one", watch_id=watch_id, done=done), code=303)
            terms = read_terms(context, form)
            if terms.terms is None:
                return render_subject(subject, form, terms)
            chosen = PolicyChoice.of(form)
            order = ScreeningRequest(policies=chosen.policies, project=chosen.project)
            made = watch_subject(
                context,
                subject,
                order,
                pins_of(shown.served.under(order.policies)),
                terms.terms,
                actor=g.caller.id,
                team=team,
                reference=reference,
            )
        except ScreeningError as refused:
            return render_subject(subject, form, TermsForm(form, {}), refused)
        return _made(made.id)

    def render_subject(
        subject: Subject,
        given: MultiDict[str, str],
        terms: TermsForm,
        refused: ScreeningError | None = None,
    ) -> ResponseReturnValue:
        chosen = PolicyChoice.of(given)
        page = render_template(
            "watch_subject.html",
            subject=subject,
            name=called(subject),
            given=given,
            there=watches_of_subjects(context, g.caller.team),
            chosen=chosen,
            policies=[
                shown.served.policies[each] for each in chosen.policies if each in shown.served.policies
            ],
            refused=refused,
            **terms_template_context(context, terms),
        )
        return page, refused.status if refused else 422 if terms.faults else 200


def _subject(context: AppContext, given: MultiDict[str, str]) -> Subject:
    """Whom an address or a form means: a collaborator by its digest, else what was typed on Check.

    Raises:
        CollaboratorUnknown: the team keeps nothing of it.
        CheckRefused: what was typed cannot be checked.
    """
    if digest := given.get("digest", ""):
        return Collaborators(context).get(g.caller.team, digest).subject
    return parse_query(
        given.get("name", "").strip(), given.get("country", ""), given.get("type") or "unknown"
    ).subject


def _read(context: AppContext, draft: UploadDraft, form: MultiDict[str, str]) -> ListReading:
    """The draft as the form says that it is to be read; what the form cannot mean is said on the page.

    Raises:
        ReadingBusy: too many lists are being read.
    """
    try:
        return read_draft(context, draft, read_order(form))
    except ReadingBusy:
        raise
    except ScreeningError as refused:
        return ListReading(ScreeningRequest(), error=refused)


def _render_draft(
    shown: PageContext,
    context: AppContext,
    draft: UploadDraft,
    reading: ListReading,
    terms: TermsForm,
    form: MultiDict[str, str],
) -> ResponseReturnValue:
    """How the list is read, as for a screening, with the grounds on which it is watched."""
    fields = terms_template_context(context, terms)
    folder = form.get("folder", "")
    page, status = render_preview(shown, draft, reading, form, watching=True, folder=folder, **fields)
    return page, 422 if terms.faults else status


def _render_begin(context: AppContext, field: str = "", fault: str = "") -> ResponseReturnValue:
    runs = newest_runs(context, g.caller.team, 5 * _NEWEST) if may_see_runs() else []
    finished = [each for each in runs if each.state == FINISHED]
    with context.database.read() as session:
        wanted = select(Run.id).where(col(Run.id).in_([each.run_id for each in finished]), Run.watch_id != "")
        watched = set(session.exec(wanted))
    page = render_template(
        "watch_begin.html",
        runs=[each for each in finished if each.run_id not in watched][:_NEWEST],
        fault=fault,
        wrong_field=field,
        given=request.form,
        has_folder=context.settings.watch_folder_path is not None,
    )
    return page, 422 if fault else 200


def _render_run(shown: PageContext, context: AppContext, run: Run, terms: TermsForm) -> ResponseReturnValue:
    policies: Mapping[str, object] = shown.served.policies
    chosen = ScreeningRequest.from_json(run.choices).policies
    page = render_template(
        "watch_run.html",
        run=run,
        policies=[policies[each] for each in chosen if each in policies],
        **terms_template_context(context, terms),
    )
    return page, 422 if terms.faults else 200


def _finished(context: AppContext, run_id: str) -> Run:
    """A run of the team whose list can be watched.

    Raises:
        RunUnknown: the team has no such run.
        RunNotReady: it has not finished, or its list was deleted.
    """
    run = run_of(context, run_id, g.caller.team)
    if run.state != FINISHED:
        raise RunNotReady(_("Only the list of a finished run can be watched; look at its page."))
    return run


def _made(watch_id: str) -> ResponseReturnValue:
    return redirect(url_for("watches.one", watch_id=watch_id, done="made"), code=303)
