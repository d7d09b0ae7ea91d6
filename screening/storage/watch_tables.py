"""The tables of watches: lists that stay screened, the files they were given, and what changed about whom.

Versions and changes name files and people, so they end with the watch, with its retention or with erasure.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Text
from sqlmodel import Field, SQLModel


def _long() -> Column[str]:
    return Column(Text, nullable=False, server_default="")


WATCHED = ("watching", "paused", "stopped")  # states of a watch that goes on


class Watch(SQLModel, table=True):
    """A list of people and partners that stays screened, on what grounds and until when."""

    __tablename__ = "watch"
    id: str = Field(primary_key=True)
    team: str = Field(index=True)
    name: str = Field(sa_column=_long())  # as the team calls it; emptied when it is removed
    made_by: str
    made_at: str  # ISO 8601, UTC
    owner: str  # the account that answers for it
    purpose: str = Field(sa_column=_long())  # why these people are screened again and again
    legal_basis: str = Field(sa_column=_long())
    ends_on: str  # the last day of watching, ISO 8601
    reference: str = Field(default="", index=True)  # the caller's own key
    metadata_json: str = Field(default="", sa_column=_long())
    choices: str = Field(sa_column=_long())  # JSON: how to read, policies, format, as of a run
    source: str  # file, folder, subjects
    folder: str = Field(default="", sa_column=_long())  # within the watched folder of the server
    state: str = Field(index=True)  # watching, paused, stopped, ended, removed
    code: str = ""  # why it stopped
    sentence: str = Field(default="", sa_column=_long())
    version: int = 0  # number of the newest file
    run_id: str = ""  # of the newest screening
    told_run_id: str = ""  # of the newest screening that was compared and told
    tell: str = Field(default="", sa_column=_long())  # JSON: accounts that get mail
    is_weekly: bool = False  # whether a quiet week is told
    # Of a watched folder: when the file taken last was written, seconds since 1970, and the hash of one that was refused
    file_written: float = 0
    refused_sha256: str = ""
    told_at: str = ""  # when mail was last due for it, ISO 8601, UTC
    # Which worker looks after it now, and until when others leave it alone; "" for none
    claimed_by: str = ""
    claimed_until: str = ""


class WatchVersion(SQLModel, table=True):
    """One file of a watch, and how its rows differ from those of the file before."""

    __tablename__ = "watch_version"
    watch_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)  # from 1
    upload_sha256: str = Field(index=True)
    file_name: str = Field(sa_column=_long())  # as the user has it; emptied by erasure
    given_by: str
    given_at: str
    # Rows, once it was compared with the file before; -1 until then
    rows: int = -1
    joined: int = -1
    left: int = -1
    changed: int = -1


class WatchChange(SQLModel, table=True):
    """What changed about one row of a watch between two screenings: told once."""

    __tablename__ = "watch_change"
    __table_args__ = (Index("ix_watch_change_newest", "team", "seen_at", "told_at"),)
    watch_id: str = Field(primary_key=True)
    run_id: str = Field(primary_key=True, index=True)  # the later screening
    number: int = Field(primary_key=True)  # in the order of the list, from 1
    team: str
    earlier_run_id: str
    kind: str  # screening.watch.changes.WatchChangeKind
    told_at: str
    reference: str = Field(default="", sa_column=_long())  # of the row, the sender's own
    subject: str = Field(default="", sa_column=_long())  # as it is called; emptied by erasure
    subject_digest: str = Field(default="", index=True)
    name_digest: str = Field(default="", index=True)
    sheet: str = Field(default="", sa_column=_long())
    row: int = 0
    reasons: str = Field(default="", sa_column=_long())  # JSON: sentences, with list and listing
    outcome_before: str = ""
    outcome: str = ""
    level_before: str = ""
    level: str = ""
    score_before: int = 0
    score: int = 0
    seen_at: str = ""  # when somebody said that they read it
    seen_by: str = ""
