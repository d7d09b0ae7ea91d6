"""Worked examples of policies: an input, the outcome expected, the rule that decides.

They live beside the policy in `<id>.examples.toml`, are run by `screening policy test`, and cover every rule,
every project fact that a rule asks for and, once, a required list that is absent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from screening.model import Evidence, Hit, Mention, Relation, Role, SelfDeclared, Subject, SubjectType
from screening.policy.decide import decide_policy
from screening.policy.facts import ProjectFacts, fact_names
from screening.policy.fields import Fields, read_toml
from screening.policy.list_state import ListState
from screening.policy.model import Consequence, Policy
from screening.policy.places import EXAMPLES
from watchlists.catalogue import read_catalogue
from watchlists.model import (
    BodyKind,
    Guards,
    ListedName,
    Listing,
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
class Example:
    """One case of a policy."""

    says: str
    subject: Subject
    hits: tuple[Hit, ...]
    absent: tuple[str, ...]  # lists that are not loaded
    too_old: tuple[str, ...]
    project: ProjectFacts
    on: date
    outcome: Consequence
    rule: str  # the rule that decides or waits; "" where none does
    missing: tuple[str, ...]
    self_declared: tuple[SelfDeclared, ...] = ()


def examples_of(policy: Policy, folder: Path) -> tuple[Example, ...]:
    """Read the worked examples beside a policy; none where there is no file.

    Raises:
        PolicyInvalid: naming file, line and field.
    """
    path = folder / f"{policy.id}{EXAMPLES}"
    if not path.exists():
        return ()
    fields = read_toml(path)
    examples = tuple(_example(each) for each in fields.tables("example"))
    fields.finish()
    return examples


def failures(policy: Policy, examples: Sequence[Example]) -> tuple[str, ...]:
    """One sentence for each example whose outcome, rule or missing inputs differ from what it expects."""
    return tuple(
        f"{policy.id}: “{example.says}”: expected {expected}, got {found}."
        for example in examples
        if (expected := _expected(example)) != (found := _found(policy, example))
    )


def uncovered(policy: Policy, examples: Sequence[Example]) -> tuple[str, ...]:
    """What no example shows: rules, missing project facts, the absence of a required list."""
    decided = {example.rule for example in examples if example.outcome is not Consequence.CANNOT_DECIDE}
    waited = {name for example in examples for name in example.missing}
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
) -> Hit:
    """A hit on an invented listing of a list, for examples and for trying a policy out."""
    names = (ListedName("Example Body", NameKind.PRIMARY),)
    listing = Listing(f"{list_id}:example", list_id, names, party, named=named)
    evidence = (Evidence("birth_year", "1962", "1962", 10),) if second_identifier else ()
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
    return _summary(example.outcome, example.rule, example.missing)


def _found(policy: Policy, example: Example) -> str:
    lists = list_state(policy, example.absent, example.too_old, example.on, example.hits)
    decision = decide_policy(
        policy, example.subject, example.hits, lists, example.project, example.on, example.self_declared
    )
    lead = decision.open[0] if decision.open else decision.applied
    missing = tuple(dict.fromkeys(name for each in decision.open for name in each.missing))
    return _summary(decision.consequence, lead.rule.id if lead else "", missing)


def _summary(outcome: Consequence, rule: str, missing: Sequence[str]) -> str:
    waiting = f", missing {', '.join(sorted(missing))}" if missing else ""
    return f"{outcome} by {rule or 'no rule'}{waiting}"


def _example(fields: Fields) -> Example:
    on = fields.day("on")
    if on is None:
        fields.fail("on", "is missing; it must be a date such as 2026-07-08, without quotes")
    expect = fields.inner("expect")
    example = Example(
        says=fields.text("says"),
        subject=Subject(name="Example", type=fields.choice("subject", SubjectType, SubjectType.ORGANISATION)),
        hits=tuple(_hit(fields, hit) for hit in fields.hits("hits")),
        absent=fields.texts("absent"),
        too_old=fields.texts("too_old"),
        project=_project(fields.inner("project")),
        on=on,
        outcome=expect.choice("outcome", Consequence),
        rule=expect.text("rule", ""),
        missing=expect.texts("missing"),
        self_declared=tuple(map(_self_declared, fields.choices("self_declared", Role))),
    )
    expect.finish()
    fields.finish()
    return example


def _hit(fields: Fields, given: Mapping[str, Any]) -> Hit:
    table = Fields(fields.file, fields.source, dict(given), fields.section, fields.number, "hits.")
    hit = build_hit(
        table.text("list"),
        relation=table.choice("relation", Relation, Relation.SAME),
        role=table.choice("role", Role, Role.CURRENT),
        confidence=table.share("confidence", 0.97),
        party=table.choice("party", PartyType, PartyType.ORGANISATION),
        period=table.text("period", ""),
        source=table.text("source", "affiliation 1"),
        second_identifier=table.table.pop("second_identifier", False) is True,
        named=_named(table) if "naming" in table.table else None,
    )
    table.finish()
    return hit


def _named(table: Fields) -> NamedIn:
    """A body that an invented document names, of that naming and kind, under the law of a list where one is given."""
    return NamedIn(
        naming=table.choice("naming", Naming),
        kind=table.choice("kind", BodyKind),
        document="Example document",
        publisher="Example publisher",
        day="",
        locator="",
        read_in=ReadIn.OFFICIAL_PAGE,
        says="It is named.",
        does_not_mean="anything else.",
        law=table.text("law", ""),
    )


def _self_declared(role: Role) -> SelfDeclared:
    """Words of an invented text that name a service; an example says in which role."""
    mention = Mention("Example Unit", "affiliation 1", role)
    return SelfDeclared(
        "Example Unit", "Example Unit", "example", BodyKind.MILITARY, "a military unit", mention
    )


def _project(fields: Fields) -> ProjectFacts:
    for name in fields.table:
        if name not in fact_names():
            fields.fail(name, "there is no such project fact")
    return ProjectFacts(**fields.table)
