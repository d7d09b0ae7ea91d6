"""What a collaboration decision may say, until when it holds, and when it is to be looked at again; pure.

It says whether a team goes on with one subject, and stands beside what the subject's matches are: who accepts a
listed partner under conditions never has to call the match false. It counts to the end of its day. Where something
else has been found about the subject since, it is to be looked at again, and says so until somebody decides anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from screening.labels import wording
from screening.review.collaboration_in_effect import CollaborationKind, CollaborationStatus, Condition
from screening.review.rules import LONGEST_NOTE, DecisionRefused
from screening.review.subject_decisions import QuestionOutcome

MOST_CONDITIONS = 20
LONGEST_CONDITION = 1_000  # characters
LONGEST_NAME = (
    200  # characters, of who sees to a condition, of to whom it is referred, and of who answers for it
)
MOST_YEARS = 5  # ahead: it is kept until its day, and nobody wants names kept for ever


class CollaborationState(StrEnum):
    """What people have made of a decision."""

    STANDING = "standing"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class CollaborationProposal:
    """What somebody wants to decide."""

    kind: str
    until: str  # the last day, ISO 8601
    reason: str
    conditions: tuple[Condition, ...] = ()
    refer_to: str = ""
    answerable: str = ""  # who answers for it; "" for the person who records it

    def check(self, today: date) -> None:
        """Let it go by only whole.

        Raises:
            DecisionRefused: the kind is unknown, a day is missing or past, or a text is missing, too long or in the
                wrong place.
        """
        if self.kind not in set(CollaborationKind):
            raise DecisionRefused(
                "Choose proceed, proceed with conditions, decline or refer.", what="collaboration"
            )
        _check_day(self.until, today, "the last day on which this decision counts", "until")
        _check_text(self.reason, LONGEST_NOTE, "Say why; who looks at it later reads the reason.", "reason")
        self._check_conditions(today)
        if self.kind == CollaborationKind.REFER:
            _check_text(self.refer_to, LONGEST_NAME, "Say to whom you refer it.", "refer_to")
        elif self.refer_to.strip():
            raise DecisionRefused("Choose “refer”, or clear to whom it is referred.", what="refer_to")
        if len(self.answerable) > LONGEST_NAME:
            raise DecisionRefused(
                f"Give the name of who answers for it with up to {LONGEST_NAME} characters.",
                what="answerable",
            )

    def _check_conditions(self, today: date) -> None:
        if self.kind != CollaborationKind.CONDITIONS:
            if self.conditions:
                raise DecisionRefused(
                    "Choose “proceed with conditions”, or clear the conditions.", what="conditions"
                )
            return
        if not 0 < len(self.conditions) <= MOST_CONDITIONS:
            raise DecisionRefused(
                f"Give between one and {MOST_CONDITIONS} conditions, or choose “proceed”.", what="conditions"
            )
        for number, each in enumerate(self.conditions, start=1):
            which = f"condition {number}"
            _check_text(each.text, LONGEST_CONDITION, f"Say what {which} is.", "conditions")
            _check_text(each.by, LONGEST_NAME, f"Say who sees to {which}.", "conditions")
            if each.until:
                _check_day(each.until, today, f"the day of {which}", "conditions")


@dataclass(frozen=True, slots=True)
class PartyFinding:
    """What stands about a subject beside one listed party."""

    party: str  # its name
    seen: Mapping[str, str]  # listing id to digest of its entry
    outcome: QuestionOutcome  # the gravest of its questions about this party


Findings = Mapping[str, PartyFinding]  # by id of the party
_OPEN = (QuestionOutcome.OPEN, QuestionOutcome.SECOND)
_GRAVE = (QuestionOutcome.TRUE_MATCH, QuestionOutcome.ESCALATED)


def gravest(one: PartyFinding, other: PartyFinding) -> PartyFinding:
    """Two questions about one party as one: listed wherever either is, and as grave as the graver."""
    order = list(QuestionOutcome)
    outcome = min(one.outcome, other.outcome, key=order.index)
    return PartyFinding(one.party, {**one.seen, **other.seen}, outcome)


def look_again(covered: Findings, now: Findings, titles: Mapping[str, str]) -> str:
    """Say what was found about a subject since its collaboration was decided, in one sentence; "" where nothing was.

    What people found to be somebody else says nothing about the subject.

    Args:
        covered: what had been found when it was decided.
        now: what is found now.
        titles: list id to title, for the sentence.
    """
    for party_id, found in now.items():
        if found.outcome is QuestionOutcome.FALSE_POSITIVE:
            continue
        before = covered.get(party_id)
        if before is None:
            return f"{found.party} is a possible match since then."
        if said := _listed_otherwise(before, found, titles):
            return said
        if found.outcome in _GRAVE and found.outcome is not before.outcome:
            word = wording().question_outcomes[found.outcome]
            return f"The question about {found.party} was decided since then: {word}."
        if found.outcome in _OPEN and before.outcome not in _OPEN:
            return f"The question about {found.party} is open again."
    return ""


def _listed_otherwise(before: PartyFinding, now: PartyFinding, titles: Mapping[str, str]) -> str:
    added = [each for each in now.seen if each not in before.seen]
    if added:
        return f"{now.party} is also listed on {_lists(added, titles)} now."
    changed = [each for each, digest in now.seen.items() if before.seen[each] != digest]
    if changed:
        return f"The listing of {now.party} on {_lists(changed, titles)} has changed."
    return ""


def status_on(today: date, until: str, again: str) -> CollaborationStatus:
    """How a decision stands on a day."""
    if today > date.fromisoformat(until):
        return CollaborationStatus.EXPIRED
    return CollaborationStatus.LOOK_AGAIN if again else CollaborationStatus.IN_EFFECT


def _check_day(text: str, today: date, what: str, field: str) -> None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise DecisionRefused(f"Give {what} as in {today.isoformat()}.", what=field) from None
    if text != day.isoformat():
        raise DecisionRefused(f"Give {what} as in {today.isoformat()}.", what=field)
    if day < today:
        raise DecisionRefused(f"{text} is past; give {what} as today or later.", what=field)
    if day.year > today.year + MOST_YEARS:
        raise DecisionRefused(
            f"{text} is more than {MOST_YEARS} years ahead; give {what} as an earlier one.", what=field
        )


def _check_text(text: str, longest: int, missing: str, field: str) -> None:
    if not any(each.isalnum() for each in text):
        raise DecisionRefused(missing, what=field)
    if len(text) > longest:
        raise DecisionRefused(
            f"This text has {len(text):,} characters; up to {longest:,} are kept, shorten it.", what=field
        )


def _lists(ids: Sequence[str], titles: Mapping[str, str]) -> str:
    names = dict.fromkeys(titles.get(each.partition(":")[0], each.partition(":")[0]) for each in ids)
    return " and ".join(names)
