"""What an update saw of one publisher, kept so that somebody at a distance can tell what went wrong.

It is made to be mailed: no name of a person stands in it, no query of an address, nothing of this machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from watchlists.formats.support.unused_fields import LONGEST_SHOWN
from watchlists.model import Edition, PartyType, Status
from watchlists.updates.fetch import PublisherAnswer
from watchlists.updates.guards import GuardFinding

HIDDEN = "[name of a person]"


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What a reader made of a publisher's bytes, in numbers."""

    edition: str
    edition_date: date | None
    in_force: int
    all: int  # with what has ended
    persons: int  # of all
    columns: tuple[str, ...]  # the publisher's fields
    unread: tuple[str, ...]  # fields and values that no rule covers


@dataclass(frozen=True, slots=True)
class PublisherTrace:
    """What was seen of one publisher."""

    reader: str = ""  # "" where only a page that shows editions was looked at
    answers: tuple[PublisherAnswer, ...] = ()
    read: ReadFile | None = None  # None where nothing came, or the reader did not know it as the list
    findings: tuple[GuardFinding, ...] = ()
    marks: tuple[str, ...] = ()  # of a page that shows editions: the newest
    sentence: str = ""  # what came of it


@dataclass
class Trace:
    """Gathers what is seen, while it is seen."""

    reader: str = ""
    answers: list[PublisherAnswer] = field(default_factory=list)
    edition: Edition | None = None
    findings: tuple[GuardFinding, ...] = ()
    marks: tuple[str, ...] = ()

    def seen(self, sentence: str) -> PublisherTrace:
        """All of it, without the listings, and without what names a person; `sentence` says what came of it."""
        persons = list(_names_of_persons(self.edition))
        return PublisherTrace(
            self.reader,
            tuple(self.answers),
            _read(self.edition, persons) if self.edition else None,
            tuple(
                GuardFinding(
                    each.guard, without_names(each.sentence, persons), each.stops, each.may_be_overridden
                )
                for each in self.findings
            ),
            self.marks,
            without_names(sentence, persons),
        )


def without_names(text: str, names: Iterable[str]) -> str:
    """A text in which none of these names stands any more, not even cut or escaped as findings print them."""
    for name in names:
        for printed in {name, repr(name)[1:-1], name[:LONGEST_SHOWN]}:
            if printed and printed in text:
                text = re.sub(rf"(?<!\w){re.escape(printed)}(?!\w)", HIDDEN, text)
    return text


def _names_of_persons(edition: Edition | None) -> Iterator[str]:
    for listing in edition.listings if edition else ():
        if listing.type is PartyType.PERSON:
            yield from (name.text for name in listing.names)


def _read(edition: Edition, persons: list[str]) -> ReadFile:
    return ReadFile(
        edition.edition,
        edition.edition_date,
        sum(each.status is Status.IN_FORCE for each in edition.listings),
        len(edition.listings),
        sum(each.type is PartyType.PERSON for each in edition.listings),
        edition.columns,
        tuple(without_names(each, persons) for each in edition.unread),
    )
