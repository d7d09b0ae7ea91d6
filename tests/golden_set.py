"""Golden sets: cases with what one expects of them, split by party into two halves and reported as rates.

A part of the engine has one `golden.csv` beside its tests and one `golden_rates.csv`. Each case has

- `kind`: the kind of case, one word: school, part, near_miss, ...;
- `party`: the organisation or person that the case is about. That is the listed one; where none is listed, the
  organisation of the register that the text means; where that is unknown too, the name as the text has it;
- `half`: `fit` or `held_out`, by a hash of the party, so that all cases of one party stand in one half;
- `note`: what is special about it.

Rules may be made and mended on the fit half. A failure there is named. Of the held-out half only the number of failures
is said, so that nobody mends on it. Whoever must read them (to correct a label, say) runs

    GOLDEN_HELD_OUT=show .venv/bin/python -m pytest -s tests/screening/link/test_golden.py

and says so in the commit: what was read is no evidence any more.

All cases of the first edition, both halves, were read while rules were made. Their rates guard what works and forecast
nothing. The held-out half is evidence for changes made from now on. Where the register does not know an organisation,
its names in two languages count as two parties, which may stand in different halves.

`golden_rates.csv` has for each kind and half the number of cases, the measured rate and the floor, the lowest rate that
the test accepts. A new case changes the number. Label it before the engine reads it; a floor that goes down is a
decision for the reviewer of the change. `-s` prints the rates of today.
"""

import csv
import hashlib
import os
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

FIT, HELD_OUT = "fit", "held_out"
Case = dict[str, str]
Group = tuple[str, str]  # kind and half


@dataclass(frozen=True, slots=True)
class Floor:
    """A row of `golden_rates.csv`."""

    cases: int
    measured: float
    floor: float


def half_of(party: str) -> str:
    """The half of a party's cases. Case, width and spaces of its name make no difference."""
    name = " ".join(unicodedata.normalize("NFKC", party).casefold().split())
    return HELD_OUT if hashlib.sha256(name.encode()).digest()[0] % 2 else FIT


def read_table(path: Path) -> list[Case]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_floors(path: Path) -> dict[Group, Floor]:
    floors = {
        (row["kind"], row["half"]): Floor(int(row["cases"]), float(row["measured"]), float(row["floor"]))
        for row in read_table(path)
    }
    assert all(0 <= each.floor <= each.measured <= 1 for each in floors.values())
    return floors


def check_cases(cases: list[Case], inputs: Iterable[str]) -> None:
    """No case stands twice, none lacks its kind or party, and each stands in its party's half."""
    columns = tuple(inputs)
    counts = Counter(tuple(case[column] for column in columns) for case in cases)
    assert [each for each, count in counts.items() if count > 1] == []
    assert all(case["kind"] and case["party"] for case in cases)
    assert [case for case in cases if case["half"] != half_of(case["party"])] == []


def find_failures(cases: Iterable[Case], passes: Callable[[Case], bool]) -> list[Case]:
    """The cases that do not pass, with `error` where one was raised.

    An error is a failure and goes no further: its traceback would show a held-out case.
    """
    failures = []
    for case in cases:
        try:
            if not passes(case):
                failures.append(case)
        except Exception as error:
            failures.append({**case, "error": repr(error)})
    return failures


def check_rates(
    cases: list[Case], failures: list[Case], floors: dict[Group, Floor], inputs: Iterable[str]
) -> None:
    """Print the rates; fail where one is below its floor or a number of cases is not the one written down."""
    columns = tuple(inputs)
    shown = (FIT, HELD_OUT) if os.environ.get("GOLDEN_HELD_OUT") == "show" else (FIT,)
    counts, failed = (Counter((case["kind"], case["half"]) for case in group) for group in (cases, failures))
    problems, table = [], ["kind,half,cases,measured,floor"]
    for kind, half in sorted(counts.keys() | floors.keys()):
        count, wrong = counts[kind, half], failed[kind, half]
        row = floors.get((kind, half), Floor(0, 0, 0))
        # Rounded down: a rate of 1.0000 means that all pass.
        rate = (count - wrong) * 10_000 // count / 10_000 if count else 0.0
        table.append(f"{kind},{half},{count},{rate:.4f},{row.floor:.4f}")
        if count != row.cases:
            problems.append(f"{kind}, {half}: {count} cases, golden_rates.csv has {row.cases}")
        if rate < row.floor:
            problems.append(
                f"{kind}, {half}: {wrong} of {count} fail, rate {rate:.4f}, floor {row.floor:.4f}"
            )
    named = [
        f"{case['kind']}, {case['half']}: "
        + " | ".join(case[column] for column in (*columns, "error") if case.get(column))
        for case in failures
        if case["half"] in shown
    ]
    print("", *table, *(["fails:", *named] if named else []), sep="\n")  # noqa: T201
    if problems:
        # Without a traceback, which would show the arguments and held-out cases with them.
        pytest.fail("\n".join((*problems, *named)), pytrace=False)
