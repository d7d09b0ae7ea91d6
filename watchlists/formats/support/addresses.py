"""The country and the city of a printed address, where they can be read safely."""

from __future__ import annotations

import re
from collections.abc import Iterable

from watchlists.countries import country_code, fold
from watchlists.formats.support.typing_tables import cities

SEVERAL = re.compile(r";|\n|\b(?:i{1,3}|iv|v|vi{0,3}|[a-h])\)\s")
PARTS = re.compile(r"[,.:]\s*|\s+[-–]\s+")
SHORTEST = 4  # letters of a country name; "IN" or "GA" in an address is a word or a province


def countries(addresses: Iterable[str]) -> str:
    """The ISO codes of the countries in which these addresses lie, each once, joined by a blank."""
    found: dict[str, None] = {}
    for address in addresses:
        for single in SEVERAL.split(address):
            parts = (re.sub(r"\d+", "", part).strip() for part in PARTS.split(single))
            codes = [country_code(part) for part in parts if len(part) >= SHORTEST]
            found |= dict.fromkeys(code for code in codes[-1:] if code)
    return " ".join(found)


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
