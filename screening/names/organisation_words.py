"""The words of an organisation's name, ready for comparing.

Abbreviations are written out and institution words of other languages are put in English (Univ., Universitet and
Daxue are university), articles and prepositions go, single letters join (A B C is ABC).
"""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_lowercase

from screening.names.numbers import read_numbers
from screening.names.vocabulary import rows

_MEANINGS = {row["word"]: row["meaning"] for row in rows("abbreviations")}
_STOP = frozenset(row["word"] for row in rows("organisation_stop_words"))
_DROPPED_LETTERS = frozenset(
    "aesy"
)  # articles, possessive and conjunctions; any other letter is part of a name
_TELLS = {word: "" for word in _STOP if len(word) > 1 or word in _DROPPED_LETTERS}  # "": nothing
_TELLS = _MEANINGS | _TELLS
_LETTERS = frozenset(ascii_lowercase)
PLACES = frozenset(row["word"] for row in rows("places"))


def telling_words(words: Sequence[str]) -> list[str]:
    """Words without articles and prepositions, abbreviations written out, numerals as digits."""
    letters = not _LETTERS.isdisjoint(words)
    kept = [
        tells for word in (join_letters(words) if letters else words) if (tells := _TELLS.get(word, word))
    ]
    read = read_numbers(kept or list(words))
    return join_letters(read) if letters else read  # no meaning and no numeral is a letter


def join_letters(words: Sequence[str]) -> list[str]:
    """Runs of single letters as one word: a b c d is abcd."""
    if 1 not in map(len, words):
        return list(words)
    joined: list[str] = []
    run = ""
    for word in words:
        if len(word) == 1 and word.isalpha():
            run += word
            continue
        if run:
            joined.append(run)
            run = ""
        joined.append(word)
    return [*joined, run] if run else joined
