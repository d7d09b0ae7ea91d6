"""Webhooks and their deliveries, in the one JSON shape of the API."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, TypeAdapter

from screening.json_model import JsonModel


class WebhookJson(JsonModel):
    """The webhooks and their events."""

    id: str
    url: str
    events: list[str]
    team: str = Field(description="Empty for the events of every team.")
    made_by: str
    made_at: str

    @property
    def host(self) -> str:
        """The host alone: the rest of an address may be a secret of its receiver."""
        return urlsplit(self.url).hostname or ""


class TryJson(JsonModel):
    """One call: the status that came back, 0 for none, and why it does not count, "" where it does."""

    at: str
    status: int
    code: str


TRIES = TypeAdapter(list[TryJson])  # as they are kept with a delivery


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
