"""Erasures, as types."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from web.api.answers import Shape

Reason = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
_REASON = "Why; whoever agrees or undoes it reads it. It stands with the erasure and not in the log."


class RunErasureAsked(BaseModel):
    """Why a run is to be erased."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        json_schema_extra={"examples": [{"reason": "Uploaded by mistake; the right list is another one."}]},
    )

    reason: Reason = Field(description=_REASON)


class ErasureAsked(RunErasureAsked):
    """What is to be erased, and why."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "kind": "subject",
                    "what": "Jane Roe",
                    "reason": "Asked for under Article 17 GDPR, letter 12.",
                }
            ]
        }
    )

    kind: Literal["run", "check", "case", "subject"]
    what: Annotated[str, StringConstraints(min_length=1, max_length=2_000)] = Field(
        description="The id of the run, kept check or case; of a subject the name, exactly as lists give it. All of "
        "the team that names it is erased: runs, checks, cases. The lists of runs are looked through on the day it "
        "is due, so no run says so before."
    )


class ErasureMark(Shape):
    """Somebody asked to have this erased; it can be read until it is due."""

    id: str
    due_at: str
    asked_by: str = Field(description="The name of the person, or of the holder of the key.")
    needs_second: bool = Field(description="Whether it waits for a second person, also when it is due.")


class ErasureGiven(Shape):
    """An erasure: who asked, when it is due, and what became of it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0f3c8a5e9b7d4c21a6e8f0b1d2c3a495",
                    "kind": "run",
                    "what": "5f0e7c1d2b3a49688776655443322110",
                    "subject": "",
                    "reason": "Uploaded by mistake; the right list is another one.",
                    "asked_by": "Ana Ngata",
                    "asked_at": "2026-11-25T09:30:00+00:00",
                    "needs_second": True,
                    "seconded_by": "",
                    "seconded_at": "",
                    "due_at": "2026-12-02T09:30:00+00:00",
                    "ended_at": "",
                    "outcome": "",
                    "held_back": 0,
                    "unread": 0,
                }
            ]
        }
    )

    id: str
    kind: Literal["run", "check", "case", "subject"]
    what: str = Field(description="The id; empty of a subject.")
    subject: str = Field(description="The name of a subject while its erasure waits; empty afterwards.")
    reason: str = Field(description="Why; empty once the erasure of a subject has ended.")
    asked_by: str = Field(description="The name of the person, or of the holder of the key.")
    asked_at: str
    needs_second: bool = Field(
        description="Whether somebody decided about it. Then it waits, also when it is due, until a second person "
        "agrees on the pages; a key never does."
    )
    seconded_by: str
    seconded_at: str
    due_at: str = Field(description="When it is erased; until it is, it can be undone.")
    ended_at: str
    outcome: Literal["", "done", "undone", "held"] = Field(
        description="Empty while it waits. `held`: somebody held the thing when it was due, so it stayed."
    )
    held_back: int = Field(description="How many runs, checks and cases stayed since somebody holds them.")
    unread: int = Field(
        description="How many runs went with a subject since their lists could not be read, so that they may have "
        "named it."
    )


class ErasureAnswer(Shape):
    """One erasure."""

    erasure: ErasureGiven


class ErasuresAnswer(Shape):
    """A team's erasures: those that wait, by the day on which they are due, then those that ended, newest first."""

    erasures: list[ErasureGiven]
