"""The tables. Moments are text in UTC (ISO 8601), so both databases sort and compare them alike.

What names people (file names, subjects, results) stands in columns that retention and erasure empty; what stays
holds hashes and counts only.
"""

from __future__ import annotations

import json

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, Text, false
from sqlmodel import Field, SQLModel


class Upload(SQLModel, table=True):
    """Bytes somebody gave us, by their hash."""

    __tablename__ = "upload"
    sha256: str = Field(primary_key=True)
    size: int = Field(sa_type=BigInteger)  # bytes
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
    # of its first step in the queue; lower comes first, and its n-th step comes n later (screening.runs.states)
    priority: int = Field(default=1, sa_column=Column(Integer, nullable=False, server_default="1"))
    rows: int = 0  # rows that hold a subject
    chunks: int = 0  # steps of screening; 0 until planned
    report_sha256: str = Field(default="", index=True)
    receipt: str = Field(default="", sa_column=Column(Text, nullable=False, default=""))
    code: str = ""  # of a failure
    sentence: str = Field(default="", sa_column=Column(Text, nullable=False, default=""))
    ended_at: str = ""
    # JSON: rows by outcome.
    tally: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    # JSON: ids of the lists that were past their age limit on the run's day; "" until it is read
    out_of_date: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    # why neither retention nor erasure may take it; "" where nobody holds it
    held: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    # JSON: in which ways the list may be read, with its first subjects; "" in every state but needs_mapping
    question: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    # the caller's own key and texts (JSON), given back and compared with nothing; emptied by erasure
    reference: str = Field(default="", index=True)
    metadata_json: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    watch_id: str = Field(default="", index=True)  # of the watch whose screening it is; "" for none
    # an earlier run of the team, whose readings stand where the lists cannot have moved them; "" where all is read
    reuses: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    # whether its readings are kept, so that a later run may reuse them
    keeps_readings: bool = Field(
        default=False, sa_column=Column(Boolean, nullable=False, server_default=false())
    )

    @property
    def metadata_texts(self) -> dict[str, str]:
        """The caller's own texts about the run, by their keys."""
        return dict(json.loads(self.metadata_json or "{}"))


class RunChunk(SQLModel, table=True):
    """The results of one chunk, compressed; keyed so that screening it twice changes nothing."""

    __tablename__ = "run_chunk"
    run_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    attempt: int
    rows: int  # of the file that hold a subject
    # JSON: how its inquiries ended and what its rows ask, for what was found so far
    ends: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    results: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class ChunkLinks(SQLModel, table=True):
    """The readings of one chunk of a run that another may reuse, before they were assessed; as long as its results."""

    __tablename__ = "chunk_links"
    run_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    linker: str  # fingerprint of what its linker was made from
    without_lists: str  # the same but for the lists
    # 16 bytes of SHA-256 for each subject that was read, in the order of the readings
    subjects: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    # a byte for each: 1 where its reading is that of the earlier run
    reused: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    readings: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class ChunkRows(SQLModel, table=True):
    """The rows of one chunk as they were read, and what the report says of them.

    Gone when the run ends; of a long list that is finished, as long as its results.
    """

    __tablename__ = "chunk_rows"
    run_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    rows: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    # b"" until it is screened.
    entries: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))


class ScreenedSubject(SQLModel, table=True):
    """One subject of a list, and how it was concluded: by digests, never by name; gone with the results of its run.

    It counts from the moment the run is finished. By it everything about one subject is found without reading lists.
    """

    __tablename__ = "screened_subject"
    subject_digest: str = Field(primary_key=True)  # of everything that identifies the subject
    run_id: str = Field(primary_key=True, index=True)
    name_digest: str = Field(index=True)  # of the name alone: finds the same name with other details
    sheet: str
    row: int  # the first of its rows
    rows: int
    outcome: str
    level: str  # "" where it was not screened
    score: int  # 0 to 100


class RunReading(SQLModel, table=True):
    """How far reading and writing have come, and the list without its rows; it stays as `ChunkRows` do."""

    __tablename__ = "run_reading"
    run_id: str = Field(primary_key=True)
    rows_read: int = 0  # gone through; a list is gone through more than once
    rows_written: int = 0  # the same for its report
    file_rows: int = 0  # rows of the file; 0 until all is read
    reading_since: str = ""  # ISO moments, "" until then
    reading_until: str = ""
    writing_since: str = ""
    screened_while_reading: int = 0  # rows that were screened by the moment when all was read
    # b"" until all is read.
    layout: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))


class StepAttempt(SQLModel, table=True):
    """How often a step was begun: a step that kills its worker again and again must end."""

    __tablename__ = "step_attempt"
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


class FilePart(SQLModel, table=True):
    """A part of a file kept in the database."""

    __tablename__ = "file_part"
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
    __table_args__ = (Index("ix_subject_key_bucket", "team", "bucket"),)
    token: str = Field(primary_key=True)
    team: str = Field(index=True)
    # By which a name's key is found among thousands; -1 of keys made before there were buckets.
    bucket: int = -1
    key: str
    used_at: str = ""  # of the newest entry that names the token: its term counts from then
