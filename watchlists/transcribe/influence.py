"""Influence bodies: context, never a prohibition, and only where a document of a state names the body.

A row stays out unless its source is a page of a government, court or parliament; what a newspaper, a think
tank or an encyclopaedia says of a body is not enough to print its name beside a person's.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from watchlists.model import ListedName, Listing, NameKind, PartyType
from watchlists.transcribe.keys import listing_keys
from watchlists.transcribe.wording import is_native, party, sorted_alias

LIST_ID = "influence-bodies"
EDITION = "2026-11"
# Hosts of governments; cto.mil is the US Under Secretary for Research and Engineering.
OFFICIAL = re.compile(
    r"(^|\.)(gov|mil|gc\.ca|gov\.[a-z]{2}|govt\.nz|parliament\.uk|europa\.eu|federalregister\.gov)$"
)
# A mirror of the Federal Register that keeps its document numbers; the register itself has a lasting address.
REGISTER_MIRROR = re.compile(r"^https?://federal\.elaws\.us/fr/\d+/\d+/\d{4}/(?P<number>\d{4}-\d+)$")
PROGRAMMES = frozenset(("talent_programme", "university_programme"))


def transcribe(sources: Sequence[Path]) -> Iterator[Listing]:
    """Listings in the order of the table, those with an official document only."""
    with sources[0].open(encoding="utf-8", newline="") as file:
        rows = [row | {"document": official(row["source_url"])} for row in csv.DictReader(file)]
    rows = [row for row in rows if row["document"]]
    keys = listing_keys([(row["name"], row["country"]) for row in rows])
    for key, row in zip(keys, rows, strict=True):
        yield Listing(
            id=f"{LIST_ID}:{key}",
            watchlist_id=LIST_ID,
            names=party(LIST_ID, _names(row)),
            type=PartyType.PROGRAMME if row["kind"] in PROGRAMMES else PartyType.ORGANISATION,
            country=row["country"],
            edition=EDITION,
            citation=f"named in a document of {urlsplit(row['document']).hostname}",
            source_url=row["document"],
            remark=f"Kind: {row['kind'].replace('_', ' ')}",
        )


def official(url: str) -> str:
    """The address of the official document, "" where the source is not one."""
    if mirrored := REGISTER_MIRROR.match(url):
        return f"https://www.federalregister.gov/d/{mirrored['number']}"
    return url if OFFICIAL.search(urlsplit(url).hostname or "") else ""


def _names(row: dict[str, str]) -> Iterator[ListedName]:
    yield ListedName(row["name"], NameKind.PRIMARY)
    if is_native(row["name_zh"]):
        yield ListedName(row["name_zh"], NameKind.NATIVE)
    for alias in filter(None, map(str.strip, row["aliases"].split(";"))):
        yield sorted_alias(alias)


LISTS = {LIST_ID: transcribe}
