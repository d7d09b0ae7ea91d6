"""Review: a team's questions by risk on the left, one with its evidence on the right, and what people decide about it.

Who may decide what is the core's to say; a refusal of its is shown where the form stands, and nothing typed is lost.
After a decision the next question opens, and says how to take the last one back. Blind, neither score nor level nor
outcome is shown, and the queue is in the order of age alone.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from shutil import copyfileobj
from tempfile import NamedTemporaryFile
from typing import Any

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from screening.accounts import Permission
from screening.context import AppContext
from screening.errors import ScreeningError
from screening.review.acceptance import accept_new
from screening.review.attachments import LARGEST
from screening.review.bulk import count_free
from screening.review.cases import new_members
from screening.review.comments import assign, attach, comment, deciders_of, file_of, set_due
from screening.review.decide import (
    case_of,
    confirm,
    disagree,
    propose,
    propose_again,
    undo,
    withdraw,
)
from screening.review.exceptions import part_members, put_back
from screening.review.queue import (
    CaseFilter,
    count_left,
    count_wanted,
    neighbours,
    place_of,
    states_of,
    wanted_cases,
)
from screening.review.rules import CaseState, DecisionRefused
from screening.runs.control import newest_runs, run_of
from screening.runs.states import FINISHED
from screening.storage.tables import Run
from web.attachment import attachment
from web.i18n import _
from web.pages import forms, review_annotated, review_bulk, review_missed, review_new
from web.pages.page_context import PageContext
from web.pages.paging import page_of
from web.pages.paging import place as nth
from web.pages.review_case import build_case_page, recorded
from web.pages.review_forms import (
    assignee_of,
    me,
    proposal_of,
    proposals_of_others,
    queue_parameters,
    undone_form,
    wanted_of,
)

NAME = "review"
_PER_PAGE = 50
_OVERHEAD = 64 * 1024  # of a form around its file
_NEWEST = 50  # runs that are offered to filter by


def make_blueprint(shown: PageContext, context: AppContext) -> Blueprint:
    """The blueprint of everything about review."""
    page = Blueprint(NAME, __name__, url_prefix="/review")

    @page.get("/")
    def queue() -> str:
        return _split()

    review_bulk.add_to(page, shown, context)
    review_missed.add_to(page, shown, context)
    review_new.add_to(page, shown, context)
    review_annotated.add_to(page, shown, context)

    @page.get("/<case_id>")
    def case(case_id: str) -> str:
        return _split(case_id)

    @page.post("/<case_id>/propose")
    def decide(case_id: str) -> ResponseReturnValue:
        given = request.form

        def act() -> str:
            proposal, version = proposal_of(given), given.get("version", "")
            made = propose(context, g.caller.team, case_id, proposal, me(), source="page", version=version)
            return made.id

        return _decided(case_id, act)

    @page.post("/<case_id>/again")
    def decide_again(case_id: str) -> ResponseReturnValue:
        version = request.form.get("version", "")

        def act() -> str:
            return propose_again(context, g.caller.team, case_id, me(), source="page", version=version).id

        return _decided(case_id, act)

    @page.post("/<case_id>/confirm")
    def second(case_id: str) -> ResponseReturnValue:
        given = request.form
        which, note = given.get("disposition", ""), given.get("note", "")

        def act() -> str:
            confirm(context, g.caller.team, which, me(), note)
            return which

        return _decided(case_id, act)

    @page.post("/<case_id>/disagree")
    def refuse(case_id: str) -> ResponseReturnValue:
        given = request.form
        which, why = given.get("disposition", ""), given.get("note", "")
        return _done(case_id, lambda: disagree(context, g.caller.team, which, me(), why), "rejected")

    @page.post("/<case_id>/withdraw")
    def take_back(case_id: str) -> ResponseReturnValue:
        given = request.form
        which, why = given.get("disposition", ""), given.get("note", "")
        return _done(case_id, lambda: withdraw(context, g.caller.team, which, me(), why), "withdrawn")

    @page.post("/<case_id>/undo")
    def undo_decision(case_id: str) -> ResponseReturnValue:
        which = request.form.get("disposition", "")
        return _done(case_id, lambda: undo(context, g.caller.team, which, me()), "undone", undone=which)

    @page.post("/<case_id>/part")
    def part(case_id: str) -> ResponseReturnValue:
        chosen = request.form.getlist("member")
        try:
            made = part_members(context, g.caller.team, case_id, chosen, me())
        except DecisionRefused as refused:
            return _split(case_id, refused), refused.status
        return _to_case(made[0], "apart", apart=len(made))

    @page.post("/<case_id>/put-back")
    def join(case_id: str) -> ResponseReturnValue:
        try:
            into = put_back(context, g.caller.team, case_id, me())
        except DecisionRefused as refused:
            return _split(case_id, refused), refused.status
        return _to_case(into, "back")

    @page.post("/<case_id>/accept")
    def accept(case_id: str) -> ResponseReturnValue:
        """Accept the new members that are ticked, or all whom the page listed, under the decision that was looked at."""
        given = request.form
        chosen = {given.get("disposition", ""): given.getlist("member")}
        try:
            applied = accept_new(context, g.caller.team, chosen, me())
        except DecisionRefused as refused:
            return _split(case_id, refused), refused.status
        return _to_case(case_id, "accepted" if applied.covered else "proposed_too")

    @page.post("/<case_id>/assign")
    def give(case_id: str) -> ResponseReturnValue:
        to = assignee_of(request.form)
        return _done(case_id, lambda: assign(context, g.caller.team, [case_id], me(), to=to))

    @page.post("/<case_id>/due")
    def give_until(case_id: str) -> ResponseReturnValue:
        due = request.form.get("due", "")
        return _done(case_id, lambda: set_due(context, g.caller.team, [case_id], me(), due=due))

    @page.post("/assign")
    def give_many() -> ResponseReturnValue:
        chosen, to = request.form.getlist("case"), assignee_of(request.form)
        try:
            given = assign(context, g.caller.team, chosen, me(), to=to)
        except DecisionRefused as refused:
            return _split(refused=refused), refused.status
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

    def _split(case_id: str = "", refused: DecisionRefused | None = None) -> str:
        """The queue, and beside it a question: the one that is asked for, else the first."""
        today = context.now().date()
        wanted, team, mine = wanted_of(today), g.caller.team, g.caller.id
        run = run_of(context, wanted.run_id, team) if wanted.run_id else None
        with context.database.read() as session:
            if case_id:
                case_of(session, team, case_id)
            total = count_wanted(session, team, wanted, mine)
            # A question stands in the part of the queue that it is in.
            place = place_of(session, team, wanted, mine, case_id) // _PER_PAGE + 1 if case_id else 1
            at = nth(request.args.get("page", str(place)), total, _PER_PAGE)
            cases = wanted_cases(session, team, wanted, mine, skip=at * _PER_PAGE, most=_PER_PAGE)
            states = states_of(session, team, wanted.run_id)
            deciders = deciders_of(session, team)
            to_confirm = proposals_of_others(session, cases, me()) if wanted.state == "second" else {}
            done = recorded(session, team, request.args.get("done", ""), me(), context.now())
            new = new_members(session, [each.id for each in cases if each.state == CaseState.NEW])
            left = _left(session, wanted)
            free = count_free(session, team, wanted, mine)
            given = request.form or undone_form(session, team, request.args.get("undone", ""), me())
            session.expunge_all()
        return render_template(
            "review.html",
            **_question(case_id, cases[0].id if cases else "", wanted),
            alone=bool(case_id),
            refused=refused,
            given=given,
            message=request.args.get("message", ""),
            apart=request.args.get("apart", 1, int),
            left=left,
            free=free,
            ended=run or _newest_run(),
            changed_hands=request.args.get("given", 0, int),
            confirmed=request.args.get("confirmed", 0, int),
            accepted=request.args.get("accepted", 0, int),
            proposed_too=request.args.get("proposed", 0, int),
            new_of=new,
            done=done,
            to_confirm=to_confirm,
            may_assign=g.caller.may(Permission.ASSIGN),
            may_decide=g.caller.may(Permission.DECIDE),
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
            today=today,
        )

    def _left(session: Session, wanted: CaseFilter) -> tuple[int, int]:
        """How many questions the caller can still decide: of the run that is asked for, or else of all, and in all."""
        team, mine = g.caller.team, g.caller.id
        whole = CaseFilter(run_id=wanted.run_id)
        return count_left(session, team, whole, mine), count_left(session, team, CaseFilter(), mine)

    def _newest_run() -> Run | None:
        found = next(
            (each for each in newest_runs(context, g.caller.team, _NEWEST) if each.state == FINISHED), None
        )
        return run_of(context, found.run_id, g.caller.team) if found else None

    def _question(case_id: str, first: str, wanted: CaseFilter) -> dict[str, Any]:
        """What stands beside the queue; nothing where there is none, or the first cannot be shown at the moment."""
        if not case_id and not first:
            return {}
        try:
            return build_case_page(shown, context, g.caller, case_id or first, wanted)
        except ScreeningError:
            if case_id:
                raise
            return {}

    def _to_case(case_id: str, message: str, **more: object) -> ResponseReturnValue:
        onward = {**queue_parameters(), "message": message or None, **more}
        return redirect(url_for("review.case", case_id=case_id, **onward), code=303)

    def _done(
        case_id: str, act: Callable[[], object], message: str = "", **more: object
    ) -> ResponseReturnValue:
        """Carry out what a form of a case asks for, and show the case as it is then, with a message."""
        try:
            act()
        except DecisionRefused as refused:
            return _split(case_id, refused), refused.status
        return _to_case(case_id, message, **more)

    def _decided(case_id: str, act: Callable[[], str]) -> ResponseReturnValue:
        """Carry out a decision, and show the case that was next in the queue then; `act` gives the decision's id."""
        wanted = wanted_of(context.now().date())
        with context.database.read() as session:
            case_of(session, g.caller.team, case_id)
            before, after = neighbours(session, g.caller.team, wanted, g.caller.id, case_id, for_me=True)
        try:
            made = act()
        except DecisionRefused as refused:
            return _split(case_id, refused), refused.status
        onward = dict(queue_parameters(), done=made)
        if following := after or before:
            return redirect(url_for("review.case", case_id=following, **onward), code=303)
        return redirect(url_for("review.queue", **onward), code=303)

    return page
