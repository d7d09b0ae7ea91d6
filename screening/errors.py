"""Refusals: each is one sentence that says what is wrong, where, and what to do, with a stable code.

Nothing is written half: whoever raises one of these has written nothing.
"""

from __future__ import annotations

# Codes of refusals that ask how a file is to be read: it can be in more than one way, and nothing of it was screened.
QUESTIONS = frozenset({"needs-mapping", "needs-encoding", "needs-delimiter"})


class ScreeningError(Exception):
    """Something the person at the other end can mend."""

    code = "screening-error"
    status = 400  # the HTTP status that pages and API answer with

    def __init__(self, sentence: str, **facts: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.facts = facts


class UploadRefused(ScreeningError):
    """The file was not screened at all; every subclass has its own code."""

    code = "upload-refused"
    status = 422


class OutputUnwritable(ScreeningError):
    """The result cannot be written where it was asked for."""

    code = "output-unwritable"
    status = 507


def is_question(error: Exception) -> bool:
    """Whether a refusal asks a person instead of turning the file away, here or at a service elsewhere."""
    return isinstance(error, ScreeningError) and error.code in QUESTIONS
