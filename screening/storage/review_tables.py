"""The tables of review: questions, their members, where those were seen, what was decided, and what was said beside.

They hold names and notes, so all of it ends with its retention or with erasure (`screening.review.retention`).
A case has an id that means nothing, because the log names it and is kept for ever.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel


def _long() -> Column[str]:
    return Column(Text, nullable=False, server_default="")


class Case(SQLModel, table=True):
    """One question of a team: whether what a piece of text names is the listed party. It stands for all its members."""

    __tablename__ = "review_case"
    __table_args__ = (
        UniqueConstraint("team", "text_digest", "party_id", "apart"),
        Index("ix_review_case_queue", "team", "state", "level", "first_seen_at"),
        Index("ix_review_case_party", "team", "party_id"),
    )
    id: str = Field(primary_key=True)
    team: str
    text_digest: str  # of the text that was read; of the whole subject where a listed person is meant
    party_id: str  # of the register, else of the first listing
    apart: str = (
        ""  # digest of its only member, where that was taken out of the question of all with this text
    )
    party_name: str
    is_person: bool  # whether the listed party is one
    matched: str = Field(sa_column=_long())  # the text that was read, as it was first written
    # That text and the party's name without letter case, for searching.
    sought: str = Field(sa_column=_long())
    seen: str = Field(sa_column=_long())  # JSON: listing id to digest of its entry
    level: int  # the highest of its members: place in Level, 0 none to 3 high
    score: int  # 0 to 100, of that member
    confidence: float  # 0 to 1, of that member
    relation: str  # of that member
    people: int  # how many members it has
    rows: int  # of the lists in which those were seen last
    first_seen_at: str
    last_seen_at: str
    state: str  # open, second, escalated, new, decided
    disposition_id: str = ""  # what stands or waits
    verdict: str = ""  # of that disposition
    lapsed: str = Field(default="", sa_column=_long())  # why an earlier decision does not hold any more
    earlier_id: str = ""  # that decision, which can be taken over
    assignee: str = ""
    assignee_name: str = ""
    due: str = ""  # the day until which it is to be decided, ISO 8601; "" for none
    found_by: str = ""  # who found the match that the machine missed; "" where the machine found it
    found_by_name: str = ""
    # why neither retention nor erasure may take it; "" where nobody holds it
    held: str = Field(default="", sa_column=_long())


class CaseMember(SQLModel, table=True):
    """One subject about which a case asks, as last seen."""

    __tablename__ = "case_subject"
    case_id: str = Field(primary_key=True)
    subject_digest: str = Field(primary_key=True, index=True)  # of everything that identifies the subject
    name_digest: str = Field(index=True)  # of the name alone: finds decisions whose subject had other details
    subject: str = Field(sa_column=_long())  # JSON, as given
    shown: str = Field(sa_column=_long())  # the subject as one line
    sought: str = Field(sa_column=_long())  # that line without letter case, for searching
    seen: str = Field(sa_column=_long())  # JSON: listing id to digest of its entry
    level: int
    score: int
    confidence: float
    relation: str
    matched: str = Field(sa_column=_long())  # the piece of the subject that was read
    rows: int  # of the list in which it was seen last
    is_new: bool = False  # came after the decision that stands, and nobody has accepted it under that yet
    # The decision, made before it came, that was applied to it last, by whom and when; "" where none was. To one that
    # is new somebody proposed to apply it, and a second person has to say the same.
    accepted_under: str = Field(default="", sa_column_kwargs={"server_default": ""})
    accepted_by: str = Field(default="", sa_column_kwargs={"server_default": ""})
    accepted_by_name: str = Field(default="", sa_column_kwargs={"server_default": ""})
    accepted_at: str = Field(default="", sa_column_kwargs={"server_default": ""})
    # Who was the second, where two people had to.
    accepted_second: str = Field(default="", sa_column_kwargs={"server_default": ""})
    accepted_second_name: str = Field(default="", sa_column_kwargs={"server_default": ""})
    accepted_second_at: str = Field(default="", sa_column_kwargs={"server_default": ""})
    first_seen_at: str
    last_seen_at: str


class Sighting(SQLModel, table=True):
    """A member of a case as one run saw it; run "" is a single check."""

    __tablename__ = "sighting"
    __table_args__ = (Index("ix_sighting_member", "case_id", "subject_digest"),)
    run_id: str = Field(primary_key=True)
    case_id: str = Field(primary_key=True)
    subject_digest: str = Field(primary_key=True)
    seen: str = Field(sa_column=_long())
    level: int
    score: int
    rows: int  # of the file, with this subject
    sheet: str
    row: int  # the first of them
    lead: bool  # the row's own sentence speaks of this party


class StagedCase(SQLModel, table=True):
    """A member on its way into the queue, as one run or check saw it; gone when the run ends, whatever its end."""

    __tablename__ = "staged_case"
    __table_args__ = (Index("ix_staged_case_text", "key", "text_digest"),)
    key: str = Field(primary_key=True)  # the run, or a name of its own for a check
    subject_digest: str = Field(primary_key=True)
    party_id: str = Field(primary_key=True)
    place: int  # of the chunk of the list where its first row stands, from 0
    id: str  # of the case, where it is new
    text_digest: str
    apart: str  # the subject's digest, where it is a question of its own
    name_digest: str
    party_name: str
    is_person: bool
    subject: str = Field(sa_column=_long())
    shown: str = Field(sa_column=_long())
    sought: str = Field(sa_column=_long())
    case_sought: str = Field(sa_column=_long())  # `sought` of its case, where that is new
    seen: str = Field(sa_column=_long())
    level: int
    score: int
    confidence: float
    relation: str
    matched: str = Field(sa_column=_long())
    lapsed: str = Field(default="", sa_column=_long())
    earlier_id: str = ""
    rows: int
    sheet: str
    row: int
    lead: bool


class Disposition(SQLModel, table=True):
    """What a named person decided, and what became of it. Lines are never deleted but with their case."""

    __tablename__ = "disposition"
    id: str = Field(primary_key=True)
    case_id: str = Field(index=True)
    team: str = Field(index=True)
    verdict: str
    reason: str  # a code of reasons.toml
    note: str = Field(sa_column=_long())
    seen: str = Field(sa_column=_long())  # what the decision covers
    level: int  # at the time
    state: str  # proposed, decided, disagreed, withdrawn, replaced, lapsed
    needs_second: bool
    source: str  # page, api, workbook, shell
    bulk: str = Field(default="", index=True)  # what all that were decided in one step share
    by: str
    by_name: str
    at: str = Field(index=True)
    second: str = ""
    second_name: str = ""
    second_at: str = ""
    ended_by: str = ""
    ended_by_name: str = ""
    ended_at: str = ""
    ended_reason: str = Field(default="", sa_column=_long())


class CaseOrder(SQLModel, table=True):
    """The order in which the cases of a question stood when its first page was given; gone after some days."""

    __tablename__ = "case_order"
    id: str = Field(primary_key=True)  # digest of the team and the ids, so the same order is kept once
    team: str
    used_at: str = Field(index=True)  # to the hour
    case_ids: bytes = Field(sa_column=Column(LargeBinary, nullable=False))  # a line each


class RunDecisions(SQLModel, table=True):
    """What the team had decided about what a run found, when its report was written; runs without any have no line."""

    __tablename__ = "run_decisions"
    run_id: str = Field(primary_key=True)
    # Packed by `screening.review.decisions_in_effect`.
    decisions: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Remark(SQLModel, table=True):
    """A comment on a case, or a file beside it."""

    __tablename__ = "review_remark"
    id: str = Field(primary_key=True)
    case_id: str = Field(index=True)
    team: str
    by: str
    by_name: str
    at: str
    text: str = Field(default="", sa_column=_long())
    file_name: str = Field(default="", sa_column=_long())
    file_sha256: str = Field(default="", index=True)
    file_size: int = 0  # bytes
