"""Watches: what changed about the people and partners that stay screened, and everything that is done with a watch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Blueprint, Response, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from screening.context import AppContext
from screening.engine import DEFAULT_POLICY, Engine
from screening.errors import ScreeningError
from screening.pipeline import ScreeningRequest
from screening.report import content_disposition
from screening.review.history import cases_of_digests
from screening.runs.pins import Pins, pins_of
from screening.runs.states import ERASED, FINISHED, NEEDS_MAPPING, OPEN
from screening.storage.files import FileStoreError
from screening.storage.review_tables import Case
from screening.storage.tables import Run
from screening.storage.watch_tables import Watch, WatchChange
from screening.watch.change_workbook import write_changes
from screening.watch.cleaning import remove_watch
from screening.watch.due import MOST_DAYS_BETWEEN
from screening.watch.queries import (
    changes_of_watch,
    count_changes,
    screenings_of,
    team_watches,
    unseen_changes,
    versions_of,
)
from screening.watch.subjects import WatchedSubject, subjects_of_watch, take_out_subject
from screening.watch.undelivered_mail import undelivered_mail
from screening.watch.watches import (
    WatchSource,
    add_version,
    change_terms,
    mark_seen,
    pause_watch,
    resume_watch,
    screen_again,
    watch_of,
)
from web.i18n import _
from web.pages import forms, watch_start
from web.pages.drafts import LARGEST, Drafts
from web.pages.page_context import PageContext
from web.pages.paging import page_of
from web.pages.paging import place as nth
from web.pages.sorting import Key, Sort, sort_rows
from web.pages.watch_terms import TermsForm, form_of, read_terms, terms_template_context
from web.policy_choice import PolicyChoice

NAME = "watches"
_PER_PAGE = 50
_OVERHEAD = 64 * 1024  # of a form around its file
_MOST_CHANGES = 100_000  # of a workbook
_LISTS = 4  # that are named where many have another edition
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class NoFile(ScreeningError):
    """The form came without a file; nothing was changed."""

    code, status = "no-file", 422


@dataclass(frozen=True, slots=True)
class WatchLine:
    """A watch in the table of all."""

    watch: Watch
    rows: int  # of its newest file that was read; -1 where none was yet
    unseen: int  # changes that nobody has read
    screened_at: str  # of the screening that was told last; "" for none


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """What one screening changed, or the part of it that stands on this page."""

    run_id: str
    told_at: str
    changes: Sequence[WatchChange]
    lists: Sequence[tuple[str, str]]  # title and edition of lists that were searched in another edition
    more_lists: int
    is_kept: bool  # whether the run still has its rows
    cases: Mapping[str, Sequence[Case]]  # by the digest of the subject

    @property
    def unseen(self) -> int:
        """How many of them nobody has read."""
        return sum(not each.seen_at for each in self.changes)


_COLUMNS: Mapping[str, Key[WatchLine]] = {
    "name": lambda each: each.watch.name.casefold(),
    "rows": lambda each: each.rows,
    "state": lambda each: each.watch.state,
    "unseen": lambda each: each.unseen,
    "screened": lambda each: each.screened_at,
    "ends": lambda each: each.watch.ends_on,
}


def make_blueprint(shown: PageContext, context: AppContext) -> Blueprint:
    """The blueprint of everything about watches."""
    page = Blueprint(NAME, __name__, url_prefix="/watches")
    drafts = Drafts(context.settings.data, context.key)
    watch_start.add_to(page, shown, context)
    _add_actions(page, shown, context)

    @page.get("/")
    def every() -> str:
        sort = Sort.of(request.args, _COLUMNS, "")
        unseen = unseen_changes(context, g.caller.team)
        lines = [
            _line(context, each, unseen.get(each.id, 0)) for each in team_watches(context, g.caller.team)
        ]
        return render_template("watches.html", lines=sort_rows(lines, sort, _COLUMNS), sort=sort)

    @page.get("/<watch_id>")
    def one(watch_id: str) -> ResponseReturnValue:
        return _show(shown, context, watch_of(context, watch_id, g.caller.team))

    @page.post("/<watch_id>/file")
    def give_newer(watch_id: str) -> ResponseReturnValue:
        request.max_content_length = LARGEST + _OVERHEAD
        forms.check(request, context.key)
        watch = watch_of(context, watch_id, g.caller.team)
        given = request.files.get("list")
        if given is None or not given.filename:
            return _show(shown, context, watch, NoFile(_("Choose a file first.")))
        draft = drafts.find(drafts.keep(given.stream, given.filename, g.caller), g.caller)
        try:
            shown.access.count_list(g.caller, draft.path.stat().st_size)
            is_new = add_version(
                context,
                watch_id,
                g.caller.team,
                draft.path,
                pins_of(_engine(shown, watch)),
                actor=g.caller.id,
                file_name=draft.file_name,
            )
        except ScreeningError as refused:
            return _show(shown, context, watch, refused)
        finally:
            drafts.drop(draft)
        return _back(watch_id, "file" if is_new else "same-file")

    @page.get("/<watch_id>/terms")
    def terms(watch_id: str) -> ResponseReturnValue:
        watch = watch_of(context, watch_id, g.caller.team)
        return _show_terms(context, watch, form_of(watch))

    @page.post("/<watch_id>/terms", endpoint="change_terms")
    def change_grounds(watch_id: str) -> ResponseReturnValue:
        watch = watch_of(context, watch_id, g.caller.team)
        form = read_terms(context, request.form, watch)
        if form.terms is None:
            return _show_terms(context, watch, form)
        change_terms(context, watch_id, g.caller.team, form.terms, actor=g.caller.id)
        return _back(watch_id, "terms")

    @page.get("/<watch_id>/remove")
    def ask_removal(watch_id: str) -> str:
        watch = watch_of(context, watch_id, g.caller.team)
        return _render_removal(context, watch)

    @page.post("/<watch_id>/remove")
    def remove(watch_id: str) -> ResponseReturnValue:
        watch = watch_of(context, watch_id, g.caller.team)
        if request.form.get("sure") != "yes":
            return _render_removal(context, watch, refused=True), 422
        held = remove_watch(context, watch_id, g.caller.team, actor=g.caller.id)
        return redirect(url_for("watches.every", done="removed", held=held or None), code=303)

    @page.get("/<watch_id>/changes.xlsx")
    def download(watch_id: str) -> Response:
        watch = watch_of(context, watch_id, g.caller.team)
        changes = changes_of_watch(context, watch_id, most=_MOST_CHANGES)
        runs = {each.id: each for each in screenings_of(context, watch_id, most=1_000)}
        with TemporaryDirectory(prefix="changes-", dir=context.scratch()) as folder:
            out = Path(folder) / "changes.xlsx"
            write_changes(watch, changes, runs, out)
            answer = send_file(out.open("rb"), mimetype=_XLSX, as_attachment=True, download_name="changes")
        answer.headers["Content-Disposition"] = content_disposition(f"{watch.name}-changes.xlsx")
        return answer

    return page


def _add_actions(page: Blueprint, shown: PageContext, context: AppContext) -> None:
    """Answer the buttons on the page of a watch."""

    def attempt(watch_id: str, done: str, act: Callable[[Watch], object]) -> ResponseReturnValue:
        """Do it and go back to the page, which says what was done, or why it was refused."""
        watch = watch_of(context, watch_id, g.caller.team)
        try:
            act(watch)
        except ScreeningError as refused:
            return _show(shown, context, watch, refused)
        return _back(watch_id, done)

    @page.post("/<watch_id>/read")
    def mark_read(watch_id: str) -> ResponseReturnValue:
        run_id = request.form.get("run", "")
        mark_seen(context, watch_id, g.caller.team, actor=g.caller.id, run_id=run_id)
        return _back(watch_id, "read")

    @page.post("/<watch_id>/screen")
    def screen(watch_id: str) -> ResponseReturnValue:
        def act(watch: Watch) -> None:
            screen_again(context, watch, pins_of(_engine(shown, watch)), actor=g.caller.id)

        return attempt(watch_id, "screen", act)

    @page.post("/<watch_id>/pause")
    def pause(watch_id: str) -> ResponseReturnValue:
        def act(watch: Watch) -> None:
            pause_watch(context, watch.id, watch.team, actor=g.caller.id)

        return attempt(watch_id, "pause", act)

    @page.post("/<watch_id>/resume")
    def resume(watch_id: str) -> ResponseReturnValue:
        def act(watch: Watch) -> None:
            pins = pins_of(_engine(shown, watch))
            resume_watch(context, watch.id, watch.team, pins, actor=g.caller.id)

        return attempt(watch_id, "resume", act)

    @page.post("/<watch_id>/subjects/remove")
    def take_out(watch_id: str) -> ResponseReturnValue:
        def act(watch: Watch) -> None:
            pins, reference = pins_of(_engine(shown, watch)), request.form.get("reference", "")
            take_out_subject(context, watch.id, watch.team, reference, pins, actor=g.caller.id)

        return attempt(watch_id, "taken-out", act)


def _show(
    shown: PageContext, context: AppContext, watch: Watch, refused: ScreeningError | None = None
) -> ResponseReturnValue:
    """The page of a watch; with what was `refused`, where something was."""
    total = count_changes(context, watch.id)
    at = nth(request.args.get("page", "1"), total, _PER_PAGE)
    changes = changes_of_watch(context, watch.id, skip=at * _PER_PAGE, most=_PER_PAGE)
    runs = screenings_of(context, watch.id)
    newest = next((each for each in runs if each.id == watch.run_id), None)
    told = next((each for each in runs if each.id == watch.told_run_id), None)
    text = render_template(
        "watch.html",
        watch=watch,
        refused=refused,
        line=_line(context, watch, unseen_changes(context, g.caller.team).get(watch.id, 0)),
        groups=_groups(shown, context, changes),
        page=page_of(changes, at, total, _PER_PAGE),
        versions=versions_of(context, watch.id),
        runs=runs,
        newest=newest,
        is_open=newest is not None and newest.state in OPEN,
        asks=newest is not None and newest.state == NEEDS_MAPPING,
        next_at=_latest_next(told),
        policies=[shown.served.policies[each] for each in _policies(watch) if each in shown.served.policies],
        undelivered=undelivered_mail(context, watch.id),
        subjects=_subjects(context, watch),
        days_between=MOST_DAYS_BETWEEN,
        grace=context.settings.erase_grace_days,
    )
    return text, refused.status if refused else 200


def _line(context: AppContext, watch: Watch, unseen: int) -> WatchLine:
    rows = next((each.rows for each in versions_of(context, watch.id) if each.rows >= 0), -1)
    told = _run(context, watch.told_run_id)
    return WatchLine(watch, rows, unseen, told.screened_at if told else "")


def _groups(shown: PageContext, context: AppContext, changes: Sequence[WatchChange]) -> list[ChangeGroup]:
    groups = []
    for run_id, grouped in groupby(changes, key=lambda each: each.run_id):
        those = list(grouped)
        run, earlier = _run(context, run_id), _run(context, those[0].earlier_run_id)
        lists = _other_editions(shown, run, earlier)
        with context.database.read() as session:
            digests = [each.subject_digest for each in those]
            cases = cases_of_digests(session, g.caller.team, run_id, digests)
        is_kept = run is not None and run.state == FINISHED
        more = max(0, len(lists) - _LISTS)
        groups.append(ChangeGroup(run_id, those[0].told_at, those, lists[:_LISTS], more, is_kept, cases))
    return groups


def _other_editions(shown: PageContext, run: Run | None, earlier: Run | None) -> list[tuple[str, str]]:
    """Title and edition of the lists of a run that the earlier one searched otherwise; only editions in force have names."""
    if run is None or earlier is None or not run.pins or not earlier.pins:
        return []
    now, before = Pins.from_json(run.pins).snapshots, Pins.from_json(earlier.pins).snapshots
    loaded = shown.served.today().library.lists
    found = []
    for list_id, sha256 in now.items():
        if before.get(list_id) != sha256:
            held = loaded.get(list_id)
            edition = held.snapshot.edition if held and held.snapshot.file_sha256 == sha256 else ""
            found.append((shown.titles.get(list_id, list_id), edition))
    return sorted(found)


def _latest_next(told: Run | None) -> str:
    """The day by which a watch is screened again, whatever happens; "" where it was not screened yet."""
    if told is None or not told.screened_at:
        return ""
    return (datetime.fromisoformat(told.screened_at) + timedelta(days=MOST_DAYS_BETWEEN)).date().isoformat()


def _subjects(context: AppContext, watch: Watch) -> Sequence[WatchedSubject]:
    """The subjects of a watch of single subjects; none where its file is no longer kept."""
    if watch.source != WatchSource.SUBJECTS:
        return ()
    try:
        return subjects_of_watch(context, watch)
    except FileStoreError:
        return ()


def _run(context: AppContext, run_id: str) -> Run | None:
    with context.database.read() as session:
        run = session.get(Run, run_id) if run_id else None
        session.expunge_all()
    return run


def _policies(watch: Watch) -> tuple[str, ...]:
    return ScreeningRequest.from_json(watch.choices).policies or (DEFAULT_POLICY,)


def _engine(shown: PageContext, watch: Watch) -> Engine:
    """The engine of today under the policies and answers of a watch."""
    order = ScreeningRequest.from_json(watch.choices)
    return shown.served.under(order.policies, PolicyChoice((), order.project).facts)


def _show_terms(context: AppContext, watch: Watch, form: TermsForm) -> ResponseReturnValue:
    fields = terms_template_context(context, form, watch.owner)
    return render_template("watch_terms.html", watch=watch, **fields), 422 if form.faults else 200


def _render_removal(context: AppContext, watch: Watch, *, refused: bool = False) -> str:
    runs = [each for each in screenings_of(context, watch.id, most=1_000) if each.state != ERASED]
    return render_template(
        "watch_removal.html",
        watch=watch,
        refused=refused,
        runs=len(runs),
        held=sum(bool(each.held) for each in runs),
        changes=count_changes(context, watch.id),
        versions=len(versions_of(context, watch.id, most=1_000)),
    )


def _back(watch_id: str, done: str) -> ResponseReturnValue:
    return redirect(url_for("watches.one", watch_id=watch_id, done=done), code=303)
