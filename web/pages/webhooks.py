"""Webhooks, for administrators of the team: which systems are told of what, what was sent, and sending it again.

A secret is shown on the page that answers the form that made it, and nowhere afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from screening.accounts import administration
from screening.context import AppContext
from screening.errors import ScreeningError
from screening.outbox import KINDS
from screening.sandbox_names import is_sandbox_team, owner_of, sandbox_of
from screening.webhooks.delivery_log import deliver_again, deliveries, ping
from screening.webhooks.json_output import WebhookJson
from screening.webhooks.targets import (
    TargetRefused,
    add_target,
    new_secret,
    remove_target,
    target_of,
    targets,
)
from web.pages.page_context import PageContext
from web.pages.paging import page_of
from web.pages.paging import place as nth
from web.pages.sorting import Key, Sort, sort_rows

NAME = "webhooks"
_COLUMNS: Mapping[str, Key[WebhookJson]] = {
    "address": lambda each: each.host,
    "team": lambda each: each.team,
    "made": lambda each: each.made_at,
}
_PER_PAGE = 50


def make_blueprint(_shown: PageContext, context: AppContext) -> Blueprint:
    """The blueprint of webhooks."""
    page = Blueprint(NAME, __name__, url_prefix="/webhooks")

    def listed(refused: ScreeningError | None = None) -> str:
        sort = Sort.of(request.args, _COLUMNS, "")
        teams = administration.teams(context, g.caller.within)
        return render_template(
            "webhooks.html",
            webhooks=sort_rows(targets(context, g.caller.within), sort, _COLUMNS),
            sort=sort,
            kinds=KINDS,
            is_sandbox=is_sandbox_team,
            owner_of=owner_of,
            teams=teams,
            titles={each.id: each.title for each in teams},
            refused=refused,
            given=request.form,
        )

    @page.get("/")
    def every() -> str:
        return listed()

    @page.post("/")
    def add() -> ResponseReturnValue:
        given = request.form
        url = given.get("url", "").strip()
        team = given.get("team", "").strip() or g.caller.within or ""
        sandbox = "sandbox" in given
        if sandbox and not team:
            refused = TargetRefused("A sandbox belongs to one team; choose the team.")
            return listed(refused), refused.status
        try:
            target, secret = add_target(
                context,
                url,
                given.getlist("event"),
                actor=g.caller.id,
                team=sandbox_of(team[:200]) if sandbox else team[:200],
                within=g.caller.within,
            )
        except ScreeningError as refusal:
            return listed(refusal), refusal.status
        return render_template("webhook_secret.html", webhook=target, secret=secret)

    @page.get("/<webhook_id>")
    def one(webhook_id: str) -> str:
        within = g.caller.within
        _, total = deliveries(context, webhook_id, limit=1, within=within)
        webhook = target_of(context, webhook_id, within)
        people = administration.everybody(context, within)
        at = nth(request.args.get("page", "1"), total, _PER_PAGE)
        found, _ = deliveries(context, webhook_id, limit=_PER_PAGE, offset=at * _PER_PAGE, within=within)
        return render_template(
            "webhook.html",
            webhook=webhook,
            made_by=next(
                (e.person.name for e in people if e.person.actor == webhook.made_by), webhook.made_by
            ),
            titles={each.id: each.title for each in administration.teams(context, within)},
            kinds=KINDS,
            is_sandbox=is_sandbox_team,
            owner_of=owner_of,
            page=page_of(found, at, total, _PER_PAGE),
        )

    @page.post("/<webhook_id>/secret")
    def renew(webhook_id: str) -> str:
        within = g.caller.within
        secret = new_secret(context, webhook_id, actor=g.caller.id, within=within)
        webhook = target_of(context, webhook_id, within)
        return render_template("webhook_secret.html", webhook=webhook, secret=secret)

    @page.post("/<webhook_id>/ping")
    def try_out(webhook_id: str) -> ResponseReturnValue:
        ping(context, webhook_id, g.caller.within)
        return redirect(url_for(f"{NAME}.one", webhook_id=webhook_id), code=303)

    @page.post("/<webhook_id>/deliveries/<delivery_id>/again")
    def again(webhook_id: str, delivery_id: str) -> ResponseReturnValue:
        deliver_again(context, webhook_id, delivery_id, actor=g.caller.id, within=g.caller.within)
        return redirect(url_for(f"{NAME}.one", webhook_id=webhook_id), code=303)

    @page.post("/<webhook_id>/remove")
    def remove(webhook_id: str) -> ResponseReturnValue:
        remove_target(context, webhook_id, actor=g.caller.id, within=g.caller.within)
        return redirect(url_for(f"{NAME}.every"), code=303)

    return page
