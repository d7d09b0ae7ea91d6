"""Invented persons by the thousand, from the words that the fairness check makes its innocents of.

The check itself has each family name with each given name, some twelve hundred people. Here a person has one given name or
two, and half of them work for one of the check's invented organisations, as a list of collaborators would say it.
"""

from __future__ import annotations

import csv
import random

from screening.fairness.innocents import FIRST, VOCABULARY, innocents
from screening.model import Subject, SubjectType

SEED = 17


def invented_persons(count: int, seed: int = SEED) -> tuple[Subject, ...]:
    """Different persons, always the same ones for a seed and the same words."""
    with (VOCABULARY / "people.csv").open(encoding="utf-8", newline="") as file:
        groups = list(csv.DictReader(file))
    employers = [each.subject.name for each in innocents() if each.subject.type is SubjectType.ORGANISATION]
    chance = random.Random(seed)
    persons: dict[Subject, None] = {}
    while len(persons) < count:
        name = _name(chance, chance.choice(groups))
        affiliations = (chance.choice(employers),) if chance.random() < 0.5 else ()
        persons[Subject(name, SubjectType.PERSON, affiliations)] = None
    return tuple(persons)


def _name(chance: random.Random, group: dict[str, str]) -> str:
    joiner = group["joiner"].replace("space", " ")
    given = joiner.join(chance.sample(group["given"].split(), chance.choice((1, 2))))
    family = chance.choice(group["family"].split())
    return joiner.join((family, given) if group["order"] == FIRST else (given, family))
