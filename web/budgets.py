"""What one call may ask, and what it costs: texts and characters that are read, whatever number of subjects they make.

A text is a name, an affiliation, a tie or an identifier; each alias counts. Reading a short text has a cost of its own, so a text
counts as fifty characters at least. Ordinary texts take 10 to 25 millionths of a processor second a character: a call
of the most characters takes 2 to 5 seconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from screening.client.call_limits import CHARACTERS, SUBJECTS, TEXTS
from screening.errors import ScreeningError
from screening.model import Subject
from web.formats import number
from web.i18n import _

LEAST_OF_A_TEXT = 50  # characters


class CallTooLarge(ScreeningError):
    """The call asks more than is answered at once."""

    code, status = "call-too-large", 413


@dataclass(frozen=True, slots=True)
class Amount:
    """How much is asked: subjects, texts to read, their characters as they are, and what they cost in characters."""

    subjects: int = 0
    texts: int = 0
    characters: int = 0
    cost: int = 0

    @classmethod
    def of(cls, subjects: Iterable[Subject]) -> Amount:
        """The amount of these subjects, each counted, also where two are alike."""
        count, lengths = 0, []
        for subject in subjects:
            count += 1
            lengths += [len(text) for text in _texts(subject) if text]
        cost = sum(max(length, LEAST_OF_A_TEXT) for length in lengths)
        return cls(count, len(lengths), sum(lengths), cost)


def _texts(subject: Subject) -> list[str]:
    """Everything of a subject that is read; what is said about a tie is read with it."""
    ties = [f"{tie.text}{tie.role}" for tie in subject.ties]
    return [subject.name, *subject.affiliations, *ties, *(value for _scheme, value in subject.identifiers)]


def check_amount(amount: Amount) -> None:
    """Refuse what is more than one call may ask.

    Raises:
        CallTooLarge: naming what there is too much of, how much there may be, and where longer lists go.
    """
    # Nearly every call; the words below are looked up only for the others.
    if amount.subjects <= SUBJECTS and amount.texts <= TEXTS and amount.characters <= CHARACTERS:
        return
    for count, most, what in (
        (amount.subjects, SUBJECTS, _("subjects")),
        (amount.texts, TEXTS, _("texts (names, affiliations, ties, identifiers)")),
        (amount.characters, CHARACTERS, _("characters of text")),
    ):
        if count > most:
            raise CallTooLarge(
                _(
                    "The call holds %(count)s %(what)s; up to %(most)s are screened at once. Send fewer in a call, or"
                    " upload them as a list: POST /api/v1/runs takes any length.",
                    count=number(count),
                    what=what,
                    most=number(most),
                ),
                limit=most,
            )
