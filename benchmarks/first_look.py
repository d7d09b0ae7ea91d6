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
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.outcomes.screen import shipped_engine
from screening.engine import Engine
from screening.model import Inquiry, Result, Subject, SubjectType
from screening.names.scripts import script_of

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


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one case."""

    case: Case
    asked: bool
    right: bool
    sure: bool
    confidence: float  # of the surest hit; 0 where there is none


def answers(engine: Engine, cases: Sequence[Case]) -> list[Answer]:
    """Screen all cases, in order."""
    bodies = bodies_of(engine)
    results = engine.screen_all(case.inquiry for case in cases)
    return [
        Answer(
            case,
            is_asked(result),
            is_right(result, case, bodies),
            is_sure(result),
            max((hit.confidence for hit in result.reading.hits), default=0.0),
        )
        for case, result in zip(cases, results, strict=True)
    ]


def print_rates(title: str, every: Sequence[Answer], groups: Callable[[Case], Iterable[str]]) -> None:
    """One line for each group: how many, and what share was asked, right, sure."""
    found: dict[str, list[Answer]] = defaultdict(list)
    for answer in every:
        for group in groups(answer.case):
            found[group].append(answer)
    print(f"{title:34} {'cases':>6} {'asked':>7} {'right':>7} {'sure':>7}")
    for group in sorted(found):
        some = found[group]
        counts = (sum(a.asked for a in some), sum(a.right for a in some), sum(a.sure for a in some))
        print(f"{group:34} {len(some):6} " + " ".join(f"{100 * count / len(some):6.1f}%" for count in counts))


def print_calibration(every: Sequence[Answer]) -> None:
    """What confidence the surest hit has, by tenths, and the share of these cases with a right hit."""
    print("confidence of the surest hit, mean; share right; cases")
    for low in range(10):
        some = [a for a in every if a.confidence and low <= min(a.confidence * 10, 9.99) < low + 1]
        if some:
            mean = sum(a.confidence for a in some) / len(some)
            print(f"  {mean:.2f} {sum(a.right for a in some) / len(some):.2f} {len(some)}")


def main(words: list[str]) -> int:
    """Print the rates; 2 where no file is named."""
    shown = words[words.index("--show") + 1] if "--show" in words else ""
    cases = [case for word in words if word.endswith(".csv") for case in read_cases(Path(word))]
    if not cases:
        print("Name at least one file of cases.")
        return 2
    every = answers(shipped_engine(), cases)
    for answer in every:
        wrong = not answer.right if answer.case.listings else answer.asked
        if answer.case.kind == shown and wrong:
            print(f"  {answer.case.text} | {answer.case.country} | {answer.confidence:.2f}")
    print_rates("kind", every, lambda case: [case.kind])
    listed = [answer for answer in every if answer.case.listings]
    if listed:
        print_rates("list", listed, lambda case: {each.partition(":")[0] for each in case.listings})
        print_rates("sort of text", listed, lambda case: ["supplier" if case.supplier else "affiliation"])
        print_rates("script", listed, lambda case: [script_of(case.text).value])
    print_calibration(every)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
