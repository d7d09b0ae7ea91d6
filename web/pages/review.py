"""Review: a team's cases by risk and age, one case with its evidence, and what people decide about it.

Who may decide what is the core's to say; a refusal of its is shown where the form stands, and nothing typed is lost.
Blind, neither score nor level nor outcome is shown, and the queue is in the order of age alone.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from shutil import copyfileobj
from tempfile import NamedTemporaryFile

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from screening.accounts import Permission
from screening.context import AppContext
from screening.review.attachments import LARGEST
from screening.review.comments import assign, attach, comment, deciders_of, file_of
from screening.review.decide import confirm, disagree, propose, withdraw
from screening.review.queue import CaseFilter, count_wanted, states_of, wanted_cases
from screening.review.rules import DecisionRefused
from screening.runs import newest_runs
from screening.runs.control import run_of
from web.attachment import attachment
from web.i18n import _
from web.pages import forms, review_alike, review_annotated
from web.pages.page_context import PageContext
from web.pages.paging import page_of
from web.pages.paging import place as nth
from web.pages.review_case import build_case_page
from web.pages.review_forms import assignee_of, me, proposal_of, queue_parameters

NAME = "review"
_PER_PAGE = 50
_OVERHEAD = 64 * 1024  # of a form around its file
_NEWEST = 50  # runs that are offered to filter by


def make_blueprint(shown: PageContext, context: AppContext) -> Blueprint:
    """The blueprint of everything about review."""
    page = Blueprint(NAME, __name__, url_prefix="/review")

    @page.get("/")
    def queue() -> str:
        return _queue()

    def _queue(refused: DecisionRefused | None = None) -> str:
        wanted, team, mine = CaseFilter.of(request.args), g.caller.team, g.caller.id
        run = run_of(context, wanted.run_id, team) if wanted.run_id else None
        with context.database.read() as session:
            total = count_wanted(session, team, wanted, mine)
            at = nth(request.args.get("page", "1"), total, _PER_PAGE)
            cases = wanted_cases(session, team, wanted, mine, skip=at * _PER_PAGE, most=_PER_PAGE)
            states = states_of(session, team, wanted.run_id)
            deciders = deciders_of(session, team)
        return render_template(
            "review.html",
            refused=refused,
            given=request.args.get("given", 0, int),
            may_assign=g.caller.may(Permission.ASSIGN),
            me=g.caller,
            deciders=deciders,
            can_decide={g.caller.id, *(each.id for each in deciders)},
            wanted=wanted,
            kept=queue_parameters(),
            page=page_of(cases, at, total, _PER_PAGE),
            states=states,
            run=run,
            runs=[each for each in newest_runs(context, team, _NEWEST) if each.state == "finished"],
            lists=shown.served.engine.library.lists.values(),
            titles=shown.titles,
            today=context.now().date(),
        )

    review_alike.add_to(page, context)
    review_annotated.add_to(page, shown, context)

    @page.get("/<case_id>")
    def case(case_id: str) -> str:
        return _page(case_id)

    @page.post("/<case_id>/propose")
    def decide(case_id: str) -> ResponseReturnValue:
        given = request.form

        def act() -> None:
            proposal = proposal_of(given)
            version = given.get("version", "")
            propose(context, g.caller.team, case_id, proposal, me(), source="page", version=version)

        return _done(case_id, act)

    @page.post("/<case_id>/confirm")
    def second(case_id: str) -> ResponseReturnValue:
        given = request.form
        which, note = given.get("disposition", ""), given.get("note", "")
        return _done(case_id, lambda: confirm(context, g.caller.team, which, me(), note))

    @page.post("/<case_id>/disagree")
    def refuse(case_id: str) -> ResponseReturnValue:
        given = request.form
        which, why = given.get("disposition", ""), given.get("note", "")
        return _done(case_id, lambda: disagree(context, g.caller.team, which, me(), why))

    @page.post("/<case_id>/withdraw")
    def undo(case_id: str) -> ResponseReturnValue:
        given = request.form
        which, why = given.get("disposition", ""), given.get("note", "")
        return _done(case_id, lambda: withdraw(context, g.caller.team, which, me(), why))

    @page.post("/<case_id>/assign")
    def give(case_id: str) -> ResponseReturnValue:
        to = assignee_of(request.form)
        return _done(case_id, lambda: assign(context, g.caller.team, [case_id], me(), to=to))

    @page.post("/assign")
    def give_many() -> ResponseReturnValue:
        chosen, to = request.form.getlist("case"), assignee_of(request.form)
        try:
            given = assign(context, g.caller.team, chosen, me(), to=to)
        except DecisionRefused as refused:
            return _queue(refused), refused.status
        onward = dict(queue_parameters(), page=request.args.get("page"), given=given)
        return redirect(url_for("review.queue", **onward), code=303)

    @page.post("/<case_id>/comments")
    def say(case_id: str) -> ResponseReturnValue:
        text = request.form.get("text", "")
        return _done(case_id, lambda: comment(context, g.caller.team, case_id, me(), text))

    @page.post("/<case_id>/files")
    def add_file(case_id: str) -> ResponseReturnValue:
        request.max_content_length = LARGEST + _OVERHEAD
        forms.check(request, context.key)
        given = request.files.get("file")

        def act() -> None:
            if given is None or not given.filename:
                raise DecisionRefused(_("Choose a file first."), what="file")
            with NamedTemporaryFile(dir=context.scratch(), prefix="attached-") as file:
                copyfileobj(given.stream, file)
                file.flush()
                attach(context, g.caller.team, case_id, me(), Path(file.name), given.filename)

        return _done(case_id, act)

    @page.get("/<case_id>/files/<remark_id>")
    def file(case_id: str, remark_id: str) -> Response:
        return attachment(context, file_of(context, g.caller.team, case_id, remark_id))

    def _page(case_id: str, refused: DecisionRefused | None = None) -> str:
        wanted = CaseFilter.of(request.args)
        seen = build_case_page(shown, context, g.caller, case_id, wanted)
        return render_template(
            "case.html", **seen, wanted=wanted, kept=queue_parameters(), refused=refused, given=request.form
        )

    def _done(case_id: str, act: Callable[[], object]) -> ResponseReturnValue:
        """Carry out what a form of a case's page asks for, and show the case as it is then."""
        try:
            act()
        except DecisionRefused as refused:
            return _page(case_id, refused), refused.status
        return redirect(url_for("review.case", case_id=case_id, **queue_parameters()), code=303)

    return page
