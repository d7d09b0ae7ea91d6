"""When a name is all there is.

A name says little about who a person is: 129 surnames cover 85 per cent of China's population (Nature,
doi 10.1038/453766a), and romanising merges more. Only a second, independent identifier makes it more than that;
which features of the evidence are such identifiers stands in second_identifiers.csv.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from screening.model import Hit, Subject, SubjectType, TieKind
from watchlists.model import PartyType

IDENTIFIERS = Path(__file__).parent / "second_identifiers.csv"


def is_person(subject: Subject) -> bool:
    """Say whether the subject is a person, as far as the row tells: a name with affiliations is one."""
    # Companies have owners and funders, too; posts and education are persons'.
    posts = any(
        tie.kind not in (TieKind.OWNERSHIP, TieKind.FUNDING, TieKind.OTHER_PERSON) for tie in subject.ties
    )
    named_with_affiliation = bool(subject.name and (subject.affiliations or posts))
    return subject.type is SubjectType.PERSON or (
        subject.type is SubjectType.UNKNOWN and named_with_affiliation
    )


def is_the_organisation(subject: Subject, hit: Hit) -> bool:
    """Say whether the whole text asked about was read as the organisation of the hit, so that it is one itself."""
    return (
        hit.listing.type is PartyType.ORGANISATION
        and hit.mention.source == "name"
        and hit.mention.text.strip(" .,;") == subject.name.strip(" .,;")
    )


def is_name_only(subject: Subject, hit: Hit) -> bool:
    """Say whether the hit rests on a person's name and nothing that tells one bearer from another."""
    about_a_person = hit.listing.type is PartyType.PERSON or (
        is_person(subject) and hit.mention.source == "name"
    )
    return about_a_person and not any(
        evidence.points > 0 and _first_word(evidence.feature) in second_identifiers()
        for evidence in hit.evidence
    )


@cache
def second_identifiers(path: Path = IDENTIFIERS) -> frozenset[str]:
    """The features of evidence that are independent of the name."""
    with path.open(encoding="utf-8", newline="") as file:
        return frozenset(row["feature"] for row in csv.DictReader(file))


def _first_word(feature: str) -> str:
    return feature.casefold().replace("birth date", "birth_date").partition(" ")[0]
