"""BIS: the military-intelligence end users that 15 CFR 744.22(f)(2) names, country by country.

Sources: a table of the paragraph, one row a body with the rule that named it, and the table of influence and
intelligence bodies, whose rows with this paragraph as locator know native forms and other names of the same
bodies. What the second table adds is not the regulation's print and says so in its note. Most printed names
are what other states call their services too ("Main Intelligence Directorate"): `data/typing/names.csv` holds
the further names that are shared, and the printed ones say in their note whose they are besides.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from watchlists.formats.support.keys import listing_keys
from watchlists.formats.support.non_us_names import sorted_alias
from watchlists.formats.support.printed_names import distinct, party_names
from watchlists.formats.support.typing_tables import curated
from watchlists.model import ListedName, Listing, PartyType

LIST = "us-bis-mieu"
PARAGRAPH = "15 CFR 744.22(f)(2)"
EDITION = "with amendments up to 8 March 2022"
NOT_PRINTED = "not printed in the regulation"

TextRow = dict[str, str]


def transcribe(sources: Sequence[Path]) -> list[Listing]:
    """Read the paragraph and join the other names of its bodies by name and country.

    Raises:
        ValueError: a row of the second table that cites this paragraph fits no body, or a decision none.
    """
    paragraph, bodies = (_rows(source) for source in sources)
    further = {(row["name"], row["country"]): row for row in bodies if row["locator"].startswith(PARAGRAPH)}
    keys = [
        key.replace("-", "/", 1)
        for key in listing_keys([(f"{row['Country']} {row['Name']}", "") for row in paragraph])
    ]
    listings = [
        _listing(key, row, further.pop((row["Name"], row["Country"]), None))
        for key, row in zip(keys, paragraph, strict=True)
    ]
    if further:
        raise ValueError(f"{PARAGRAPH}: no body for {', '.join(name for name, _ in further)}.")
    return curated(LIST, listings)


def _rows(source: Path) -> list[TextRow]:
    with source.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _listing(key: str, row: TextRow, further: TextRow | None) -> Listing:
    return Listing(
        id=f"{LIST}:{key}",
        watchlist_id=LIST,
        names=distinct((*party_names(row["Name"], filter(None, (row["Alias"],))), *_further(further))),
        type=PartyType.ORGANISATION,
        country=row["Country"],
        edition=EDITION,
        listed_from=date.fromisoformat(row["Date"]),
        citation=PARAGRAPH,
        source_url=row["Source URL"],
    )


def _further(row: TextRow | None) -> list[ListedName]:
    if row is None:
        return []
    texts = [row["native"], *row["aliases"].split(";"), *row["acronyms"].split(";")]
    names = [sorted_alias(text.strip()) for text in texts if text.strip()]
    return [replace(name, note="; ".join(filter(None, (NOT_PRINTED, name.note)))) for name in names]


LISTS = {LIST: transcribe}
