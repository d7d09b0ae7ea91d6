"""The nouns of policies, frozen: versioned rules as reviewable files, nothing decided here.

They are what the files hold, field by field: `screening.policy.read` takes a file as these types.

A policy says which lists it looks at and which of them it cannot do without, which relation, role, period
and project facts lead to which outcome, with clause and source, and whether the words of the law were read.
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
from screening.policy.consequence import Consequence, strength
from screening.policy.facts import FactCondition
from screening.policy.fitting import read_conditions
from screening.policy.toml_file import Address, Day, FilledText, Share, Texts, between, one_of
from screening.policy.weights import Weight
from watchlists.catalogue import STANDINGS
from watchlists.model import Measure, PartyType

Standing = Annotated[str, AfterValidator(one_of(STANDINGS))]
Points = Annotated[int, Strict(), AfterValidator(between(0, 100, "must be a whole number from 0 to 100"))]
Threshold = Annotated[int, Strict(), AfterValidator(between(1, 100, "must be a whole number from 1 to 100"))]
Years = Annotated[int, Strict(), AfterValidator(between(1, 50, "must be a whole number from 1 to 50"))]
QUOTE_WORDS = 40  # a longer quotation is no longer the words that one rule rests on
READ_AT = ("the publisher's own page", "a stored copy of the publisher's page")
TEXT_KINDS = ("law", "funder's rule", "official advice")
CUT = "…"  # stands where words of a sentence are left out


def _short(quote: str) -> str:
    if (count := len(quote.replace(CUT, " ").split())) > QUOTE_WORDS:
        raise ValueError(f"must have at most {QUOTE_WORDS} words, and has {count}")
    return quote


def _marked_cuts(quote: str) -> str:
    if not (quote[0].isupper() or quote[0] in "“‘(" or quote.startswith(CUT)):
        raise ValueError(f"begins within a sentence; put {CUT} where words are left out")
    if not quote.endswith((".", "!", "?", ".”", CUT)):
        raise ValueError(f"ends within a sentence; put {CUT} where words are left out")
    return quote


# Before the summary of a policy that has rules which nobody here has read.
NONE_READ = "From summaries by others; we have not read the words of the law:"
SOME_READ = "In part from summaries by others; of the law we have read only the words that the rules quote:"


class Verified(StrEnum):
    """What a rule rests on: words that were read, law that was not, or no law at all."""

    READ = "read"  # in a text of its official publisher; the rule quotes the words
    KNOWN = (
        "known"  # from a summary, a transcription or general knowledge; reaches at most `check_with_counsel`
    )
    ADVICE = "advice"  # our own, resting on no law; reaches at most `assess_and_record`


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
    measures: tuple[Measure, ...] = ()  # what the listing does: one of these at least
    within_years: Years | None = (
        None  # look-back: a former affiliation counts if it ended within so many years
    )
    facts: Annotated[
        tuple[FactCondition, ...], BeforeValidator(read_conditions), Field(validation_alias="project")
    ] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """The words that a rule rests on, what kind of text they stand in, and where and when they were read."""

    quote: Annotated[FilledText, AfterValidator(_short), AfterValidator(_marked_cuts)]
    kind: Annotated[str, AfterValidator(one_of(TEXT_KINDS))]
    paragraph: FilledText  # where in the law, and which version of it was read
    publisher: FilledText  # an official publisher of the text
    url: Address
    read_on: Day
    read_at: Annotated[str, AfterValidator(one_of(READ_AT))]


@dataclass(frozen=True, slots=True)
class Rule:
    """One clause: when it applies and what follows."""

    id: FilledText
    clause: FilledText  # the law as it is cited; completes "this may be prohibited by ..."
    outcome: Consequence
    says: FilledText  # what follows, in our own words; completes "If confirmed, under <title>: ..."
    verified: Verified
    source_url: Address | None = (
        None  # the page that a known rule was written from; else from general knowledge
    )
    words: Words | None = None  # of a rule that was read, and of no other
    look_at: Address | None = None  # the official address of a law whose words were not read; never a source
    looks: Looks = Looks.HIT
    when: When = When()
    lowers: str = ""  # what would lower the consequence
    effective_from: Day | None = None
    effective_to: Day | None = None  # the last day

    @property
    def reaches(self) -> Consequence:
        """The outcome the rule may lead to: one whose words were not read leads at most to counsel."""
        modest = strength(self.outcome) <= strength(Consequence.CHECK_WITH_COUNSEL)
        return self.outcome if modest or self.verified is Verified.READ else Consequence.CHECK_WITH_COUNSEL

    @property
    def states(self) -> str:
        """What follows, with the reserve that belongs to a law that nobody here has read."""
        return f"As far as we know, {self.says}" if self.verified is Verified.KNOWN else self.says

    @property
    def reduces(self) -> str:
        """What would lower the consequence, with the same reserve; "" where nothing is said."""
        reserve = "As far as we know: " if self.lowers and self.verified is Verified.KNOWN else ""
        return f"{reserve}{self.lowers}"

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
    # The most that a hit on a listing has whose gravest measure is this, where its list may do graver things to others.
    measures: Mapping[Measure, Points]
    relations: Mapping[Relation, Points]  # per cent kept
    roles: Mapping[Role, Points]  # per cent kept
    medium: Threshold  # from so many points
    high: Threshold
    # From which confidence on the identity needs no check before anything else, and from which it is likely enough that
    # the level follows the score (docs/policies.md has the table).
    sure_from: Share
    likely_from: Share
    remote_to: Share  # up to which confidence a grave finding is low
    further_list: Points  # points for each further government list that names the same body
    further_lists_most: Points
    name_alone_most: Points  # cap where a person's name is all there is; below `medium`
    unverified_relation: Points  # per cent kept of a relation that nobody has verified
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
    summary: FilledText
    scale: Scale
    rules: Annotated[tuple[Rule, ...], Field(validation_alias="rule")] = ()
    source_url: Address | None = None  # the page it was written from; none where it is our own advice
    jurisdiction: str = ""  # ISO 3166-1 alpha-2, "EU", or "" for none
    requires: Texts = ()  # without these, loaded and young enough, `none` cannot be said
    not_read: Texts = ()  # parts of the source that nobody here has read
    external: tuple[ExternalList, ...] = ()
    effective_from: Day | None = None
    effective_to: Day | None = None  # the last day
    file: str = field(default="", compare=False)
    # Of its text and of every figure of its scale, wherever that stands; "" for one that was not read from a file.
    file_sha256: str = field(default="", compare=False)
    weights: tuple[Weight, ...] = field(
        default=(), compare=False
    )  # the figures of its scale, with their reasons

    @property
    def rules_read(self) -> int:
        """How many of its rules quote the words that they rest on."""
        return sum(rule.verified is Verified.READ for rule in self.rules)

    @property
    def rules_on_law(self) -> int:
        """How many of its rules rest on a law, a funder's rule or official advice, read or not."""
        return sum(rule.verified is not Verified.ADVICE for rule in self.rules)

    @property
    def reserve(self) -> str:
        """What to say before the summary: that it rests on summaries of others, as far as rules were not read."""
        return "" if self.rules_read == self.rules_on_law else NONE_READ if not self.rules_read else SOME_READ

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
