"""The interview as JSON: for the API and for scripts of the command line."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from screening.json_model import JsonModel
from screening.policy.interview import InterviewQuestion, PolicyAdvice
from screening.policy.model import Policy


class InterviewAnswerJson(JsonModel):
    """One answer, and the policies it suggests."""

    id: str
    says: str
    suggests: dict[str, str] = Field(description="By the id of the policy, one sentence why.")
    facts: dict[str, str] = Field(description="Facts of the project that the answer states.")


class InterviewQuestionJson(JsonModel):
    """One question with its answers."""

    id: str
    asks: str
    hint: str
    multiple: bool = Field(description="Whether more than one answer may be true.")
    answers: list[InterviewAnswerJson]

    @classmethod
    def of(cls, question: InterviewQuestion) -> InterviewQuestionJson:
        """A question of the interview."""
        return cls.model_validate(question)


class PolicySuggestionJson(JsonModel):
    """A policy that the answers suggest, and why."""

    id: str
    title: str
    reasons: list[str]


class PolicyAdviceJson(JsonModel):
    """What the answers lead to: `policies` and `project` of the calls that screen."""

    policies: list[PolicySuggestionJson]
    project: dict[str, str]

    @classmethod
    def of(cls, advice: PolicyAdvice, policies: Mapping[str, Policy]) -> PolicyAdviceJson:
        """Advice, with the titles of the policies."""
        suggested = [
            PolicySuggestionJson(
                id=each.policy, title=policies[each.policy].title, reasons=list(each.reasons)
            )
            for each in advice.policies
        ]
        return cls(policies=suggested, project=dict(advice.project))
