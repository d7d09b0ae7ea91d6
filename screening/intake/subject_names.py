"""Whether a list names a subject: for erasing what does, under every reading that the list may have."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from screening.intake.model import ParsedList
from screening.model import Subject


def subjects_in(intake: ParsedList) -> Iterator[Subject]:
    """Everybody whom a list names."""
    return (subject for row in intake.rows() for subject in row.subjects)


def texts_of(subject: Subject) -> tuple[str, ...]:
    """Everything a subject says that may be somebody's name or number: those it is tied to as well."""
    others = (text for tie in subject.ties for text in (tie.text, tie.role.partition(": ")[2]))
    return (subject.name, *subject.affiliations, *others, *(value for _, value in subject.identifiers))


def same(text: str) -> str:
    """A text as names are compared for erasing: spaces, case and how a letter is composed make no difference.

    Just as `screening.audit.pseudonyms` compares them: whose key an erasure takes must not differ from whose records.
    """
    return unicodedata.normalize("NFKC", " ".join(text.split())).casefold()


def is_named(name: str, subjects: Iterable[Subject]) -> bool:
    """Whether one of the subjects says this name."""
    wanted = same(name)
    return any(wanted in {same(each) for each in texts_of(subject)} for subject in subjects)
