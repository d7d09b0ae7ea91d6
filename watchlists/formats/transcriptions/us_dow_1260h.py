"""Section 1260H of the NDAA for FY2021: Chinese military companies, with the days of listing since 2021.

Quirks of the sources. The first is the Federal Register notice in force: principal companies and short
names; it prints some names otherwise than the release of two days before, which the table follows. The second is a
table of all editions, one row a company and edition, which alone names the subsidiaries printed under a company and
since when. Spellings and names change between editions, so a company is followed by every name of its own, legal
forms left out. A company that was removed and came back has a pause. Rows of 3 June 2021 have no web address on
record: they are used for the day of first listing and are not shipped as entries of their own. Those of 2022 are
cited by the FCC with an address, those of January 2024 stand in a notice of 2 April 2024.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from watchlists.countries import fold
from watchlists.formats.support.edition_history import PrintedBody, manual_joins, same_bodies
from watchlists.formats.support.keys import listing_keys
from watchlists.formats.support.printed_names import party_names
from watchlists.formats.support.typing_tables import curated, is_legal_form
from watchlists.formats.transcriptions.us_source import SourceEntry, entries
from watchlists.model import ListedName, Listing, NameKind, PartyType, Pause, Status

LIST = "us-dow-1260h"
IN_FORCE = date(2026, 6, 8)
EDITIONS = (date(2021, 6, 3), date(2022, 10, 5), date(2024, 1, 31), date(2025, 1, 7), IN_FORCE)
CITATION = "Sec. 1260H, Pub. L. 116-283"
NOTICE = "91 FR 35189 (June 10, 2026)"
ADDRESSES = {
    "2022-10-05": "https://media.defense.gov/2022/Oct/05/2003091659/-1/-1/0/1260H%20COMPANIES.PDF",
    "2024-01-31": "https://www.federalregister.gov/documents/2024/04/02/2024-06895/"
    "notice-of-availability-of-designation-of-chinese-military-companies",
}
# What must be known of a removal besides its day.
REMOVALS = {
    "2026-02-17": "removed by a notice for 17 February 2026, which the Federal Register showed on 13 February "
    "and withdrew at the department's request"
}
# Why it is not certain that a removal took effect.
DOUBTS = {"2026-02-17": "the notice of removal was withdrawn before it was published"}
FORMS = ("co", "ltd", "limited", "inc", "company", "corp", "corporation")  # "Group" tells parent from firm
BRACKET = re.compile(r"\s*\([^()]*\)$")
TextRow = dict[str, str]


@dataclass(frozen=True, slots=True)
class ListingCourse:
    """A company's time on the list: its first day, and the periods in which it stood off it."""

    first: date
    pauses: tuple[Pause, ...]


def transcribe(sources: Sequence[Path]) -> list[Listing]:
    """Read the notice in force and the table of editions, in this order."""
    notice, history = sources
    with history.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    current = [row for row in rows if row["listed_from"] == IN_FORCE.isoformat()]
    principal = _principal(entries(notice), current)
    courses = _courses(rows)
    past = list(_past(rows, {_same(row["name"]) for row in current}))
    keys = listing_keys([(row["name"], row["parent"] + row["listed_from"]) for row in [*current, *past]])
    found = [_current(key, row, principal, courses) for key, row in zip(keys, current, strict=False)]
    found += [_removed(key, row, courses) for key, row in zip(keys[len(current) :], past, strict=True)]
    return curated(LIST, found)


def _principal(notice: Iterable[SourceEntry], current: Sequence[TextRow]) -> dict[str, SourceEntry]:
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


def _current(
    key: str, row: TextRow, principal: dict[str, SourceEntry], courses: dict[str, ListingCourse]
) -> Listing:
    entry = principal.get(row["name"])
    names = party_names(entry.name, [*entry.aliases, row["name"], *_further(row)]) if entry else None
    course = courses[row["name"]]
    removals = (REMOVALS.get(pause.off.isoformat(), "") for pause in course.pauses)
    return Listing(
        id=f"{LIST}:{key}",
        watchlist_id=LIST,
        names=names or party_names(row["name"], _further(row)),
        type=PartyType.ORGANISATION,
        country="CN" if entry else "",  # a subsidiary may sit elsewhere, and the table does not say
        edition="June 2026",
        listed_from=course.first,
        citation="; ".join(filter(None, (CITATION, NOTICE, *removals))),
        source_url=row["source_url"],
        parent=row["parent"],
        pauses=course.pauses,
    )


def _removed(key: str, row: TextRow, courses: dict[str, ListingCourse]) -> Listing:
    replaced = next(day for day in EDITIONS if day > date.fromisoformat(row["listed_from"]))
    return Listing(
        id=f"{LIST}:past/{key}",
        watchlist_id=LIST,
        names=party_names(row["name"], _further(row)),
        type=PartyType.ORGANISATION,
        country="" if row["parent"] else "CN",
        edition=f"edition of {row['listed_from']}",
        status=Status.LIFTED if row["listed_to"] else Status.SUPERSEDED,
        listed_from=courses[row["name"]].first,
        listed_to=date.fromisoformat(row["listed_to"]) if row["listed_to"] else replaced,
        citation="; ".join(filter(None, (CITATION, REMOVALS.get(row["listed_to"], "")))),
        source_url=row["source_url"] or ADDRESSES[row["listed_from"]],
        parent=row["parent"],
    )


def _past(rows: Iterable[TextRow], in_force: set[str]) -> Iterator[TextRow]:
    """The last sourced row of every company that the edition in force does not have."""
    last: dict[str, TextRow] = {}
    for row in rows:
        same = _same(row["name"])
        if same not in in_force and (row["source_url"] or row["listed_from"] in ADDRESSES):
            kept = last.setdefault(same, row)
            if row["listed_from"] > kept["listed_from"]:
                last[same] = row
    yield from last.values()


def _courses(rows: Sequence[TextRow]) -> dict[str, ListingCourse]:
    """The course of every company, by each of its names as printed."""
    printed = [_printed(row) for row in rows]
    found: dict[str, ListingCourse] = {}
    for places in same_bodies(printed, manual_joins(LIST, _same)):
        stays = sorted((rows[place]["listed_from"], rows[place]["listed_to"]) for place in places)
        days = [date.fromisoformat(listed_from) for listed_from, _ in stays]
        pauses = tuple(
            Pause(date.fromisoformat(off), back, Status.LIFTED, DOUBTS.get(off, ""))
            for (_, off), back in zip(stays, days[1:], strict=False)
            if off and date.fromisoformat(off) < back
        )
        course = ListingCourse(days[0], pauses)
        found |= {rows[place]["name"]: course for place in places}
    return found


def _printed(row: TextRow) -> PrintedBody:
    """A row for following its company: short names in brackets and names it gave up are names of its own."""
    names = party_names(row["name"], _further(row))
    bare = ListedName(BRACKET.sub("", row["name"]), NameKind.PRIMARY)
    return PrintedBody.of(row["listed_from"], (bare, *names[1:]), _same)


def _further(row: TextRow) -> list[str]:
    aliases = [alias.strip() for alias in row["alias"].split(",") if not is_legal_form(alias.strip())]
    former = [f"formerly known as {name}" for name in row["previous_name"].split("; ") if name]
    return [*filter(None, aliases), *former]


def _same(name: str) -> str:
    """What stays of a company's name from edition to edition."""
    parts = name.replace(",", " ").replace("(", " ").replace(")", " ").split()
    return fold(" ".join(part for part in parts if part.rstrip(".").lower() not in FORMS))


LISTS = {LIST: transcribe}
