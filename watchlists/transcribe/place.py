"""The city of a printed address, where it can be read safely; "" otherwise.

Only the first of several addresses counts, only a part that is nothing but a known city of the listing's
own country, and a part further to the left wins: in "Changchun, Jilin" the last part is the province.
"""

from __future__ import annotations

import re

from watchlists.countries import fold
from watchlists.transcribe.vocabulary import cities

POSTCODE = re.compile(r"\b\d{3,7}(?:-\d+)?\b")
CITY_WORD = re.compile(r"\s+(?:City|Shi|Municipality)$", re.I)
REGIONS = {"HK": "hongkong", "MO": "macau"}  # printed under China by some publishers


def city(address: str, country: str) -> str:
    """The city that the first address names, as printed without postcode; country is ISO alpha-2."""
    first = re.split(r";|\band\s+(?=\d)", address)[0]
    for part in first.split(","):
        bare = CITY_WORD.sub("", POSTCODE.sub("", part).strip(" .")).strip()
        if any((code, fold(bare)) in cities() for code in country.split()):
            return bare
    return ""


def region(address: str) -> str:
    """HK or MO where the first address is there, else an empty text."""
    ends = fold(POSTCODE.sub("", address.split(";")[0])).removesuffix("china")
    return next((code for code, name in REGIONS.items() if ends.endswith(name)), "")
