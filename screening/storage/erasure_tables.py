"""What somebody asked to have erased: kept until it is done or undone, and as a line without names for a term afterwards."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Text
from sqlmodel import Field, SQLModel


class Erasure(SQLModel, table=True):
    """One thing to be erased: a run, a saved check, a case, or all that names one subject."""

    __tablename__ = "erasure"
    id: str = Field(primary_key=True)
    team: str = Field(index=True)
    kind: str  # run, check, case, subject
    what: str  # the id; "" for a subject
    # the name; taken away when it is done or undone
    subject: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    # taken away where it names a subject that is erased, and of a subject's erasure when it is done or undone
    reason: str = Field(sa_column=Column(Text, nullable=False))
    asked_by: str  # as they stand in the log
    asked_by_name: str
    asked_at: str
    needs_second: bool = False  # somebody decided about it
    seconded_by: str = ""  # "" where a name alone was given on the shell
    seconded_by_name: str = ""
    seconded_at: str = ""
    # Of the entry in the log by which the second person agreed.
    seconded_sequence: int = Field(default=0, sa_type=BigInteger)
    due_at: str  # until then it can be undone
    ended_at: str = Field(default="", index=True)
    outcome: str = ""  # done, undone, held
    held_back: int = 0  # how many things stayed since somebody holds them
    unread: int = 0  # runs that went with a subject since nobody could read their lists
