"""The numbers and addresses that a party of a FollowTheMoney dataset may bear, from `data/identifier_schemes.csv`.

`bearers` says whose a number is: of `one` party in the world, of one in each of several `register`s that may give out
the same number, or `shared` by many, so that it finds parties and identifies none.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from watchlists.company_numbers import comparable_number

TABLE = Path(__file__).parent / "data" / "identifier_schemes.csv"
# Numbers that registers of companies and tax offices give out; who asks for one may mean any of them.
REGISTER_NUMBERS = ("lei", "uscc", "inn", "ogrn", "company", "tax", "vat")
_ADDRESS = re.compile(r"^https?://(?:www\.)?")


@dataclass(frozen=True, slots=True)
class IdentifierScheme:
    """A scheme of identifiers: our name for it, the properties of FollowTheMoney, and whose its numbers are."""

    scheme: str
    properties: tuple[str, ...]
    bearers: str  # "one", "register" or "shared"
    title: str


@cache
def identifier_schemes() -> dict[str, IdentifierScheme]:
    """Every scheme by its name."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {
            row["scheme"]: IdentifierScheme(
                row["scheme"], tuple(row["properties"].split()), row["bearers"], row["title"]
            )
            for row in csv.DictReader(file, strict=True)
        }


@cache
def scheme_of_property() -> dict[str, str]:
    """The scheme of each property of FollowTheMoney that holds an identifier."""
    return {name: each.scheme for each in identifier_schemes().values() for name in each.properties}


def comparable(scheme: str, value: str) -> str:
    """An identifier in the form in which it is compared: without spaces, signs and case; "" is none."""
    if scheme == "opencorporates":
        return _ADDRESS.sub("", value.strip().lower()).rstrip("/")
    bare = comparable_number(scheme, value)
    if scheme == "imo":
        return bare.removeprefix("IMO")
    return bare.lstrip("0") if scheme in ("tax", "duns") else bare
