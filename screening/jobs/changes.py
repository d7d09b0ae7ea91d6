"""The nouns of comparing two runs: the two sides, the subjects that changed between them, and the reasons why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from screening.jobs.codec import Brief
from screening.jobs.order import Pins
from screening.model import Inquiry, Subject
from watchlists.library import Library
from watchlists.model import Listing

Place = tuple[str, int]  # (sheet, row number)


class Kind(StrEnum):
    """How a subject changed between two runs."""

    NEW = "new"  # only the later list holds it
    GONE = "gone"  # only the earlier list held it
    CHANGED = "changed"  # both hold it, and something else is said of it


class Cause(StrEnum):
    """What a change comes from."""

    SUBJECT = "subject"  # the list gives the subject otherwise, or only one of the lists holds it
    LIST = "list"  # a listing was added, removed or changed
    DAY = "day"  # a listing began or lapsed, or a list passed its limit of age
    POLICY = "policy"
    PROJECT = "project"
    KNOWLEDGE = "knowledge"  # the register of organisations
    ENGINE = "engine"
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True, slots=True)
class Why:
    """One reason in words; with the list and the listing, where it is one."""

    cause: Cause
    sentence: str
    watchlist: str = ""
    listing: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two runs. `library` is None, and `listings` empty, where its lists are no longer held."""

    briefs: Mapping[Inquiry, Brief]
    rows: Mapping[Inquiry, tuple[Place, ...]]
    pins: Pins
    project: tuple[str, ...]
    day: date
    library: Library | None = None
    listings: Mapping[str, Listing] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """One subject of which something else is said; `subject` is as the later list gives it, if it does."""

    kind: Kind
    subject: Subject
    rows: tuple[Place, ...]  # in the later list; in the earlier one where the later lacks it
    before: Brief | None
    after: Brief | None
    why: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that changed, in the order of the later list, then what is gone; and what stayed."""

    changes: tuple[Change, ...]
    same: int  # subjects of which the same is said

    @property
    def counts(self) -> dict[str, int]:
        """Subjects by kind of change, and those without any."""
        counted = Counter(each.kind for each in self.changes)
        return {kind.value: counted[kind] for kind in Kind} | {"same": self.same}

    def rows(self) -> frozenset[Place]:
        """The rows of the later list whose subject is new or changed."""
        return frozenset(row for each in self.changes if each.kind is not Kind.GONE for row in each.rows)
