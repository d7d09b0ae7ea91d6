"""The European Union's acts on restrictive measures: the bodies in their annexes, by what the annex does to them.

The source is a third party's transcription of the consolidated acts, one row a body with act (CELEX number), annex,
measure, day, names and numbers; it holds no persons. Freezes of assets are the law of the Commission's own list of
financial sanctions and are shipped as its edition until that list is fetched; controls of exports and the narrower
financial and broadcasting bans stand on no list of the Commission and are lists of their own.

Quirks of the source. Names in other letters, and several names in one cell, stand among the aliases, with what the acts
print between them: "and", the language ("Chinese:"), and "Text of image" where the act shows a picture of the name. The
country stands at the head or the end of the address, if anywhere.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path

from watchlists.company_numbers import Number, company_numbers
from watchlists.countries import country_code
from watchlists.formats.support.addresses import city
from watchlists.formats.support.keys import listing_keys
from watchlists.formats.support.non_us_names import LANGUAGE, bracketed, is_native, party, sorted_alias
from watchlists.formats.support.typing_tables import DATA, curated, is_legal_form
from watchlists.formats.transcriptions.influence import ACT, ENTRY
from watchlists.listing_csv import read_listings
from watchlists.model import ListedName, Listing, Measure, NamedIn, NameKind, PartyType

FREEZES, EXPORTS, SECTORAL = "eu-financial-sanctions", "eu-export-control", "eu-sectoral-restrictions"
DESIGNATED = "influence-designated"  # the shipped list of bodies that documents name under a law
EDITION = "2026-08-01"
URL = "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:{celex}"
# What the source says an annex does: the list of such annexes, and the measure.
MEASURES = {
    "Asset freeze": (FREEZES, Measure.ASSET_FREEZE),
    "Export control": (EXPORTS, Measure.EXPORT_CONTROL),
    "Financial restrictions": (SECTORAL, Measure.FINANCIAL_RESTRICTION),
    "Services ban": (SECTORAL, Measure.SERVICES_BAN),
}
# Where every body of an annex has its seat, by the words of the article that refers to the annex ("established in
# Russia"), or as its names were read: Annex V to Regulation 765/2006 names Belarusian bodies only.
SEATS = {
    ("32014R0833", annex): "RU"
    for annex in ("III", "V", "VI", "XII", "XIII", "XIV", "XIX.A", "XIX.B", "XIX.C")
} | {("32006R0765", annex): "BY" for annex in ("V", "IX", "XV")}
RUSSIAN_PROGRAMMES = ("EU-RUS", "EU-UKR", "EU-RUSDA", "EU-HR")
CELEX = re.compile(r"3(?P<year>\d{4})R(?P<number>\d{4})")
DAYS = ("%d.%m.%Y", "%d %B %Y", "%d %b %Y")
LISTED_IN_NAME = re.compile(r"\(([a-z]{1,2})\)\s")  # "(a) E. S. Co., (b) E. X. Co."
LABEL = re.compile(r"^[af]\.?k\.?a\.?\s*:\s*", re.IGNORECASE)
FORMER_LABEL = re.compile(r"^f", re.IGNORECASE)
JOINT = re.compile(r"^and\s+(?=\S)")
PICTURE = "Text of image"
SLASH = re.compile(r"\s*/\s*")
LAST_BRACKET = re.compile(r"\(([^()]+)\)$")
IN_BRACKETS = re.compile(r"\([^()]*\)")
SEVERAL_ADDRESSES = re.compile(r";|\([a-z]\)\s|\s/\s")
SHORTEST = 4  # letters of a country; "No" before a house number is not Norway
ABBREVIATED = ("UAE", "UK", "USA")
QUOTES = {"‘": "’", "“": "”"}
NUMBERS = ("registrationNumber", "taxNumber", "innCode", "ogrnCode", "leiCode")
TextRow = dict[str, str]


@dataclass(frozen=True, slots=True)
class _Act:
    title: str
    key: str


def transcribe(list_id: str, sources: Sequence[Path]) -> list[Listing]:
    """The bodies of one list in the order of the acts and their annexes.

    Raises:
        ValueError: a measure, a CELEX number or a day cannot be read.
    """
    (source,) = sources
    with source.open(encoding="utf-8-sig", newline="") as file:
        rows = [
            {field: " ".join(text.split()) for field, text in row.items()} for row in csv.DictReader(file)
        ]
    if unknown := {row["measure"] for row in rows} - MEASURES.keys():
        raise ValueError(f"the measure {min(unknown)!r} is not known")
    annexes: dict[tuple[str, str], list[TextRow]] = defaultdict(list)
    for row in rows:
        if MEASURES[row["measure"]][0] == list_id:
            annexes[row["celex"], row["annex"]].append(row)
    return curated(list_id, (each for annex in annexes.values() for each in _annex(list_id, annex)))


def _annex(list_id: str, rows: Sequence[TextRow]) -> Iterator[Listing]:
    act = _act(rows[0]["celex"])
    keys = listing_keys([(row["name"], f"{row['recordId']} {row['address']}") for row in rows])
    for key, row in zip(keys, rows, strict=True):
        country = _countries(row)
        number = f", No. {row['recordId']}" if row["recordId"] else ""
        yield Listing(
            id=f"{list_id}:{act.key}/{row['annex'].lower()}/{key}",
            watchlist_id=list_id,
            names=party(list_id, _names(row)),
            type=PartyType.ORGANISATION,
            country=country,
            place=city(_addresses(row)[0], country.split(" ")[0]) if country and row["address"] else "",
            identifiers=_numbers(row, country),
            edition=EDITION,
            listed_from=_day(row["startDate"]),
            citation=f"{act.title}, Annex {row['annex']}{number}",
            source_url=URL.format(celex=row["celex"]),
            measures=(MEASURES[row["measure"]][1],),
            named=_documents().get((row["celex"], row["annex"], row["recordId"] or row["name"])),
        )


@cache
def _act(celex: str) -> _Act:
    """An act as it is cited: until 2014 by number and year, since 2015 by year and number."""
    found = CELEX.fullmatch(celex)
    if found is None:
        raise ValueError(f"{celex!r} is not the CELEX number of a regulation")
    year, number = int(found["year"]), int(found["number"])
    if year >= 2015:
        return _Act(f"Council Regulation (EU) {year}/{number}", f"{year}-{number}")
    community = "EC" if year < 2010 else "EU"
    return _Act(f"Council Regulation ({community}) No {number}/{year}", f"{year}-{number}")


@cache
def _documents() -> Mapping[tuple[str, str, str], NamedIn]:
    """What is said of an entry among the bodies that documents name, by act, annex and number, or name where there is none.

    Such a body is the same on the list of its act: what follows for its members and staff must be the same, too.
    """
    found = {}
    for listing in read_listings(DATA / "lists" / f"{DESIGNATED}.csv", DESIGNATED):
        act, named = ACT.search(listing.source_url), listing.named
        place = ENTRY.match(named.locator) if named else None
        if act and named and place:
            annex = ".".join(filter(None, (place["annex"], (place["part"] or "").upper())))
            found[act["celex"], annex, place["number"] or listing.name] = named
    return found


def _names(row: TextRow) -> Iterator[ListedName]:
    printed = row["name"]
    yield ListedName(printed, NameKind.PRIMARY)
    first, *others = printed.split("; ")
    if others:
        yield ListedName(first, NameKind.CORRECTION, "printed with further names of the body")
        yield from (sorted_alias(other, "printed beside another") for other in others)
    for each in (first, *others):
        yield from _read(each)
    for part in _scripts(printed):
        yield (
            ListedName(part, NameKind.NATIVE)
            if is_native(part)
            else sorted_alias(part, "printed beside another")
        )
    for alias in _aliases(row["alias"]):
        name = LANGUAGE.sub("", LABEL.sub("", alias))
        yield (
            ListedName(name, NameKind.FORMER)
            if LABEL.match(alias) and FORMER_LABEL.match(alias)
            else sorted_alias(name)
        )
        yield from _read(name)
    for former in filter(None, row["previousName"].split("; ")):
        yield ListedName(former, NameKind.FORMER)


def _read(printed: str) -> Iterator[ListedName]:
    """The names inside a print, none of signs alone."""
    return (name for name in bracketed(printed) if any(map(str.isalpha, name.text)))


def _aliases(cell: str) -> Iterator[str]:
    for part in filter(None, cell.split("; ")):
        for alias in _several(part):
            yield from _closed(alias)


def _closed(name: str) -> Iterator[str]:
    """The name; where the source lost the end of its bracket, what stands before the bracket and what stands in it."""
    if name.count("(") <= name.count(")"):
        yield name
        return
    parts = (part.strip(" (") for part in name.rsplit("(", 1))
    yield from (_without_quotes(part.rstrip(")")) for part in parts if part)


def _scripts(printed: str) -> list[str]:
    """The parts of a name that is printed in two scripts with a stroke between them."""
    parts = SLASH.split(printed)
    return parts if len({is_native(part) for part in parts}) > 1 else []


def _several(cell: str) -> list[str]:
    """The names in one cell: set off by letters in brackets, or by commas where each has its own legal form."""
    parts = LISTED_IN_NAME.split(cell)[::2]
    if len(parts) == 1:
        parts = cell.split(", ")
        parts = parts if all(map(_has_legal_form, parts)) else [cell]
    bare = (_without_quotes(JOINT.sub("", part.strip(" ,;"))) for part in parts)
    return [
        part for part in bare if any(map(str.isalpha, part)) and not part.endswith(":") and part != PICTURE
    ]


def _without_quotes(name: str) -> str:
    """The name without a pair of quotation marks around the whole of it."""
    inside = name[1:-1]
    return (
        inside
        if name[:1] in QUOTES and name[-1:] == QUOTES[name[0]] and not set(inside) & set("‘’“”")
        else name
    )


def _has_legal_form(name: str) -> bool:
    words = name.split()
    return len(words) > 1 and (is_legal_form(words[0]) or is_legal_form(words[-1]))


def _addresses(row: TextRow) -> list[str]:
    bare = IN_BRACKETS.sub("", row["address"])
    return [part.strip(' ,"') for part in SEVERAL_ADDRESSES.split(bare)] or [""]


def _countries(row: TextRow) -> str:
    """The countries of the addresses, each at the end of its address or at its head; else the country printed apart,
    or in brackets after a name.
    """
    found: dict[str, None] = {}
    for address in _addresses(row):
        parts = [re.sub(r"\b\d[\d-]*\b", "", part).strip(" .") for part in address.split(",")]
        whole = (part for part in (parts[-1], parts[0]) if len(part) >= SHORTEST or part in ABBREVIATED)
        ends = map(country_code, whole)
        found |= dict.fromkeys(code for code in list(filter(None, ends))[:1])
    if not found:
        codes = (country_code(part) for part in (*row["country"].split(", "), *_in_brackets(row)))
        found = dict.fromkeys(filter(None, codes))
    return " ".join(found) or SEATS.get((row["celex"], row["annex"]), "")


def _in_brackets(row: TextRow) -> list[str]:
    """What a name ends in, in brackets: "VTB Bank (Kazakhstan)"."""
    names = (row["name"], *row["alias"].split("; "))
    return [found[1] for name in names if (found := LAST_BRACKET.search(name))]


def _numbers(row: TextRow, country: str) -> tuple[Number, ...]:
    # Companies in the Crimea have numbers of Russia's registers.
    russian = row["programKey"] in RUSSIAN_PROGRAMMES and country in ("", "UA")
    return company_numbers(
        "; ".join(filter(None, (row[field] for field in NUMBERS))), "RU" if russian else country
    )


def _day(printed: str) -> date | None:
    if not printed:
        return None
    for form in DAYS:
        try:
            return datetime.strptime(printed.replace(". ", " ") if " " in printed else printed, form).date()
        except ValueError:
            continue
    raise ValueError(f"{printed!r} is not a day")


def _lists() -> Iterable[str]:
    return dict.fromkeys(list_id for list_id, _ in MEASURES.values())


LISTS = {list_id: partial(transcribe, list_id) for list_id in _lists()}
