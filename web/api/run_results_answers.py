"""What is asked and answered about the results of runs, as types."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from screening.runs.compare_json import ChangesAnswer
from web.api.moments import MomentText
from web.api.paging import NEXT, PageRequest

MOST_ROWS = 5_000  # of a page; with provenance in every row that is some 50 MB before packing


class ReportRequest(BaseModel):
    """Whose decisions a report shows."""

    model_config = ConfigDict(extra="forbid")

    decisions: Literal["then", "now"] = Field(
        default="then",
        description="`then`: as they stood when the run ended, the same bytes always; `now`: as they stand today.",
    )


class ResultsRequest(ReportRequest, PageRequest):
    """Which rows are given."""

    limit: int = Field(default=1_000, ge=1, le=MOST_ROWS, description="How many rows a page has at most.")
    new_against: Annotated[str, StringConstraints(max_length=64)] = Field(
        default="",
        description="Id of an earlier run: only rows that are new since then, or whose result has changed.",
    )
    counted_as: Literal["", "review", "no_match", "organisation_not_known", "named", "unscreened"] = Field(
        default="",
        description="Only rows that are counted so; `organisation_not_known` and `named` have no match.",
    )
    since: MomentText = Field(
        default="",
        description="The same against the last run of this list that was screened by this moment (UTC).",
    )
    provenance: Literal["each", "once"] = Field(
        default="each",
        description="Whether every row repeats the provenance or the first row of a page says it.",
    )


class ChangesRequest(PageRequest):
    """Which changes are given."""

    kind: Literal["", "new", "gone", "changed"] = Field(default="", description="Only changes of this kind.")
    limit: int = Field(default=1_000, ge=1, le=10_000, description="How many changes a page has at most.")


class ChangesPage(ChangesAnswer):
    """Two runs beside each other, with a page of the changes."""

    next: str | None = Field(description=NEXT)
