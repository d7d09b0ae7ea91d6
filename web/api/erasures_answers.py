"""Erasures, as types."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from screening.json_model import JsonModel
from screening.runs.erasures_json import ErasureJson
from web.api.paging import NEXT

ReasonText = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
_REASON = "The reason. The person who agrees to it or undoes it can read it; it is not in the log."


class RunErasureRequest(BaseModel):
    """Why a run is to be erased."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        json_schema_extra={"examples": [{"reason": "Uploaded by mistake; the right list is another one."}]},
    )

    reason: ReasonText = Field(description=_REASON)


class ErasureRequest(RunErasureRequest):
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
        description="The id of the run, saved check or case; of a subject the name, exactly as lists give it. All of "
        "the team that names it is erased: runs, checks, cases. The lists of runs are looked through on the day it "
        "is due, so no run says so before."
    )


class ErasureAnswer(JsonModel):
    """One erasure."""

    erasure: ErasureJson


class ErasuresAnswer(JsonModel):
    """A team's erasures: those that wait, by the day on which they are due, then those that ended, newest first."""

    erasures: list[ErasureJson]
    next: str | None = Field(description=NEXT)
