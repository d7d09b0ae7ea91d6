"""Which of the editions held of a list counts on a day.

The held editions of a list stand in the order in which they came into force. The shipped transcription, which
is never stored, stands among them by its date: before the editions we fetched, until a release ships a newer one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from watchlists.model import Snapshot

SHIPPED = ""  # the name of the shipped transcription among those held; all others are named by a hash


@dataclass(frozen=True, slots=True)
class Held:
    """An edition that is held."""

    name: str  # of its manifest, or SHIPPED
    edition_date: date
    begins: date  # the first day it counts

    @staticmethod
    def of(name: str, snapshot: Snapshot) -> Held:
        """A stored edition; it begins on its own date, or on that of our retrieval where a publisher dates ahead."""
        begins = snapshot.edition_date
        if snapshot.retrieved_at is not None:
            begins = min(begins, date.fromisoformat(snapshot.retrieved_at[:10]))
        return Held(name, snapshot.edition_date, begins)

    @staticmethod
    def shipped(edition_date: date) -> Held:
        """The shipped transcription."""
        return Held(SHIPPED, edition_date, edition_date)


def in_order(stored: Sequence[Held], shipped: Held | None) -> tuple[Held, ...]:
    """Stored editions in the order given, the shipped one put before the first that is as new."""
    if shipped is None:
        return tuple(stored)
    place = len(stored)
    while place and stored[place - 1].edition_date >= shipped.edition_date:
        place -= 1
    return (*stored[:place], shipped, *stored[place:])


def in_force(held: Sequence[Held], day: date | None) -> Held | None:
    """The edition in force on `day` (None: now): the last that had begun; before the first, the first.

    Before the first edition held, that one is nearest to what was in force, and its listings carry dates.
    """
    if not held:
        return None
    begun = [each for each in held if day is None or each.begins <= day]
    return begun[-1] if begun else held[0]
