"""A policy put in words for the person who must apply it: every rule, what it asks, which words of the law it quotes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from screening.policy.facts import FactCondition, ProjectQuestion
from screening.policy.model import Looks, Policy, Rule, Verified, When
from screening.policy.weights import Weight

KNOWN = "known; the words of the law were not read"
ADVICE = "our own advice; no law asks for it"
UNNAMED = "general knowledge"
# What the tables of figures hold; the words of `relations` and `roles` keep so many per cent.
_FIGURES = {
    "standings": "lists of the standing",
    "relations": "per cent for",
    "roles": "per cent for the role",
}
SELF_DECLARED = "the text itself says what sort of body it names"


def explain(policy: Policy, titles: Mapping[str, str], questions: Mapping[str, ProjectQuestion]) -> str:
    """The whole policy as plain text.

    Args:
        policy: the policy.
        titles: titles of the catalogue's lists by id; an id without one stands for itself.
        questions: the question behind each project fact.
    """
    return "\n".join(_lines(policy, titles, questions))


def _lines(
    policy: Policy, titles: Mapping[str, str], questions: Mapping[str, ProjectQuestion]
) -> Iterator[str]:
    yield f"{policy.title} ({policy.id}, version {policy.version})"
    yield f"Authority: {policy.authority}"
    if policy.source_url:
        yield f"Written from: {policy.source_url}"
    yield f"Rules that quote the words they rest on: {read_of_all(policy)}"
    if policy.effective_from or policy.effective_to:
        yield f"In force: from {policy.effective_from or 'always'} to {policy.effective_to or 'further notice'}"
    yield ""
    if policy.reserve:
        yield policy.reserve
    yield policy.summary
    if policy.requires:
        yield "\nRequires these lists, loaded and not out of date:"
        yield from (f"  - {_title(policy, list_id, titles)}" for list_id in policy.requires)
    for number, rule in enumerate(policy.rules, 1):
        yield ""
        yield from _rule(policy, number, rule, titles)
    if policy.facts:
        yield "\nQuestions about the project (--project name=value):"
        yield from (f"  - {name}: {questions[name].asks}" for name in policy.facts)
    yield "\nWhat it scores with (reasons speak of laws as far as we know; an address is where to look):"
    for weight in policy.weights:
        yield f"  - {figure_text(weight, policy, titles)}: {weight.value:g}{_tied(weight)}"
        if weight.why:
            yield f"    {weight.why} [{weight.source}]"
        if weight.look_at:
            yield f"    Where to look: {weight.look_at}"
    yield "\nNot read by us:"
    yield from (f"  - {part}" for part in policy.not_read)


def figure_text(weight: Weight, policy: Policy, titles: Mapping[str, str]) -> str:
    """What a figure is called: a list by its title, a word of a table by that word, a threshold by its name."""
    name, _, word = weight.figure.partition(".")
    if name == "lists":
        return f"list {_title(policy, word, titles)}"
    return f"{_FIGURES.get(name, name)} {word}".replace("_", " ").strip()


def _tied(weight: Weight) -> str:
    return f" (its law may lead to: {weight.outcome.replace('_', ' ')})" if weight.outcome else ""


def _rule(policy: Policy, number: int, rule: Rule, titles: Mapping[str, str]) -> Iterator[str]:
    yield f"{number}. {rule.id}: {rule.reaches}"
    if rule.reaches is not rule.outcome:
        yield f"   The policy file says {rule.outcome}. We apply the lower outcome above because the words of the law were not read."
    said = [SELF_DECLARED] if rule.looks is Looks.SELF_DECLARED else []
    yield f"   When: {'; '.join([*said, *conditions(policy, rule.when, titles)]) or 'always'}"
    yield f"   Then: {rule.states}"
    if rule.lowers:
        yield f"   Ways to reduce the risk: {rule.reduces}"
    yield f"   Clause: {rule.clause}"
    if rule.verified is Verified.ADVICE:
        yield f"   Source: {ADVICE}"
        return
    if rule.words is None:
        yield f"   Source: {KNOWN}; written from {rule.source_url or UNNAMED}"
        if rule.look_at:
            yield f"   Where to look (not read by us): {rule.look_at}"
        return
    words = rule.words
    yield f"   Words quoted ({words.kind}): “{words.quote}”"
    yield f"   Source: {words.paragraph}; {words.publisher}, {words.url}"
    yield f"   Read on {words.read_on} in {words.read_at}"


def read_of_all(policy: Policy) -> str:
    """How many rules quote the words that they rest on, of how many that do not rest on our own advice alone."""
    return f"{policy.rules_read} of {policy.rules_on_law}"


def conditions(policy: Policy, when: When, titles: Mapping[str, str]) -> Iterator[str]:
    """The conditions of a rule, one phrase each; all must hold."""
    if when.lists and len(when.lists) > 1 and set(when.lists) == set(policy.requires):
        yield "listed on one of the lists that the policy requires"
    elif when.lists:
        yield "listed on " + ", ".join(_title(policy, list_id, titles) for list_id in when.lists)
    if when.standings:
        yield f"listed on any {' or '.join(when.standings)} list that is loaded"
    for called, words in (
        ("relation", when.relations),
        ("role", when.roles),
        ("the subject is", when.subjects),
        ("the listing names", when.parties),
        ("the listing carries", when.measures),
    ):
        if words:
            yield f"{called} {' or '.join(words)}"
    if when.within_years is not None:
        yield f"a former role ended within {when.within_years} years"
    yield from (_fact(condition) for condition in when.facts)


def _fact(condition: FactCondition) -> str:
    if condition.at_least is not None:
        return f"{condition.name} is at least {condition.at_least:g}"
    if condition.more_than is not None:
        return f"{condition.name} is more than {condition.more_than:g}"
    if condition.less_than is not None:
        return f"{condition.name} is less than {condition.less_than:g}"
    named = condition.any_of or condition.none_of
    words = ["yes" if value is True else "no" if value is False else value for value in named]
    return f"{condition.name} is {'neither ' if condition.none_of else ''}{(' nor ' if condition.none_of else ' or ').join(words)}"


def _title(policy: Policy, list_id: str, titles: Mapping[str, str]) -> str:
    external = {each.id: f"{each.title} (never loaded)" for each in policy.external}
    return titles.get(list_id) or external.get(list_id) or list_id
