"""What became of texts about bodies of influence and intelligence that were written without sight of the code.

`python -m benchmarks named_body_cases`. The cases stand in `named_body_cases.csv`, apart by organisation in two halves:
`fit` was read while causes were mended, `held` was not until it had been run once.
- `innocent`: texts near the layer; right is no match.
- `named`: texts that name a body of it; right is review, at level none where the case says `context`. Bodies whose document
  waits to be found are expected like the others.
- `declared`: texts that say of themselves what they are, and near misses.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.outcomes.screen import shipped_engine
from screening.model import Inquiry, Level, Outcome, Result, Subject, SubjectType

CASES = Path(__file__).with_suffix(".csv")
BETWEEN = " | "  # affiliations


@dataclass(frozen=True, slots=True)
class Case:
    """A line of the file."""

    set: str
    half: str
    subject: Subject
    expect: str
    kind: str
    why: str


def read_cases(path: Path = CASES) -> list[Case]:
    """The cases in the order of the file."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Case(row["set"], row["half"], _subject(row), row["expect"], row["kind"], row["why"])
            for row in csv.DictReader(file, strict=True)
        ]


def _subject(row: dict[str, str]) -> Subject:
    return Subject(
        name=row["name"],
        type=SubjectType(row["type"]),
        affiliations=tuple(filter(None, row["affiliations"].split(BETWEEN))),
        country=row["country"],
        institution_country=row["institution_country"],
    )


def is_right(case: Case, result: Result) -> bool:
    """Whether the result is what the writer of the case expected."""
    said = result.assessment
    if case.expect == "declared":
        return any(each.kind.value == case.kind for each in result.reading.self_declared)
    if case.expect == "not_declared":
        return not result.reading.self_declared
    if case.expect == "no_match":
        return said.outcome is Outcome.NO_MATCH
    return said.outcome is Outcome.REVIEW and (case.expect != "context" or said.risk_level is Level.NONE)


def run() -> None:
    """Print right of all by set and half, and of texts that name a body by its kind; then what was wrong."""
    cases = read_cases()
    results = shipped_engine().screen_all(Inquiry(case.subject) for case in cases)
    judged = [(case, result, is_right(case, result)) for case, result in zip(cases, results, strict=True)]
    print("\nset and half: right of all")
    _print([(f"{case.set} {case.half}", right) for case, _, right in judged])
    print("\nkind of body, of texts that name one: right of all")
    _print([(case.kind, right) for case, _, right in judged if case.set == "named"])
    levels = sum(
        case.set == "innocent" and result.assessment.risk_level is not Level.NONE
        for case, result, _ in judged
    )
    print(f"\ninnocents with a level above none: {levels}\n\nwrong:")
    for case, result, right in judged:
        if not right:
            text = case.subject.name or BETWEEN.join(case.subject.affiliations)
            said = result.assessment.outcome
            print(f"  {case.set:9} {case.half:5} {case.expect:13} {said:9} {text} ({case.why})")


def _print(said: Sequence[tuple[str, bool]]) -> None:
    counts = Counter(said)
    for key in dict.fromkeys(key for key, _ in said):
        print(f"  {key:32} {counts[key, True]:4} of {counts[key, True] + counts[key, False]:4}")
