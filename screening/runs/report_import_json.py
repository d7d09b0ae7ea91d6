"""What a filled-in report says, as JSON, for the API and the command line."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from screening.json_model import JsonModel
from screening.review.rules import Verdict
from screening.runs.import_summary import ImportSummary
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
    """Lines by what becomes of them; `separate` and `second` are of those that apply."""

    apply: int
    confirm: int
    reject: int
    unchanged: int
    conflict: int
    unclear: int
    separate: int = Field(description="Rows that are taken out of their question and decided by themselves.")
    second: int = Field(description="Decisions that will need a second reviewer.")


class UnansweredQuestion(JsonModel):
    """A question of the run that nobody has answered."""

    case: str
    text: str
    party: str


class Unanswered(JsonModel):
    """How many questions of the run remain unanswered once these lines are imported, and the gravest of them."""

    count: int
    first: list[UnansweredQuestion]

    @classmethod
    def of(cls, summary: ImportSummary) -> Unanswered:
        """What is left after an import."""
        first = [
            UnansweredQuestion(case=each.case.id, text=each.case.matched, party=each.case.party_name)
            for each in summary.named
        ]
        return cls(count=len(summary.unanswered), first=first)


class AnnotatedAnswer(JsonModel):
    """What a filled-in report of the run says; `taken` of its lines were taken over by this call."""

    run: str
    taken: int
    counts: ActionCounts
    unanswered: Unanswered
    lines: list[FilledLine]

    @classmethod
    def of(
        cls, run_id: str, lines: Sequence[ImportedDecision], taken: int, summary: ImportSummary
    ) -> AnnotatedAnswer:
        """The lines of a report, of which `taken` were taken over, and their summary from before."""
        counts = {action.value: count for action, count in summary.actions.items()}
        return cls(
            run=run_id,
            taken=taken,
            counts=ActionCounts(**counts, separate=summary.separate, second=summary.second),
            unanswered=Unanswered.of(summary),
            lines=list(map(FilledLine.of, lines)),
        )
