"""Erasures in the one JSON shape of the API."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from screening.json_model import JsonModel
from screening.storage.erasure_tables import Erasure


class ErasureMark(JsonModel):
    """Somebody asked to have this erased; it can be read until it is due."""

    id: str
    due_at: str
    asked_by: str = Field(description="The name of the person, or of the holder of the key.")
    needs_second: bool = Field(description="Whether it waits for a second person, also when it is due.")

    @classmethod
    def of(cls, erasure: Erasure) -> ErasureMark:
        """What a thing says of its erasure while that waits, to everybody who may see the thing."""
        return cls(
            id=erasure.id,
            due_at=erasure.due_at,
            asked_by=erasure.asked_by_name,
            needs_second=erasure.needs_second and not erasure.seconded_at,
        )


class ErasureJson(JsonModel):
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

    @classmethod
    def of(cls, erasure: Erasure) -> ErasureJson:
        """An erasure; people by their names."""
        return cls.model_validate(
            {
                "id": erasure.id,
                "kind": erasure.kind,
                "what": erasure.what,
                "subject": erasure.subject,
                "reason": erasure.reason,
                "asked_by": erasure.asked_by_name,
                "asked_at": erasure.asked_at,
                "needs_second": erasure.needs_second,
                "seconded_by": erasure.seconded_by_name,
                "seconded_at": erasure.seconded_at,
                "due_at": erasure.due_at,
                "ended_at": erasure.ended_at,
                "outcome": erasure.outcome,
                "held_back": erasure.held_back,
                "unread": erasure.unread,
            }
        )
