"""The table of confirmed mappings. Headers may name people, so its lines end with their term or with erasure."""

from __future__ import annotations

from sqlalchemy import Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel


class ConfirmedMapping(SQLModel, table=True):
    """How a team reads tables with certain headers, as somebody confirmed it."""

    __tablename__ = "confirmed_mapping"
    __table_args__ = (UniqueConstraint("team", "signature"),)
    id: str = Field(primary_key=True)
    team: str
    signature: str  # of the headers
    headers: str = Field(sa_column=Column(Text, nullable=False))  # JSON: as printed
    # JSON: screening.intake.mapping.MappingChoice.
    choice: str = Field(sa_column=Column(Text, nullable=False))
    confirmed_by: str
    confirmed_at: str
    used_at: str  # when a list was last read so; its term counts from then
