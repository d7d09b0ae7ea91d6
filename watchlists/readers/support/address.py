"""The country of a printed address: its last part that is a country's name, where there is one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from watchlists.countries import country_code

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
