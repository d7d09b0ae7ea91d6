"""The country that a regulation is about, where a list gives none for a party it names under it.

It is derived and not printed: rules on one country name parties in others, too (those on Russia name Chinese and Emirati
firms). So it may support that a party is meant in that country, and says nothing against any other.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

from watchlists.model import Listing

TABLE = Path(__file__).parent / "data" / "countries_of_regulations.csv"
_END_OF_ACT = re.compile(r"[,;]")  # then an annex, or the number of the entry


def countries_of_regulation(listing: Listing) -> tuple[str, ...]:
    """ISO alpha-2 of the countries that the act cited for a listing is about; none where it is about no one country."""
    act = _END_OF_ACT.split(listing.citation, maxsplit=1)[0].strip()
    return _countries().get(act, ())


@cache
def _countries() -> dict[str, tuple[str, ...]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row["citation"]: tuple(row["country"].split()) for row in csv.DictReader(file, strict=True)}
