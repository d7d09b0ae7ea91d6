"""The UK Sanctions List, from a tabular copy of it: entities, neither individuals nor ships.

The copy is two tables, subjects and their names. It holds no countries: a regime is named after a country
without saying where the party sits, so country stays empty here. Where the copy filled two name fields with
the same text, its full name is that text twice; the single field is the name as the list prints it.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from watchlists.formats.support.non_us_names import bracketed, party, sorted_alias
from watchlists.formats.support.regimes import regimes
from watchlists.formats.support.typing_tables import curated
from watchlists.model import ListedName, Listing, NameKind, PartyType

LIST_ID = "uk-sanctions-list"
URL = "https://www.gov.uk/government/publications/the-uk-sanctions-list"
EDITION = "2026-04-29"  # the latest change the copy holds
TextRow = dict[str, str]


def transcribe(sources: Sequence[Path]) -> list[Listing]:
    """Listings in the order of the subjects table; sources are the subjects, then their names."""
    names: dict[str, list[TextRow]] = defaultdict(list)
    for row in _rows(sources[1]):
        names[row["unique_id"]].append(row)
    listings = [
        _listing(subject, names[subject["unique_id"]])
        for subject in _rows(sources[0])
        if subject["subject_type"] == "entity"
    ]
    return curated(LIST_ID, listings)


def _listing(subject: TextRow, names: list[TextRow]) -> Listing:
    key = subject["unique_id"]
    regime = key.rstrip("0123456789")
    identifiers = [("uk", key)]
    if subject["un_reference_number"]:
        identifiers.append(("un", subject["un_reference_number"]))
    return Listing(
        id=f"{LIST_ID}:{key.lower()}",
        watchlist_id=LIST_ID,
        names=party(LIST_ID, _names(names)),
        type=PartyType.ORGANISATION,
        identifiers=tuple(identifiers),
        edition=EDITION,
        listed_from=datetime.strptime(subject["date_designated"], "%d/%m/%Y").date(),
        citation=regimes(LIST_ID)[regime],
        source_url=URL,
        remark=f"Regime: {regime}",
    )


def _names(rows: list[TextRow]) -> Iterator[ListedName]:
    for position, row in enumerate(sorted(rows, key=lambda row: row["name_type"] != "primary")):
        text = _printed(row)
        yield ListedName(text, NameKind.PRIMARY) if position == 0 else sorted_alias(text)
        yield from bracketed(text)


def _printed(row: TextRow) -> str:
    doubled = row["name_1"].strip() and row["name_1"].strip() == row["name_6"].strip()
    return " ".join((row["name_6"] if doubled else row["full_name"]).split())


def _rows(path: Path) -> list[TextRow]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


LISTS = {LIST_ID: transcribe}
