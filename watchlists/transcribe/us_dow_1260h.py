"""Section 1260H of the NDAA for FY2021: Chinese military companies, with the days of listing since 2021.

Quirks of the sources. The first is the Federal Register notice in force: principal companies and short
names; it prints some names otherwise than the release of two days before, which the table follows. The second is a table of all editions, one row a company and edition, which alone names the
subsidiaries printed under a company and since when. Spellings change between editions (commas, "Ltd"), so a
company is followed by its slug without legal forms. Rows whose edition has no web address on record are
used for the day of first listing and are not shipped as entries of their own, with one exception: the
notice of 5 October 2022 is cited by the FCC with its address.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from watchlists.countries import fold
from watchlists.model import Listing, PartyType, Status
from watchlists.transcribe.curation import curated
from watchlists.transcribe.keys import listing_keys
from watchlists.transcribe.printed_names import party_names
from watchlists.transcribe.us_source import Entry, entries
from watchlists.transcribe.vocabulary import is_legal_form

LIST = "us-dow-1260h"
IN_FORCE = date(2026, 6, 8)
EDITIONS = (date(2021, 6, 3), date(2022, 10, 5), date(2024, 1, 31), date(2025, 1, 7), IN_FORCE)
CITATION = "Sec. 1260H, Pub. L. 116-283"
NOTICE = "91 FR 35189 (June 10, 2026)"
ADDRESSES = {"2022-10-05": "https://media.defense.gov/2022/Oct/05/2003091659/-1/-1/0/1260H%20COMPANIES.PDF"}
FORMS = ("co", "ltd", "limited", "inc", "company", "corp", "corporation")  # "Group" tells parent from firm
BRACKET = re.compile(r"\s*\([^()]*\)$")
Row = dict[str, str]


def transcribe(sources: Sequence[Path]) -> list[Listing]:
    """Read the notice in force and the table of editions, in this order."""
    notice, history = sources
    with history.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    current = [row for row in rows if row["listed_from"] == IN_FORCE.isoformat()]
    principal = _principal(entries(notice), current)
    since = _first_days(rows)
    past = list(_past(rows, {_same(row["name"]) for row in current}))
    keys = listing_keys([(row["name"], row["parent"] + row["listed_from"]) for row in [*current, *past]])
    found = [_current(key, row, principal, since) for key, row in zip(keys, current, strict=False)]
    found += [_removed(key, row, since) for key, row in zip(keys[len(current) :], past, strict=True)]
    return curated(LIST, found)


def _principal(notice: Iterable[Entry], current: Sequence[Row]) -> dict[str, Entry]:
    """The entries of the notice by the name that the table has for them, which may differ in spelling.

    Raises:
        ValueError: an entry of the notice is not in the table by its name or its short name.
    """
    rows = [row for row in current if not row["parent"]]
    known = {_same(BRACKET.sub("", row["name"])): row["name"] for row in rows}
    known |= {_same(row["alias"]): row["name"] for row in rows if row["alias"]}
    known |= {_same(row["name"]): row["name"] for row in rows}
    found = {}
    for entry in notice:
        name = next(
            (known[_same(name)] for name in (entry.name, *entry.aliases) if _same(name) in known), None
        )
        if name is None:
            raise ValueError(f"{entry.name!r} of the notice is not in the table")
        found[name] = entry
    return found


def _current(key: str, row: Row, principal: dict[str, Entry], since: dict[str, date]) -> Listing:
    entry = principal.get(row["name"])
    names = party_names(entry.name, [*entry.aliases, row["name"], *_further(row)]) if entry else None
    return Listing(
        id=f"{LIST}:{key}",
        watchlist_id=LIST,
        names=names or party_names(row["name"], _further(row)),
        type=PartyType.ORGANISATION,
        country="CN" if entry else "",  # a subsidiary may sit elsewhere, and the table does not say
        edition="June 2026",
        listed_from=since[_same(row["name"])],
        citation=f"{CITATION}; {NOTICE}",
        source_url=row["source_url"],
        parent=row["parent"],
    )


def _removed(key: str, row: Row, since: dict[str, date]) -> Listing:
    replaced = next(day for day in EDITIONS if day > date.fromisoformat(row["listed_from"]))
    return Listing(
        id=f"{LIST}:past/{key}",
        watchlist_id=LIST,
        names=party_names(row["name"], _further(row)),
        type=PartyType.ORGANISATION,
        country="" if row["parent"] else "CN",
        edition=f"edition of {row['listed_from']}",
        status=Status.LIFTED if row["listed_to"] else Status.SUPERSEDED,
        listed_from=since[_same(row["name"])],
        listed_to=date.fromisoformat(row["listed_to"]) if row["listed_to"] else replaced,
        citation=CITATION,
        source_url=row["source_url"] or ADDRESSES[row["listed_from"]],
        parent=row["parent"],
    )


def _past(rows: Iterable[Row], in_force: set[str]) -> Iterator[Row]:
    """The last sourced row of every company that the edition in force does not have."""
    last: dict[str, Row] = {}
    for row in rows:
        same = _same(row["name"])
        if same not in in_force and (row["source_url"] or row["listed_from"] in ADDRESSES):
            kept = last.setdefault(same, row)
            if row["listed_from"] > kept["listed_from"]:
                last[same] = row
    yield from last.values()


def _first_days(rows: Iterable[Row]) -> dict[str, date]:
    days: dict[str, date] = {}
    for row in rows:
        day = date.fromisoformat(row["listed_from"])
        days[_same(row["name"])] = min(day, days.get(_same(row["name"]), day))
    return days


def _further(row: Row) -> list[str]:
    aliases = [alias.strip() for alias in row["alias"].split(",") if not is_legal_form(alias.strip())]
    former = [f"formerly known as {row['previous_name']}"] if row["previous_name"] else []
    return [*filter(None, aliases), *former]


def _same(name: str) -> str:
    """What stays of a company's name from edition to edition."""
    parts = name.replace(",", " ").replace("(", " ").replace(")", " ").split()
    return fold(" ".join(part for part in parts if part.rstrip(".").lower() not in FORMS))


LISTS = {LIST: transcribe}
