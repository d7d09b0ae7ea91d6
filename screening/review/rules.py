"""The rules of deciding, pure: who may, when a second person is needed, and what a decision still covers.

- A true match, and clearing a high risk, hold only once a second person has confirmed them. Two ways in of one person
  are one person: only people with an account of their own can be second, and never to themselves.
- What a key proposes is never more than a proposal.
- A decision covers the listings as they were seen. Where one was added, reads otherwise or has ended since, it lapses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from screening.errors import ScreeningError
from screening.model import Level

LEVELS = tuple(Level)  # by the number that is stored
HIGH = LEVELS.index(Level.HIGH)
LONGEST_NOTE = 4_000  # characters; a longer story belongs in an attached file
_PERSON, _KEY = "person:", "key:"
_LONGEST_ID = 64


class Verdict(StrEnum):
    """What a named person found."""

    TRUE_MATCH = "true_match"
    FALSE_POSITIVE = "false_positive"
    INCONCLUSIVE = "inconclusive"
    ESCALATED = "escalated"


class CaseState(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    SECOND = "second"  # a proposal waits for a second person
    ESCALATED = "escalated"  # handed on, still to be decided
    NEW = "new"  # decided, and others have come under the decision since whom nobody has accepted
    DECIDED = "decided"


# States in which a decision holds for those it was made about.
HOLDS = (CaseState.NEW.value, CaseState.DECIDED.value)


class State(StrEnum):
    """What has become of a disposition."""

    PROPOSED = "proposed"
    DECIDED = "decided"
    DISAGREED = "disagreed"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    LAPSED = "lapsed"


class DecisionRefused(ScreeningError):
    """The decision was not taken; nothing was changed."""

    code, status = "decision-refused", 422


class NotYours(DecisionRefused):
    """A second person is needed, and this is the same one."""

    code, status = "second-person-needed", 403


class MovedOn(DecisionRefused):
    """The case is not any more as it was when the page was opened."""

    code, status = "case-moved-on", 409


@dataclass(frozen=True, slots=True)
class Decider:
    """Who decides: the id as in the log, and the name that is shown beside the decision for as long as it stands."""

    id: str
    name: str

    @property
    def has_account(self) -> bool:
        """Whether this is a person with an account, and not a key or whoever sits at the machine."""
        return self.id.startswith(_PERSON)

    @property
    def is_key(self) -> bool:
        """Whether another system speaks."""
        return self.id.startswith(_KEY)


def is_person(id_: str) -> bool:
    """Whether this is the id of somebody with an account."""
    return id_.startswith(_PERSON) and len(id_) <= _LONGEST_ID


def needs_second(verdict: Verdict, level: int, by: Decider) -> bool:
    """Whether a decision holds only once a second person has confirmed it.

    Args:
        verdict: what was found.
        level: place of the level of risk in `LEVELS`.
        by: who proposes it.
    """
    if verdict is Verdict.TRUE_MATCH:
        return True
    return verdict is Verdict.FALSE_POSITIVE and (level >= HIGH or by.is_key)


def check_second(first: str, second: Decider) -> None:
    """Let only another person with an account confirm or refuse what `first` (an id) proposed.

    Raises:
        NotYours: it is the same person, or nobody knows whether it is.
    """
    if second.is_key:
        raise NotYours("An API key cannot confirm this; a person with an account has to, on the pages.")
    if not second.has_account:
        raise NotYours(
            "No accounts are set up, so the service cannot tell people apart, and no second reviewer can confirm; "
            "set up accounts first."
        )
    if second.id == first:
        raise NotYours("Waiting for another reviewer: you proposed this yourself.")


def state_after(verdict: Verdict, *, waits: bool) -> CaseState:
    """Where a case stands after a disposition."""
    if waits:
        return CaseState.SECOND
    return CaseState.ESCALATED if verdict is Verdict.ESCALATED else CaseState.DECIDED


def lapse(
    verdict: Verdict,
    *,
    confirmed: bool,
    covered: Mapping[str, str],
    level: int,
    now: Mapping[str, str],
    level_now: int,
    titles: Mapping[str, str],
) -> str:
    """Say why a decision does not hold any more, in one sentence; "" where it holds.

    Args:
        verdict: what was decided.
        confirmed: whether a second person confirmed it.
        covered: listing id to digest, as the decision saw them.
        level: place of the level of risk at the time.
        now: listing id to digest, as they are now.
        level_now: place of the level of risk now.
        titles: list id to title, for the sentence.
    """
    added = [each for each in now if each not in covered]
    changed = [each for each in now if each in covered and covered[each] != now[each]]
    if added:
        return f"It is also listed on {_lists(added, titles)} now."
    if changed:
        return f"Its listing on {_lists(changed, titles)} has changed."
    if ended := [each for each in covered if each not in now]:
        return f"It is not listed on {_lists(ended, titles)} any more."
    if verdict is Verdict.FALSE_POSITIVE and not confirmed and level < HIGH <= level_now:
        return "The level is high now, and clearing a high risk needs a second reviewer."
    return ""


def _lists(ids: list[str], titles: Mapping[str, str]) -> str:
    names = dict.fromkeys(titles.get(each.partition(":")[0], each.partition(":")[0]) for each in ids)
    return " and ".join(names)
