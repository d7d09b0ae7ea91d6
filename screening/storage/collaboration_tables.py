"""The table of collaboration decisions. It holds names and reasons, so its lines end with their retention or with erasure
(`screening.review.collaboration_retention`).
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Text
from sqlmodel import Field, SQLModel


def _long() -> Column[str]:
    return Column(Text, nullable=False, server_default="")


class CollaborationDecision(SQLModel, table=True):
    """Whether a team goes on with one subject. Another decision takes its place and leaves it as it was."""

    __tablename__ = "collaboration_decision"
    __table_args__ = (Index("ix_collaboration_decision_subject", "team", "subject_digest"),)
    id: str = Field(primary_key=True)
    team: str
    subject_digest: str  # of everything that identifies the subject, as cases have it
    subject: str = Field(sa_column=_long())  # JSON, as given
    called: str = Field(sa_column=_long())  # its name, or what stands for one
    kind: str  # proceed, proceed_with_conditions, decline, refer
    until: str = Field(index=True)  # the last day on which it is in effect, ISO 8601
    reason: str = Field(sa_column=_long())
    conditions: str = Field(sa_column=_long())  # JSON: a list of text, by and until
    refer_to: str = Field(default="", sa_column=_long())
    covers: str = Field(sa_column=_long())  # JSON: what had been found about the subject, by listed party
    state: str  # standing, replaced, withdrawn
    source: str  # page, api
    answerable: str  # the name of the person who answers for it
    by: str
    by_name: str
    at: str
    ended_by: str = ""
    ended_by_name: str = ""
    ended_at: str = ""
    ended_reason: str = Field(default="", sa_column=_long())
