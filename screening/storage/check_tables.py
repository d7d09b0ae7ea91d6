"""The table of saved checks. It holds names and answers, so its lines end with their term or with erasure."""

from __future__ import annotations

from sqlalchemy import Column, Index, Text
from sqlmodel import Field, SQLModel


class SavedCheck(SQLModel, table=True):
    """One check as it was answered, kept by a named person; nothing of it is ever changed but whether it is held."""

    __tablename__ = "saved_check"
    __table_args__ = (
        Index("ix_saved_check_newest", "team", "at"),
        Index("ix_saved_check_subject", "team", "subject_digest"),
        Index("ix_saved_check_name", "team", "name_digest"),
    )
    id: str = Field(primary_key=True)
    team: str
    actor: str
    actor_name: str
    at: str  # ISO 8601, UTC: of screening
    # Theirs: an order, a file.
    reference: str = Field(sa_column=Column(Text, nullable=False, server_default=""))
    called: str = Field(sa_column=Column(Text, nullable=False, server_default=""))  # what was asked about
    subject_digest: str  # of everything that identifies the subject, as cases have it
    name_digest: str  # of the name alone
    sought: str = Field(sa_column=Column(Text, nullable=False, server_default=""))  # both in small letters
    outcome: str
    level: str
    score: int  # 0 to 100
    answer: str = Field(sa_column=Column(Text, nullable=False))  # the public shape as JSON, keys sorted
    answer_sha256: str
    # why neither retention nor erasure may take it; "" where nobody holds it
    held: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
