"""The nouns of policies, frozen: versioned rules as reviewable files, nothing decided here.

They are what the files hold, field by field: `screening.policy.read` takes a file as these types.

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
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, Strict, with_config

from screening.model import Relation, Role, SubjectType
from screening.policy.facts import FactCondition
from screening.policy.fitting import read_conditions
from screening.policy.toml_file import Day, FilledText, Share, Texts, between, one_of
from watchlists.catalogue import STANDINGS
from watchlists.model import PartyType

Standing = Annotated[str, AfterValidator(one_of(STANDINGS))]
Points = Annotated[int, Strict(), AfterValidator(between(0, 100, "must be a whole number from 0 to 100"))]
Threshold = Annotated[int, Strict(), AfterValidator(between(1, 100, "must be a whole number from 1 to 100"))]
Years = Annotated[int, Strict(), AfterValidator(between(1, 50, "must be a whole number from 1 to 50"))]


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
class When:
    """The conditions of a rule; all must hold. An empty tuple asks for nothing."""

    lists: Texts = ()
    standings: tuple[Standing, ...] = ()  # or: every list of these standings, whatever its name
    relations: tuple[Relation, ...] = ()
    roles: tuple[Role, ...] = ()
    subjects: tuple[SubjectType, ...] = ()
    parties: tuple[PartyType, ...] = ()  # what sort of party the listing names
    within_years: Years | None = (
        None  # look-back: a former affiliation counts if it ended within so many years
    )
    facts: Annotated[
        tuple[FactCondition, ...], BeforeValidator(read_conditions), Field(validation_alias="project")
    ] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One clause: when it applies and what follows."""

    id: FilledText
    clause: FilledText
    outcome: Consequence
    says: FilledText  # what follows, in our own words; completes "If confirmed, under <title>: ..."
    verified: Verified  # as the policy, where the rule does not say
    source_url: FilledText  # the same
    looks: Looks = Looks.HIT
    when: When = When()
    lowers: str = ""  # what would lower the consequence
    effective_from: Day | None = None
    effective_to: Day | None = None  # the last day

    @property
    def reaches(self) -> Consequence:
        """The outcome the rule may lead to, given how far it was read."""
        modest = strength(self.outcome) <= strength(Consequence.ASSESS_AND_RECORD)
        return self.outcome if modest or self.verified is Verified.READ else Consequence.ASSESS_AND_RECORD

    def in_effect(self, day: date) -> bool:
        """Say whether the rule counts on `day`; both ends are included."""
        after_start = self.effective_from is None or day >= self.effective_from
        return after_start and (self.effective_to is None or day <= self.effective_to)


@with_config(extra="forbid")
@dataclass(frozen=True, slots=True)
class Scale:
    """How findings become points under a policy; figures are choices of the policy, not probabilities."""

    lists: Mapping[str, Points]  # points of a certain, current hit on the very body
    standings: Mapping[Standing, Points]  # the same for lists not named, by standing
    relations: Mapping[Relation, Points]  # per cent kept
    roles: Mapping[Role, Points]  # per cent kept
    medium: Threshold  # from so many points
    high: Threshold
    # From which confidence on the identity needs no check before anything else, and from which it is likely enough that
    # the level follows the score (docs/policies.md has the table).
    sure_from: Share
    likely_from: Share
    further_list: Points  # points for each further government list that names the same body
    further_lists_most: Points
    name_alone_most: Points  # cap where a person's name is all there is; below `medium`
    self_declared: Points  # points where the text itself names a service, listed or not; below `medium`
    review_confidence: Share = 0.0  # a hit of at least this confidence makes a review


@dataclass(frozen=True, slots=True)
class ExternalList:
    """A list the policy needs and no catalogue file describes; it is never loaded."""

    id: FilledText
    title: FilledText
    publisher: FilledText


@with_config(extra="forbid")
@dataclass(frozen=True, slots=True)
class Policy:
    """Versioned rules as they are written in one file."""

    id: FilledText
    version: FilledText
    title: FilledText
    authority: FilledText
    source_url: FilledText
    verified: Verified
    summary: FilledText
    scale: Scale
    rules: Annotated[tuple[Rule, ...], Field(validation_alias="rule")] = ()
    jurisdiction: str = ""  # ISO 3166-1 alpha-2, "EU", or "" for none
    requires: Texts = ()  # without these, loaded and young enough, `none` cannot be said
    not_read: Texts = ()  # parts of the source that nobody here has read
    external: tuple[ExternalList, ...] = ()
    effective_from: Day | None = None
    effective_to: Day | None = None  # the last day
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
