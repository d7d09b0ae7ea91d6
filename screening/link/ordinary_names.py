"""Names that others bear, too: of ordinary words, so that the name alone never tells whose it is.

"Global Traders", "Wagner Group", "Premier International": a star, a stone, a family's or a given name, a word that many
organisations are called by. A name of companies is ordinary where nothing in it is rarer, and where it is one word of a few
letters. Words are counted over names of organisations (screening/names/vocabulary/word_counts.csv) or stand in
vocabulary/common_brands.csv and not_brands.csv; whose names they are is never asked.
"""

from __future__ import annotations

import re
from functools import cache

from screening.affiliations.tokens import name_words
from screening.link.bearers import Bearer, Name
from screening.link.lexicon import Lexicon, WordClass
from screening.link.word_forms import is_latin, names_holding
from screening.names.rarity import bearers as persons_called
from screening.vocabulary import rows, vocabulary
from watchlists.model import NameKind, Status

LISTS_OF_A_GROUP = 3  # from here on a body is one that others are called after, and has companies elsewhere
_MANY = 8  # names of organisations that hold a distinctive word
_USUAL = 150  # that hold a word for a trade or a sort of body
_FEW_LETTERS = 4  # of a name of one word: "Tako"; fewer are an acronym as often
_MOST_WORDS = 2  # besides a legal form; three ordinary words together are rare
_TELLS_WHOSE = frozenset({WordClass.PLACE, WordClass.NUMBER, WordClass.DIRECTION})


_OTHER_LETTERS = re.compile("\\s*[(\uff08][^()\uff08\uff09A-Za-z]*[)\uff09]\\s*$")


@cache
def not_brands() -> frozenset[str]:
    """Words that are nobody's brand alone: words of a language, families, towns."""
    return frozenset(row["word"] for row in rows("not_brands"))


@cache
def common_brands() -> frozenset[str]:
    """Words that companies of many countries are called by: stars, gods, stones, animals, words of a language."""
    return not_brands() | {row["word"] for row in rows("common_brands")}


@cache
def sciences() -> frozenset[str]:
    """Words for a science or a technology."""
    return frozenset(row["word"] for row in rows("sciences"))


def is_nobodys_brand(word: str) -> bool:
    """Say whether a canonical word is known to be no brand by itself: a family, a person, a town, another company."""
    return word in not_brands() or persons_called(word) > 0


def is_anybodys_word(word: str) -> bool:
    """Say whether a canonical word is known to be one that people or companies of many countries are called by."""
    return word in common_brands() or persons_called(word) > 0


def lists_of(bearer: Bearer) -> set[str]:
    """The lists that hold the bearer in force."""
    return {each.watchlist_id for each in bearer.listings if each.status is Status.IN_FORCE}


def is_ordinary(name: Name, bearer: Bearer, lexicon: Lexicon) -> bool:
    """Say whether a listed name is one that companies of many countries may bear.

    Of a group that many lists hold the words are many names', too, for its companies are called after it: there only one word
    counts that is known to be anybody's.
    """
    printed = _latin_part(name)
    words = _said(printed, lexicon)
    if not 0 < len(words) <= _MOST_WORDS or _is_of_another_sort(name, bearer, printed):
        return False
    # A town may be a word that companies elsewhere are called by, too: Phoenix.
    kinds = [
        WordClass.DISTINCTIVE if kind is WordClass.PLACE and word in common_brands() else kind
        for word, kind in zip(words, map(lexicon.kind, words), strict=True)
    ]
    telling = [word for word, kind in zip(words, kinds, strict=True) if kind is WordClass.DISTINCTIVE]
    business = [word for word in words if word not in telling]  # "Metallurgical" says more than "Technology"
    if not telling or not _TELLS_WHOSE.isdisjoint(kinds) or any(names_holding(w) < _USUAL for w in business):
        return False
    if len(lists_of(bearer)) >= LISTS_OF_A_GROUP:
        return len(words) == 1 and is_anybodys_word(words[0])
    short = len(words) == 1 and len(words[0]) == _FEW_LETTERS and words[0].upper() not in name.text
    # A word of many names may be a group's own ("Gazprom Neft"): one at least must be known to be anybody's.
    return short or (
        any(map(is_anybodys_word, telling))
        and all(is_anybodys_word(word) or names_holding(word) >= _MANY for word in telling)
    )


def is_one_word(name: Name, bearer: Bearer, lexicon: Lexicon, text: str) -> bool:
    """Say whether one word and a legal form are all of a listed company's name, as `text` has it.

    Native letters say a country; read from a text in Latin letters the same name says none: "KAMAX" is not «Камаз».
    """
    printed = _latin_part(name)
    if not _is_in_latin(printed) and _is_in_latin(text):
        printed = text
    words = _said(printed, lexicon)
    return (
        len(words) == 1
        and not _is_of_another_sort(name, bearer, printed)
        and lexicon.kind(words[0]) is WordClass.DISTINCTIVE
    )


def _said(printed: str, lexicon: Lexicon) -> list[str]:
    """The words of a name but for its legal form."""
    return [word for word in name_words(printed) if lexicon.kind(word) is not WordClass.LEGAL]


def _is_of_another_sort(name: Name, bearer: Bearer, printed: str) -> bool:
    """Schools, institutes, forces and letters are told otherwise, and native letters say a country."""
    return (
        name.kind is NameKind.ACRONYM
        or not bearer.listings
        or "education" in bearer.types
        or not _is_in_latin(printed)
        or not _institutions().isdisjoint(name_words(printed))
    )


def _is_in_latin(text: str) -> bool:
    return all(is_latin(sign) for sign in text if sign.isalpha())


def _latin_part(name: Name) -> str:
    """A name without what is in other letters in brackets behind it."""
    return _OTHER_LETTERS.sub("", name.text)


@cache
def _institutions() -> frozenset[str]:
    words = vocabulary()
    return (words["unit_head"] | words["teaching"] | words["military"]) - words["legal"]
