"""A collaboration decision as JSON: the shape that reports and the API share. Fields are added, never renamed."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from screening.json_model import JsonModel
from screening.review.collaboration_in_effect import (
    CollaborationInEffect,
    CollaborationKind,
    CollaborationStatus,
    Condition,
)


class ConditionJson(JsonModel):
    """One condition under which the team goes on."""

    text: str
    by: str = Field(description="Who sees to it.")
    until: str | None = Field(description="The day until which, ISO 8601.")

    @classmethod
    def of(cls, condition: Condition) -> ConditionJson:
        """A condition; no day is null."""
        return cls(text=condition.text, by=condition.by, until=condition.until or None)


class CollaborationJson(JsonModel):
    """Whether the team goes on with a subject: another question than whether it is the listed party."""

    id: str
    decision: CollaborationKind
    status: CollaborationStatus = Field(
        description="`look_again`: something else was found about the subject since; `expired`: its day is past. "
        "Only `in_effect` is in effect."
    )
    until: str = Field(description="The last day on which it is in effect, ISO 8601.")
    reason: str
    conditions: list[ConditionJson]
    refer_to: str | None = Field(description="To whom it is referred.")
    answerable: str = Field(description="The name of the person who answers for it.")
    at: str
    look_again: str | None = Field(description="What was found since then, in a sentence.")

    @classmethod
    def of(cls, found: CollaborationInEffect) -> CollaborationJson:
        """A decision that stands, as it is on the day that was asked about."""
        return cls(
            id=found.id,
            decision=CollaborationKind(found.kind),
            status=found.status,
            until=found.until,
            reason=found.reason,
            conditions=list(map(ConditionJson.of, found.conditions)),
            refer_to=found.refer_to or None,
            answerable=found.answerable,
            at=found.at,
            look_again=found.again or None,
        )


def collaboration_json(found: CollaborationInEffect | None) -> dict[str, Any] | None:
    """A collaboration decision beside the result of a row; None where nobody decided."""
    return CollaborationJson.of(found).model_dump(mode="json") if found else None
