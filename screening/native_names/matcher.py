"""Which listed names a name in its own script may be: taken apart, bounded, aligned, the best first.

Schools and hospitals are refused: single words tell them apart (南京理工, 南京工业 and 南京科技 all become "Nanjing …
Technology"), and the register knows them by their own names.
"""

from __future__ import annotations

import re
from functools import cache

from screening.names.scripts import Script
from screening.native_names.alignment import QUESTION, NativeMatch, align
from screening.native_names.candidates import candidates
from screening.native_names.glossary import coined_brands
from screening.native_names.name_table import NameTable
from screening.native_names.native_words import RUN_ON
from screening.native_names.pieces import decompose
from screening.native_names.vocabulary import rows

_MOST = 3
_FULL_AND_SHORT = re.compile(r"^(.{6,}?)\s*[(（](.{4,})[)）]\W*$", re.DOTALL)


def native_matches(text: str, table: NameTable) -> list[NativeMatch]:
    """The listed names that a native name may be, at least as a question; each name once, the best first."""
    if is_school(text):
        return []
    found: dict[int, NativeMatch] = {}
    for form in [text] if table.script in RUN_ON else full_and_short(text):
        native = decompose(form, table)
        for candidate in candidates(native, table):
            match = align(native, candidate)
            if (
                match is None
                or match.score < QUESTION
                or (table.of_brands and not has_coined_brand(match, table.script))
            ):
                continue
            known = found.get(match.name.number)
            if known is None or known.score < match.score:
                found[match.name.number] = match
    return sorted(found.values(), key=lambda match: -rank_of(match, table))[:_MOST]


def rank_of(match: NativeMatch, table: NameTable) -> float:
    """What tells the likelier of two matches; of a table of brands, what of both names is explained.

    Whoever bears a brand has the same score there.
    """
    return match.full_score if table.of_brands else match.score


def has_coined_brand(match: NativeMatch, script: Script) -> bool:
    """Whether a brand agrees that a row of the table of brands has."""
    known = coined_brands(script)
    return any(each.key in known for each in match.explained)


def full_and_short(text: str) -> list[str]:
    """The names that a text gives: "Полное имя (АО «Краткое»)" gives two."""
    found = _FULL_AND_SHORT.search(text)
    return [found.group(1), found.group(2)] if found else [text]


def is_school(text: str) -> bool:
    """Whether a text names a school or hospital."""
    return _schools().search(text) is not None


@cache
def _schools() -> re.Pattern[str]:
    return re.compile("|".join(row["pattern"] for row in rows("schools_and_hospitals")), re.IGNORECASE)
