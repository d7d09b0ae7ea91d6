"""Saved checks: one answer as it was given, under the keeper's own reference, for the file and for print.

Keeping asks again, so that nothing a form carries is taken for an answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from screening.caches import LruCache
from screening.context import AppContext
from screening.report import content_disposition
from screening.review.case_finder import PartyNames
from screening.runs.erasures import ErasureKind, waiting_erasures
from screening.saved_checks import (
    CHECK_ORDERS,
    Keeper,
    answer_of,
    count_checks,
    find_saved_check,
    keep_check,
    list_saved_checks,
    texts_of_check,
)
from screening.storage.check_tables import SavedCheck
from web.pages.page_context import PageContext
from web.pages.paging import page_of
from web.pages.paging import place as nth
from web.pages.query import parse_query
from web.pages.sorting import Sort
from web.policy_choice import PolicyChoice

NAME = "checks"
_PER_PAGE = 50


def make_blueprint(shown: PageContext, context: AppContext) -> Blueprint:
    """The blueprint of what single checks left."""
    page = Blueprint(NAME, __name__, url_prefix="/checks")
    # Looking all listings up takes a fifth of a second of a processor; of the usual policy, and of one more.
    parties: LruCache[PartyNames] = LruCache(2)

    @page.get("/")
    def every() -> str:
        query, team = request.args.get("q", "").strip()[:300], g.caller.team
        count = count_checks(context, team, query)
        at = nth(request.args.get("page", "1"), count, _PER_PAGE)
        sort = Sort.of(request.args, CHECK_ORDERS, "-saved")
        found = list_saved_checks(
            context,
            team,
            query,
            first=at * _PER_PAGE,
            most=_PER_PAGE,
            order=sort.column,
            descending=sort.descending,
        )
        page = page_of(found, at, count, _PER_PAGE)
        return render_template("checks.html", page=page, query=query, sort=sort)

    @page.get("/<check_id>")
    def one(check_id: str) -> str:
        check = find_saved_check(context, check_id, g.caller.team)
        texts = texts_of_check(check.called, check.answer, check.reference)
        waiting = waiting_erasures(context, g.caller.team, ErasureKind.CHECK, [check_id], texts)
        said = answer_of(check)
        return render_template(
            "saved_check.html",
            check=check,
            said=said,
            again=_check_again(check, said),
            titles=shown.titles,
            erasure=waiting.get(check_id),
        )

    @page.get("/<check_id>/answer.json")
    def answer(check_id: str) -> Response:
        check = find_saved_check(context, check_id, g.caller.team)
        sent = Response(check.answer, mimetype="application/json")
        sent.headers["Content-Disposition"] = content_disposition(f"check-{check_id[:12]}.json")
        return sent

    @page.post("/")
    def keep() -> ResponseReturnValue:
        given = request.form
        text = given.get("name", "").strip()
        asked = parse_query(text, given.get("country", ""), given.get("type") or "unknown")
        chosen = PolicyChoice.of(given)
        engine = chosen.engine(shown.served)
        keeper = Keeper(g.caller.id, g.caller.name, g.caller.team)
        with shown.screening([asked.subject]) as deadline:
            result = engine.screen(asked.subject, tick=deadline)
        check_id = keep_check(
            context,
            result,
            shown.served.facts(engine),
            parties.get((chosen.policies, engine.on), partial(PartyNames.of, engine)),
            keeper,
            given.get("reference", ""),
        )
        return redirect(url_for("checks.one", check_id=check_id), code=303)

    return page


def _check_again(check: SavedCheck, said: Mapping[str, Any]) -> dict[str, list[str] | str]:
    """The address of the same check on today's lists: the text, the policies and the answers about the project."""
    subject, rests_on = said["subject"], said["provenance"]
    facts = rests_on.get("project", {})  # answers that were kept before facts were said have none
    chosen = PolicyChoice(
        tuple(each["id"] for each in rests_on["policies"]),
        tuple(f"{name}={value}" for name, value in facts.items()),
    )
    asked = {"name": subject["name"] or check.called, "country": subject["country"] or ""}
    return {name: value for name, value in (asked | chosen.in_address()).items() if value}
