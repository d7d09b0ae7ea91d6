"""Nationality, ethnicity, birthplace, gender and the like change nothing: not one byte of an answer."""

import csv
import inspect
import json
from dataclasses import fields, replace
from datetime import UTC, date, datetime

import pytest

from screening.assessment import assess
from screening.intake import read_list
from screening.link import build
from screening.model import Result, RunFacts, Subject
from screening.policy.facts import ProjectFacts
from screening.policy.list_state import ListState
from screening.policy.model import When
from screening.policy.read import read_policies
from screening.report import result_json
from watchlists.library import load_library
from watchlists.register import load_register

DAY = date(2026, 11, 25)
LISTS = (
    "ca-named-research-organizations",
    "us-dow-1286",
    "uk-sanctions-list",
    "us-bis-entity-list",  # the last two list persons too
    "us-state-nonproliferation",
)
BORN = {"us-bis-entity-list:ru/alexander-kuznetsov": "1961", "us-bis-entity-list:cn/wang-wei": "1975"}
FACTS = {
    "no project facts": ProjectFacts(),
    "project facts": ProjectFacts(
        sensitive_area=True,
        controlled_technology=True,
        disclosed=False,
        support=True,
        funder="nsf",
        jurisdiction="US",
    ),
}
ORIGIN = [
    "Nationality",
    "Citizenship",
    "Country of Birth",
    "Place of Birth",
    "Gender",
    "Ethnicity",
    "Religion",
    "Race",
]
ROWS = [
    ("Wei Zhang", "Northwestern Polytechnical University, Xi'an 710072, China", "CN", "1980"),
    ("Fatima Hosseini", "Malek Ashtar University of Technology, Tehran", "IR", ""),
    ("Emma Smith", "University of Canterbury, Christchurch", "NZ", "1990"),
    ("李娜", "北京航空航天大学", "CN", ""),
    ("Иван Петров", "Bauman Moscow State Technical University", "RU", "1971"),
    ("Aroha Ngata", "", "", ""),
    ("Alexander Kuznetsov", "", "", "1961"),  # a listed person's name, and the year of birth as well
    ("Александр Кузнецов", "University of Canterbury, Christchurch", "NZ", "1990"),
    ("王伟", "", "", "1975"),
    ("Sergey Ionov", "", "", ""),
]
ORIGINS = [
    ["Chinese", "CN", "China", "Harbin", "F", "Han", "none", "Asian"],
    ["Iranian", "IR", "Iran", "Tehran", "M", "Persian", "Shia", "Middle Eastern"],
    ["New Zealander", "NZ", "New Zealand", "Auckland", "X", "Māori", "Rātana", "Polynesian"],
    ["Russian", "RU", "Russia", "Beihang University", "female", "Tatar", "Sunni", "Beihang University"],
    ["", "", "", "", "", "", "", ""],
]


def with_births(loaded):
    """The list with years of birth beside some listed persons: none that is shipped prints any."""
    listings = (replace(each, birth_date=BORN.get(each.id, each.birth_date)) for each in loaded.listings)
    return replace(loaded, listings=tuple(listings))


@pytest.fixture(scope="module")
def screen():
    library = load_library()
    small = type(library)({key: with_births(library.lists[key]) for key in LISTS}, {})
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

    def screen(path, project):
        answers = []
        for row in read_list(path).rows():
            if row.subjects:
                reading = linker.read(row.subjects[0])
                found = assess(row.subjects[0], reading, policies, lists, project, on=DAY)
                answers.append(result_json(Result(row.subjects[0], reading, found), facts))
        return json.dumps(answers, ensure_ascii=False, sort_keys=True).encode()

    return screen


def sheet(tmp_path, origin, rows=ROWS):
    path = tmp_path / "people.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        place = ["Affiliation", "Country of organisation", "Year of birth"]
        writer.writerow(["Name", *ORIGIN[:3], *place, *ORIGIN[3:]])
        for name, *rest in rows:
            writer.writerow([name, *origin[:3], *rest, *origin[3:]])
    return path


@pytest.mark.parametrize("project", FACTS.values(), ids=FACTS)
def test_changing_origin_in_every_row_changes_nothing_to_the_byte(tmp_path, screen, project):
    answers = {screen(sheet(tmp_path, origin), project) for origin in ORIGINS}
    assert len(answers) == 1
    assert len(json.loads(answers.pop())) == len(ROWS)


def test_the_same_test_notices_what_does_count(tmp_path, screen):
    told = screen(sheet(tmp_path, ORIGINS[0]), FACTS["no project facts"])
    moved = [(name, "University of Canterbury, Christchurch", *rest) for name, _, *rest in ROWS]
    unborn = [(*rest, "") for *rest, _ in ROWS]
    for rows in (moved, unborn):
        assert screen(sheet(tmp_path, ORIGINS[0], rows), FACTS["no project facts"]) != told
    assert screen(sheet(tmp_path, ORIGINS[0]), FACTS["project facts"]) != told


def test_listed_persons_are_among_what_is_compared(tmp_path, screen):
    told = screen(sheet(tmp_path, ORIGINS[0]), FACTS["no project facts"]).decode()
    assert all(listing in told for listing in BORN)
    assert "a second identifier" in told


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
