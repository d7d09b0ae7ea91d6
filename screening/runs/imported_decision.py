"""Rows of a report in which somebody wrote, and what can become of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from screening.review.decide import Proposal
from screening.review.rules import Verdict


class ImportAction(StrEnum):
    """What can become of a line that somebody filled in."""

    APPLY = "apply"  # it can be taken over
    CONFIRM = "confirm"  # it confirms what somebody else proposed
    REJECT = "reject"  # it rejects what somebody else proposed
    UNCHANGED = "unchanged"  # the same is decided or proposed already
    CONFLICT = "conflict"  # somebody decided otherwise, the lists moved on, or two rows contradict each other
    UNCLEAR = "unclear"  # it is not known what is meant


SECOND = (ImportAction.CONFIRM, ImportAction.REJECT)  # answers of a second person
CHANGES = (ImportAction.APPLY, *SECOND)


class SecondWord(StrEnum):
    """What a second person writes beside somebody else's proposal; words of a workbook, no verdicts."""

    CONFIRM = "confirm"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class WaitingProposal:
    """A proposal that waits for a second person: the id of its disposition, what was proposed, and by whom."""

    id: str
    verdict: Verdict
    by_name: str
    level: int  # place in Level: the higher of when it was proposed and now


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """Of a filled row, its place in the question that it is about."""

    digest: str  # of the subject
    level: int  # place in Level
    question_level: int  # the same of the question
    rows: int  # of the file, with this subject
    question_rows: int  # of the file, about which the question asks
    leads: bool  # the row's own sentence speaks of the party
    is_held: bool  # whether all of the question stays together

    @property
    def has_others(self) -> bool:
        """Whether the question asks about other rows too."""
        return self.question_rows > self.rows


@dataclass(frozen=True, slots=True)
class ImportedDecision:
    """A row with something in a reviewer's columns, and what can become of it."""

    sheet: str
    number: int
    shown: str
    said: str  # the decision as written
    action: ImportAction
    why: str = ""  # what it does or why nothing comes of it; "" where it answers a question
    case_id: str = ""
    version: str = ""  # of the case, as it was looked at
    party: str = ""
    verdict: Verdict | None = None  # what the row says, or confirms or rejects
    proposal: Proposal | None = None
    waiting: WaitingProposal | None = None  # what a second person confirms or rejects
    note: str = ""  # of the second person
    has_reason: bool = False  # the row says in words why the second person says so
    elsewhere: str = ""  # why it cannot be done here, and where it can; "" where it can
    row: QuestionRow | None = None  # where the row is known
    is_separate: bool = False  # its row is taken out of the question and decided by itself
    repeats_escalation: bool = False  # it says again what is recorded and still to be decided
    run_id: str = ""  # whose report it stands in
    separated: tuple[str, ...] = ()  # digests of those that are taken out of the question it answers

    @property
    def key(self) -> str:
        """What a form names the line by."""
        of_row = f"-{self.row.digest[:16]}" if self.is_separate and self.row else ""
        return f"{self.case_id}-{self.version}{of_row}"

    @property
    def can_take(self) -> bool:
        """Whether it changes something, and may do so here."""
        return self.action in CHANGES and not self.elsewhere
