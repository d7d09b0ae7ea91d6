"""What is asked and answered about collaboration decisions, as types."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from screening.json_model import JsonModel
from screening.model import Outcome
from screening.review.collaboration import conditions_of
from screening.review.collaboration_in_effect import CollaborationKind
from screening.review.collaboration_json import CollaborationJson, ConditionJson
from screening.review.collaboration_rules import (
    LONGEST_CONDITION,
    LONGEST_NAME,
    MOST_CONDITIONS,
    CollaborationState,
)
from screening.storage.collaboration_tables import CollaborationDecision
from web.api.moments import MomentText
from web.api.paging import NEXT, PageRequest
from web.api.review_answers import SomeWords

Name = Annotated[str, StringConstraints(max_length=LONGEST_NAME)]
DayText = Annotated[str, StringConstraints(max_length=10)]


class ConditionRequest(BaseModel):
    """One condition under which the team goes on."""

    model_config = ConfigDict(extra="forbid", strict=True)

    text: Annotated[str, StringConstraints(max_length=LONGEST_CONDITION)] = Field(
        description="What has to be so."
    )
    by: Name = Field(description="Who sees to it.")
    until: DayText = Field(default="", description="The day by which, as in 2027-01-31; it can be left out.")


class CollaborationRequest(BaseModel):
    """What was decided about the collaboration with a subject, by whom, why and until when."""

    model_config = ConfigDict(extra="forbid", strict=True)

    decision: Literal["proceed", "proceed_with_conditions", "decline", "refer"] = Field(
        description="What was decided."
    )
    until: DayText = Field(
        description="The last day on which it is in effect, as in 2027-06-30; at most five years ahead."
    )
    reason: SomeWords = Field(description="Why.")
    conditions: list[ConditionRequest] = Field(
        default=[],
        max_length=MOST_CONDITIONS,
        description="With `proceed_with_conditions` only, and needed there.",
    )
    refer_to: Name = Field(default="", description="To whom it is referred; with `refer` only.")
    answerable: Name = Field(
        default="", description="The name of the person who answers for it; needed from a key."
    )


class CollaborationsRequest(PageRequest):
    """Which collaboration decisions are given."""

    since: MomentText = Field(
        default="", description="Only those made or ended at this moment (UTC) or later."
    )


class RunSubjectsRequest(PageRequest):
    """Which subjects of a run are given."""

    row: int = Field(
        default=0,
        ge=0,
        le=2**31 - 1,
        description="Only the subjects whose first row this is, with what each is called; 0 for all.",
    )


class RunSubject(JsonModel):
    """A subject of a run, whether or not anything was found about it."""

    id: str = Field(
        description="Id of the subject: that of its collaboration decision, and of members of cases."
    )
    name: str | None = Field(description="What the subject is called, where its row was asked for.")
    sheet: str = Field(description="The sheet of its first row; empty where the list has none.")
    row: int = Field(description="The first of its rows.")
    rows: int = Field(description="How many rows of the list it stands in.")
    outcome: Outcome = Field(description="The outcome of the subject in this run.")


class RunSubjectsAnswer(JsonModel):
    """A page of the subjects of a run, in the order of their first rows."""

    subjects: list[RunSubject] = Field(description="The subjects of the page.")
    next: str | None = Field(description=NEXT)


class CollaborationEntry(JsonModel):
    """A collaboration decision with what became of it; several about one subject are its history."""

    id: str
    subject: str = Field(description="Id of the subject, as cases have it.")
    name: str = Field(description="What the subject is called.")
    decision: CollaborationKind
    state: CollaborationState = Field(
        description="What people made of it; whether its day is past says `until`."
    )
    until: str = Field(description="The last day on which it is in effect, ISO 8601.")
    reason: str
    conditions: list[ConditionJson]
    refer_to: str | None = Field(description="To whom it is referred.")
    answerable: str = Field(description="The name of the person who answers for it.")
    source: str
    by: str
    at: str
    ended_by: str | None
    ended_at: str | None
    ended_reason: str

    @classmethod
    def of(cls, made: CollaborationDecision) -> CollaborationEntry:
        """A decision as it is kept."""
        return cls(
            id=made.id,
            subject=made.subject_digest,
            name=made.called,
            decision=CollaborationKind(made.kind),
            state=CollaborationState(made.state),
            until=made.until,
            reason=made.reason,
            conditions=list(map(ConditionJson.of, conditions_of(made))),
            refer_to=made.refer_to or None,
            answerable=made.answerable,
            source=made.source,
            by=made.by_name,
            at=made.at,
            ended_by=made.ended_by_name or None,
            ended_at=made.ended_at or None,
            ended_reason=made.ended_reason,
        )


class CollaborationAnswer(JsonModel):
    """The collaboration decision that stands about a subject, and all that are kept, newest first."""

    subject: str = Field(description="Id of the subject, as cases have it.")
    standing: CollaborationJson | None = Field(description="The one that stands; null where none does.")
    history: list[CollaborationEntry] = Field(description="All that are kept, with the one that stands.")


class CollaborationsAnswer(JsonModel):
    """A page of collaboration decisions."""

    decisions: list[CollaborationEntry]
    next: str | None = Field(description=NEXT)
