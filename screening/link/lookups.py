"""What reading a text asked of all names at once, kept so that a later run can say whether the answers are the same.

Most of what a text is read by is looked up by its own words, and these stand in the text. What does not stand there is
kept here: the words it was repaired to, the words of listed names that it was compared by, and that something was asked
whose answer any change of the lists may move. `screening.link.affected_texts` says what it is held against.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ComparedMention:
    """A mention that the second stage compared with listed names."""

    words: str  # its own, with spaces between them
    listed: str  # the words of listed names that they may stand for, likewise
    rivals: bool = False  # it was held against the names of everybody else, too


@dataclass(frozen=True, slots=True)
class Lookups:
    """What the reading of a text, or of all texts of a subject, asked of all names at once."""

    # The candidate index was asked, or the reading was broken off: nothing is said of what that depends on.
    anything: bool = False
    repaired: tuple[str, ...] = ()  # the texts as they were read with repaired words
    divided: tuple[str, ...] = ()  # the texts as they were read with an address set apart
    compared: tuple[ComparedMention, ...] = ()
    known: tuple[str, ...] = ()  # ids of the known bodies of which it was asked whether they are on no list

    @staticmethod
    def together(several: Iterable[Lookups]) -> Lookups:
        """What several readings asked."""
        found = [each for each in several if each != NOTHING]
        if not found:
            return NOTHING
        return Lookups(
            any(each.anything for each in found),
            tuple(dict.fromkeys(text for each in found for text in each.repaired)),
            tuple(dict.fromkeys(text for each in found for text in each.divided)),
            tuple(dict.fromkeys(mention for each in found for mention in each.compared)),
            tuple(dict.fromkeys(body for each in found for body in each.known)),
        )


NOTHING = Lookups()
ANYTHING = Lookups(anything=True)


@dataclass(slots=True)
class LookupRecorder:
    """The same while a text is being read."""

    anything: bool = False
    repaired: dict[str, None] = field(default_factory=dict)
    compared: dict[ComparedMention, None] = field(default_factory=dict)
    known: dict[str, None] = field(default_factory=dict)

    def lookups(self) -> Lookups:
        """What was asked so far."""
        if not (self.anything or self.repaired or self.compared or self.known):
            return NOTHING
        return Lookups(self.anything, tuple(self.repaired), (), tuple(self.compared), tuple(self.known))
