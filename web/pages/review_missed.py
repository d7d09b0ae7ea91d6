"""A match that the machine missed: on a row of a run or on a saved check, "this is that listed body"."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from screening.caches import LruCache
from screening.context import AppContext
from screening.model import Subject, called
from screening.pipeline import ScreeningRequest
from screening.review.case_finder import PartyNames
from screening.review.decide import Proposal
from screening.review.missed import MissedMatch, record_missed, texts_that_name
from screening.review.reasons import offered
from screening.review.rules import DecisionRefused, Verdict
from screening.runs.control import run_of
from screening.runs.long_rows import LongRuns
from screening.runs.states import FINISHED
from screening.runs.uploaded_lists import UploadedLists
from screening.saved_checks import answer_of, find_saved_check
from screening.subject_json import SubjectJson
from watchlists.model import Listing, Status
from web.pages.organisations import OrganisationPage
from web.pages.page_context import PageContext
from web.pages.review_forms import me

_MOST = 20  # listed parties that are offered


def add_to(page: Blueprint, shown: PageContext, context: AppContext) -> None:
    """Add the screen to the blueprint of review."""
    lists, long = UploadedLists(context.files), LongRuns(context)
    known: LruCache[PartyNames] = LruCache(1)

    @page.get("/missed")
    def missed() -> str:
        return _page()

    @page.post("/missed")
    def record() -> ResponseReturnValue:
        subject, given = _subject(), request.form
        engine = shown.served.today()
        found = MissedMatch(
            subject,
            given.get("text", ""),
            given.get("party", ""),
            request.args.get("run", ""),
            request.args.get("sheet", ""),
            request.args.get("row", 0, int),
        )
        proposal = Proposal(Verdict.TRUE_MATCH, given.get("reason", ""), given.get("note", "").strip())
        try:
            made = record_missed(
                context,
                g.caller.team,
                found,
                proposal,
                me(),
                known.get(engine.on, partial(PartyNames.of, engine)),
                source="page",
            )
        except DecisionRefused as refused:
            return _page(refused), refused.status
        return redirect(url_for("review.case", case_id=made.case_id), code=303)

    def _subject() -> Subject:
        """Who stands in the row or check that the address names."""
        asked = request.args
        if check_id := asked.get("check", ""):
            check = find_saved_check(context, check_id, g.caller.team)
            return SubjectJson.model_validate(answer_of(check)["subject"]).subject()
        run = run_of(context, asked.get("run", ""), g.caller.team)
        order = ScreeningRequest.from_json(run.choices)
        sheet, at = asked.get("sheet", ""), asked.get("row", 0, int)
        if order.part_rows and run.state == FINISHED:
            row = long.get(run).row(at)
        else:
            listed = lists.get(run.upload_sha256, order, run.file_name)
            rows = (each for each in listed.intake.rows() if each.number == at and sheet in ("", each.sheet))
            row = next(rows, None)
        number = asked.get("subject", 1, int)
        if row is None or not 0 < number <= len(row.subjects):
            abort(404)
        return row.subjects[number - 1]

    def _page(refused: DecisionRefused | None = None) -> str:
        subject, query = _subject(), request.args.get("q", "").strip()[:300]
        return render_template(
            "missed.html",
            called=called(subject),
            texts=texts_that_name(subject),
            query=query,
            found=_listed(shown, query) if query else [],
            titles=shown.titles,
            asked={key: value for key, value in request.args.items() if key != "q"},
            offered=offered(Verdict.TRUE_MATCH),
            refused=refused,
            given=request.form,
        )


def _listed(shown: PageContext, query: str) -> list[tuple[OrganisationPage, list[Listing]]]:
    """Listed parties whose names hold the words of a text, each once with its listings in force."""
    found: dict[str, tuple[OrganisationPage, list[Listing]]] = {}
    for party in shown.parties.find(query):
        organisation = shown.known.by_id.get(party.id)
        if organisation is None or organisation.id in found:
            continue
        listings = [each for each in organisation.listings if each.status is Status.IN_FORCE]
        if listings:
            found[organisation.id] = organisation, listings
        if len(found) == _MOST:
            break
    return list(found.values())
