"""What a text itself says, beside what was made a note: words that a noted body's text covers ask nothing again."""

from __future__ import annotations

from dataclasses import replace

from screening.model import Reading, Subject
from screening.policy.naming_rules import Follows, follows
from screening.policy.self_declared import not_of_hits


def drop_noted_words(subject: Subject, linked: Reading, named: Reading) -> Reading:
    """The reading without words that a body was read from which says nothing about this person.

    Args:
        subject: who was asked about.
        linked: what linking made of it, with all its hits.
        named: the same after `read_named`, which made notes of some of them.
    """
    if not named.self_declared:
        return named
    notes = [hit for hit in linked.hits if follows(subject, hit) is Follows.NOTE]
    noted = [each.text.casefold() for each in named.recognised if each.noted]
    return replace(
        named,
        self_declared=tuple(
            each
            for each in not_of_hits(named.self_declared, notes)
            if not any(each.words.casefold() in text for text in noted)
        ),
    )
