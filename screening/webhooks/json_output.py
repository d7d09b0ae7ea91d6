"""Webhooks and their deliveries in the one JSON shape of the API, made from their attributes."""

from __future__ import annotations

from typing import Literal

from screening.json_model import JsonModel


class WebhookJson(JsonModel):
    """Who is told of what."""

    id: str
    url: str
    events: list[str]
    team: str
    made_by: str
    made_at: str


class TryJson(JsonModel):
    """One call: the status that came back, 0 for none, and why it does not count, "" where it does."""

    at: str
    status: int
    code: str


class DeliveryJson(JsonModel):
    """One event on its way to one target."""

    id: str
    target: str
    event: str
    type: str
    state: Literal["waiting", "delivered", "given_up"]
    made_at: str
    next_at: str
    ended_at: str
    tries: list[TryJson]
