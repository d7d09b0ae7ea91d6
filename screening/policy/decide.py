"""What follows under a policy, from hits and facts alone.

The strongest rule that applies decides, unless something that is missing could lead to a stronger one: then
the answer is `cannot_decide`, never a weaker outcome and never `none`. A required list that is not loaded or
past its age limit counts as missing in the same way. Everything about a hit is conditional until a named
person has confirmed it. A rule that does not quote the words of the law reaches at most `check_with_counsel`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from screening.model import Hit, PolicyOutcome, SelfDeclared, Subject
from screening.policy.conditions import could_apply, missing_inputs
from screening.policy.consequence import Consequence, strength
from screening.policy.facts import ProjectFacts
from screening.policy.list_state import ListState
from screening.policy.model import Looks, Policy, Rule
from screening.policy.naming_rules import standing_of
from screening.policy.wording import word_outcome


@dataclass(frozen=True, slots=True)
class Applied:
    """A rule that applies, or would if what is missing were as it asks."""

    rule: Rule
    hit: Hit | None
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PolicyDecision:
    """What follows, through which rule, and what else would have to be known."""

    consequence: Consequence
    applied: Applied | None = None  # the rule that decides, or the weaker one that applies for certain
    open: tuple[Applied, ...] = ()  # stronger rules that wait for an input
    faults: tuple[str, ...] = ()  # required lists that cannot be relied on, in words
    also: tuple[Applied, ...] = ()  # other rules just as strong that wait for an input


def decide(
    policy: Policy,
    subject: Subject,
    hits: Sequence[Hit],
    lists: ListState,
    project: ProjectFacts,
    on: date,
    self_declared: Sequence[SelfDeclared] = (),
) -> PolicyOutcome:
    """Say what follows under one policy on a day.

    Args:
        policy: the rules.
        subject: who was asked about.
        hits: hits whose listing is in force on the day.
        lists: what was looked in, for age and absence.
        project: what is known of the project.
        on: the day whose law and ages count.
        self_declared: what the text itself says and somebody should look at.
    """
    decision = decide_policy(policy, subject, hits, lists, project, on, self_declared)
    return word_outcome(
        policy,
        decision.consequence,
        decision.applied.rule if decision.applied else None,
        decision.applied.hit if decision.applied else None,
        tuple((each.rule, each.missing) for each in decision.open),
        decision.faults,
        on,
        also=tuple((each.rule, each.missing) for each in decision.also),
        old=_old(decision, lists, on),
    )


def decide_policy(
    policy: Policy,
    subject: Subject,
    hits: Sequence[Hit],
    lists: ListState,
    project: ProjectFacts,
    on: date,
    self_declared: Sequence[SelfDeclared] = (),
) -> PolicyDecision:
    """Find the strongest rule that applies and whatever could still lead higher."""
    if not policy.in_effect(on):
        return PolicyDecision(Consequence.NONE)
    applied = _applied(policy, subject, hits, lists, project, on)
    applied += _self_declared(policy, subject, self_declared, project, on)
    certain = max((each for each in applied if not each.missing), key=_strength, default=None)
    floor = _strength(certain) if certain else 0
    waiting = [each for each in applied if each.missing and _strength(each) > floor]
    waiting.sort(key=_strength, reverse=True)
    faults = tuple(
        fault
        for list_id in policy.requires
        if (fault := lists.fault(list_id, on, _title(policy, list_id)))
        and _could_reach(policy, list_id, subject, lists, project, on) > floor
    )
    also = tuple(
        {
            each.rule.id: each
            for each in applied
            if each.missing and certain and _strength(each) == floor and each.rule is not certain.rule
        }.values()
    )
    if waiting or faults:
        return PolicyDecision(Consequence.CANNOT_DECIDE, certain, tuple(waiting), faults, also)
    return PolicyDecision(certain.rule.reaches if certain else Consequence.NONE, certain, also=also)


def _applied(
    policy: Policy, subject: Subject, hits: Sequence[Hit], lists: ListState, project: ProjectFacts, on: date
) -> list[Applied]:
    applied = []
    for rule in policy.rules:
        if rule.looks is Looks.SELF_DECLARED:
            continue
        for hit in hits if rule.looks is Looks.HIT else (None,):
            standing = standing_of(subject, hit, lists) if hit else ""
            missing = missing_inputs(rule, subject, hit, project, on, standing)
            if missing is not None:
                applied.append(Applied(rule, hit, missing))
    return applied


def _self_declared(
    policy: Policy, subject: Subject, said: Sequence[SelfDeclared], project: ProjectFacts, on: date
) -> list[Applied]:
    """The rules about what the text itself says that apply; one without roles means all of them."""
    roles = {each.mention.role for each in said}
    applied = []
    for rule in policy.rules:
        if rule.looks is Looks.SELF_DECLARED and (
            roles & set(rule.when.roles) or (roles and not rule.when.roles)
        ):
            missing = missing_inputs(rule, subject, None, project, on)
            if missing is not None:
                applied.append(Applied(rule, None, missing))
    return applied


def _strength(applied: Applied) -> int:
    return strength(applied.rule.reaches)


def _old(decision: PolicyDecision, lists: ListState, on: date) -> str:
    """What is wrong with the very list that the outcome rests on, in words; "" where nothing is."""
    hit = decision.applied.hit if decision.applied else None
    return lists.fault(hit.listing.watchlist_id, on) if hit else ""


def _could_reach(
    policy: Policy, list_id: str, subject: Subject, lists: ListState, project: ProjectFacts, on: date
) -> int:
    """How far a hit on a list could have led here; a list that no rule names could have led anywhere."""
    standing = lists.standing(list_id)
    naming = [
        rule for rule in policy.rules if list_id in rule.when.lists or standing in rule.when.standings
    ] or policy.rules
    reachable = [rule for rule in naming if could_apply(rule, subject, project, on)]
    return max((strength(rule.reaches) for rule in reachable), default=0)


def _title(policy: Policy, list_id: str) -> str:
    return next((external.title for external in policy.external if external.id == list_id), "")
