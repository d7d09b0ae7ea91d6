"""The legal form of a company, and whether it is a group: both are part of who it is.

"JSC Planar" is another company than "OOO Planar", and a group another than its company, unless a list prints both names
for one party. A form that is left out says nothing; one form is the same in several languages, as far as
`vocabulary/company_forms.csv` has its words, which also says which form covers a wider one ("Pte Ltd" is no "Ltd").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from screening.affiliations.tokens import HAN, name_words
from screening.link.ledger import key_of
from screening.vocabulary import rows, vocabulary
from watchlists.model import Listing

_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
# Forms of the table that are no legal form: a group, and words that companies of every form bear.
_GROUP, _ANY = "group", "any"


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
    legal, forms = vocabulary()["legal"], _forms()
    for word in reversed(words):
        form = forms[word].form if word in forms else ""
        if form == _GROUP:
            return True
        if not form and word not in legal:
            break
    return False


def _forms_of(words: tuple[str, ...]) -> frozenset[str]:
    found = [_forms()[word] for word in words if word in _forms()]
    covered = {each.covers for each in found}
    return frozenset(each.form for each in found) - covered - {_GROUP, _ANY}


@dataclass(frozen=True, slots=True)
class _Form:
    form: str
    covers: str  # a wider form whose words it is printed with, or ""


@cache
def _forms() -> dict[str, _Form]:
    return {row["word"]: _Form(row["form"], row["covers"]) for row in rows("company_forms")}
