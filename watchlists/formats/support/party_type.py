"""Typing parties: who on a mixed list is a person, for publishers that print persons and bodies alike.

A name is a person's when the print says so ("individual", "Dr.") or when it is two to five words without a
company word, one of them a given name. What the rule gets wrong stands in `data/typing/parties.csv` with a
reason. A wrong "organisation" would let a person score on a name alone, so candidates were read by eye, by how
often their words occur in the editions we ship; a new edition needs that reading again.
"""

from __future__ import annotations

import csv
import re
from functools import cache

from watchlists.countries import fold
from watchlists.formats.support.typing_tables import DATA, is_legal_form, vocabulary, words
from watchlists.model import PartyType

SAYS_PERSON = re.compile(r"\bindividual\)|^(?:Dr|Mr|Mrs|Ms)\.? ", re.I)
MIXED = ("us-bis-entity-list", "us-state-nonproliferation")  # the others name persons nowhere
MOST_WORDS = 5  # of a person's name as lists print it, initials not counted


def party_type(list_id: str, name: str) -> PartyType:
    """Type one printed primary name: by the table, else by the rule where the list mixes persons and bodies."""
    by_rule = list_id in MIXED and looks_like_person(name)
    return _overrides().get((list_id, name)) or (PartyType.PERSON if by_rule else PartyType.ORGANISATION)


def looks_like_person(name: str) -> bool:
    """Apply the rule of this module, without the table."""
    if SAYS_PERSON.search(name):
        return True
    bare = re.sub(r"\(.*?\)", "", name)
    parts = [word for word in words(bare.replace("-", " ")) if len(word) > 1]
    if not len(words(bare)) >= 2 or len(parts) > MOST_WORDS or re.search(r"[\d&/]", bare):
        return False
    if any(fold(part) in vocabulary("organisation_words") or is_legal_form(part) for part in parts):
        return False
    return any(fold(part) in vocabulary("given_names") for part in parts)


@cache
def _overrides() -> dict[tuple[str, str], PartyType]:
    with (DATA / "typing" / "parties.csv").open(encoding="utf-8", newline="") as file:
        return {(row["list"], row["name"]): PartyType(row["type"]) for row in csv.DictReader(file)}
