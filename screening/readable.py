"""Whether there is anything in a subject that can be looked up. "Could not look" is never "no match"."""

from __future__ import annotations

from dataclasses import replace

from screening.intake.affiliation_cell import affiliations_in
from screening.intake.contents import is_placeholder
from screening.intake.limits import LIMITS
from screening.model import Subject, SubjectType

FEWEST_LETTERS = 2  # one letter, or one character of Han, names nobody


def fault(subject: Subject) -> tuple[str, str] | None:
    """The code and sentence of why a subject cannot be screened, or None where it can.

    A text over its cap is not cut: what stands behind the cut might be the listed name.
    """
    for text, limit in _texts(subject):
        if len(text) > limit:
            return (
                "name-too-long",
                f"The text has {len(text):,} characters and the limit is {limit:,}; give each name by itself.",
            )
    if subject.identifiers or any(_says_something(text) for text, _ in _texts(subject)):
        return None
    return "not-a-name", "There are not two letters in what was given, so there is nothing to look for."


def parted(subject: Subject) -> Subject:
    """A subject whose one text names several organisations, with each of them as an affiliation."""
    if subject.affiliations or subject.type is SubjectType.PERSON:
        return subject
    parts = affiliations_in(subject.name)
    return subject if len(parts) < 2 else replace(subject, name="", affiliations=parts)


def _texts(subject: Subject) -> list[tuple[str, int]]:
    cap = LIMITS.name_chars if subject.type is SubjectType.PERSON else LIMITS.cell_chars
    return [(subject.name, cap), *((text, LIMITS.cell_chars) for text in subject.affiliations)]


def _says_something(text: str) -> bool:
    return sum(char.isalpha() for char in text) >= FEWEST_LETTERS and not is_placeholder(text)
