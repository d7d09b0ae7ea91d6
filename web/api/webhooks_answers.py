"""Webhooks, as types."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from screening.json_model import JsonModel
from screening.webhooks.json_output import DeliveryJson, WebhookJson
from web.api.paging import NEXT

Kind = Literal[
    "run.finished",
    "run.failed",
    "run.needs_mapping",
    "decision.made",
    "decision.ended",
    "collaboration.made",
    "collaboration.ended",
    "list.changed",
    "watch.changed",
    "watch.stopped",
]


class WebhookRequest(BaseModel):
    """A target to make."""

    model_config = ConfigDict(extra="forbid", strict=True)

    url: Annotated[str, StringConstraints(min_length=1, max_length=2_000)] = Field(
        description="Where calls go, as in https://example.org/screened."
    )
    events: list[Kind] = Field(min_length=1, max_length=20, description="The events to send.")
    team: Annotated[str, StringConstraints(max_length=200)] = Field(
        default="",
        description="The id of the team whose runs and decisions to send. With a key it is always the key's own team, or "
        "with `sandbox:` in front its sandbox. "
        "Where no key is needed, it can be any team; leave it out for every team.",
    )


class WebhookAnswer(JsonModel):
    """One target."""

    webhook: WebhookJson


class NewWebhookJson(WebhookAnswer):
    """A target with its secret, which is shown this once."""

    secret: str


class WebhooksAnswer(JsonModel):
    """Every target, the oldest first."""

    webhooks: list[WebhookJson]
    next: str | None = Field(description=NEXT)


class DeliveryAnswer(JsonModel):
    """One delivery."""

    delivery: DeliveryJson


class DeliveriesAnswer(JsonModel):
    """Deliveries to one target, the newest first, and how many there are."""

    total: int
    deliveries: list[DeliveryJson]
    next: str | None = Field(description=NEXT)
