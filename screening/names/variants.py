"""Given names and family names under their other spellings: Volodymyr is Vladimir, Mohd is Muhammad, Bibi Benjamin.

Tables: given_names.csv and short_names.csv of this package, and the English nicknames of the package `nicknames`
(Apache-2.0, curated by hand). A variant is weaker evidence than the name itself and is charged for.
"""

from __future__ import annotations

import re
from functools import lru_cache

from nicknames import NickNamer

from screening.names.vocabulary import rows

_PATRONYMIC = re.compile("(?:ovich|evich|ovych|yovych|evych|ovitch|evitch|avich|ovna|ivna|evna|yivna|awna)$")
_PATRONYMIC_OF = ("", "y", "i", "ei", "ii", "ai", "iy", "ey")


def _groups() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in rows("given_names"):
        for word in (row["name"], *row["variants"].split()):
            found.setdefault(word, set()).add(row["name"])
    return {word: frozenset(names) for word, names in found.items()}


def _short_names() -> dict[str, set[str]]:
    pairs: dict[str, set[str]] = {}
    for row in rows("short_names"):
        pairs.setdefault(row["short"], set()).add(row["full"])
        pairs.setdefault(row["full"], set()).add(row["short"])
    return pairs


_GROUPS = _groups()
_SHORT = _short_names()
_ENGLISH = NickNamer()


@lru_cache(100_000)
def groups_of(word: str) -> frozenset[str]:
    """The names a word is a spelling of; a Slavic patronymic belongs to its father's name."""
    if word in _GROUPS:
        return _GROUPS[word]
    ending = _PATRONYMIC.search(word)
    if not ending or ending.start() < 3:
        return frozenset()
    father = word[: ending.start()]
    known = (name for end in _PATRONYMIC_OF for name in _GROUPS.get(father + end, ()))
    return frozenset(f"{name} (patronymic)" for name in known)


def same_name(left: str, right: str) -> bool:
    """True where both words are spellings of one name in the table."""
    return not groups_of(left).isdisjoint(groups_of(right))


@lru_cache(100_000)
def short_forms(word: str) -> frozenset[str]:
    """Usual short forms of a word, and the names it is a short form of."""
    return frozenset({*_SHORT.get(word, ()), *_ENGLISH.nicknames_of(word), *_ENGLISH.canonicals_of(word)})


def short_form(left: str, right: str) -> bool:
    """True where one word is a usual short form of the other, whichever."""
    return right in short_forms(left)
