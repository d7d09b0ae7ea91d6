"""What somebody asked to have erased: kept until it is done or undone, and as a line without names afterwards."""

from __future__ import annotations

from sqlmodel import Field, SQLModel


class Erasure(SQLModel, table=True):
    """One thing to be erased: a run, a kept check, a case, or all that names one subject."""

    __tablename__ = "erasure"
    id: str = Field(primary_key=True)
    team: str = Field(index=True)
    kind: str  # run, check, case, subject
    what: str  # the id; "" for a subject
    subject: str = ""  # the name; taken away when it is done or undone
    reason: str
    asked_by: str  # as they stand in the log
    asked_at: str
    needs_second: bool = False  # somebody decided about it
    seconded_by: str = ""
    seconded_at: str = ""
    due_at: str  # until then it can be undone
    ended_at: str = Field(default="", index=True)
    outcome: str = ""  # done, undone, held
