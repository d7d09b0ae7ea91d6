"""What is asked and answered about cases and decisions, as types."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from screening.dispositions.annotated import Fate
from screening.dispositions.rules import LONGEST_NOTE, CaseState, State, Verdict
from screening.model import Level, Relation, SubjectType
from web.api.answers import Shape, TieGiven
from web.api.erasures_answers import ErasureMark
from web.api.run_results_answers import Moment

Id = Annotated[str, StringConstraints(max_length=64)]
Words = Annotated[str, StringConstraints(max_length=LONGEST_NOTE)]
SomeWords = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_NOTE)]
FoundWords = Literal["true_match", "false_positive", "inconclusive", "escalated"]
_MOST = 500


class CasesAsked(BaseModel):
    """Which cases are given."""

    model_config = ConfigDict(extra="forbid")

    state: Literal["undecided", "open", "second", "escalated", "decided", "all"] = Field(
        default="undecided", description="`second` waits for a second person; `undecided` is all but decided."
    )
    whose: Annotated[str, StringConstraints(pattern=r"^(|mine|nobody|person:[A-Za-z0-9_-]{1,57})$")] = Field(
        default="", description="`mine`, `nobody`'s, or those of somebody of `GET /reviewers`."
    )
    level: Literal["", "none", "low", "medium", "high"] = ""
    list: Id = Field(default="", description="Id of a list: only parties that were seen on it.")
    run: Id = Field(default="", description="Id of a run: only what it found.")
    q: Annotated[str, StringConstraints(max_length=300)] = Field(
        default="", description="Part of the subject's text or of the party's name."
    )
    limit: int = Field(default=100, ge=1, le=_MOST)
    offset: int = Field(default=0, ge=0, le=10_000_000)


class DispositionsAsked(BaseModel):
    """Which decisions are given."""

    model_config = ConfigDict(extra="forbid")

    run: Id = Field(default="", description="Id of a run: only decisions about what it found.")
    state: Literal["", "proposed", "decided", "disagreed", "withdrawn", "replaced", "lapsed"] = ""
    verdict: Literal["", "true_match", "false_positive", "inconclusive", "escalated"] = ""
    since: Moment = Field(default="", description="Only what changed at this moment (UTC) or later.")
    limit: int = Field(default=100, ge=1, le=_MOST)
    offset: int = Field(default=0, ge=0, le=10_000_000)


class DecisionAsked(BaseModel):
    """What was found; some reasons ask for a note (`GET /reasons`)."""

    model_config = ConfigDict(extra="forbid", strict=True)

    verdict: FoundWords
    reason: Annotated[str, StringConstraints(max_length=64)] = Field(description="A code of `GET /reasons`.")
    note: Words = ""


class CommentAsked(BaseModel):
    """Words beside a case."""

    model_config = ConfigDict(extra="forbid", strict=True)

    text: SomeWords


class WhyAsked(BaseModel):
    """Why a decision does not stand."""

    model_config = ConfigDict(extra="forbid", strict=True)

    why: SomeWords


class AssigneeAsked(BaseModel):
    """Who is to look at a case."""

    model_config = ConfigDict(extra="forbid", strict=True)

    to: Annotated[str, StringConstraints(pattern=r"^(me|nobody|person:[A-Za-z0-9_-]{1,57})$")] = Field(
        description="`me`, `nobody`, or the id of somebody of `GET /reviewers`."
    )


class AttachedAsked(BaseModel):
    """What an attached file is called."""

    model_config = ConfigDict(extra="forbid")

    file_name: Annotated[str, StringConstraints(max_length=255)] = Field(
        default="",
        description="With its ending, by which its kind is known; by default the form's.",
    )


class AnnotatedAsked(BaseModel):
    """What is to become of what somebody wrote into a report."""

    model_config = ConfigDict(extra="forbid")

    take: Literal["none", "all"] = Field(
        default="none",
        description="`none` only says what would become of each line; `all` takes over what can be.",
    )
    file_name: Annotated[str, StringConstraints(max_length=255)] = Field(
        default="", description="By default the form's, or report.csv or report.xlsx by the type of the body."
    )


class ReasonCode(Shape):
    """A code that gives the reason of a decision; a retired one is not offered any more."""

    code: str
    says: str
    for_: list[Verdict] = Field(alias="for")
    note_needed: bool
    retired: bool


class ReasonsAnswer(Shape):
    """Every code."""

    reasons: list[ReasonCode]


class PartyGiven(Shape):
    """A listed party."""

    id: str
    name: str


class CaseSubject(Shape):
    """The subject as given."""

    name: str
    type: SubjectType
    affiliations: list[str]
    country: str
    institution_country: str
    city: str
    identifiers: list[tuple[str, str]]
    birth_year: str
    ties: list[TieGiven]


class CaseGiven(Shape):
    """A subject beside a listed party; `lapsed` says why an earlier decision does not hold any more."""

    id: str
    version: str
    state: CaseState
    verdict: Verdict | None
    subject: CaseSubject
    party: PartyGiven
    listings: list[str]
    relation: Relation | Literal["self_declared"]
    matched: str
    risk_level: Level
    risk_score: int
    confidence: float
    first_seen_at: str
    last_seen_at: str
    lapsed: str
    assignee: str
    assignee_id: str | None


class ReviewerGiven(Shape):
    """Somebody of the team who may decide."""

    id: str
    name: str


class ReviewersAnswer(Shape):
    """Those whom a case can be assigned to, by name."""

    reviewers: list[ReviewerGiven]


class StatesGiven(Shape):
    """How many cases stand in each state, of the team or of the run that was asked for."""

    open: int
    second: int
    escalated: int
    decided: int


class CasesAnswer(Shape):
    """A page of cases."""

    total: int
    states: StatesGiven
    cases: list[CaseGiven]


class DispositionGiven(Shape):
    """What somebody decided, and what became of it."""

    id: str
    case_id: str
    verdict: Verdict
    reason: str
    note: str
    state: State
    needs_second: bool
    source: str
    by: str
    at: str
    second_by: str | None
    second_at: str | None
    ended_by: str | None
    ended_at: str | None
    ended_why: str


class SeenInGiven(Shape):
    """A run that saw a case: the first of its rows, and how many there are."""

    run: str
    sheet: str
    row: int
    rows: int


class RemarkGiven(Shape):
    """A comment, or a file beside a case."""

    at: str
    by: str
    text: str
    file_name: str
    file_sha256: str | None
    file_id: str | None


class WholeCase(CaseGiven):
    """A case with everything about it."""

    history: list[DispositionGiven]
    seen_in: list[SeenInGiven]
    remarks: list[RemarkGiven]
    erasure: ErasureMark | None = Field(
        description="Where somebody asked to have the case erased, until it is."
    )


class CaseAnswer(Shape):
    """One case."""

    case: WholeCase


class FileGiven(Shape):
    """A file beside a case; `size` in bytes."""

    id: str
    file_name: str
    size: int
    sha256: str
    by: str
    at: str


class FilesAnswer(Shape):
    """The files beside a case."""

    files: list[FileGiven]


class AttachedAnswer(Shape):
    """The file that was attached."""

    file: FileGiven


class FilledLine(Shape):
    """A row in which somebody wrote; `why` says why it is not taken over."""

    sheet: str
    row: int
    subject: str
    party: str
    case: str | None
    said: str
    verdict: Verdict | None
    reason: str
    note: str
    fate: Fate
    why: str


class FateCounts(Shape):
    """Lines by what becomes of them."""

    takes: int
    stands: int
    conflict: int
    unclear: int


class AnnotatedAnswer(Shape):
    """What a filled-in report says; `taken` of its lines were taken over by this call."""

    taken: int
    counts: FateCounts
    lines: list[FilledLine]


class DecidedCase(DispositionGiven):
    """A decision with its case as it stands now."""

    case: CaseGiven


class DispositionsAnswer(Shape):
    """A page of decisions."""

    total: int
    dispositions: list[DecidedCase]
