"""What an import of a filled-in report would do, in figures, and which questions of its run it leaves unanswered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from screening.context import AppContext
from screening.review.rules import Decider, needs_second
from screening.review.run_questions import RunQuestion, questions_of
from screening.review.subject_decisions import QuestionOutcome
from screening.runs.imported_decision import ImportAction, ImportedDecision
from screening.runs.report_import import Uploader
from screening.storage.tables import Run

_NAMED = 5  # questions that are left
_SOMEBODY = Decider("", "")  # whose decisions need a second person as anybody's do


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """Lines by what becomes of them; `separate` and `second` are of those that apply."""

    actions: Mapping[ImportAction, int]
    separate: int  # rows that are taken out of their question
    second: int  # decisions that will need a second person
    unanswered: tuple[
        RunQuestion, ...
    ]  # questions of the run that nobody has answered then, the gravest first

    @property
    def named(self) -> tuple[RunQuestion, ...]:
        """The first of the unanswered."""
        return self.unanswered[:_NAMED]

    def sentences(self) -> Iterator[str]:
        """The same in sentences, for the command line."""
        count = self.actions
        yield (
            f"Questions: {count[ImportAction.APPLY] - self.separate:,} would be answered, "
            f"{self.separate:,} decided separately; proposals of others: {count[ImportAction.CONFIRM]:,} to confirm, "
            f"{count[ImportAction.REJECT]:,} to reject. Rows: {count[ImportAction.UNCHANGED]:,} unchanged, "
            f"{count[ImportAction.CONFLICT]:,} in conflict, {count[ImportAction.UNCLEAR]:,} unclear."
        )
        yield f"Decisions that will need a second reviewer: {self.second:,}."
        yield self.remaining()

    def remaining(self) -> str:
        """Which questions are left."""
        if not self.unanswered:
            return "No question of this run remains unanswered."
        names = "; ".join(f"{each.case.matched} compared with {each.case.party_name}" for each in self.named)
        more = len(self.unanswered) - len(self.named)
        rest = f"; and {more:,} more" if more else ""
        return f"Questions of this run that remain unanswered: {len(self.unanswered):,} ({names}{rest})."


def summarise(
    context: AppContext, run: Run, lines: Sequence[ImportedDecision], uploader: Uploader
) -> ImportSummary:
    """Count what an import of these lines by `uploader` would do, before anything is changed."""
    by = uploader.by or _SOMEBODY
    applied = [line for line in lines if line.action is ImportAction.APPLY]
    answered = {line.case_id for line in applied if not line.is_separate}
    reopened = {line.case_id for line in lines if line.action is ImportAction.REJECT and line.can_take}
    with context.database.read() as session:
        questions = questions_of(session, run.team, run.id)
    left = (
        each
        for each in questions
        if each.case.id in reopened or (each.outcome is QuestionOutcome.OPEN and each.case.id not in answered)
    )
    counted = Counter(line.action for line in lines)
    return ImportSummary(
        actions={action: counted[action] for action in ImportAction},
        separate=sum(line.is_separate for line in applied),
        second=sum(_needs_second(line, by) for line in applied),
        unanswered=tuple(left),
    )


def _needs_second(line: ImportedDecision, by: Decider) -> bool:
    if line.verdict is None or line.row is None:
        return False
    level = line.row.level if line.is_separate else line.row.question_level
    return needs_second(line.verdict, level, by)
