"""Companies whose printed name is a coined brand, by the pinyin of their native one: "Hainengda Communications", Hytera.

The brands are those whose native form is known (screening/native_names/vocabulary/coined_brands.csv). Syllables are written
with many signs, so such a name is a weak alias, read whole or not at all: Jingdong is not Jingdongfang. Two syllables with
a legal form alone ("Baoli Group") are many companies', so a trade must stand beside them, and a word that other
organisations are called by says nothing.
"""

from __future__ import annotations

from screening.affiliations.tokens import HAN
from screening.link.lexicon import Lexicon, WordClass
from screening.link.ordinary_names import is_anybodys_word
from screening.link.universe import Assembly
from screening.names.rarity import organisations_called
from screening.native_names import chinese_brands, pinyin_spellings
from screening.vocabulary import vocabulary
from screening.vocabulary.cues import Cue, cue_words
from watchlists.model import NameKind

_CHINESE = frozenset({"CN", "HK", "MO"})
IN_PINYIN = "its brand in pinyin"
_TELLING_SIGNS = 3  # of a brand: three syllables are few companies', two many
_COMPANY_WORDS = cue_words(Cue.COMPANY_WORD)
_NO_TRADE = frozenset({WordClass.LEGAL, WordClass.FILLER, WordClass.PLACE, WordClass.TYPE})


def add_pinyin_names(assembly: Assembly) -> None:
    """Give listed companies with a coined brand their names with its pinyin instead."""
    for name in tuple(assembly.names):
        draft = assembly.drafts[name.bearer]
        if not name.listed or not draft.listings or draft.countries.isdisjoint(_CHINESE):
            continue
        if name.note or HAN.search(name.words[0]) or name.kind in (NameKind.ACRONYM, NameKind.WEAK_ALIAS):
            continue
        # Institutes by their number have ways of writing of their own
        if any(word.isdigit() for word in name.words):
            continue
        has_trade = any(
            assembly.lexicon.kind(word) not in _NO_TRADE and word not in _COMPANY_WORDS
            for word in name.words[1:]
        )
        for native in chinese_brands().get(name.words[0], ()):
            if len(native) < _TELLING_SIGNS and not has_trade:
                continue
            for spelling in _telling_spellings(native, assembly.lexicon):
                text = " ".join((spelling.capitalize(), *name.words[1:]))
                assembly.name(draft, text, NameKind.WEAK_ALIAS, listed=True, note=IN_PINYIN)


def _telling_spellings(native: str, lexicon: Lexicon) -> list[str]:
    """The spellings of a brand that no town, trade or other organisation is called by."""
    return [
        word
        for word in pinyin_spellings(native)
        if lexicon.kind(word) is WordClass.DISTINCTIVE
        and not organisations_called(word)
        and not is_anybodys_word(word)
        and word not in vocabulary().known
    ]
