"""Addresses that are run on to a name: "FIBERHOME WUHAN GAOXIN SI ROAD NO 6".

Ledgers join their fields without a comma. An address begins with a town that only more of an address follows, or with the
word before "Street". What stands there may be a part of the name all the same, so the text is read as it is first.
"""

from __future__ import annotations

from screening.affiliations.places import Places, city_key
from screening.vocabulary import vocabulary
from screening.vocabulary.cues import Cue, cue_words

_FEWEST_WORDS, _MOST_WORDS = 2, 16
_LONGEST_TOWN = 3  # words
_NAMED = cue_words(Cue.STREET) | cue_words(Cue.SQUARE_OR_ZONE)  # what the word before is the name of
_OF_AN_ADDRESS = cue_words(Cue.STREET) | cue_words(Cue.ADDRESS)


def address_apart(text: str, places: Places) -> str:
    """The text with a comma before an address that is run on to a name, or "" where there is none."""
    words = text.split()
    if "," in text or ";" in text or not _FEWEST_WORDS <= len(words) <= _MOST_WORDS:
        return ""
    plains = [word.strip(".()").lower() for word in words]
    for at in range(1, len(words)):
        size = _town_at(words, at, places)
        follows = plains[at + size :]
        is_town = bool(size) and vocabulary()["stop"].isdisjoint(plains[at - 1 : at + 1])
        is_town = is_town and (not follows or any(map(_is_of_an_address, follows)))
        if is_town or not _NAMED.isdisjoint(plains[at + 1 : at + 2]):
            return f"{' '.join(words[:at])}, {' '.join(words[at:])}"
    return ""


def _town_at(words: list[str], at: int, places: Places) -> int:
    """How many words are a town that begins here; 0 for none."""
    for size in range(min(_LONGEST_TOWN, len(words) - at), 0, -1):
        if city_key(" ".join(words[at : at + size])) in places.countries_of:
            return size
    return 0


def _is_of_an_address(plain: str) -> bool:
    return plain in _OF_AN_ADDRESS or any(sign.isdigit() for sign in plain)
