"""The legal form of a company, and whether it is a group: both are part of who it is.

"JSC Planar" is another company than "OOO Planar", and a group another than its company, unless a list prints both names
for one party. A form that is left out says nothing; forms are one in every language (`vocabulary/company_forms.csv`).
"""

from __future__ import annotations

import re
from functools import cache

from screening.affiliations.tokens import HAN, name_words
from screening.link.ledger import key_of
from screening.vocabulary import rows, vocabulary
from watchlists.model import Listing

_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_GROUP = "group"
_COMPANY_WORDS = frozenset({"company", "corporation", "incorporated"})


def is_another_company(one: Listing, other: Listing) -> bool:
    """Whether two listings of like names are two companies by form or group, and neither prints the other's name."""
    if not _differ(one.name, other.name):
        return False
    printed = [{key_of(name.text) for name in listing.names} for listing in (one, other)]
    return key_of(one.name) not in printed[1] and key_of(other.name) not in printed[0]


def _differ(one: str, other: str) -> bool:
    if HAN.search(one) or HAN.search(other):
        return False
    left, right = _words(one), _words(other)
    if _is_group(left) != _is_group(right):
        return True
    forms = _forms_of(left), _forms_of(right)
    return all(forms) and not forms[0] & forms[1]


def _words(name: str) -> tuple[str, ...]:
    return name_words(_BRACKETS.sub(" ", name))


def _is_group(words: tuple[str, ...]) -> bool:
    """Whether a name ends in "Group", legal form aside; in "… Group Corporation 32nd Institute" it is the parent's."""
    legal = (vocabulary()["legal"] | _COMPANY_WORDS) - {_GROUP}
    bare = [word for word in words if word not in legal]
    return bool(bare) and bare[-1] == _GROUP


def _forms_of(words: tuple[str, ...]) -> frozenset[str]:
    found = frozenset(_forms()[word] for word in words if word in _forms())
    return found - {"limited"} if "private limited" in found or "free zone" in found else found


@cache
def _forms() -> dict[str, str]:
    return {row["word"]: row["form"] for row in rows("company_forms")}
