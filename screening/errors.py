"""Refusals: each is one sentence that says what is wrong, where, and what to do, with a stable code.

Nothing is written half: whoever raises one of these has written nothing.
"""

from __future__ import annotations


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
