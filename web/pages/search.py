"""Search: one field for what the team has here by name, and for organisations on the lists. It screens nothing."""

from __future__ import annotations

from flask import Blueprint, g, render_template, request

from screening.context import AppContext
from screening.review.queue import CaseFilter, count_wanted, wanted_cases
from screening.runs.collaborators import find_collaborators
from screening.runs.control import runs_by_name
from screening.saved_checks import count_checks, list_saved_checks
from web.pages.organisations import OrganisationPage
from web.pages.page_context import PageContext
from web.pages.rail import may_see_runs

NAME = "search"
_MOST = 10  # of each kind


def make_blueprint(shown: PageContext, context: AppContext | None) -> Blueprint:
    """The blueprint of the search."""
    page = Blueprint(NAME, __name__)

    @page.get("/search")
    def show() -> str:
        query = request.args.get("q", "").strip()[:300]
        found: dict[str, object] = {}
        if query:
            organisations = _organisations(shown, query)
            found = {"organisations": organisations[:_MOST], "organisation_count": len(organisations)}
            if context is not None and may_see_runs():
                found |= _of_team(context, query)
        return render_template("search.html", query=query, titles=shown.titles, **found)

    return page


def _of_team(context: AppContext, query: str) -> dict[str, object]:
    team, wanted = g.caller.team, CaseFilter(state="", query=query)
    runs = runs_by_name(context, team, query)
    with context.database.read() as session:
        case_count = count_wanted(session, team, wanted, g.caller.id)
        cases = wanted_cases(session, team, wanted, g.caller.id, skip=0, most=_MOST)
        collaborators = find_collaborators(session, team, query, most=_MOST)
    return {
        "collaborators": collaborators[:_MOST],
        "more_collaborators": len(collaborators) > _MOST,
        "runs": runs[:_MOST],
        "run_count": len(runs),
        "cases": cases,
        "case_count": case_count,
        "checks": list_saved_checks(context, team, query, most=_MOST),
        "check_count": count_checks(context, team, query),
    }


def _organisations(shown: PageContext, query: str) -> list[OrganisationPage]:
    """Listed organisations and persons whose names hold the words, each once, the closest first."""
    pages = (shown.known.by_id.get(party.id) for party in shown.parties.find(query))
    return list({each.id: each for each in pages if each is not None and each.listings}.values())
