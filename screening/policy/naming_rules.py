"""What a body that a document names means: its naming and its kind decide together, by a reviewed table.

`naming_and_kind.csv` gives for every naming and every kind what follows for an organisation and for a person. Whether a
person has a role there, `screening.policy.named_role` says.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from screening.model import Hit, Subject
from screening.policy.identity import is_person
from screening.policy.list_state import ListState
from screening.policy.named_role import has_role
from watchlists.model import BodyKind, NamedIn, Naming

TABLE = Path(__file__).parent / "naming_and_kind.csv"
CONTEXT = "context"


class Follows(StrEnum):
    """What a hit on a named body comes to."""

    FINDING = "finding"  # an ordinary finding: of its law, where it is designated under one that we hold
    LOW = "low"  # for review, at most low
    NONE = "none"  # for review, with no level
    NOTE = "note"  # of a person only: no hit and no question, a note that says where the body is named


class OfPerson(StrEnum):
    """How a person beside the body is taken."""

    FINDING = "finding"
    # With a role there as the organisation, a finding; without one, and for study or teaching at a university, a note.
    FINDING_WITH_ROLE = "finding with role"
    ROLE = "role"  # with a role there as the organisation, at most low; without one a note
    ROLE_BEYOND_STUDY = "role beyond study"  # the same, and study and teaching at a university are no role
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class NamingKeys:
    """A row of the table."""

    organisation: Follows
    person: OfPerson
    why: str

    @property
    def person_word(self) -> str:
        """The key of labels.toml that says what follows for a person."""
        if self.person in (OfPerson.FINDING, OfPerson.FINDING_WITH_ROLE, OfPerson.NOTE):
            return self.person.value.replace(" ", "_")
        return f"{self.person.value.replace(' ', '_')}_{with_a_role(self).value}"


@cache
def table() -> Mapping[tuple[Naming, BodyKind], NamingKeys]:
    """The reviewed table.

    Raises:
        ValueError: a word of it is unknown.
    """
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {
            (Naming(row["naming"]), BodyKind(row["kind"])): NamingKeys(
                Follows(row["organisation"]), OfPerson(row["person"]), row["why"]
            )
            for row in csv.DictReader(file, strict=True)
        }


def keys_of(named: NamedIn) -> NamingKeys:
    """What the two keys of a body lead to."""
    return table()[named.naming, named.kind]


def with_a_role(keys: NamingKeys) -> Follows:
    """What follows for a person with a role there: never more than low where the person column says `role` alone."""
    if keys.person in (OfPerson.FINDING, OfPerson.FINDING_WITH_ROLE):
        return Follows.FINDING
    if keys.person is OfPerson.NOTE:
        return Follows.NOTE
    return Follows.NONE if keys.organisation is Follows.NONE else Follows.LOW


def follows(subject: Subject, hit: Hit) -> Follows | None:
    """What a hit comes to for this subject; None where no document names the body."""
    if hit.listing.named is None:
        return None
    keys = keys_of(hit.listing.named)
    if not is_person(subject):
        return keys.organisation
    if keys.person in (OfPerson.FINDING, OfPerson.NOTE):
        return with_a_role(keys)
    # At a university that a law designates a bare affiliation is a post, as at any other body.
    study_is_none = keys.person is OfPerson.ROLE_BEYOND_STUDY
    return with_a_role(keys) if has_role(hit, study_is_none=study_is_none) else Follows.NOTE


def is_context(subject: Subject, hit: Hit) -> bool:
    """Say whether the body is held for context, so that no law follows and nothing is more than low."""
    return follows(subject, hit) not in (None, Follows.FINDING)


def lists_of(subject: Subject, hit: Hit) -> tuple[str, ...]:
    """The lists whose rules apply to a hit: its own, and of an ordinary finding that of its law."""
    own, named = hit.listing.watchlist_id, hit.listing.named
    if named is None or not named.law or follows(subject, hit) is not Follows.FINDING:
        return (own,)
    return own, named.law


def standing_of(subject: Subject, hit: Hit, lists: ListState) -> str:
    """The standing a hit counts with: that of its list; of a named body, as its keys decide."""
    named = hit.listing.named
    if named is None:
        return lists.standing(hit.listing.watchlist_id)
    if is_context(subject, hit):
        return CONTEXT
    return "non-government" if named.naming is Naming.NAMED_EXPERT else "government"
