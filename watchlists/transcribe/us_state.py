"""State Department: nonproliferation sanctions, one entry a party, with every measure ever imposed on it.

Quirks of the source. The status of a measure stands only in `notes`: "Authority: ...; imposed DATE; status:
Active | Expired on DATE | Lifted on DATE | ...", measures joined by " | ". A party is in force when one
measure is, otherwise it has lapsed on the day of its last end. Persons and bodies are mixed. Names end in
"(individual)", "(China)", ", and"; aliases begin with "also known as". Some dates are impossible
("12/11/201"), so the day of listing is the earliest one that can be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from watchlists.countries import country_code
from watchlists.model import ListedName, Listing, NameKind, PartyType, Status
from watchlists.transcribe.curation import curated
from watchlists.transcribe.keys import listing_keys
from watchlists.transcribe.party_type import party_type
from watchlists.transcribe.printed_names import party_names, person_names
from watchlists.transcribe.us_source import Entry, day, entries

LIST = "us-state-nonproliferation"
URL = "https://www.state.gov/bureau-of-arms-control-and-nonproliferation/nonproliferation-sanctions"
MEASURE = re.compile(r"Authority: (?P<law>.+?); imposed (?P<imposed>\S*?); status: (?P<status>[^;|]+)")
DATE = re.compile(r"\d{1,2}/\d{1,2}/\d{2,4}")
STILL_ACTIVE = re.compile(r"^Active|all other sanctions remain", re.I)
ENDED_EARLY = re.compile(r"lifted|terminated|waived|removed", re.I)
COUNTRIES = {
    "North Korea (DPRK)": "KP",
    "Turkey (Turkiye)": "TR",
    "Turkish individual": "",  # says whose citizen, not where
    "North Korean entity in China": "CN",
    "Middle East Region": "",
}


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure under one law, with the day it was imposed and ended where these can be read."""

    law: str
    imposed: date | None
    active: bool
    ended_early: bool
    ended: date | None


def transcribe(sources: Sequence[Path]) -> list[Listing]:
    """Read the master table in its order."""
    (source,) = sources
    found = entries(source)
    keys = listing_keys([(entry.name, f"{entry.country} {entry.notes}") for entry in found])
    return curated(LIST, [_listing(key, entry) for key, entry in zip(keys, found, strict=True)])


def _listing(key: str, entry: Entry) -> Listing:
    kind = party_type(LIST, entry.name)
    measures = tuple(_measures(entry.notes))
    status, ended = outcome(measures)
    laws = dict.fromkeys(
        measure.law for measure in measures if measure.active or status is not Status.IN_FORCE
    )
    return Listing(
        id=f"{LIST}:{key}",
        watchlist_id=LIST,
        names=_names(kind, entry),
        type=kind,
        country=_country(entry.country),
        edition="May 2025",
        status=status,
        listed_from=min(filter(None, (measure.imposed for measure in measures)), default=None),
        listed_to=ended,
        citation="; ".join([*laws, entry.federal_register]),
        source_url=URL,
    )


def outcome(measures: Sequence[Measure]) -> tuple[Status, date | None]:
    """Whether a party's measures are in force, and otherwise how and when the last of them ended."""
    if any(measure.active for measure in measures):
        return Status.IN_FORCE, None
    last = max(measures, key=lambda measure: measure.ended or date.min)
    return (Status.LIFTED if last.ended_early else Status.EXPIRED), last.ended


def _measures(notes: str) -> Iterator[Measure]:
    found = list(MEASURE.finditer(notes))
    if not found:
        raise ValueError(f"no measure can be read in {notes[:80]!r}")
    for match in found:
        active = STILL_ACTIVE.search(match["status"]) is not None
        ends = DATE.findall(match["status"])
        yield Measure(
            law=match["law"].strip(),
            imposed=_day(match["imposed"]),
            active=active,
            ended_early=ENDED_EARLY.search(match["status"]) is not None,
            ended=None if active or not ends else _day(ends[-1]),
        )


def _day(text: str) -> date | None:
    return day(text) if re.fullmatch(r"\d{1,2}/\d{1,2}/(?:\d{2}|(?:19|20)\d{2})", text) else None


def _names(kind: PartyType, entry: Entry) -> tuple[ListedName, ...]:
    if kind is PartyType.PERSON:
        return person_names(entry.name, entry.aliases)
    if kind is PartyType.OTHER:
        return (ListedName(entry.name, NameKind.PRIMARY),)
    return party_names(entry.name, entry.aliases)


def _country(printed: str) -> str:
    if printed in COUNTRIES:
        return COUNTRIES[printed]
    found = country_code(printed) if printed else ""
    if found is None:
        raise ValueError(f"country {printed!r} is not known")
    return found


LISTS = {LIST: transcribe}
