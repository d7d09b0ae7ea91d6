"""The sentence of an outcome: conditional, and saying whether the law was read; its clause stands beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from screening.model import Hit, PolicyOutcome
from screening.policy.conditions import PERIOD_END, PROJECT, SECOND_IDENTIFIER, SUBJECT_TYPE
from screening.policy.consequence import Consequence
from screening.policy.facts import read_questions
from screening.policy.model import Looks, Policy, Rule, Verified

IF_CONFIRMED = "If confirmed"  # begins what follows from a match while nobody has decided about it
# What a rule would lead to if its words were read, said of a rule that is only known; its clause follows.
MAY = {
    Consequence.PROHIBITED: "this may be prohibited by",
    Consequence.LICENCE_CHECK: "this may need a licence under",
    Consequence.MITIGATION_REQUIRED: "a plan to reduce the risk may be required by",
    Consequence.MITIGATION_RECOMMENDED: "a plan to reduce the risk may be recommended by",
    Consequence.MITIGATION_SUGGESTED: "a plan to reduce the risk may be suggested by",
    Consequence.REGISTER_OR_DISCLOSE: "this may have to be registered or disclosed under",
}
_OTHERS = {
    PERIOD_END: "the year in which the affiliation ended",
    SUBJECT_TYPE: "whether a person or an organisation was asked about",
    SECOND_IDENTIFIER: "a second identifier beside the person's name, such as the date of birth (`birth_date` in a call)",
}
NAMED_FAULTS = 3  # a row's sentence stays readable; `missing` holds them all


def word_outcome(
    policy: Policy,
    consequence: Consequence,
    rule: Rule | None,
    hit: Hit | None,
    waiting: Sequence[tuple[Rule, tuple[str, ...]]],
    faults: Sequence[str],
    on: date,
    *,
    also: Sequence[tuple[Rule, tuple[str, ...]]] = (),
    old: str = "",
) -> PolicyOutcome:
    """Put a decision into words.

    Args:
        policy: the policy that was applied.
        consequence: what follows.
        rule: the rule that applies for certain, if any.
        hit: the hit it applies to; None for a rule about every subject.
        waiting: stronger rules and what each of them waits for.
        faults: required lists that cannot be relied on, in words.
        on: the day.
        also: other rules just as strong, and what each of them waits for.
        old: what is wrong with the list that the outcome rests on, in words.
    """
    missing = tuple(dict.fromkeys(name for _, names in waiting for name in names))
    lead = waiting[0][0] if waiting else rule
    if consequence is Consequence.CANNOT_DECIDE:
        text = _undecided(policy, rule, hit, waiting, missing, faults)
    elif rule:
        text = _conditional(policy, rule, hit)
    else:
        text = _nothing(policy, on)
    if rule and old:
        text += f" The list is out of date ({old}): look at the publisher's own list first."
    text += "".join(f" Depending on {_named(names)}, also {_also(other)}." for other, names in also)
    return PolicyOutcome(
        id=policy.id,
        version=policy.version,
        title=policy.title,
        outcome=consequence.value,
        clause=lead.clause if lead else "",
        source_url=lead.words.url if lead and lead.words else "",
        look_at=(lead.look_at or "") if lead else "",
        text=text,
        missing=(*missing, *faults),
    )


def _conditional(policy: Policy, rule: Rule, hit: Hit | None) -> str:
    found = hit or rule.looks is Looks.SELF_DECLARED
    start = f"{IF_CONFIRMED}, under {policy.title}" if found else f"Under {policy.title}"
    lowers = f" Ways to reduce the risk: {_sentence(rule.reduces)}" if rule.lowers else ""
    return f"{start}: {_follows(rule)}.{lowers}"


def _follows(rule: Rule) -> str:
    step, says = rule.reaches.replace("_", " "), _bare(rule.says)
    if rule.reaches is not rule.outcome:
        may = f"{MAY[rule.outcome]} {rule.clause}"
        return f"{step}: {may}; we have not read its words. {_bare(rule.states)}"
    if rule.verified is Verified.KNOWN:
        return f"{step}. {_bare(rule.states)}"
    advice = " (our own advice; no law asks for it)" if rule.verified is Verified.ADVICE else ""
    return f"{step}; {says}{advice}"


def _also(rule: Rule) -> str:
    if rule.reaches is not rule.outcome:
        return _follows(rule)  # which names the clause
    return f"({rule.clause}): {_bare(rule.states)}"


def _undecided(
    policy: Policy,
    rule: Rule | None,
    hit: Hit | None,
    waiting: Sequence[tuple[Rule, tuple[str, ...]]],
    missing: tuple[str, ...],
    faults: Sequence[str],
) -> str:
    parts = [_named(missing)] if missing else []
    parts += _shorten(faults)
    text = f"More information needed under {policy.title}: {'; '.join(parts)}."
    if waiting:
        first = waiting[0][0]
        confirmed = " and if confirmed," if first.looks is not Looks.SUBJECT else ""
        text += f" Then,{confirmed} depending on the answer: {_follows(first)}."
    if rule:
        text += f" In any case ({rule.clause}): {_conditional(policy, rule, hit)}"
    return text


def _nothing(policy: Policy, on: date) -> str:
    if policy.in_effect(on):
        return f"Under {policy.title}: no rule in this policy applies."
    start = f" from {policy.effective_from}" if policy.effective_from else ""
    end = f" until {policy.effective_to}" if policy.effective_to else ""
    return f"{policy.title} is not in force on {on} (in force{start}{end})."


def _named(missing: Sequence[str]) -> str:
    """What is missing, for a person: questions about the project as they are asked; codes stand apart, for programs."""
    asked = read_questions()
    facts = [f"“{asked[name].asks}”" for each in missing if (name := each.removeprefix(PROJECT)) != each]
    others = [_OTHERS.get(name, name) for name in missing if not name.startswith(PROJECT)]
    if len(facts) > 1:
        others.insert(0, f"the answers to {', '.join(facts[:-1])} and {facts[-1]}")
    elif facts:
        others.insert(0, f"the answer to {facts[0]}")
    return "; ".join(others)


def _shorten(faults: Sequence[str]) -> Iterable[str]:
    yield from faults[:NAMED_FAULTS]
    if (more := len(faults) - NAMED_FAULTS) > 0:
        yield f"and {more} more required lists not loaded or out of date"


def _bare(text: str) -> str:
    return text.strip().rstrip(".")


def _sentence(text: str) -> str:
    return f"{_bare(text)}."
