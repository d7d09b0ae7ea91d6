"""The points of points.toml, read once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

THRESHOLD = 0.70  # score from which two names are taken for one; F1 is flat from 0.60 to 0.85


@dataclass(frozen=True, slots=True)
class Spelling:
    """Charges for words that agree inexactly."""

    edit: float
    further_edit: float
    initial: float
    variant: float
    vowels: float
    unwritten: float
    joined: float
    cut_off: float
    initials_only: float
    order: float
    sparse: float


@dataclass(frozen=True, slots=True)
class PersonPoints:
    """Charges that only persons' names know."""

    extra: float
    extra_most: float
    few_vowels: float
    single: float
    single_common: float
    single_and_title: float
    initial_beside_extra: float
    shared_initial: float
    common_part: float
    most_missing: float
    only_inexact: float
    short_beside_extra: float
    one_across: float
    exchange: float
    near_exchange: float
    characters: float


@dataclass(frozen=True, slots=True)
class OrganisationPoints:
    """Charges that only organisations' names know."""

    extra: float
    extra_rarity: float
    extra_most: float
    single: float
    place: float
    form: float
    acronym: float
    number: float
    near_number: float
    one_number: float


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Charges for words left over on both sides."""

    words: float
    share: float
    unlike: float
    nothing_common: float


@dataclass(frozen=True, slots=True)
class Points:
    """All charges, out of 100."""

    spelling: Spelling
    person: PersonPoints
    organisation: OrganisationPoints
    contradiction: Contradiction


def _read() -> Points:
    tables = tomllib.loads((Path(__file__).parent / "points.toml").read_text(encoding="utf-8"))
    kinds = {
        "spelling": Spelling,
        "person": PersonPoints,
        "organisation": OrganisationPoints,
        "contradiction": Contradiction,
    }
    for name, kind in kinds.items():
        assert {part.name for part in fields(kind)} == set(tables[name]), f"points.toml: [{name}]"
    return Points(
        Spelling(**tables["spelling"]),
        PersonPoints(**tables["person"]),
        OrganisationPoints(**tables["organisation"]),
        Contradiction(**tables["contradiction"]),
    )


POINTS = _read()
