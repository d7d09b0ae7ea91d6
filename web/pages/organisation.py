"""One organisation: all its names, every listing with its citation on a line of time, and who is not it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from flask import Blueprint, abort, g, redirect, render_template
from flask.typing import ResponseReturnValue

from screening.accounts import Permission
from screening.context import AppContext
from screening.link.ledger import JoinConflict
from screening.review.history import Past, decided_about
from screening.review.reasons import reasons
from watchlists.model import NameKind, Status
from web.pages.organisations import OrganisationPage, by_script, names_of
from web.pages.page_context import PageContext
from web.pages.timeline import timeline
from web.pages.words import organisation_link

NAME = "organisation"


def make_blueprint(shown: PageContext, context: AppContext | None) -> Blueprint:
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
            "organisation.html", **_answer(shown, organisation), past=_past(context, organisation)
        )

    return page


def _past(context: AppContext | None, organisation: OrganisationPage) -> list[Past]:
    """What the caller's team decided about it; nothing for callers that see no runs."""
    caller = g.get("caller")
    if context is None or caller is None or not caller.may(Permission.SEE_RUNS):
        return []
    ids = [organisation.id, *(each.id for each in organisation.listings)]
    return decided_about(context, caller.team, ids)


def _kept_apart(shown: PageContext, organisation: OrganisationPage) -> list[tuple[OrganisationPage, str]]:
    """Organisations that have something in common with this one and another number, each once, with the two numbers."""
    found: dict[str, tuple[OrganisationPage, str]] = {}
    for here in (organisation.id, *(each.id for each in organisation.listings)):
        for there, why in _conflicts_by_body(shown.served.today().linker.universe.join_conflicts).get(
            here, ()
        ):
            other = shown.known.by_id.get(there)
            if other is not None and other.id != organisation.id:
                found.setdefault(other.id, (other, why))
    return list(found.values())


@lru_cache(maxsize=2)
def _conflicts_by_body(lines: tuple[JoinConflict, ...]) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """What each listing or body is kept apart from, and why, by its id."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for line in lines:
        for here, there in ((line.listing_id, line.body_id), (line.body_id, line.listing_id)):
            found[here] = (*found.get(here, ()), (there, line.why))
    return found


def _answer(shown: PageContext, organisation: OrganisationPage) -> dict[str, object]:
    engine = shown.served.today()
    listings = organisation.listings
    return {
        "organisation": organisation,
        "reasons": {code: reason.label for code, reason in reasons().items()},
        "names": by_script(names_of(organisation)),
        "named_under": [
            (name, listing)
            for listing in listings
            for name in listing.names
            if name.kind is NameKind.SUBORDINATE
        ],
        "in_force": [each for each in listings if each.status is Status.IN_FORCE],
        "joins": {each.listing_id: each.how for each in engine.linker.universe.ledger},
        "apart": _kept_apart(shown, organisation),
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
