"""Institutes of the Russian Academy of Sciences, which texts name without it: "Trapeznikov Institute of Control Sciences".

Only a name that says whose institute it is: with a distinctive word before "Institute", or with whom it is named after.
"Institute of Molecular and Cell Biology" is also Singapore's.
"""

from __future__ import annotations

import re

from screening.affiliations.tokens import HAN, name_words
from screening.link.lexicon import WordClass
from screening.link.universe import Assembly
from screening.vocabulary.cues import Cue, cue_words
from watchlists.model import NameKind

_ACADEMY = re.compile(
    r"(?i),?\s*(?:of(?: the)?\s+)?(?:(?:Siberian|Far Eastern|Ural) Branch,?\s*(?:of(?: the)?\s+)?)?"
    r"(?:the )?(?:Russian Academy of Sciences?|RAS|SB RAS)\s*$"
)
_NAMED = cue_words(Cue.NAMES_A_PATRON)
_FEWEST_WORDS = 3
_NOTE = "without the academy it is of"


def add_without_academy(assembly: Assembly) -> None:
    """Give listed institutes of the academy their names without it."""
    kind = assembly.lexicon.kind
    for name in tuple(assembly.names):
        if not name.listed or name.kind is NameKind.ACRONYM or HAN.search(name.words[0]):
            continue
        text = _ACADEMY.sub("", name.text)
        if text == name.text:
            continue
        words = name_words(text)
        if "institute" not in words or len(words) < _FEWEST_WORDS:
            continue
        before = words[: words.index("institute")]
        if not _NAMED.isdisjoint(words) or any(kind(word) is WordClass.DISTINCTIVE for word in before):
            assembly.name(assembly.drafts[name.bearer], text, NameKind.ALIAS, listed=True, note=_NOTE)
