"""What was decided about subjects, as a report shows it beside their rows: values alone, for reports need no database."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, field, replace
from enum import StrEnum
from typing import Any

from screening.model import Subject, called
from screening.review.collaboration_in_effect import CollaborationInEffect
from screening.review.fingerprints import subject_digest

_LEVEL = 3  # of compression, as for results


class QuestionOutcome(StrEnum):
    """What has become of a question, in the order in which papers name it."""

    TRUE_MATCH = "true_match"
    ESCALATED = "escalated"
    INCONCLUSIVE = "inconclusive"
    SECOND = "second"  # for a second person
    OPEN = "open"
    FALSE_POSITIVE = "false_positive"


class DecisionStatus(StrEnum):
    """Whether a decision holds for what was seen."""

    IN_EFFECT = "in_effect"
    NEW = "new"  # made before this subject came under it, and not accepted for it yet
    PENDING = "pending"  # for a second person
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class SubjectDecisions:
    """A decision about a subject beside one listed party; verdict, reason and names are "" of another subject's."""

    case_id: str
    party_id: str
    party: str
    listings: tuple[str, ...]  # ids, as they were seen
    lead: bool  # the row's own sentence speaks of this party
    status: DecisionStatus
    verdict: str
    reason: str
    by: str  # the name, never the account
    at: str  # ISO 8601, UTC
    second_by: str = ""
    second_at: str = ""
    lapsed_reason: str = ""

    @property
    def verdict_in_effect(self) -> str:
        """The verdict, and "" where it waits for a second person or has lapsed."""
        return self.verdict if self.status is DecisionStatus.IN_EFFECT else ""

    @property
    def outcome(self) -> QuestionOutcome:
        """What it makes of its question: one whose decision has lapsed, or is of others, is open."""
        if self.status is DecisionStatus.IN_EFFECT:
            return QuestionOutcome(self.verdict)
        return QuestionOutcome.SECOND if self.status is DecisionStatus.PENDING else QuestionOutcome.OPEN


@dataclass(frozen=True)
class DecisionsInEffect:
    """What stood at a moment (ISO 8601, UTC) by digest of the subject; a row's own party comes first."""

    at: str = ""
    by_digest: Mapping[str, tuple[SubjectDecisions, ...]] = field(default_factory=dict)
    later: bool = False  # asked for after the run had ended, and no part of its own report
    # How many questions of the run have which outcome, as the queue counts them; empty where nobody counted.
    questions: Mapping[QuestionOutcome, int] = field(default_factory=dict)
    # The collaboration decision of each subject that has one, by its digest.
    collaborations: Mapping[str, CollaborationInEffect] = field(default_factory=dict)
    _digests: dict[Subject, str] = field(default_factory=dict, repr=False, compare=False)

    def of(self, subject: Subject) -> tuple[SubjectDecisions, ...]:
        """What was decided about a subject, party by party."""
        return self.by_digest.get(self._digest(subject), ()) if self.by_digest else ()

    def collaboration_of(self, subject: Subject) -> CollaborationInEffect | None:
        """Whether the team goes on with a subject; None where nobody decided that."""
        return self.collaborations.get(self._digest(subject)) if self.collaborations else None

    def _digest(self, subject: Subject) -> str:
        digest = self._digests.get(subject)
        if digest is None:
            digest = self._digests[subject] = subject_digest(subject)
        return digest

    def of_row(self, subjects: Sequence[Subject]) -> tuple[SubjectDecisions, ...]:
        """What was decided about the subjects of a row, in their order.

        Of several subjects each is named, and none is the one whose decision is the row's own.
        """
        if not self.by_digest:
            return ()
        if len(subjects) == 1:
            return self.of(subjects[0])
        return tuple(
            replace(each, lead=False, party=f"{called(subject)}, {each.party}")
            for subject in subjects
            for each in self.of(subject)
        )

    @property
    def number(self) -> int:
        """How many decisions about matches there are."""
        return sum(map(len, self.by_digest.values()))

    @property
    def anything(self) -> bool:
        """Whether anything was decided, about a match or about a collaboration."""
        return bool(self.by_digest or self.collaborations)

    def pack(self) -> bytes:
        """Everything as compressed JSON."""
        said = {digest: [astuple(each) for each in found] for digest, found in sorted(self.by_digest.items())}
        whole: dict[str, Any] = {"at": self.at, "subjects": said}
        if self.questions:
            whole["questions"] = dict(sorted(self.questions.items()))
        if self.collaborations:
            whole["collaborations"] = {
                digest: astuple(each) for digest, each in sorted(self.collaborations.items())
            }
        plain = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
        return zlib.compress(plain.encode(), _LEVEL)

    @staticmethod
    def unpack(packed: bytes) -> DecisionsInEffect:
        """What was packed."""
        plain = json.loads(zlib.decompress(packed))
        found = {digest: tuple(map(_read, rows)) for digest, rows in plain["subjects"].items()}
        counted = {QuestionOutcome(key): number for key, number in plain.get("questions", {}).items()}
        joint = plain.get("collaborations", {})
        collaborations = {digest: CollaborationInEffect.read(values) for digest, values in joint.items()}
        return DecisionsInEffect(plain["at"], found, questions=counted, collaborations=collaborations)


NO_DECISIONS = DecisionsInEffect()


def _read(row: Sequence[Any]) -> SubjectDecisions:
    case_id, party_id, party, listings, lead, status, *said = row
    return SubjectDecisions(case_id, party_id, party, tuple(listings), lead, DecisionStatus(status), *said)
