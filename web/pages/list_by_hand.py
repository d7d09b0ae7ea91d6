"""What a person brings to a list: the publisher's file that he downloaded, or the word that nothing newer is out.

A file passes the same reader and guards as a fetched one. What it would change is shown first; only then, and by a second
form, it comes into force. Reading takes a process of its own (`screening.list_refresh`). Only who keeps the lists may.
"""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from screening.context import AppContext
from screening.errors import ScreeningError
from screening.list_refresh import Asking, FileOrder, ask, last_refresh
from screening.runs.list_events import record_lists
from watchlists.catalogue import CatalogueEntry, read_catalogue
from watchlists.errors import NoSource, UnknownWatchlist, WatchlistError, check_not_ahead
from watchlists.model import Source
from watchlists.updates.hand_checks import check_by_hand
from web.i18n import _
from web.pages import forms
from web.pages.drafts import Drafts, Purpose, UploadDraft
from web.pages.page_context import PageContext

NAME = "list_by_hand"
_OVERHEAD = 64 * 1024  # of a form around its file
_LONGEST_REASON = 500  # characters


class DayInvalid(ScreeningError):
    """What was given for a day is none."""

    code, status = "day-invalid", 422


class HandCheckRefused(ScreeningError):
    """A check by hand cannot be noted; its code is that of the reason."""

    status = 422

    def __init__(self, error: WatchlistError) -> None:
        super().__init__(error.sentence, **error.facts)
        self.code = error.code


class HandCheckReasonMissing(ScreeningError):
    """A guard is overruled without a reason."""

    code, status = "reason-missing", 422


class NotPreviewed(ScreeningError):
    """The file was not looked at last, or what was seen does not allow to take it."""

    code, status = "not-previewed", 409


def make_blueprint(_shown: PageContext, context: AppContext) -> Blueprint:
    """The blueprint of what is brought by hand."""
    page = Blueprint(NAME, __name__, url_prefix="/lists")
    data = context.settings.data

    def drafts_for(source: Source) -> Drafts:
        return Drafts(data, context.key, Purpose.WATCHLIST, source.largest_expanded)

    @page.get("/<list_id>/import")
    def choose(list_id: str) -> ResponseReturnValue:
        return _form(*_known(list_id))

    @page.post("/<list_id>/import")
    def give(list_id: str) -> ResponseReturnValue:
        # The form proves itself before anything is told or done, even that there is no such list.
        request.max_content_length = _largest(list_id) + _OVERHEAD
        forms.check(request, context.key)
        entry, source = _known(list_id)
        given = request.files.get("file")
        if given is None or not given.filename:
            return _form(entry, source, refused=_("Choose a file first."), code="no-file", status=422)
        try:
            on = _day(request.form.get("on", ""))
            check_not_ahead(on, context.now(), "The file cannot have been downloaded")
            drafts = drafts_for(source)
            note = drafts.keep(given.stream, given.filename, g.caller)
            _look(list_id, drafts.find(note, g.caller), on)
        except (ScreeningError, WatchlistError) as error:
            status = error.status if isinstance(error, ScreeningError) else 422
            return _form(entry, source, refused=error.sentence, code=error.code, status=status)
        return redirect(url_for(f"{NAME}.preview", list_id=list_id, draft=note), code=303)

    @page.get("/<list_id>/import/preview")
    def preview(list_id: str) -> ResponseReturnValue:
        entry, source = _known(list_id)
        note = request.args.get("draft", "")
        draft = drafts_for(source).find(note, g.caller)
        asking = _asking_of(list_id, draft)
        return render_template(
            "list_preview.html", asking=asking, entry=entry, list_id=list_id, draft=note, name=draft.file_name
        )

    @page.post("/<list_id>/import/preview")
    def overrule(list_id: str) -> ResponseReturnValue:
        """Look again: with a reason, as if the guards that may be overruled had not stopped it."""
        _entry, source = _known(list_id)
        note = request.form.get("draft", "")
        draft = drafts_for(source).find(note, g.caller)
        asking = _asking_of(list_id, draft)
        reason = request.form.get("reason", "").strip()[:_LONGEST_REASON]
        if asking is not None and asking.preview.may_be_overruled and not reason:
            raise HandCheckReasonMissing(_("Say why this safety check is wrong here; the reason is kept."))
        on = date.fromisoformat(asking.file.on) if asking and asking.file else context.now().date()
        _look(list_id, draft, on, reason)
        return redirect(url_for(f"{NAME}.preview", list_id=list_id, draft=note), code=303)

    @page.post("/<list_id>/import/accept")
    def take(list_id: str) -> ResponseReturnValue:
        _entry, source = _known(list_id)
        draft = drafts_for(source).find(request.form.get("draft", ""), g.caller)
        asking = _asking_of(list_id, draft)
        if asking is None or asking.file is None or asking.result != "would be new":
            raise NotPreviewed(_("Preview the file before you import it; nothing was changed."))
        order = FileOrder(
            str(draft.path), draft.file_name, g.caller.name, asking.file.on, True, asking.file.reason
        )
        ask(data, list_id, g.caller.id, file=order)
        return redirect(url_for("list_asking.progress", list_id=list_id), code=303)

    @page.post("/<list_id>/checked")
    def checked(list_id: str) -> ResponseReturnValue:
        try:
            check_by_hand(
                data,
                list_id,
                read_catalogue().get(list_id),
                on=_day(request.form.get("on", "")),
                by=g.caller.name,
                now=context.now(),
                actor=g.caller.id,
            )
        except UnknownWatchlist:
            raise
        except WatchlistError as error:
            raise HandCheckRefused(error) from error
        record_lists(context, data)
        return redirect(url_for("lists.one", list_id=list_id, _anchor="health"), code=303)

    def _look(list_id: str, draft: UploadDraft, on: date, reason: str = "") -> None:
        """Begin to look at the file; nothing comes into force."""
        order = FileOrder(str(draft.path), draft.file_name, g.caller.name, on.isoformat(), False, reason)
        ask(data, list_id, g.caller.id, file=order)

    def _asking_of(list_id: str, draft: UploadDraft) -> Asking | None:
        """The last look at this very file; None where another one or the publisher was looked at since."""
        asking = last_refresh(data, list_id)
        is_it = asking is not None and asking.file is not None and asking.file.key == draft.path.name
        return asking if is_it else None

    def _form(entry: CatalogueEntry, source: Source, status: int = 200, **said: object) -> Response:
        page = render_template(
            "list_import.html",
            entry=entry,
            source=source,
            today=context.now().date().isoformat(),
            largest=source.largest_expanded // 2**20,
            **said,
        )
        return make_response(page, status)

    return page


def _known(list_id: str) -> tuple[CatalogueEntry, Source]:
    """The list, and how a file of it is read.

    Raises:
        UnknownWatchlist: the catalogue has no such list.
        NoSource: no reader takes it.
    """
    entry = read_catalogue().get(list_id)
    if entry is None:
        raise UnknownWatchlist(_("The catalogue has no list %(id)s.", id=list_id), id=list_id)
    if entry.source is None:
        raise NoSource(
            _(
                "You cannot import a file for %(id)s; its editions come with new releases of this software.",
                id=list_id,
            ),
            list=list_id,
        )
    return entry, entry.source


def _largest(list_id: str) -> int:
    """The most bytes of a file of this list; 0 where no reader takes one."""
    entry = read_catalogue().get(list_id)
    return entry.source.largest_expanded if entry and entry.source else 0


def _day(given: str) -> date:
    """A day as a form gives it.

    Raises:
        DayInvalid: it is none.
    """
    try:
        return date.fromisoformat(given.strip())
    except ValueError as error:
        raise DayInvalid(_("Give the day as year, month and day, such as 2026-11-28.")) from error
