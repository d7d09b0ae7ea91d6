"""What is asked and answered about the results of runs, as types."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from web.api.moments import MomentText

MOST_ROWS = 5_000  # of a page; with provenance in every row that is some 50 MB before packing


class ReportRequest(BaseModel):
    """Whose decisions a report shows."""

    model_config = ConfigDict(extra="forbid")

    decisions: Literal["then", "now"] = Field(
        default="then",
        description="`then`: as they stood when the run ended, the same bytes always; `now`: as they stand today.",
    )


class ResultsRequest(ReportRequest):
    """Which rows are given."""

    after: int = Field(default=0, ge=0, le=10_000_000, description="Rows to pass over; see the header Link.")
    limit: int = Field(default=1_000, ge=1, le=MOST_ROWS)
    new_against: Annotated[str, StringConstraints(max_length=64)] = Field(
        default="",
        description="Id of an earlier run: only rows that are new since then, or whose result has changed.",
    )
    since: MomentText = Field(
        default="",
        description="The same against the last run of this list that was screened by this moment (UTC).",
    )
    provenance: Literal["each", "once"] = Field(
        default="each",
        description="Whether every row repeats the provenance or the first row of a page says it.",
    )


class ChangesRequest(BaseModel):
    """Which changes are given."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["", "new", "gone", "changed"] = ""
    limit: int = Field(default=1_000, ge=1, le=10_000)
    offset: int = Field(default=0, ge=0, le=10_000_000)
