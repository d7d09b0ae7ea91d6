"""Worked examples of policies: an input, the outcome expected, the rule that decides.

They live beside the policy in `<id>.examples.toml`, are run by `screening policy test`, and cover every rule,
every project fact that a rule asks for and, once, a required list that is absent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, with_config

from screening.model import Evidence, Hit, Mention, Relation, Role, SelfDeclared, Subject, SubjectType
from screening.policy.consequence import Consequence
from screening.policy.decide import decide_policy
from screening.policy.facts import ProjectFacts
from screening.policy.list_state import ListState
from screening.policy.model import Policy
from screening.policy.places import EXAMPLES
from screening.policy.toml_file import Day, FieldPath, FilledText, Share, Texts, TomlFile, YesOrNo
from watchlists.catalogue import read_catalogue
from watchlists.model import (
    BodyKind,
    Guards,
    ListedName,
    Listing,
    Measure,
    NamedIn,
    NameKind,
    Naming,
    PartyType,
    ReadIn,
    Snapshot,
    Watchlist,
)

NOBODY_LISTED = Guards(fewest=0)
LIMIT_DAYS = 30


@dataclass(frozen=True, slots=True)
class ExampleHit:
    """A hit on an invented listing of a list."""

    list: FilledText
    relation: Relation = Relation.SAME
    role: Role = Role.CURRENT
    confidence: Share = 0.97
    party: PartyType = PartyType.ORGANISATION
    period: str = ""
    source: str = "affiliation 1"
    second_identifier: YesOrNo = False
    naming: Naming | None = None  # of the invented document that names the body; with it stands its kind
    kind: BodyKind | None = None
    law: str = ""  # the list under whose law it is named
    measures: tuple[Measure, ...] = ()  # as the catalogue says of the list, where none are stated

    def build(self) -> Hit:
        """The hit."""
        return build_hit(
            self.list,
            relation=self.relation,
            role=self.role,
            confidence=self.confidence,
            party=self.party,
            period=self.period,
            source=self.source,
            second_identifier=self.second_identifier,
            named=_named(self.naming, self.kind, self.law) if self.naming and self.kind else None,
            measures=self.measures,
        )


@dataclass(frozen=True, slots=True)
class ExpectedDecision:
    """What a policy is to decide."""

    outcome: Consequence
    rule: str = ""  # the rule that decides or waits; "" where none does
    missing: Texts = ()


@dataclass(frozen=True, slots=True)
class Example:
    """One case of a policy, as it stands in the file."""

    says: FilledText
    on: Day
    expect: ExpectedDecision
    subject: SubjectType = SubjectType.ORGANISATION
    hits: tuple[ExampleHit, ...] = ()
    absent: Texts = ()  # lists that are not loaded
    too_old: Texts = ()
    project: ProjectFacts = field(default_factory=ProjectFacts)
    self_declared: tuple[Role, ...] = ()  # in which roles words of the text name a service


@with_config(extra="forbid")
@dataclass(frozen=True, slots=True)
class ExamplesOfPolicy:
    """A file of worked examples."""

    example: tuple[Example, ...] = ()


_EXAMPLES = TypeAdapter(ExamplesOfPolicy)


def examples_of(policy: Policy, folder: Path) -> tuple[Example, ...]:
    """Read the worked examples beside a policy; none where there is no file.

    Raises:
        PolicyInvalid: naming file, line and field.
    """
    path = folder / f"{policy.id}{EXAMPLES}"
    if not path.exists():
        return ()
    file = TomlFile.open(path)
    examples = file.read(_EXAMPLES, file.table).example
    for number, example in enumerate(examples):
        for place, hit in enumerate(example.hits):
            _check_naming(file, ("example", number, "hits", place), hit)
    return examples


def _check_naming(file: TomlFile, path: FieldPath, hit: ExampleHit) -> None:
    """A document names a body of some kind; without it there is neither a kind nor a law."""
    if hit.naming is not None and hit.kind is None:
        file.fail((*path, "kind"), "is missing")
    for name in ("kind", "law"):
        if hit.naming is None and getattr(hit, name):
            file.fail((*path, name), "asks for naming, which is missing")


def failures(policy: Policy, examples: Sequence[Example]) -> tuple[str, ...]:
    """One sentence for each example whose outcome, rule or missing inputs differ from what it expects."""
    return tuple(
        f"{policy.id}: “{example.says}”: expected {expected}, got {found}."
        for example in examples
        if (expected := _expected(example)) != (found := _found(policy, example))
    )


def uncovered(policy: Policy, examples: Sequence[Example]) -> tuple[str, ...]:
    """What no example shows: rules, missing project facts, the absence of a required list."""
    decided = {each.expect.rule for each in examples if each.expect.outcome is not Consequence.CANNOT_DECIDE}
    waited = {name for example in examples for name in example.expect.missing}
    gaps = [f"rule {rule.id}" for rule in policy.rules if rule.id not in decided]
    gaps += [f"missing project.{fact}" for fact in policy.facts if f"project.{fact}" not in waited]
    if policy.requires and not any(example.absent or example.too_old for example in examples):
        gaps.append("a required list that is absent or too old")
    return tuple(gaps)


def build_hit(
    list_id: str,
    *,
    relation: Relation = Relation.SAME,
    role: Role = Role.CURRENT,
    confidence: float = 0.97,
    party: PartyType = PartyType.ORGANISATION,
    period: str = "",
    source: str = "affiliation 1",
    second_identifier: bool = False,
    named: NamedIn | None = None,
    measures: tuple[Measure, ...] = (),
) -> Hit:
    """A hit on an invented listing of a list, for examples and for trying a policy out."""
    names = (ListedName("Example Body", NameKind.PRIMARY),)
    # A body that documents name as designated under a law has the measures of that law's list.
    known = _catalogue().get((named.law if named else "") or list_id)
    does = measures or (known.watchlist.measures if known else ())
    listing = Listing(f"{list_id}:example", list_id, names, party, named=named, measures=does)
    evidence = (Evidence("birth_date", "1962", "1962", 10),) if second_identifier else ()
    mention = Mention("Example Body", source, role, period)
    return Hit(
        listing, mention, relation, confidence, "Example Body", "Example Body", NameKind.PRIMARY, evidence
    )


def list_state(
    policy: Policy, absent: Sequence[str], too_old: Sequence[str], on: date, hits: Sequence[Hit] = ()
) -> ListState:
    """A state in which every list of the policy and of the hits is loaded today, but for the ones named."""
    named = {*policy.lists, *(hit.listing.watchlist_id for hit in hits)}
    loaded = [list_id for list_id in sorted(named) if list_id not in absent]
    days = {list_id: date(1990, 1, 1) if list_id in too_old else on for list_id in loaded}
    return ListState(
        {list_id: _watchlist(list_id) for list_id in loaded},
        {list_id: Snapshot(list_id, "example", days[list_id], "0" * 64, 1, 1) for list_id in loaded},
        {},
    )


_catalogue = cache(read_catalogue)


def _watchlist(list_id: str) -> Watchlist:
    known = _catalogue().get(list_id)
    return Watchlist(
        id=list_id,
        title=list_id,
        publisher="Example publisher",
        jurisdiction="",
        legal_basis="",
        licence="",
        official_url="",
        cadence="",
        oldest_age_days=LIMIT_DAYS,
        standing=known.watchlist.standing if known else "government",
        means="",
        does_not_mean="",
        shipped=True,
        guards=NOBODY_LISTED,
    )


def _expected(example: Example) -> str:
    expect = example.expect
    return _summary(expect.outcome, expect.rule, expect.missing)


def _found(policy: Policy, example: Example) -> str:
    hits = tuple(each.build() for each in example.hits)
    decision = decide_policy(
        policy,
        Subject(name="Example", type=example.subject),
        hits,
        list_state(policy, example.absent, example.too_old, example.on, hits),
        example.project,
        example.on,
        tuple(map(_self_declared, example.self_declared)),
    )
    lead = decision.open[0] if decision.open else decision.applied
    missing = tuple(dict.fromkeys(name for each in decision.open for name in each.missing))
    return _summary(decision.consequence, lead.rule.id if lead else "", missing)


def _summary(outcome: Consequence, rule: str, missing: Sequence[str]) -> str:
    waiting = f", missing {', '.join(sorted(missing))}" if missing else ""
    return f"{outcome} by {rule or 'no rule'}{waiting}"


def _named(naming: Naming, kind: BodyKind, law: str) -> NamedIn:
    """A body that an invented document names, of that naming and kind, under the law of a list where one is given."""
    return NamedIn(
        naming=naming,
        kind=kind,
        document="Example document",
        publisher="Example publisher",
        day="",
        locator="",
        read_in=ReadIn.OFFICIAL_PAGE,
        says="It is named.",
        does_not_mean="anything else.",
        law=law,
    )


def _self_declared(role: Role) -> SelfDeclared:
    """Words of an invented text that name a service; an example says in which role."""
    mention = Mention("Example Unit", "affiliation 1", role)
    return SelfDeclared(
        "Example Unit", "Example Unit", "example", BodyKind.MILITARY, "a military unit", mention
    )
