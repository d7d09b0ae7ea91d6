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
    of_address = max((at for at, plain in enumerate(plains) if _is_of_an_address(plain)), default=0)
    stops = vocabulary()["stop"]
    for at in range(1, len(words)):
        if not _NAMED.isdisjoint(plains[at + 1 : at + 2]) or (
            stops.isdisjoint(plains[at - 1 : at + 1]) and _is_town_of_address(words, at, of_address, places)
        ):
            return f"{' '.join(words[:at])}, {' '.join(words[at:])}"
    return ""


def _is_town_of_address(words: list[str], at: int, of_address: int, places: Places) -> bool:
    """Whether a town begins here that nothing follows, or a word of an address; the last of those is at `of_address`."""
    left = len(words) - at
    for size in range(min(_LONGEST_TOWN, left), 0, -1):
        ends = size == left
        # Looking for a town costs most, so a place that could not be followed rightly is not looked at; a longer town goes before.
        if (ends or of_address >= at + size or size > 1) and city_key(
            " ".join(words[at : at + size])
        ) in places.countries_of:
            return ends or of_address >= at + size
    return False


def _is_of_an_address(plain: str) -> bool:
    return plain in _OF_AN_ADDRESS or any(sign.isdigit() for sign in plain)
