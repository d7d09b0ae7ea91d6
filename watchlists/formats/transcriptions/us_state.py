"""State Department: nonproliferation sanctions, one entry a party, with every measure ever imposed on it.

Sources: the master table, and a table of the determinations under INKSNA that came after it, one row a party
with the address of its Federal Register notice.

Quirks of the first. The status of a measure stands only in `notes`: "Authority: ...; imposed DATE; status:
Active | Expired on DATE | Lifted on DATE | ...", measures joined by " | ". A party is in force when one
measure is, otherwise it has lapsed on the day of its last end; between two measures it has a pause. The table is published about once a year, so a
measure it shows as active ends by `data/nonproliferation_laws.csv` where its law has a term. Persons and bodies are
mixed. Names end in "(individual)", "(China)", ", and"; aliases begin with "also known as". Some dates are
impossible ("12/11/201"), so the day of listing is the earliest one that can be read.

Quirks of the second. Its ends are mostly blank and are computed. Some countries are adjectives ("Russian"),
which say whose citizen a person is, not where. "And any successor, sub-unit, or subsidiary thereof" stands
apart from the names and is none.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from watchlists.catalogue import CATALOGUE, read_entry
from watchlists.countries import country_code
from watchlists.formats.support.keys import listing_keys
from watchlists.formats.support.party_type import party_type
from watchlists.formats.support.printed_names import party_names, person_names
from watchlists.formats.support.typing_tables import DATA, curated
from watchlists.formats.transcriptions.us_source import SourceEntry, day, entries
from watchlists.measures import in_order
from watchlists.model import ListedName, Listing, Measure, NameKind, PartyType, Pause, Status

LIST = "us-state-nonproliferation"
INKSNA = "Iran, North Korea, and Syria Nonproliferation Act Sanctions (INKSNA)"
LAWS = DATA / "nonproliferation_laws.csv"
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
    "Russian": "",
    "Iranian": "",
    "Syrian": "",
}
PARTY_TYPES = {"Person": PartyType.PERSON, "Company": PartyType.ORGANISATION}


@dataclass(frozen=True, slots=True)
class ImposedMeasure:
    """One measure under one law, with the day it was imposed and the day it ended or will end, where they are known."""

    law: str
    imposed: date | None
    active: bool  # as the publisher shows it
    ended_early: bool
    ends: date | None

    @classmethod
    def in_force(cls, law: str, imposed: date | None) -> ImposedMeasure:
        """A measure that nobody ended: where its law has a term, it ends by that."""
        return cls(law, imposed, active=True, ended_early=False, ends=term_end(law, imposed))

    @property
    def status_after(self) -> Status:
        """How a party reads once this measure, its last one, has ended."""
        return Status.LIFTED if self.ended_early else Status.EXPIRED


def transcribe(sources: Sequence[Path]) -> list[Listing]:
    """Read the master table in its order, then the later determinations in theirs.

    Raises:
        ValueError: a measure, country or party type cannot be read, or a printed end is not the computed one.
    """
    table, determinations = sources
    found = entries(table)
    keys = listing_keys([(entry.name, f"{entry.country} {entry.notes}") for entry in found])
    listings = [_listing(key, entry) for key, entry in zip(keys, found, strict=True)]
    with determinations.open(encoding="utf-8-sig", newline="") as file:
        rows = [
            {field: " ".join(text.split()) for field, text in row.items()} for row in csv.DictReader(file)
        ]
    keys = listing_keys([(row["name"], row["start-date"]) for row in rows])
    listings += [_determined(key, row) for key, row in zip(keys, rows, strict=True)]
    return curated(LIST, listings)


def _listing(key: str, entry: SourceEntry) -> Listing:
    kind = party_type(LIST, entry.name)
    measures = tuple(_measures(entry.notes))
    status, ends = outcome(measures, transcribed_on())
    laws = dict.fromkeys(
        measure.law for measure in measures if measure.active or status is not Status.IN_FORCE
    )
    return Listing(
        id=f"{LIST}:{key}",
        watchlist_id=LIST,
        names=_names(kind, entry.name, entry.aliases),
        type=kind,
        country=_country(entry.country),
        edition="May 2025",
        status=status,
        listed_from=min(filter(None, (measure.imposed for measure in measures)), default=None),
        listed_to=ends,
        citation="; ".join([*laws, entry.federal_register]),
        source_url=URL,
        pauses=tuple(pauses(measures)),
        measures=measures_under(laws),
    )


def _determined(key: str, row: dict[str, str]) -> Listing:
    """A party of a determination under INKSNA that came after the master table."""
    if row["schema"] not in PARTY_TYPES:
        raise ValueError(f"{row['name']!r} is a {row['schema']!r}, which is not known")
    kind = PARTY_TYPES[row["schema"]]
    imposed = date.fromisoformat(row["start-date"])
    measure = ImposedMeasure.in_force(INKSNA, imposed)
    if row["end-date"] and date.fromisoformat(row["end-date"]) != measure.ends:
        raise ValueError(f"{row['name']!r} ends on {row['end-date']}, not on {measure.ends}")
    status, ends = outcome([measure], transcribed_on())
    published, document = row["report-date"], row["source_url"].split("/")[-2]
    return Listing(
        id=f"{LIST}:{row['start-date']}/{key}",
        watchlist_id=LIST,
        names=_names(kind, row["name"], filter(None, row["aliases"].split(";"))),
        type=kind,
        country=_country(row["country"]),
        edition=f"Federal Register of {published}",
        status=status,
        listed_from=imposed,
        listed_to=ends,
        citation=f"{INKSNA}; Federal Register document {document}, {published}",
        source_url=row["source_url"],
        measures=measures_under([INKSNA]),
    )


def transcribed_on() -> date:
    """The day of the catalogue: what had ended by it is history in the file; what ends later, the library ends then.

    Raises:
        ValueError: the catalogue has no transcription of this list.
    """
    transcription = read_entry(CATALOGUE / f"{LIST}.toml").transcription
    if transcription is None:
        raise ValueError(f"the catalogue has no transcription of {LIST}")
    return transcription.transcribed_on


def outcome(measures: Sequence[ImposedMeasure], on: date) -> tuple[Status, date | None]:
    """Whether a party's measures are in force on a day, and when and how the last of them ends or ended.

    The end is None while a measure without a known end is active.
    """
    if any(measure.active and measure.ends is None for measure in measures):
        return Status.IN_FORCE, None
    last = max(measures, key=lambda measure: measure.ends or date.min)
    if last.ends is not None and on < last.ends:
        return Status.IN_FORCE, last.ends
    return last.status_after, last.ends


def pauses(measures: Iterable[ImposedMeasure]) -> Iterator[Pause]:
    """The periods between a party's measures in which none of them was in force.

    A measure whose first day cannot be read may have begun at any time before, one without a known end may have lasted
    since: neither leaves a pause there.
    """
    last: ImposedMeasure | None = None
    for measure in sorted(measures, key=lambda measure: measure.imposed or date.min):
        if last and last.ends and measure.imposed and last.ends < measure.imposed:
            yield Pause(last.ends, measure.imposed, last.status_after)
        if last is None or (last.ends or date.max) < (measure.ends or date.max):
            last = measure


def term_end(law: str, imposed: date | None) -> date | None:
    """The day on which a measure that nobody lifts before ends by the term of its law; None where it has none."""
    known = _laws().get(law)
    if known is None or known.years is None or imposed is None:
        return None
    # The anniversary of 29 February is 1 March: the longer reading.
    leap = (imposed.month, imposed.day) == (2, 29)
    return (
        date(imposed.year + known.years, 3, 1) if leap else imposed.replace(year=imposed.year + known.years)
    )


@dataclass(frozen=True, slots=True)
class _Law:
    years: int | None  # after which a measure under it ends; None where it has no term
    measures: tuple[Measure, ...]


@cache
def _laws() -> dict[str, _Law]:
    with LAWS.open(encoding="utf-8", newline="") as file:
        return {
            row["law"]: _Law(
                int(row["years"]) if row["years"] else None,
                tuple(map(Measure, row["measures"].split(" | "))),
            )
            for row in csv.DictReader(file)
        }


def measures_under(laws: Iterable[str]) -> tuple[Measure, ...]:
    """What these laws do to a party, by the table; () where it has none of them, and the catalogue says it of the list."""
    return in_order(each for law in laws if law in _laws() for each in _laws()[law].measures)


def _measures(notes: str) -> Iterator[ImposedMeasure]:
    found = list(MEASURE.finditer(notes))
    if not found:
        raise ValueError(f"no measure can be read in {notes[:80]!r}")
    for match in found:
        law, imposed = match["law"].strip(), _day(match["imposed"])
        if STILL_ACTIVE.search(match["status"]):
            yield ImposedMeasure.in_force(law, imposed)
            continue
        printed = DATE.findall(match["status"])
        yield ImposedMeasure(
            law=law,
            imposed=imposed,
            active=False,
            ended_early=ENDED_EARLY.search(match["status"]) is not None,
            ends=_day(printed[-1]) if printed else None,
        )


def _day(text: str) -> date | None:
    return day(text) if re.fullmatch(r"\d{1,2}/\d{1,2}/(?:\d{2}|(?:19|20)\d{2})", text) else None


def _names(kind: PartyType, name: str, aliases: Iterable[str]) -> tuple[ListedName, ...]:
    if kind is PartyType.PERSON:
        return person_names(name, aliases)
    if kind is PartyType.OTHER:
        return (ListedName(name, NameKind.PRIMARY),)
    return party_names(name, aliases)


def _country(printed: str) -> str:
    if printed in COUNTRIES:
        return COUNTRIES[printed]
    found = country_code(printed) if printed else ""
    if found is None:
        raise ValueError(f"country {printed!r} is not known")
    return found


LISTS = {LIST: transcribe}
