"""The sets of rows: where each comes from, and what each of its rows asks."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.evaluate.affiliations import subject_of
from benchmarks.outcomes.persons import invented_persons
from benchmarks.outcomes.record import SKIPPED, UNREAD, UNSCREENED, Key
from screening.errors import ScreeningError
from screening.intake import read_list
from screening.intake.model import Row, RowState
from screening.model import Inquiry, Subject, SubjectType

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"
EXAMPLES = (ROOT / "examples" / "collaborators.xlsx", ROOT / "examples" / "organisations.csv")
LAYOUTS = ROOT / "tests" / "layouts"
WORKBOOK = ".xlsx"
LISTS = (WORKBOOK, ".csv", ".tsv", ".txt")  # what else lies in the folder of layouts is no list
EXPECTED = "expected.csv"  # how the layouts should be read; no layout itself
PARTNERS = SHARED / "inputs" / "openalex_partner_orgs.csv"
AFFILIATIONS = SHARED / "eval" / "affiliations_dev.csv"
HARD_PAIRS = SHARED / "eval" / "hard_pairs_dev.csv"
PERSONS = 20_000
FIRST = 2  # the number of the first row below a header, as a spreadsheet shows it


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row of a set: what it asks, or why it asks nothing."""

    key: Key
    inquiries: tuple[Inquiry, ...] = ()
    outcome: str = ""  # of a row that could not be read, or only in part; else ""
    code: str = ""  # the intake's code for it

    @property
    def text(self) -> str:
        """What the row says of its subjects, on one line."""
        subjects = [each.subject for each in self.inquiries]
        parts = [
            part
            for each in subjects
            for part in (
                each.name,
                *each.affiliations,
                *(tie.text for tie in each.ties),
                each.institution_country,
                each.country,
            )
            if part
        ]
        return " | ".join(" ".join(part.split()) for part in parts)


def load_sets(only: tuple[str, ...] = ()) -> dict[str, list[SourceRow]]:
    """The rows of every set, or of those named; a set whose files are absent is said and left out."""
    sets = {}
    for name in only or tuple(SETS):
        if rows := list(SETS[name]()):
            sets[name] = rows
        else:
            print(f"{name}: its files are not here; this set is left out.")
    return sets


def inquiries_of(row: Row) -> tuple[Inquiry, ...]:
    """What a row of a list asks; the one place that knows how many subjects a row may hold."""
    return row.inquiries


def file_rows(set_name: str, path: Path, label: str) -> Iterator[SourceRow]:
    """The rows of a list as the intake takes them, without blank ones; a file that is not taken is its row 0."""
    try:
        intake = read_list(path)
    except ScreeningError as refusal:
        yield SourceRow(Key(set_name, label, "", 0), outcome=UNREAD, code=refusal.code)
        return
    has_sheets = path.suffix.lower() == WORKBOOK
    for row in (*intake.outside, *intake.rows()):
        key = Key(set_name, label, row.sheet if has_sheets else "", row.number)
        if row.state is RowState.SKIPPED:
            if row.code != "blank":
                yield SourceRow(key, outcome=SKIPPED, code=row.code)
        else:
            outcome = UNSCREENED if row.state is RowState.UNSCREENED else ""
            yield SourceRow(key, inquiries_of(row), outcome, row.code)


def _examples() -> Iterator[SourceRow]:
    for path in EXAMPLES:
        yield from file_rows("examples", path, path.name)


def _layouts() -> Iterator[SourceRow]:
    for path in sorted(LAYOUTS.rglob("*")):
        if path.suffix.lower() in LISTS and path.name != EXPECTED:
            yield from file_rows("layouts", path, path.relative_to(LAYOUTS).as_posix())


def _partners() -> Iterator[SourceRow]:
    if PARTNERS.exists():
        yield from file_rows("partners", PARTNERS, PARTNERS.name)


def _affiliations() -> Iterator[SourceRow]:
    for number, row in _labelled(AFFILIATIONS):
        key = Key("affiliations", AFFILIATIONS.name, "", number)
        yield SourceRow(key, (Inquiry(subject_of(row)),))


def _hard_pairs() -> Iterator[SourceRow]:
    for number, row in _labelled(HARD_PAIRS):
        kind = SubjectType.PERSON if row["kind"].startswith("person") else SubjectType.UNKNOWN
        key = Key("hard_pairs", HARD_PAIRS.name, "", number)
        yield SourceRow(key, (Inquiry(Subject(row["query"], kind)),))


def _labelled(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            yield from enumerate(csv.DictReader(file), start=FIRST)


def _persons() -> Iterator[SourceRow]:
    for number, subject in enumerate(invented_persons(PERSONS), start=1):
        yield SourceRow(Key("persons", "invented", "", number), (Inquiry(subject),))


SETS: dict[str, Callable[[], Iterator[SourceRow]]] = {
    "examples": _examples,
    "layouts": _layouts,
    "affiliations": _affiliations,
    "hard_pairs": _hard_pairs,
    "partners": _partners,
    "persons": _persons,
}
