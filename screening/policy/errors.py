"""What can be wrong with a policy, its examples or the facts of a project: one sentence each, stable codes."""

from __future__ import annotations

from screening.errors import ScreeningError


class PolicyInvalid(ScreeningError):
    """A policy file breaks its schema or contradicts itself; the sentence names file, line and field."""

    code = "policy-invalid"


class UnknownPolicy(ScreeningError):
    """Somebody asked for a policy that is not there."""

    code = "policy-unknown"
    status = 404


class FactInvalid(ScreeningError):
    """A project fact has an unknown name, or a value that cannot be read."""

    code = "project-fact-invalid"


class AnswerUnknown(ScreeningError):
    """The interview has no such question, or no such answer to it."""

    code = "interview-answer-unknown"
