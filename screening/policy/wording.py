"""The sentence of an outcome: conditional, and saying how far the rule was read; its clause stands beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from screening.model import Hit, PolicyOutcome
from screening.policy.conditions import PERIOD_END, SUBJECT_TYPE
from screening.policy.model import Consequence, Looks, Policy, Rule, Verified

IF_CONFIRMED = "If confirmed"  # begins what follows from a match while nobody has decided about it
NOT_READ = {
    Verified.READ: "",
    Verified.SECONDARY: " (read in a secondary transcription only; check the original)",
    Verified.UNVERIFIED: " (not verified against its source)",
}
_OTHERS = {
    PERIOD_END: "the year in which the affiliation ended",
    SUBJECT_TYPE: "whether a person or an organisation was asked about",
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
    text += "".join(
        f" Depending on {_named(names)}, also ({other.clause}): {_bare(other.says)}." for other, names in also
    )
    return PolicyOutcome(
        id=policy.id,
        version=policy.version,
        title=policy.title,
        outcome=consequence.value,
        clause=lead.clause if lead else "",
        source_url=lead.source_url if lead else policy.source_url,
        text=text,
        missing=(*missing, *faults),
    )


def _conditional(policy: Policy, rule: Rule, hit: Hit | None) -> str:
    found = hit or rule.looks is Looks.SELF_DECLARED
    start = f"{IF_CONFIRMED}, under {policy.title}" if found else f"Under {policy.title}"
    lowers = f" Ways to reduce the risk: {_sentence(rule.lowers)}" if rule.lowers else ""
    return f"{start}: {_follows(rule)}{NOT_READ[rule.verified]}.{lowers}"


def _follows(rule: Rule) -> str:
    return f"{rule.reaches.replace('_', ' ')}; {_bare(rule.says)}"


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
    """What is missing, for a person; the codes stand apart, for programs."""
    facts = [
        name.removeprefix("project.").replace("_", " ") for name in missing if name.startswith("project.")
    ]
    others = [_OTHERS.get(name, name) for name in missing if not name.startswith("project.")]
    told = [f"an answer about the project ({', '.join(facts)})"] if facts else []
    return "; ".join((*told, *others))


def _shorten(faults: Sequence[str]) -> Iterable[str]:
    yield from faults[:NAMED_FAULTS]
    if (more := len(faults) - NAMED_FAULTS) > 0:
        yield f"and {more} more required lists not loaded or out of date"


def _bare(text: str) -> str:
    return text.strip().rstrip(".")


def _sentence(text: str) -> str:
    return f"{_bare(text)}."
