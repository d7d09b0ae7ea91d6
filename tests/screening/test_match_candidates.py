"""What speaks against claiming that a listed party is the one that was asked for."""

import pytest

from screening.match_candidates import is_contradicted
from screening.model import Evidence, Hit, Mention, Relation
from watchlists.model import ListedName, Listing, NameKind, PartyType

NAME = "Ilse Quillfeather"
LISTING = Listing("l:1", "l", (ListedName(NAME, NameKind.PRIMARY),), PartyType.PERSON, "BE")


@pytest.mark.parametrize(
    ("feature", "points", "contradicted"),
    [
        ("birth date", 25, False),
        ("birth date", 0, False),  # one year apart
        ("birth date", -40, True),
        ("date of birth", -40, True),
        ("lei", -30, True),
        ("orcid of the researcher", -30, True),
        ("lei", 30, False),
        ("identifier differs", 0, True),
        ("name", -20, True),  # of a person whose identifier agrees
        ("spelling", -5, False),
        ("country", -5, False),
    ],
)
def test_another_date_of_birth_or_identifier_contradicts_and_another_spelling_does_not(
    feature, points, contradicted
):
    evidence = (Evidence("name", NAME, NAME, 30), Evidence(feature, "one", "other", points))
    hit = Hit(LISTING, Mention(NAME, "name"), Relation.SAME, 0.5, NAME, NAME, NameKind.PRIMARY, evidence)
    assert is_contradicted(hit) is contradicted
