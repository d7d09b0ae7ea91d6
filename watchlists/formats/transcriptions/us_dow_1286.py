"""Section 1286 of the NDAA for FY2019: institutions and talent programmes, four editions in one table.

Quirks of the source. One row an entry and edition, aliases joined by "; ", countries as words. Table 2 of an
edition (programmes) has no country in FY25 and is not set apart; its names are known and stand in
`PROGRAMMES`. The publisher prints misspelt primary names: they stay, `data/typing/names.csv` adds the right
ones. Spellings and names change from edition to edition ("Beijing University of Aeronautics and Astronautics", then
"Beihang University" with the older name as alias): a body is followed by every name of its own. An edition
replaces the one before it. Of FY23 and FY25 only the month of release is known (it stands in the address of the
file), so the first of that month stands for the day; the day of FY24 is that which Northwestern University's office
of research security gives for the update (researchsecurity.northwestern.edu, "U.S. Restricted Party Lists"). Earlier
editions print no country.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

from watchlists.formats.support.edition_history import PrintedBody, manual_joins, same_bodies
from watchlists.formats.support.keys import listing_keys, name_key
from watchlists.formats.support.printed_names import party_names
from watchlists.formats.support.typing_tables import curated
from watchlists.formats.transcriptions.us_source import code
from watchlists.model import Listing, PartyType, Status

LIST = "us-dow-1286"
EDITIONS = {
    "FY22": date(2023, 6, 29),
    "FY23": date(2024, 7, 1),
    "FY24": date(2025, 6, 24),
    "FY25": date(2026, 7, 1),
}
REPLACED_BY = dict(pairwise(EDITIONS))
PROGRAMMES = ("program", "plan", "professorship", "project 5-100", "award", "scholar")


def transcribe(sources: Sequence[Path]) -> list[Listing]:
    """Read all editions, the current one first: who opens the file looks for what is in force."""
    (source,) = sources
    with source.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found: list[Listing] = []
    for edition in reversed(EDITIONS):
        of_edition = [row for row in rows if row["edition"] == edition]
        keys = listing_keys([(row["name"], row["country"]) for row in of_edition])
        found += [_listing(key, row) for key, row in zip(keys, of_edition, strict=True)]
    return _since(curated(LIST, found))


def _listing(key: str, row: dict[str, str]) -> Listing:
    edition = row["edition"]
    successor = REPLACED_BY.get(edition)
    return Listing(
        id=f"{LIST}:{edition.lower()}/{key}",
        watchlist_id=LIST,
        names=party_names(row["name"], filter(None, row["aliases"].split("; "))),
        type=_type(row["name"]),
        country=code(row["country"]),
        edition=edition,
        status=Status.SUPERSEDED if successor else Status.IN_FORCE,
        listed_from=EDITIONS[edition],
        listed_to=EDITIONS[successor] if successor else None,
        citation=f"{edition} list under Sec. 1286, Pub. L. 115-232, as amended",
        source_url=row["source_url"],
    )


def _since(listings: Sequence[Listing]) -> list[Listing]:
    """The listings with the edition that first printed their bodies, and those in force with its day as their first."""
    since: dict[int, str] = {}
    entries = [PrintedBody.of(each.edition, each.names, name_key) for each in listings]
    for places in same_bodies(entries, manual_joins(LIST, name_key)):
        since |= dict.fromkeys(places, min(listings[place].edition for place in places))
    return [
        replace(
            each,
            listed_from=EDITIONS[since[place]] if each.status is Status.IN_FORCE else each.listed_from,
            remark=f"first printed in the {since[place]} edition",
        )
        for place, each in enumerate(listings)
    ]


def _type(name: str) -> PartyType:
    lowered = name.lower()
    is_programme = any(word in lowered for word in PROGRAMMES) and "research center" not in lowered
    return PartyType.PROGRAMME if is_programme else PartyType.ORGANISATION


LISTS = {LIST: transcribe}
