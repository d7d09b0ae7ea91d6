"""Given names in Arabic letters that share their consonants: عمر is Omar, عامر and أمير are Amir.

Letters that are romanised one by one leave "mr" of each, which any of their spellings in Latin letters fits. The table
arabic_given_names.csv says which spellings each has. It only tells two of its names apart; a name that it lacks, or a
spelling that it lacks, is judged by its letters as before.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from screening.names.scripts import ARABIC_FORMS
from screening.names.sounds import sound
from screening.names.vocabulary import rows

# The vowels, and the letter that no spelling in Latin letters has.
_LEFT_OUT = str.maketrans("", "", "اويع")


def is_another_given_name(text: str, listed: Iterable[str]) -> bool:
    """Say whether a word of a text in Arabic letters is one given name, and the listed one has another of its consonants.

    Args:
        text: as given.
        listed: the words of the listed name in Latin letters.
    """
    sounds = set(map(sound, listed))
    for word in text.split():
        letters = word.translate(ARABIC_FORMS)
        own = _spellings().get(letters)
        if own is None or not own.isdisjoint(sounds):
            continue
        consonants = letters.translate(_LEFT_OUT)
        others = (
            spellings
            for other, spellings in _spellings().items()
            if other != letters and other.translate(_LEFT_OUT) == consonants
        )
        if any(not spellings.isdisjoint(sounds) for spellings in others):
            return True
    return False


@cache
def _spellings() -> dict[str, frozenset[str]]:
    """How each name sounds in its spellings, by its letters."""
    return {
        row["letters"].translate(ARABIC_FORMS): frozenset(map(sound, row["latin"].split()))
        for row in rows("arabic_given_names")
    }
