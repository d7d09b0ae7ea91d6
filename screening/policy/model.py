"""The nouns of policies, frozen: versioned rules as reviewable files, nothing decided here.

A policy says which lists it looks at and which of them it cannot do without, which relation, role, period
and project facts lead to which outcome, with clause and source, and how far each rule was read in its source.
There is no condition on nationality, ethnicity, birthplace, gender or the origin of a name, and none may be
added (a test holds this).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from screening.model import Relation, Role, SubjectType
from watchlists.model import PartyType


class Consequence(StrEnum):
    """What follows under a policy, strongest first; `cannot_decide` stands beside the ladder, not on it."""

    PROHIBITED = "prohibited"
    LICENCE_CHECK = "licence_check"
    MITIGATION_REQUIRED = "mitigation_required"
    MITIGATION_RECOMMENDED = "mitigation_recommended"
    MITIGATION_SUGGESTED = "mitigation_suggested"
    REGISTER_OR_DISCLOSE = "register_or_disclose"
    ASSESS_AND_RECORD = "assess_and_record"
    NONE = "none"
    CANNOT_DECIDE = "cannot_decide"


LADDER = tuple(step for step in Consequence if step is not Consequence.CANNOT_DECIDE)


def strength(step: Consequence) -> int:
    """Place on the ladder: 0 for `none`, rising to `prohibited`."""
    return len(LADDER) - 1 - LADDER.index(step)


class Verified(StrEnum):
    """How far a rule was read; only what was read in a source reaches beyond `assess_and_record`."""

    READ = "read"  # the source named beside the rule was read
    SECONDARY = "secondary"  # read in somebody else's transcription of the source
    UNVERIFIED = "unverified"  # general knowledge


class Looks(StrEnum):
    """What a rule looks at."""

    HIT = "hit"  # a listing in force that the subject may refer to
    SUBJECT = "subject"  # every subject, whether anything was found or not
    SELF_DECLARED = "self_declared"  # words by which the subject's own text says what sort of body it names


@dataclass(frozen=True, slots=True)
class FactCondition:
    """What one project fact must be: one of `any_of`, or a number of at least `at_least`."""

    name: str
    any_of: tuple[bool | str, ...] = ()
    at_least: float | None = None


@dataclass(frozen=True, slots=True)
class When:
    """The conditions of a rule; all must hold. An empty tuple asks for nothing."""

    lists: tuple[str, ...] = ()
    standings: tuple[str, ...] = ()  # or: every list of these standings, whatever its name
    relations: tuple[Relation, ...] = ()
    roles: tuple[Role, ...] = ()
    subjects: tuple[SubjectType, ...] = ()
    parties: tuple[PartyType, ...] = ()  # what sort of party the listing names
    within_years: int | None = None  # look-back: a former affiliation counts if it ended within so many years
    facts: tuple[FactCondition, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One clause: when it applies and what follows."""

    id: str
    clause: str
    outcome: Consequence
    says: str  # what follows, in our own words; completes "If confirmed, under <title>: ..."
    looks: Looks
    when: When
    verified: Verified
    source_url: str
    lowers: str = ""  # what would lower the consequence
    effective_from: date | None = None
    effective_to: date | None = None  # the last day

    @property
    def reaches(self) -> Consequence:
        """The outcome the rule may lead to, given how far it was read."""
        modest = strength(self.outcome) <= strength(Consequence.ASSESS_AND_RECORD)
        return self.outcome if modest or self.verified is Verified.READ else Consequence.ASSESS_AND_RECORD

    def in_effect(self, day: date) -> bool:
        """Say whether the rule counts on `day`; both ends are included."""
        after_start = self.effective_from is None or day >= self.effective_from
        return after_start and (self.effective_to is None or day <= self.effective_to)


@dataclass(frozen=True, slots=True)
class Scale:
    """How findings become points under a policy; figures are choices of the policy, not probabilities."""

    lists: Mapping[str, int]  # 0 to 100: points of a certain, current hit on the very body
    standings: Mapping[str, int]  # the same for lists not named, by standing
    relations: Mapping[Relation, int]  # per cent kept
    roles: Mapping[Role, int]  # per cent kept
    medium: int  # from so many points
    high: int
    further_list: int  # points for each further government list that names the same body
    further_lists_most: int
    name_alone_most: int  # cap where a person's name is all there is; below `medium`
    ambiguous_most: int  # cap where a name has several bearers; below `high`
    self_declared: int  # points where the text itself names a service, listed or not; below `medium`
    review_confidence: float = 0.0  # a hit of at least this confidence makes a review


@dataclass(frozen=True, slots=True)
class ExternalList:
    """A list the policy needs and no catalogue file describes; it is never loaded."""

    id: str
    title: str
    publisher: str


@dataclass(frozen=True, slots=True)
class Policy:
    """Versioned rules as they are written in one file."""

    id: str
    version: str
    title: str
    jurisdiction: str  # ISO 3166-1 alpha-2, "EU", or "" for none
    authority: str
    source_url: str
    verified: Verified
    summary: str
    scale: Scale
    rules: tuple[Rule, ...]
    requires: tuple[str, ...] = ()  # without these, loaded and young enough, `none` cannot be said
    not_read: tuple[str, ...] = ()  # parts of the source that nobody here has read
    external: tuple[ExternalList, ...] = ()
    effective_from: date | None = None
    effective_to: date | None = None  # the last day
    file: str = field(default="", compare=False)
    # Of its text, "" for one that was not read from a file.
    file_sha256: str = field(default="", compare=False)

    @property
    def lists(self) -> tuple[str, ...]:
        """Every list that a rule names or the policy requires, in alphabetical order."""
        named = {list_id for rule in self.rules for list_id in rule.when.lists}
        return tuple(sorted(named | set(self.requires)))

    @property
    def facts(self) -> tuple[str, ...]:
        """The project facts that some rule asks for, in alphabetical order."""
        return tuple(sorted({fact.name for rule in self.rules for fact in rule.when.facts}))

    def in_effect(self, day: date) -> bool:
        """Say whether the policy is in force on `day`; both ends are included."""
        after_start = self.effective_from is None or day >= self.effective_from
        return after_start and (self.effective_to is None or day <= self.effective_to)
