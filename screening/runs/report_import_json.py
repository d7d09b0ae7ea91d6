"""What a filled-in report says, as JSON, for the API and the command line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pydantic import Field

from screening.json_model import JsonModel
from screening.review.rules import Verdict
from screening.runs.imported_decision import ImportAction, ImportedDecision


class FilledLine(JsonModel):
    """A row in which somebody wrote; `action_reason` says what it does or why nothing comes of it.

    `can_import` is whether it changes something when it is imported by who asks, in this way.
    """

    sheet: str
    row: int
    subject: str
    party: str
    case: str | None
    said: str
    verdict: Verdict | None
    reason: str
    note: str
    action: ImportAction
    action_reason: str
    can_import: bool
    separate: bool = Field(description="Whether its row is taken out of the question and decided by itself.")

    @classmethod
    def of(cls, line: ImportedDecision) -> FilledLine:
        """A line, and what can become of it."""
        proposal = line.proposal
        return cls(
            sheet=line.sheet,
            row=line.number,
            subject=line.shown,
            party=line.party,
            case=line.case_id or None,
            said=line.said,
            verdict=line.verdict,
            reason=proposal.reason if proposal else "",
            note=proposal.note if proposal else line.note,
            action=line.action,
            action_reason=line.why,
            can_import=line.can_take,
            separate=line.is_separate,
        )


class ActionCounts(JsonModel):
    """Lines by what becomes of them."""

    apply: int
    confirm: int
    reject: int
    unchanged: int
    conflict: int
    unclear: int


class AnnotatedAnswer(JsonModel):
    """What a filled-in report says; `taken` of its lines were taken over by this call."""

    taken: int
    counts: ActionCounts
    lines: list[FilledLine]

    @classmethod
    def of(cls, lines: Sequence[ImportedDecision], taken: int) -> AnnotatedAnswer:
        """The lines of a report, of which `taken` were taken over."""
        counted = Counter(each.action for each in lines)
        return cls(
            taken=taken,
            counts=ActionCounts(**{action.value: counted[action] for action in ImportAction}),
            lines=list(map(FilledLine.of, lines)),
        )
