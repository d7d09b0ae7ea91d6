"""How many strings that others wrote are asked about: `python -m benchmarks.first_look FILE... [--show KIND]`.

A file is CSV with the columns kind, text, type (supplier or affiliation), country, expect (listed or not_listed) and
listing ("LIST:ENTRY", several joined by " ; "). Asked: the outcome is review. Right: a hit is on one of these listings, or on
another of the same body. Sure: a hit has a confidence of .8 or more. Strings that something was mended on are fit, and
no evidence: whoever wrote a file must not have seen what the engine makes of it.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from benchmarks.outcomes.screen import shipped_engine
from screening.engine import Engine
from screening.model import Inquiry, Result, Subject, SubjectType

SURE = 0.8


@dataclass(frozen=True, slots=True)
class Case:
    """One string with what it is."""

    kind: str
    text: str
    supplier: bool
    country: str
    listings: frozenset[str]  # empty where nobody listed is meant

    @property
    def inquiry(self) -> Inquiry:
        """A supplier's name, or the affiliation of somebody without a name."""
        if self.supplier:
            return Inquiry(Subject(self.text, SubjectType.ORGANISATION, country=self.country))
        return Inquiry(Subject(affiliations=(self.text,), institution_country=self.country))


def read_cases(path: Path) -> list[Case]:
    """The cases of a file.

    Raises:
        KeyError: it lacks a column.
    """
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Case(
                row["kind"],
                row["text"],
                row["type"] == "supplier",
                row["country"],
                frozenset(filter(None, row["listing"].split(" ; ")))
                if row["expect"] == "listed"
                else frozenset(),
            )
            for row in csv.DictReader(file)
        ]


def is_asked(result: Result) -> bool:
    """Whether somebody has to look."""
    return result.assessment.outcome.value == "review"


def is_right(result: Result, case: Case, bodies: dict[str, str]) -> bool:
    """Whether a hit is on a listing that is meant, or on another of the same body."""
    meant = case.listings | {bodies[each] for each in case.listings if each in bodies}
    found = {each.id for hit in result.reading.hits for each in (hit.listing, *hit.other_listings)}
    return not meant.isdisjoint(found | {bodies[each] for each in found if each in bodies})


def is_sure(result: Result) -> bool:
    """Whether a hit claims to be one."""
    return any(hit.confidence >= SURE for hit in result.reading.hits)


def bodies_of(engine: Engine) -> dict[str, str]:
    """For each listing the bearer that it stands with."""
    return {
        listing.id: f"bearer {bearer.number}"
        for bearer in engine.linker.universe.bearers
        for listing in bearer.listings
    }


def main(words: list[str]) -> int:
    """Print rates by kind; with --show, each case of a kind that went wrong."""
    shown = words[words.index("--show") + 1] if "--show" in words else ""
    paths = [Path(word) for word in words if word.endswith(".csv")]
    cases = [case for path in paths for case in read_cases(path)]
    engine = shipped_engine()
    bodies = bodies_of(engine)
    results = list(engine.screen_all(case.inquiry for case in cases))
    rows: dict[str, list[tuple[bool, bool, bool]]] = defaultdict(list)
    for case, result in zip(cases, results, strict=True):
        said = is_asked(result), is_right(result, case, bodies), is_sure(result)
        rows[case.kind].append(said)
        if case.kind == shown and (not said[1] if case.listings else said[0]):
            hits = "; ".join(f"{hit.listing.name} {hit.confidence:.2f}" for hit in result.reading.hits[:2])
            why = "; ".join(f"{each.name}: {each.why}" for each in result.reading.alternatives[:2])
            print(f"  {case.text} | {case.country} | {hits or '-'} | {why}")
    print(f"{'kind':20} {'cases':>6} {'asked':>7} {'right':>7} {'sure':>7}")
    for kind, every in rows.items():
        shares = (100 * sum(each[at] for each in every) / len(every) for at in range(3))
        print(f"{kind:20} {len(every):6} " + " ".join(f"{share:6.1f}%" for share in shares))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
