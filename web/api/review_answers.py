"""What is asked and answered about cases and decisions, as types."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from screening.json_model import JsonModel
from screening.review import subject_cases
from screening.review.json_output import (
    CaseHistory,
    CaseJson,
    CaseMemberJson,
    DecidedCase,
    FileJson,
    ReasonCode,
    RemarkJson,
    SeenInJson,
)
from screening.review.rules import LONGEST_NOTE
from screening.runs.erasures_json import ErasureMark
from web.api.moments import MomentText
from web.api.paging import NEXT, PageRequest
from web.faults import form

Id = Annotated[str, StringConstraints(max_length=64)]
Words = Annotated[str, StringConstraints(max_length=LONGEST_NOTE)]
SomeWords = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_NOTE)]
FoundWords = Literal["true_match", "false_positive", "inconclusive", "escalated"]


class CasesRequest(PageRequest):
    """Which cases are given."""

    state: Literal["undecided", "open", "second", "escalated", "new", "decided", "all"] = Field(
        default="undecided",
        description="`second` waits for a second reviewer; `new` is decided, and others came under the decision since; "
        "`undecided` is all but decided.",
    )
    assignee: Annotated[
        str, form(r"^(|mine|nobody|person:[A-Za-z0-9_-]{1,57})$", "`mine`, `nobody` or the id of a reviewer")
    ] = Field(default="", description="`mine`, `nobody`'s, or those of somebody of `GET /reviewers`.")
    level: Literal["", "none", "low", "medium", "high"] = ""
    list: Id = Field(default="", description="Id of a list: only parties that were seen on it.")
    run: Id = Field(default="", description="Id of a run: only what it found.")
    q: Annotated[str, StringConstraints(max_length=300)] = Field(
        default="", description="Part of the text that was read, of a member's text or of the party's name."
    )
    due: Literal["", "due", "overdue"] = Field(
        default="", description="Only those that have a day, or a day that is past."
    )
    bulk: Id = Field(default="", description="Only those that were decided in this one step.")
    sort: Annotated[
        str,
        form(
            r"^(|-?(text|party|people|rows|score|confidence|seen|due))$",
            "text, party, people, rows, score, confidence, seen or due, with or without - in front",
        ),
    ] = Field(default="", description="Another order; with `-` in front the other way round.")


class MembersRequest(PageRequest):
    """Which members are given."""


class ExceptionsRequest(BaseModel):
    """Which members are taken out."""

    model_config = ConfigDict(extra="forbid", strict=True)

    members: list[Id] = Field(min_length=1, max_length=subject_cases.MOST, description="Ids of members.")


class DueRequest(BaseModel):
    """Until when a case is to be decided."""

    model_config = ConfigDict(extra="forbid", strict=True)

    due: Annotated[str, form(r"^(|\d{4}-\d{2}-\d{2})$", "a day as in 2026-11-25, or empty")] = Field(
        description="A day as in 2026-11-25, or nothing to take it away."
    )


class DispositionsRequest(PageRequest):
    """Which decisions are given."""

    run: Id = Field(default="", description="Id of a run: only decisions about what it found.")
    state: Literal["", "proposed", "decided", "disagreed", "withdrawn", "replaced", "lapsed"] = ""
    verdict: Literal["", "true_match", "false_positive", "inconclusive", "escalated"] = ""
    since: MomentText = Field(default="", description="Only what changed at this moment (UTC) or later.")


class DecisionRequest(BaseModel):
    """What was found; some reasons ask for a note (`GET /reasons`)."""

    model_config = ConfigDict(extra="forbid", strict=True)

    verdict: FoundWords
    reason: Annotated[str, StringConstraints(max_length=64)] = Field(description="A code of `GET /reasons`.")
    note: Words = ""


class CommentRequest(BaseModel):
    """Words beside a case."""

    model_config = ConfigDict(extra="forbid", strict=True)

    text: SomeWords


class WithdrawalRequest(BaseModel):
    """Why a decision does not stand."""

    model_config = ConfigDict(extra="forbid", strict=True)

    reason: SomeWords


class AssigneeRequest(BaseModel):
    """Who is to look at a case."""

    model_config = ConfigDict(extra="forbid", strict=True)

    to: Annotated[
        str, form(r"^(me|nobody|person:[A-Za-z0-9_-]{1,57})$", "`me`, `nobody` or the id of a reviewer")
    ] = Field(description="`me`, `nobody`, or the id of somebody of `GET /reviewers`.")


class AttachedRequest(BaseModel):
    """What an attached file is called."""

    model_config = ConfigDict(extra="forbid")

    file_name: Annotated[str, StringConstraints(max_length=255)] = Field(
        default="",
        description="With its ending, by which its kind is known; by default the form's.",
    )


class AnnotatedRequest(BaseModel):
    """What is to become of what somebody wrote into a report."""

    model_config = ConfigDict(extra="forbid")

    take: Literal["none", "all"] = Field(
        default="none",
        description="`none` only shows what would happen to each line; `all` imports every line that can be imported.",
    )
    file_name: Annotated[str, StringConstraints(max_length=255)] = Field(
        default="", description="By default the form's, or report.csv or report.xlsx by the type of the body."
    )


class ReasonsAnswer(JsonModel):
    """Every code."""

    reasons: list[ReasonCode]


class ReviewerJson(JsonModel):
    """Somebody of the team who may decide."""

    id: str
    name: str


class ReviewersAnswer(JsonModel):
    """Those whom a case can be assigned to, by name."""

    reviewers: list[ReviewerJson]
    next: str | None = Field(description=NEXT)


class StatesJson(JsonModel):
    """How many cases stand in each state, of the team or of the run that was asked for."""

    open: int
    second: int
    escalated: int
    new: int
    decided: int


class CasesAnswer(JsonModel):
    """A page of cases."""

    total: int
    states: StatesJson
    cases: list[CaseJson]
    next: str | None = Field(description=NEXT)


class MembersAnswer(JsonModel):
    """A page of the members of a case."""

    total: int
    members: list[CaseMemberJson]
    next: str | None = Field(description=NEXT)


class ExceptionsAnswer(JsonModel):
    """Ids of the cases that members became, in their order."""

    cases: list[str]


class WholeCase(CaseHistory):
    """A case with everything about it; of its members the first, `GET /cases/{id}/members` has all."""

    members: list[CaseMemberJson]
    seen_in: list[SeenInJson]
    remarks: list[RemarkJson]
    erasure: ErasureMark | None = Field(description="A waiting erasure of the case, if there is one.")


class CaseAnswer(JsonModel):
    """One case."""

    case: WholeCase


class FilesAnswer(JsonModel):
    """The files beside a case."""

    files: list[FileJson]
    next: str | None = Field(description=NEXT)


class AttachedAnswer(JsonModel):
    """The file that was attached."""

    file: FileJson


class DispositionsAnswer(JsonModel):
    """A page of decisions."""

    total: int
    dispositions: list[DecidedCase]
    next: str | None = Field(description=NEXT)
