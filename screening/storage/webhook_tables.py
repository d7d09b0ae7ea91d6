"""The tables of webhooks: who is told, and what became of each telling. No name of a subject stands in them."""

from __future__ import annotations

from sqlalchemy import Column, Index, Text
from sqlmodel import Field, SQLModel


def _long() -> Column[str]:
    return Column(Text, nullable=False, server_default="")


class WebhookTarget(SQLModel, table=True):
    """An address that an administrator wants told of what happens."""

    __tablename__ = "webhook_target"
    id: str = Field(primary_key=True)
    url: str = Field(sa_column=_long())
    events: str = Field(sa_column=_long())  # kinds, parted by spaces
    team: str = ""  # whose events; "" for those of every team
    nonce: str  # the secret is made from it and the key of the installation, and kept nowhere
    made_by: str
    made_at: str


class WebhookDelivery(SQLModel, table=True):
    """One event on its way to one target."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (Index("ix_webhook_delivery_newest", "target_id", "made_at"),)
    id: str = Field(primary_key=True)
    target_id: str
    event_id: str
    kind: str
    body: str = Field(sa_column=_long())  # JSON as it is sent, the same bytes at every try
    made_at: str
    state: str = Field(index=True)  # waiting, delivered, given_up
    round: int = 1  # one more with every redelivery
    next_try: int = 0  # its number in the round
    tries: str = Field(sa_column=_long())  # JSON: every try with its moment, status and code
    next_at: str = ""  # of the next try, as planned
    ended_at: str = ""
    traced: bool = True  # whether the engine may still know its steps
