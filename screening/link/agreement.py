"""Do the places of a text and of a bearer agree? A contradiction of country is a veto; a city tells bearers apart."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from screening.affiliations.places import Setting, compatible
from screening.link.bearers import Bearer


class Agreement(IntEnum):
    """How far places agree, in order."""

    CONFLICT = 0
    UNKNOWN = 1
    OVERLAP = 2  # Hong Kong and China
    COUNTRY = 3
    CITY = 4


@dataclass(frozen=True, slots=True)
class Placement:
    """An agreement with both values in words."""

    agreement: Agreement
    text: str
    bearer: str


def placement(setting: Setting, bearer: Bearer) -> Placement:
    """Compare where a text places its organisation with where the bearer is."""
    own = " ".join(sorted(bearer.countries))
    shared = setting.cities & bearer.cities
    said = setting.countries or setting.implied
    stated = " ".join(sorted(said))
    if not said or not bearer.countries:
        found = Agreement.CITY if shared else Agreement.UNKNOWN
        if found is Agreement.UNKNOWN and said & bearer.derived_countries:
            found, own = Agreement.COUNTRY, " ".join(sorted(bearer.derived_countries))
    elif said & bearer.countries:
        found = Agreement.CITY if shared else Agreement.COUNTRY
    elif compatible(said, bearer.countries):
        found = Agreement.CITY if shared else Agreement.OVERLAP
    else:
        found = Agreement.CONFLICT
    if found is Agreement.CITY:
        return Placement(found, " ".join(sorted(shared)), own)
    return Placement(found, stated, own)


def rules_out(setting: Setting, placed: Placement) -> bool:
    """Say whether a contradiction of country is a veto.

    A country in the text itself is one. A country given beside the text may be where a person lives, or where a
    company has a branch: it only speaks against a bearer, of whom a namesake at home there fits better
    (`ClaimReader.settle`).
    """
    return placed.agreement is Agreement.CONFLICT and not setting.given
