"""Synthetic innocents: people and organisations who are on no list, by the way they are made.

People combine a common family name with a common given name of one way of writing names; organisations combine an
invented place with the ordinary words of universities and hospitals. Nobody real is meant. An alert about one of them
is a false one, except where a listed person happens to bear the same name: that is what a name alone is worth.
The words stand in vocabulary/ for review.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from screening.model import Subject, SubjectType
from watchlists.model import Body, Listing

VOCABULARY = Path(__file__).parent / "vocabulary"
PEOPLE = ("people.csv", "people_of_more_scripts.csv")
FIRST = "family"  # the family name stands first


@dataclass(frozen=True, slots=True)
class Innocent:
    """A subject nobody lists, and the group it stands for."""

    group: str
    subject: Subject


def innocents(folder: Path = VOCABULARY) -> tuple[Innocent, ...]:
    """Every synthetic innocent, in a fixed order."""
    return (*_people(folder), *_organisations(folder))


def unlisted(bodies: Iterable[Body], listings: Iterable[Listing]) -> tuple[Innocent, ...]:
    """Registered organisations none of whose names any list prints, grouped by country.

    A few are listed under a spelling of their own or belong to a listed body, so alerts about them are the most
    that can be false, not all of them false.
    """
    printed = {name.text.casefold() for listing in listings for name in listing.names}
    return tuple(
        Innocent(
            f"registered, {body.country}", Subject(body.name, SubjectType.ORGANISATION, country=body.country)
        )
        for body in bodies
        if not any(name.text.casefold() in printed for name in body.names if name.kind != "acronym")
    )


def _people(folder: Path) -> Iterator[Innocent]:
    for row in (row for file in PEOPLE for row in _rows(folder / file)):
        for family in row["family"].split():
            for given in row["given"].split():
                joined = row["joiner"].replace("space", " ")
                name = f"{family}{joined}{given}" if row["order"] == FIRST else f"{given}{joined}{family}"
                yield Innocent(f"people, {row['group']}", Subject(name, SubjectType.PERSON))


def _organisations(folder: Path) -> Iterator[Innocent]:
    patterns = list(_rows(folder / "patterns.csv"))
    for row in _rows(folder / "places.csv"):
        for pattern in patterns:
            if pattern["language"] == row["language"]:
                name = pattern["pattern"].replace("{place}", row["place"])
                subject = Subject(name, SubjectType.ORGANISATION, country=row["country"])
                yield Innocent(f"organisations, {row['country']} ({row['language']})", subject)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
