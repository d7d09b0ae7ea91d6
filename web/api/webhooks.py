"""Webhooks over HTTP, for administrators of the key's team: who is told of what, what was sent, and sending it again."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, g, request, url_for

from screening.context import AppContext
from screening.webhooks.delivery_log import deliver_again, deliveries, delivery_of, ping
from screening.webhooks.targets import (
    add_target,
    new_secret,
    remove_target,
    target_of,
    targets,
)
from web.api.described import described
from web.api.paging import PageRequest, cut, key_of, page_in_memory, with_link
from web.api.validation import query_of, validate
from web.api.webhooks_answers import (
    DeliveriesAnswer,
    DeliveryAnswer,
    NewWebhookJson,
    WebhookAnswer,
    WebhookRequest,
    WebhooksAnswer,
)
from web.responses import as_json
from web.strict_json import body_json


def add_to(api: Blueprint, there: Callable[[], AppContext]) -> None:
    """Answer `/webhooks`; `there` gives the installation or refuses."""

    @api.get("/webhooks")
    @described(
        "The webhooks and their events, the oldest first",
        query=PageRequest,
        answer=WebhooksAnswer,
        refusals=(422, 503),
    )
    def webhooks() -> Response:
        every = targets(there(), g.caller.within)
        found, following = page_in_memory(every, query_of(PageRequest), lambda each: each.id)
        return with_link(as_json(WebhooksAnswer(webhooks=found, next=following)), following)

    @api.post("/webhooks")
    @described(
        "Add a webhook; only this answer shows the secret that signs its calls",
        body=WebhookRequest,
        answer=NewWebhookJson,
        status=201,
        refusals=(400, 404, 413, 422, 503),
    )
    def add_webhook() -> Response:
        context = there()
        asked = validate(WebhookRequest, body_json(request))
        team = asked.team or g.caller.within or ""
        target, secret = add_target(
            context, asked.url, asked.events, actor=g.caller.id, team=team, within=g.caller.within
        )
        answer = as_json(NewWebhookJson(webhook=target, secret=secret), 201)
        answer.headers["Location"] = url_for("api.one_webhook", webhook_id=target.id)
        return answer

    @api.get("/webhooks/<webhook_id>")
    @described("One target", answer=WebhookAnswer, refusals=(404, 503))
    def one_webhook(webhook_id: str) -> Response:
        target = target_of(there(), webhook_id, g.caller.within)
        return as_json(WebhookAnswer(webhook=target))

    @api.delete("/webhooks/<webhook_id>")
    @described("Remove a webhook and its deliveries", answer=WebhookAnswer, refusals=(404, 503))
    def remove_webhook(webhook_id: str) -> Response:
        was = one_webhook(webhook_id)
        remove_target(there(), webhook_id, actor=g.caller.id, within=g.caller.within)
        return was

    @api.post("/webhooks/<webhook_id>/secret")
    @described(
        "Replace the secret of a webhook; the new one is valid at once and shown only in this answer",
        answer=NewWebhookJson,
        refusals=(404, 503),
    )
    def renew_webhook_secret(webhook_id: str) -> Response:
        secret = new_secret(there(), webhook_id, actor=g.caller.id, within=g.caller.within)
        target = target_of(there(), webhook_id, g.caller.within)
        return as_json(NewWebhookJson(webhook=target, secret=secret))

    @api.post("/webhooks/<webhook_id>/ping")
    @described("Send a test event to a webhook", answer=DeliveryAnswer, status=202, refusals=(404, 503))
    def ping_webhook(webhook_id: str) -> Response:
        return _under_way(there(), webhook_id, ping(there(), webhook_id, g.caller.within))

    @api.get("/webhooks/<webhook_id>/deliveries")
    @described(
        "The deliveries of a webhook, newest first",
        query=PageRequest,
        answer=DeliveriesAnswer,
        refusals=(404, 422, 503),
    )
    def webhook_deliveries(webhook_id: str) -> Response:
        asked = query_of(PageRequest)
        after = key_of(asked, str, str)
        newest, total = deliveries(
            there(), webhook_id, limit=asked.limit + 1, after=after, within=g.caller.within
        )
        found, following = cut(newest, asked.limit, lambda each: (each.made_at, each.id))
        answer = DeliveriesAnswer(total=total, deliveries=found, next=following)
        return with_link(as_json(answer), following)

    @api.post("/webhooks/<webhook_id>/deliveries/<delivery_id>/again")
    @described(
        "Send a delivery that has ended once more; the event keeps its id",
        answer=DeliveryAnswer,
        status=202,
        refusals=(404, 409, 503),
    )
    def deliver_webhook_again(webhook_id: str, delivery_id: str) -> Response:
        deliver_again(there(), webhook_id, delivery_id, actor=g.caller.id, within=g.caller.within)
        return _under_way(there(), webhook_id, delivery_id)


def _under_way(context: AppContext, webhook_id: str, delivery_id: str) -> Response:
    found = delivery_of(context, webhook_id, delivery_id, g.caller.within)
    return as_json(DeliveryAnswer(delivery=found), 202)
