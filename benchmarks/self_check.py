"""Screens every name that the lists print in force, and asks for that very listing in the answer.

Nothing else is given with a name: no country, no date of birth. A name that asks only with a place beside it is left out,
and so is what names no party. Names of organisations that rightly ask nobody stand with their reason in
`screening/vocabulary/names_not_asked.csv`; a person is asked about by no word alone ("Martin"). Prints the count and what is missing by list, and ends with 1 where a name
is missing for no known reason.

    python -m benchmarks.self_check [--people | --organisations] [--every N] [--show N]
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from screening import vocabulary
from screening.engine import Engine, load_engine
from screening.link.printed import name_keys
from screening.model import Inquiry, Result, Subject, SubjectType
from watchlists.model import Listing, PartyType

_REVIEWED = Path(vocabulary.__file__).parent / "names_not_asked.csv"
# A class of goods or a bare address names no party.
_TYPES = {
    PartyType.PERSON: SubjectType.PERSON,
    PartyType.ORGANISATION: SubjectType.ORGANISATION,
}
_AT_ONCE = 2_000  # names


@dataclass(frozen=True, slots=True)
class PrintedName:
    """A name of a listing in force, as its list prints it."""

    listing: Listing
    text: str

    @property
    def subject_type(self) -> SubjectType:
        """As what it is screened."""
        return _TYPES[self.listing.type]


def printed_names(listings: Iterable[Listing], on: date, types: Sequence[PartyType]) -> list[PrintedName]:
    """Every name in force on a day of parties of these types, each once a listing."""
    found = (
        PrintedName(listing, name.text)
        for listing in listings
        if listing.type in types and listing.in_force_on(on)
        for name in listing.names
        if not name.needs_place
    )
    return list(dict.fromkeys(found))


def missing_names(engine: Engine, names: Sequence[PrintedName]) -> Iterator[PrintedName]:
    """Those of the names whose own listing is not in the answer."""
    by_inquiry: dict[tuple[str, SubjectType], list[PrintedName]] = {}
    for name in names:
        by_inquiry.setdefault((name.text, name.subject_type), []).append(name)
    keys = list(by_inquiry)
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        asked = [Inquiry(Subject(name=text, type=kind)) for text, kind in some]
        for key, result in zip(some, engine.screen_all(asked), strict=True):
            there = _listings(result)
            yield from (name for name in by_inquiry[key] if name.listing.id not in there)


class KnownReasons:
    """Why a printed name rightly asks nobody: the reviewed table, which holds for all listings of a body, and the rule on persons."""

    def __init__(self, engine: Engine) -> None:
        bodies = {
            listing.id: [each.id for each in bearer.listings]
            for bearer in engine.linker.universe.bearers
            for listing in bearer.listings
        }
        with _REVIEWED.open(encoding="utf-8", newline="") as file:
            self._reviewed = {
                (listing, key)
                for row in csv.DictReader(file, strict=True)
                if row["form"] == "printed"
                for listing in bodies.get(row["listing"], [row["listing"]])
                for key in name_keys(row["name"])[:1]
            }

    def knows(self, name: PrintedName) -> bool:
        """Say whether there is such a reason."""
        if name.listing.type is PartyType.PERSON:
            return len(name.text.split()) == 1
        return any((name.listing.id, key) in self._reviewed for key in name_keys(name.text)[:1])


def _listings(result: Result) -> set[str]:
    return {listing.id for hit in result.reading.hits for listing in (hit.listing, *hit.other_listings)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the check; the exit status says whether a name is missing for no known reason."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.self_check", description=__doc__)
    parser.add_argument("--people", action="store_true", help="names of persons only")
    parser.add_argument("--organisations", action="store_true", help="names of organisations only")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="each Nth name only")
    parser.add_argument(
        "--show", type=int, default=20, metavar="N", help="of each list so many missing names"
    )
    asked = parser.parse_args(arguments)
    types = [PartyType.PERSON] * (not asked.organisations) + [PartyType.ORGANISATION] * (not asked.people)
    on = date.today()
    engine = load_engine(on=on)
    names = printed_names(engine.library.listings, on, types)[:: asked.every]
    reasons = KnownReasons(engine)
    missing: dict[str, list[PrintedName]] = {}
    known = 0
    for name in missing_names(engine, names):
        if reasons.knows(name):
            known += 1
        else:
            missing.setdefault(name.listing.watchlist_id, []).append(name)
    counts = Counter(name.listing.watchlist_id for name in names)
    for watchlist, count in sorted(counts.items()):
        lost = missing.get(watchlist, [])
        print(f"{watchlist}: {count:,} names, {len(lost):,} missing")
        for name in lost[: asked.show]:
            print(f"  {name.listing.type.value}  {name.text}  ({name.listing.id})")
    total = sum(map(len, missing.values()))
    print(f"{len(names):,} printed names in force, {total:,} missing, {known:,} with a known reason.")
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
