"""Numbers by which listings are joined or kept apart: of company registers, and the reference of the United Nations.

A number joins two listings where both print it, unless another number says otherwise: two different ones of one scheme
are two bodies. Two company numbers keep nothing apart: one country has several registers, and lists do not say whose
number they print. Numbers that publishers print for several bodies stand in `vocabulary/shared_numbers.csv` and say
nothing; nor does a reference of the United Nations in the form of before 2014.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from functools import cache

from screening.vocabulary import rows
from watchlists.company_numbers import COMPANY, comparable_number
from watchlists.model import Listing

Number = tuple[str, str]  # scheme and value
# One body has one of each, and no two bodies have the same: in this order they also name a body.
ONE_TO_A_BODY = ("lei", "uscc", "ogrn", "inn", "un")
_SHORTEST = 6  # signs: shorter numbers are given out by many registers
# "IRe.032" of today; "I.47.C.2" was the same entry, and no list prints both forms for one.
_UN_REFERENCE = re.compile(r"[A-Z]{2}[EI]\d{3}")


def numbers_of(listing: Listing) -> frozenset[Number]:
    """The numbers of a listing that may join it; a company number only together with its country."""
    found: set[Number] = set()
    for scheme, value in listing.identifiers:
        bare = comparable_number(scheme, value)
        if scheme == "un" and not _UN_REFERENCE.fullmatch(bare):
            continue
        if scheme in ONE_TO_A_BODY and bare:
            found.add((scheme, bare))
        elif scheme == COMPANY and len(bare) >= _SHORTEST:
            found |= {(scheme, f"{country} {bare}") for country in listing.country.split()}
    return frozenset(found - _shared())


def numbers_of_one(parties: Iterable[Iterable[Listing]]) -> frozenset[Number]:
    """The numbers that are printed for one party alone, of all parties given by their listings."""
    found: Counter[Number] = Counter()
    for listings in parties:
        found.update({number for listing in listings for number in numbers_of(listing)})
    return frozenset(number for number, count in found.items() if count == 1)


def first_number(listings: Iterable[Listing], of_one: Collection[Number]) -> str:
    """The number that names a party, as "ogrn:1027700132195"; "" where its listings print none of `of_one`.

    The scheme decides, in the order of `ONE_TO_A_BODY`: a party whose OGRN named it is named by its LEI once a list prints that.
    """
    printed = [number for listing in listings for number in numbers_of(listing) if number in of_one]
    for scheme in ONE_TO_A_BODY:
        if values := sorted(value for kind, value in printed if kind == scheme):
            return f"{scheme}:{values[0]}"
    return ""


def same_number(one: Iterable[Listing], other: Listing) -> str:
    """A number that a listing has in common with one of others, in words; "" where there is none."""
    own = numbers_of(other)
    common = sorted(own & {number for entry in one for number in numbers_of(entry)})
    return " ".join(common[0]) if common else ""


def different_numbers(one: Iterable[Listing], other: Listing) -> str:
    """Two numbers of one scheme that cannot be one body's, in words; "" where there are none."""
    own = numbers_of(other)
    theirs = {number for entry in one for number in numbers_of(entry)}
    for scheme in ONE_TO_A_BODY:
        left = sorted(value for kind, value in theirs if kind == scheme)
        right = sorted(value for kind, value in own if kind == scheme)
        if left and right and not set(left) & set(right):
            return f"{scheme} {left[0]} and {right[0]}"
    return ""


@cache
def _shared() -> frozenset[Number]:
    return frozenset((row["scheme"], row["value"]) for row in rows("shared_numbers"))
