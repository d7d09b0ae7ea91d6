"""Overview: what is open, what came of the lists week by week, and which lists have grown old. For whoever plans work."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, g, render_template

from screening.context import AppContext
from screening.review.collaboration import standing_collaborations
from screening.review.collaboration_in_effect import CollaborationStatus
from screening.review.queue import states_of
from screening.runs.control import newest_runs
from screening.runs.states import NEEDS_MAPPING, OPEN
from screening.runs.statistics import weeks
from screening.saved_checks import count_checks
from web.pages.charts import bars
from web.pages.page_context import PageContext

NAME = "overview"
_WEEKS, _NEWEST = 12, 50


def make_blueprint(shown: PageContext, context: AppContext) -> Blueprint:
    """The blueprint of the overview."""
    page = Blueprint(NAME, __name__)

    @page.get("/overview")
    def show() -> str:
        team, engine = g.caller.team, shown.served.today()
        newest = newest_runs(context, team, _NEWEST)
        past = weeks(context, team, engine.on, _WEEKS)
        with context.database.read() as session:
            cases = states_of(session, team)
            standing = standing_collaborations(session, team, context.now().date(), shown.titles)
        loaded = list(engine.library.lists.values())
        return render_template(
            "overview.html",
            working=[each for each in newest if each.state in OPEN],
            asking=[each for each in newest if each.state == NEEDS_MAPPING],
            failed=[each for each in newest if each.state == "failed"][:5],
            finished=[each for each in newest if each.state == "finished"][:5],
            cases=cases,
            collaborations=sum(found.status is not CollaborationStatus.IN_EFFECT for _, found in standing),
            past=past,
            chart=bars(past),
            checks=count_checks(context, team, since=(context.now() - timedelta(days=30)).isoformat()),
            lists=loaded,
            old=[each for each in loaded if each.is_out_of_date(engine.on)],
            on=engine.on,
        )

    return page
