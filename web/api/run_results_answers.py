"""What is asked and answered about the results of runs, as types."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from screening.jobs.changes import Cause, Kind
from screening.model import Outcome
from web.api.answers import Shape

MOST_ROWS = 5_000  # of a page; with provenance in every row that is some 50 MB before packing
Moment = Annotated[
    str,
    StringConstraints(
        pattern=r"^(\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?)?)?$"
    ),
]


class ReportAsked(BaseModel):
    """Whose decisions a report shows."""

    model_config = ConfigDict(extra="forbid")

    decisions: Literal["then", "now"] = Field(
        default="then",
        description="`then`: as they stood when the run ended, the same bytes always; `now`: as they stand today.",
    )


class ResultsAsked(ReportAsked):
    """Which rows are given."""

    after: int = Field(default=0, ge=0, le=10_000_000, description="Rows to pass over; see the header Link.")
    limit: int = Field(default=1_000, ge=1, le=MOST_ROWS)
    new_against: Annotated[str, StringConstraints(max_length=64)] = Field(
        default="",
        description="Id of an earlier run: only rows that are new since, or of which something else is said.",
    )
    since: Moment = Field(
        default="",
        description="The same against the last run of this list that was screened by this moment (UTC).",
    )
    provenance: Literal["each", "once"] = Field(
        default="each",
        description="Whether every row repeats the provenance or the first row of a page says it.",
    )


class ChangesAsked(BaseModel):
    """Which changes are given."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["", "new", "gone", "changed"] = ""
    limit: int = Field(default=1_000, ge=1, le=10_000)
    offset: int = Field(default=0, ge=0, le=10_000_000)


class RowPlace(Shape):
    """A row of a list."""

    sheet: str
    number: int


class SubjectBrief(Shape):
    """The subject as given, in brief."""

    name: str
    affiliations: list[str]


class PolicyBrief(Shape):
    """The outcome under one policy."""

    id: str
    outcome: str


class ToldBrief(Shape):
    """What was said, in brief."""

    outcome: Outcome
    risk_score: int
    listings: list[str]
    policies: list[PolicyBrief]


class WhyGiven(Shape):
    """A reason for a change."""

    cause: Cause
    text: str
    watchlist: str | None
    listing: str | None


class ChangeGiven(Shape):
    """A subject of which something else is said, or that only one of the lists holds."""

    kind: Kind
    subject: SubjectBrief
    rows: list[RowPlace]
    before: ToldBrief | None
    after: ToldBrief | None
    why: list[WhyGiven]


class RunPinned(Shape):
    """One of the two runs, with what it is pinned to."""

    id: str
    screened_at: str
    upload_sha256: str
    engine: str
    register_sha256: str
    snapshots: dict[str, str]
    policies: dict[str, str]


class ChangeCounts(Shape):
    """Distinct subjects by what became of them."""

    new: int
    gone: int
    changed: int
    same: int


class ChangesAnswer(Shape):
    """Two runs beside each other."""

    earlier: RunPinned
    later: RunPinned
    counts: ChangeCounts
    changes: list[ChangeGiven]
