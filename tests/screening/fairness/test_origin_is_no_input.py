"""Nationality, ethnicity, birthplace, gender and the like change nothing: not one byte of an answer."""

import csv
import inspect
import json
from dataclasses import fields
from datetime import UTC, date, datetime

import pytest

from screening.assess import ListState, assess
from screening.intake import take
from screening.link import build
from screening.model import Result, RunFacts, Subject
from screening.policy.facts import ProjectFacts
from screening.policy.model import When
from screening.policy.read import read_policies
from screening.report import result_json
from watchlists.library import load_library
from watchlists.register import load_register

DAY = date(2026, 11, 25)
LISTS = ("ca-named-research-organizations", "us-dow-1286", "uk-sanctions-list")
ORIGIN = [
    "Nationality",
    "Citizenship",
    "Country of Birth",
    "Place of Birth",
    "Gender",
    "Ethnicity",
    "Religion",
]
ROWS = [
    ("Wei Zhang", "Northwestern Polytechnical University, Xi'an 710072, China", "CN"),
    ("Fatima Hosseini", "Malek Ashtar University of Technology, Tehran", "IR"),
    ("Emma Smith", "University of Canterbury, Christchurch", "NZ"),
    ("李娜", "北京航空航天大学", "CN"),
    ("Иван Петров", "Bauman Moscow State Technical University", "RU"),
    ("Aroha Ngata", "", ""),
]
ORIGINS = [
    ["Chinese", "CN", "China", "Harbin", "F", "Han", "none"],
    ["Iranian", "IR", "Iran", "Tehran", "M", "Persian", "Shia"],
    ["New Zealander", "NZ", "New Zealand", "Auckland", "X", "Māori", "Rātana"],
    ["Russian", "RU", "Russia", "Beihang University", "female", "Tatar", "Sunni"],
    ["", "", "", "", "", "", ""],
]


@pytest.fixture(scope="module")
def screen():
    library = load_library()
    small = type(library)({key: library.lists[key] for key in LISTS}, {})
    linker = build(small, load_register())
    policies = tuple(read_policies().values())
    lists = ListState.of(small)
    loaded = tuple(small.lists.values())
    facts = RunFacts(
        "people.csv",
        "0" * 64,
        datetime(2026, 11, 25, tzinfo=UTC),
        "test",
        tuple(each.snapshot for each in loaded),
        tuple(each.watchlist for each in loaded),
        tuple((policy.id, policy.version, policy.title) for policy in policies),
    )

    def screen(path):
        answers = []
        for row in take(path).rows():
            if row.subject is not None:
                reading = linker.read(row.subject)
                found = assess(row.subject, reading, policies, lists, on=DAY)
                answers.append(result_json(Result(row.subject, reading, found), facts))
        return json.dumps(answers, ensure_ascii=False, sort_keys=True).encode()

    return screen


def sheet(tmp_path, origin, rows=ROWS):
    path = tmp_path / "people.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Name", *ORIGIN[:3], "Affiliation", "Country of organisation", *ORIGIN[3:]])
        for name, affiliation, country in rows:
            writer.writerow([name, *origin[:3], affiliation, country, *origin[3:]])
    return path


def test_changing_origin_in_every_row_changes_nothing_to_the_byte(tmp_path, screen):
    answers = {screen(sheet(tmp_path, origin)) for origin in ORIGINS}
    assert len(answers) == 1
    assert len(json.loads(answers.pop())) == len(ROWS)


def test_the_same_test_notices_what_does_count(tmp_path, screen):
    moved = [(name, "University of Canterbury, Christchurch", country) for name, _, country in ROWS]
    assert screen(sheet(tmp_path, ORIGINS[0])) != screen(sheet(tmp_path, ORIGINS[0], moved))


FORBIDDEN = {
    "nationality",
    "citizenship",
    "ethnicity",
    "race",
    "birthplace",
    "gender",
    "sex",
    "religion",
    "origin",
}


def test_no_noun_condition_or_parameter_could_carry_it():
    names = {field.name for noun in (Subject, ProjectFacts, When) for field in fields(noun)}
    names |= set(inspect.signature(assess).parameters)
    assert not {word for name in names for word in name.split("_")} & FORBIDDEN
