"""The lists that reach a research office are read right or asked about, and never end in an unearned silence.

tests/layouts/expected.csv says of each file which rows hold subjects, what the columns hold, and which listed bodies
must not end as "no match". It was written before the reader was looked at.
"""

import csv
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from list_screening import screen_list

from screening.assessment import gravest, gravity_of_result
from screening.intake import read_list
from screening.intake.mapping import MappingNeeded
from screening.intake.model import ParsedList
from screening.model import Outcome
from tests.layouts.make_layouts import main as make_layouts

FOLDER = Path("tests/layouts")
LISTS = Path("watchlists/data/lists")
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


@cache
def expected() -> list[dict[str, str]]:
    with (FOLDER / "expected.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def facts(file: str, fact: str) -> list[dict[str, str]]:
    return [line for line in expected() if line["file"] == file and line["fact"] == fact]


FILES = sorted({line["file"] for line in expected()})


def place(line: Mapping[str, str]) -> tuple[str, int]:
    return line["sheet"], int(line["row"])


@dataclass
class Looked:
    """What came of a file: its intake and outcomes, or the question."""

    file: str
    question: MappingNeeded | None = None
    intake: ParsedList | None = None
    outcomes: Mapping[tuple[str, int], Outcome] = field(default_factory=dict)

    def sheet(self, name: str) -> str:
        """The name of a sheet as expected.csv has it: a text file has none."""
        return name if self.file.endswith(".xlsx") else ""


@pytest.fixture(scope="module")
def look(engine):
    """Read and screen a layout, each once."""

    @cache
    def do(file: str) -> Looked:
        try:
            intake = read_list(FOLDER / file)
        except MappingNeeded as question:
            return Looked(file, question=question)
        looked = Looked(file, intake=intake)
        for (sheet, row), results in screen_list(engine, intake, screened_at=NOW).results.items():
            looked.outcomes[looked.sheet(sheet), row] = gravest(results, gravity_of_result).assessment.outcome
        return looked

    return do


def read(look, file: str) -> Looked:
    """What came of a layout that was read without a question; one that asks has nothing that could be wrong."""
    looked = look(file)
    if looked.question:
        pytest.skip(f"asked: {looked.question}")
    return looked


@pytest.mark.parametrize("file", FILES)
def test_no_listed_body_ends_as_no_match(look, file):
    looked = read(look, file)
    silent = [
        f"{line['sheet']} row {line['row']}: {line['value']}"
        for line in facts(file, "listed")
        if looked.outcomes.get(place(line), Outcome.NO_MATCH) is Outcome.NO_MATCH
    ]
    assert not silent, "\n".join(silent)


@pytest.mark.parametrize("file", FILES)
def test_the_rows_taken_for_subjects_are_those_that_hold_subjects(look, file):
    looked = read(look, file)
    taken = {(looked.sheet(row.sheet), row.number) for row in looked.intake.rows() if row.subjects}
    wanted = {place(line) for line in facts(file, "subjects")}
    assert (sorted(taken - wanted), sorted(wanted - taken)) == ([], [])


@pytest.mark.parametrize("file", FILES)
def test_a_column_that_is_never_used_is_not_read(look, file):
    looked = read(look, file)
    unread = {"ignored", "unused", "unknown"}
    # A sheet of several tables is told apart by their headers; where there is one, it may have been missed.
    headers = Counter(line["sheet"] for line in facts(file, "header"))
    never = {
        (line["sheet"], line["row"] if headers[line["sheet"]] > 1 else "", line["column"])
        for line in facts(file, "never")
    }
    used = []
    for table in looked.intake.tables:
        sheet = looked.sheet(table.sheet)
        row = str(table.header_row) if headers[sheet] > 1 else ""
        used += [
            f"{table.sheet} {column.letter} “{column.header}”: {column.meaning}"
            for column in table.columns
            if (sheet, row, column.letter) in never
            and column.meaning not in unread
            and not column.meaning.startswith("project:")
        ]
    assert not used, "\n".join(used)


def test_at_least_fifteen_of_nineteen_layouts_are_read_without_a_question(look):
    asked = {file: str(look(file).question) for file in FILES if look(file).question}
    assert len(FILES) == 19
    assert len(asked) <= 4, asked


def test_every_body_that_we_call_listed_stands_in_its_list():
    named = {(line["watchlist"], line["value"]) for line in expected() if line["fact"].startswith("listed")}
    printed = set()
    for watchlist in {watchlist for watchlist, _ in named}:
        with (LISTS / f"{watchlist}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        in_force = {
            row["listing"] for row in rows if row["kind"] == "primary" and row["status"] == "in_force"
        }
        printed |= {(watchlist, row["name"]) for row in rows if row["listing"] in in_force}
    assert not named - printed


def test_each_layout_names_listed_bodies_but_the_one_without_affiliations():
    counted = Counter(line["file"] for line in expected() if line["fact"] == "listed")
    assert {file for file in FILES if counted[file] < 4} == {"pubmed.csv"}


def test_the_layouts_are_what_their_maker_writes(tmp_path):
    make_layouts(tmp_path)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    kept = {path.name: path.read_bytes() for path in FOLDER.iterdir() if path.name in made}
    assert made == kept
