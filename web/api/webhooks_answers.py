"""Webhooks, as types."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from web.api.answers import Shape

Kind = Literal[
    "run.finished", "run.failed", "run.needs_mapping", "decision.made", "decision.ended", "list.changed"
]


class WebhookAsked(BaseModel):
    """A target to make."""

    model_config = ConfigDict(extra="forbid", strict=True)

    url: Annotated[str, StringConstraints(min_length=1, max_length=2_000)] = Field(
        description="Where calls go, as in https://example.org/screened."
    )
    events: list[Kind] = Field(min_length=1, max_length=20, description="What it is to be told of.")
    team: Annotated[str, StringConstraints(max_length=200)] = Field(
        default="",
        description="Only this team's runs and decisions: the key's own, and that without it. "
        "Where no key is needed, any team's, and every team's without it.",
    )


class DeliveriesAsked(BaseModel):
    """Which deliveries are listed, the newest first."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=50, ge=1, le=500)
    offset: int = Field(default=0, ge=0, le=1_000_000)


class WebhookGiven(Shape):
    """Who is told of what."""

    id: str
    url: str
    events: list[str]
    team: str
    made_by: str
    made_at: str


class WebhookAnswer(Shape):
    """One target."""

    webhook: WebhookGiven


class WebhookMade(WebhookAnswer):
    """A target with its secret, which is shown this once."""

    secret: str


class WebhooksAnswer(Shape):
    """Every target, the oldest first."""

    webhooks: list[WebhookGiven]


class TryGiven(Shape):
    """One call: the status that came back, 0 for none, and why it does not count, "" where it does."""

    at: str
    status: int
    code: str


class DeliveryGiven(Shape):
    """One event on its way to one target."""

    id: str
    target: str
    event: str
    type: str
    state: Literal["waiting", "delivered", "given_up"]
    made_at: str
    next_at: str
    ended_at: str
    tries: list[TryGiven]


class DeliveryAnswer(Shape):
    """One delivery."""

    delivery: DeliveryGiven


class DeliveriesAnswer(Shape):
    """Deliveries to one target, the newest first, and how many there are."""

    total: int
    deliveries: list[DeliveryGiven]
