"""The questions that stand between an assessment and a decision: each project fact for want of which a policy cannot decide.

The command line, the pages and the API ask them alike; an answer is a project fact like any other, and whoever gives it has
the subject assessed again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from screening.policy.conditions import PROJECT
from screening.policy.facts import ProjectQuestion, read_questions
from screening.policy.model import Policy

OpenFact = tuple[str, str]  # the fact, and the id of the policy that waits for it


class PolicyInputs(Protocol):
    """A policy's outcome, as far as it says what is missing: of a result, or of the summary of one."""

    @property
    def id(self) -> str:
        """Of the policy."""

    @property
    def missing(self) -> tuple[str, ...]:
        """What it could not decide without."""


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question about the project, and the policies that cannot decide without its answer."""

    asked: ProjectQuestion
    policies: tuple[str, ...]  # ids
    rows: int = 0  # of a list that wait for it


@dataclass(frozen=True, slots=True)
class OpenQuestions:
    """What has to be answered about the project of a list."""

    rows: int  # that wait for one answer or more
    questions: tuple[OpenQuestion, ...]

    @property
    def waiting(self) -> dict[str, tuple[str, ...]]:
        """The policies that wait for each fact."""
        return {each.asked.name: each.policies for each in self.questions}

    @property
    def counts(self) -> dict[str, int]:
        """How many rows wait for each fact."""
        return {each.asked.name: each.rows for each in self.questions}


def open_facts(outcomes: Iterable[PolicyInputs]) -> tuple[OpenFact, ...]:
    """The facts that the policies of one assessment wait for."""
    return tuple(
        (name.removeprefix(PROJECT), each.id)
        for each in outcomes
        for name in each.missing
        if name.startswith(PROJECT)
    )


def open_questions(outcomes: Iterable[PolicyInputs]) -> tuple[OpenQuestion, ...]:
    """The questions of one assessment, in the order of their file."""
    return questions_of_rows([open_facts(outcomes)]).questions


def questions_of_rows(rows: Iterable[Iterable[OpenFact]]) -> OpenQuestions:
    """The questions of a list, from the facts that each of its rows waits for."""
    policies: dict[str, dict[str, None]] = {}
    counts: Counter[str] = Counter()
    waiting = 0
    for row in rows:
        facts = tuple(row)
        waiting += bool(facts)
        counts.update({fact for fact, _ in facts})
        for fact, policy_id in facts:
            policies.setdefault(fact, {})[policy_id] = None
    return OpenQuestions(
        waiting,
        tuple(
            OpenQuestion(question, tuple(policies[name]), counts[name])
            for name, question in read_questions().items()
            if name in policies
        ),
    )


def uses_of(policies: Mapping[str, Policy], fact: str) -> Iterator[tuple[Policy, str]]:
    """The rules that need a fact: the policy and the clause of each, every clause once."""
    for policy in policies.values():
        clauses = (
            rule.clause
            for rule in policy.rules
            if any(condition.name == fact for condition in rule.when.facts)
        )
        yield from ((policy, clause) for clause in dict.fromkeys(clauses))
