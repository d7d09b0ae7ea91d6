"""The interview: where somebody works, who pays, what is shared and who travels lead to policies and facts of the project.

The questions stand in interview.toml. Every suggestion says why. What is suggested is a proposal: a person chooses.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, TypeAdapter, with_config

from screening.policy.errors import AnswerUnknown
from screening.policy.facts import read_facts
from screening.policy.toml_file import FilledText

INTERVIEW = Path(__file__).parent / "interview.toml"


def _are_facts(facts: Mapping[str, str]) -> Mapping[str, str]:
    read_facts(facts)
    return facts


Facts = Annotated[Mapping[str, str], AfterValidator(_are_facts)]


@with_config(extra="forbid")
@dataclass(frozen=True, slots=True)
class InterviewAnswer:
    """One answer, the policies it suggests with a sentence why, and the facts of the project that it states."""

    id: FilledText
    says: FilledText
    suggests: Mapping[str, FilledText] = field(default_factory=dict)
    facts: Facts = field(default_factory=dict)


@with_config(extra="forbid")
@dataclass(frozen=True, slots=True)
class InterviewQuestion:
    """One question with its answers."""

    id: FilledText
    asks: FilledText
    hint: FilledText
    answers: Annotated[tuple[InterviewAnswer, ...], Field(validation_alias="answer")]
    multiple: bool = False


@dataclass(frozen=True, slots=True)
class PolicySuggestion:
    """A policy that answers suggest, and each of their reasons."""

    policy: str  # its id
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PolicyAdvice:
    """What answers lead to: policies, in the order of the questions, and facts of the project."""

    policies: tuple[PolicySuggestion, ...]
    project: Mapping[str, str]


@cache
def read_interview(path: Path = INTERVIEW) -> tuple[InterviewQuestion, ...]:
    """Read the questions, in the order in which they are asked."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return TypeAdapter(tuple[InterviewQuestion, ...]).validate_python(tables["question"])


def advise(answers: Mapping[str, Collection[str]]) -> PolicyAdvice:
    """What answers lead to.

    Args:
        answers: ids of answers by the id of their question; a question may be left out.

    Raises:
        AnswerUnknown: there is no such question or answer, or one question has more answers than it takes.
    """
    chosen = list(_chosen(answers))
    reasons: dict[str, dict[str, None]] = {}
    for _, some in chosen:
        for each in some:
            for policy_id, why in each.suggests.items():
                reasons.setdefault(policy_id, {})[why] = None
    return PolicyAdvice(
        tuple(PolicySuggestion(policy_id, tuple(whys)) for policy_id, whys in reasons.items()),
        _facts(chosen),
    )


def _chosen(
    answers: Mapping[str, Collection[str]],
) -> Iterator[tuple[InterviewQuestion, list[InterviewAnswer]]]:
    """Each question with the answers to it, both in the order of the file."""
    questions = {each.id: each for each in read_interview()}
    for question_id in answers:
        if question_id not in questions:
            raise AnswerUnknown(
                f"There is no question {question_id!r}; there are {', '.join(questions)}.",
                question=question_id,
            )
    for question in questions.values():
        wanted = set(answers.get(question.id, ()))
        known = {each.id for each in question.answers}
        for answer_id in sorted(wanted - known):
            raise AnswerUnknown(
                f"{answer_id!r} is no answer to {question.id!r}; there are {', '.join(sorted(known))}.",
                question=question.id,
            )
        if len(wanted) > 1 and not question.multiple:
            raise AnswerUnknown(f"{question.id!r} takes one answer.", question=question.id)
        yield question, [answer for answer in question.answers if answer.id in wanted]


def _facts(chosen: Sequence[tuple[InterviewQuestion, Sequence[InterviewAnswer]]]) -> dict[str, str]:
    """The facts that the answers state alike; what was not chosen says nothing."""
    values: dict[str, set[str]] = {}
    for _, some in chosen:
        for each in some:
            for name, value in each.facts.items():
                values.setdefault(name, set()).add(value)
    return {name: min(stated) for name, stated in values.items() if len(stated) == 1}
