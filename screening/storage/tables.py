"""The tables. Moments are text in UTC (ISO 8601), so both databases sort and compare them alike.

What names people (file names, subjects, results) stands in columns that retention and erasure empty; what stays
holds hashes and counts only.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, LargeBinary, Text
from sqlmodel import Field, SQLModel


class Upload(SQLModel, table=True):
    """Bytes somebody gave us, by their hash."""

    __tablename__ = "upload"
    sha256: str = Field(primary_key=True)
    size: int  # bytes
    received_at: str
    gone_at: str = ""  # when retention or erasure took the bytes


class Run(SQLModel, table=True):
    """One file, its choices, and what it is pinned to; `state` is the only thing that moves."""

    __tablename__ = "run"
    id: str = Field(primary_key=True)
    upload_sha256: str = Field(index=True)
    team: str = Field(index=True)
    actor: str
    file_name: str  # as the user named it; emptied by erasure
    choices: str = Field(sa_column=Column(Text, nullable=False))  # JSON: how to read, policies, format
    pins: str = Field(sa_column=Column(Text, nullable=False))  # JSON: engine, snapshots, policies, register
    screened_at: str
    accepted_at: str = Field(index=True)
    state: str = Field(index=True)  # queued, running, needs_mapping, finished, failed, cancelled, erased
    attempt: int = 1
    rows: int = 0  # rows that hold a subject
    chunks: int = 0  # steps of screening; 0 until planned
    report_sha256: str = Field(default="", index=True)
    receipt: str = Field(default="", sa_column=Column(Text, nullable=False, default=""))
    code: str = ""  # of a failure
    sentence: str = Field(default="", sa_column=Column(Text, nullable=False, default=""))
    ended_at: str = ""
    tally: str = Field(
        default="", sa_column=Column(Text, nullable=False, server_default="")
    )  # JSON: rows by outcome
    # JSON: ids of the lists that were past their limit of age on the run's day; "" until it is read
    out_of_date: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    # why neither retention nor erasure may take it; "" where nobody holds it
    held: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    # JSON: in which ways the list may be read, with its first subjects; "" in every state but needs_mapping
    question: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))


class Chunk(SQLModel, table=True):
    """The results of one step, compressed; keyed so that doing a step twice changes nothing."""

    __tablename__ = "chunk"
    run_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    attempt: int
    rows: int  # rows of its portion of the file that hold a subject
    results: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Portion(SQLModel, table=True):
    """The rows of one step as they were read, and what the report tells of them; gone when the run ends."""

    __tablename__ = "portion"
    run_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    rows: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    told: bytes = Field(
        default=b"", sa_column=Column(LargeBinary, nullable=False)
    )  # b"" until its step is done


class Course(SQLModel, table=True):
    """How far reading and writing have come, and the list without its rows; gone when the run ends."""

    __tablename__ = "course"
    run_id: str = Field(primary_key=True)
    rows_read: int = 0  # gone through; a list is gone through more than once
    rows_written: int = 0  # the same for its report
    file_rows: int = 0  # rows of the file; 0 until all is read
    reading_since: str = ""  # ISO moments, "" until then
    reading_until: str = ""
    writing_since: str = ""
    screened_while_reading: int = 0  # rows that were screened by the moment when all was read
    frame: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))  # b"" until all is read


class Effort(SQLModel, table=True):
    """How often a step was begun: a step that kills its worker again and again must end."""

    __tablename__ = "effort"
    step: str = Field(primary_key=True)
    run_id: str = Field(index=True)
    begun: int = 1


class Lease(SQLModel, table=True):
    """A worker that says it lives: its count of beats moves, or it is gone."""

    __tablename__ = "lease"
    executor: str = Field(primary_key=True)
    host: str
    pid: int
    started_at: str
    beats: int = 0
    beat_at: str = ""


class Piece(SQLModel, table=True):
    """A part of a file kept in the database."""

    __tablename__ = "piece"
    sha256: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class AuditEntry(SQLModel, table=True):
    """One sealed line of the log; triggers refuse changing or deleting it."""

    __tablename__ = "audit_entry"
    sequence: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: str
    actor: str
    team: str
    action: str
    run_id: str = Field(index=True)
    facts: str = Field(sa_column=Column(Text, nullable=False))  # JSON, keys sorted; hashes, never names
    previous: str
    hash: str
    salt: str = ""


class SubjectKey(SQLModel, table=True):
    """The key behind the hash of one subject in the log; without it the hash means nothing any more."""

    __tablename__ = "subject_key"
    __table_args__ = (Index("ix_subject_key_shelf", "team", "shelf"),)
    token: str = Field(primary_key=True)
    team: str = Field(index=True)
    shelf: int = (
        -1
    )  # by which a name's key is found among thousands; -1 of keys made before there were shelves
    key: str
    used_at: str = ""  # of the newest entry that names the token: its term counts from then
