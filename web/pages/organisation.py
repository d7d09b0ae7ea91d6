"""One organisation: all its names, every listing with its citation on a line of time, and who is not it."""

from __future__ import annotations

from flask import Blueprint, abort, g, redirect, render_template
from flask.typing import ResponseReturnValue

from screening.dispositions.memory import Past, decided_about
from screening.dispositions.reasons import reasons
from screening.jobs import Installation
from screening.people import Permission
from watchlists.model import NameKind, Status
from web.pages.organisations import Organisation, by_script, names_of
from web.pages.shown import Shown
from web.pages.timeline import timeline
from web.pages.words import organisation_link

NAME = "organisation"


def make_blueprint(shown: Shown, place: Installation | None) -> Blueprint:
    """The blueprint of the organisation page."""
    page = Blueprint(NAME, __name__, url_prefix="/organisations")

    @page.get("/<path:party_id>")
    def show(party_id: str) -> ResponseReturnValue:
        organisation = shown.known.by_id.get(party_id)
        if organisation is None:
            abort(404)
        if organisation.id != party_id:
            return redirect(organisation_link(organisation.id))
        return render_template(
            "organisation.html", **_answer(shown, organisation), past=_past(place, organisation)
        )

    return page


def _past(place: Installation | None, organisation: Organisation) -> list[Past]:
    """What the caller's team decided about it; nothing for callers that see no runs."""
    caller = g.get("caller")
    if place is None or caller is None or not caller.may(Permission.SEE_RUNS):
        return []
    ids = [organisation.id, *(each.id for each in organisation.listings)]
    return decided_about(place, caller.team, ids)


def _answer(shown: Shown, organisation: Organisation) -> dict[str, object]:
    engine = shown.served.today()
    listings = organisation.listings
    return {
        "organisation": organisation,
        "reasons": {code: reason.says for code, reason in reasons().items()},
        "names": by_script(names_of(organisation)),
        "named_under": [
            (name, listing)
            for listing in listings
            for name in listing.names
            if name.kind is NameKind.SUBORDINATE
        ],
        "in_force": [each for each in listings if each.status is Status.IN_FORCE],
        "joins": {each.listing_id: each.how for each in engine.linker.universe.ledger},
        "line": timeline(listings, shown.titles, engine.on) if listings else None,
        "engine": engine,
        "titles": shown.titles,
        "above": shown.known.above(organisation),
        "under": shown.known.under(organisation),
        "alike": [
            (other, *shown.known.apart(organisation, other)) for other in shown.known.alike(organisation)
        ],
        "known": shown.known.by_id,
        "relations": organisation.body.relations if organisation.body else (),
    }
