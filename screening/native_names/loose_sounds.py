"""One loose key for a name in whatever script: the order of its kinds of consonants.

A name that is written as neighbours hear it (زاغروس, ザグロス, 자그로스: Zagros) keeps no more. So the key says nothing alone: it
counts beside words that were all translated.
"""

from __future__ import annotations

import re
from functools import lru_cache

from anyascii import anyascii
from rapidfuzz.distance import Levenshtein

_REPEATED = re.compile(r"(.)\1+")
_SILENT = "\u30c3\u30fc"  # a doubled consonant, a long vowel
_ARABIC = {
    letter: sound
    for letters, sound in (
        ("بپف", "b"),
        ("تطد", "t"),
        ("ثسصجچذزضظژش", "s"),
        ("خکكگغق", "k"),
        ("رل", "r"),
        ("م", "m"),
        ("ن", "n"),
    )
    for letter in letters
}
_PAIRS = (
    *(
        ("kh", "k"),
        ("gh", "k"),
        ("tch", "s"),
        ("ch", "s"),
        ("sh", "s"),
        ("zh", "s"),
        ("dzh", "s"),
        ("ts", "s"),
    ),
    *(("tz", "s"), ("ph", "b"), ("th", "s"), ("ck", "k"), ("x", "ks")),
)
_LATIN = str.maketrans("bpfvtdsczjkgqlrmnaeiouwyh", "bbbbttsksskkkrrmn        ")
_FEWEST = 3  # consonants that say anything
_LONG = 6  # of so many one may differ


def loose_keys(word: str) -> frozenset[str]:
    """The keys of a romanised name in lower case, or of one in Arabic script, kana or Hangul.

    Several, where neighbours hear one letter in several ways.
    """
    if any(letter in _ARABIC for letter in word):
        return frozenset({_tidy("".join(_ARABIC.get(letter, "") for letter in word))})
    if not word.isascii():
        word = anyascii("".join(letter for letter in word if letter not in _SILENT)).lower()
    heard = {
        word,
        word.replace("kh", "h"),
        word.replace("v", "w"),
        word.replace("th", "t"),
        word.replace("ng", "n"),
    }
    return frozenset(map(_latin_key, heard))


def sounds_alike(native: str, latin: str) -> bool:
    """Whether a name in another script may be a romanised one: at least three consonants, and the same ones in order."""
    return any(
        min(len(own), len(other)) >= _FEWEST
        and (own == other or (len(own) >= _LONG and Levenshtein.distance(own, other) == 1))
        for own in loose_keys(native)
        for other in loose_keys(latin)
    )


@lru_cache(50_000)
def _latin_key(word: str) -> str:
    for pair, sound in _PAIRS:
        word = word.replace(pair, sound)
    return _tidy(word.translate(_LATIN).replace(" ", ""))


def _tidy(key: str) -> str:
    # "Rimbong" is リンボン in Japanese.
    return _REPEATED.sub(r"\1", key).replace("mb", "nb")
