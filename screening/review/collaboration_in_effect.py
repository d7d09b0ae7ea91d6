"""A collaboration decision as reports show it beside the rows of its subject: values and words, for reports need no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from screening.labels import wording


class CollaborationKind(StrEnum):
    """What was decided."""

    PROCEED = "proceed"
    CONDITIONS = "proceed_with_conditions"
    DECLINE = "decline"
    REFER = "refer"


class CollaborationStatus(StrEnum):
    """Whether a decision that stands is in effect on a day."""

    IN_EFFECT = "in_effect"
    LOOK_AGAIN = "look_again"  # something else was found about the subject since
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: which, who sees to it, and until when; "" where no day is named."""

    text: str
    by: str
    until: str = ""


@dataclass(frozen=True, slots=True)
class CollaborationInEffect:
    """A collaboration decision as a report shows it beside a row: values alone."""

    id: str
    kind: str
    until: str
    reason: str
    conditions: tuple[Condition, ...]
    refer_to: str
    answerable: str  # the name, never the account
    at: str  # ISO 8601, UTC
    status: CollaborationStatus
    again: str  # what was found since then; "" where nothing was

    @staticmethod
    def read(values: Sequence[Any]) -> CollaborationInEffect:
        """What `dataclasses.astuple` made of one and JSON keeps."""
        key, kind, until, reason, conditions, refer_to, answerable, at, status, again = values
        said = tuple(Condition(*each) for each in conditions)
        status = CollaborationStatus(status)
        return CollaborationInEffect(key, kind, until, reason, said, refer_to, answerable, at, status, again)


def collaboration_text(found: CollaborationInEffect) -> str:
    """Say in words what was decided; of one that is no longer in effect, that first."""
    words = wording().collaboration
    said = words[found.kind]
    if found.kind == CollaborationKind.CONDITIONS:
        said = f"{said}: {'; '.join(map(_condition, found.conditions))}"
    elif found.kind == CollaborationKind.REFER:
        said = f"{said}: {found.refer_to}"
    if found.status is CollaborationStatus.EXPIRED:
        return f"{words['expired'].format(day=found.until)}: {said}"
    if found.status is CollaborationStatus.LOOK_AGAIN:
        return f"{words['look_again']}: {said}. {found.again}"
    return said


def _condition(condition: Condition) -> str:
    day = f", by {condition.until}" if condition.until else ""
    return f"{condition.text} ({condition.by}{day})"
