"""When a listing counts: terms of measures, first days under any spelling, and periods off a list."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from screening.cli import main
from screening.model import Subject
from watchlists.model import PartyType, Status

STATE = "us-state-nonproliferation"
DETERMINATIONS = Path(__file__).parents[4] / "shared" / "data" / "lists" / "us" / "inksna_2026.csv"


@pytest.fixture(scope="module")
def library(shipped_library):
    return shipped_library


def in_force(library, list_id, name, day):
    return any(
        each.name == name and each.status is Status.IN_FORCE
        for each in library.as_of(date.fromisoformat(day))[list_id].listings
    )


@pytest.mark.parametrize(
    ("name", "last", "over"),
    [
        ("PMC Wagner", "2026-02-26", "2026-02-27"),
        ("Shanghai Growth International Logistics Ltd", "2026-05-19", "2026-05-20"),
        ("Bearings on Lipetsk LLC", "2026-11-19", "2026-11-20"),
        ("Futech Co. Ltd", "2028-01-21", "2028-01-22"),
    ],
)
def test_a_measure_under_inksna_ends_two_years_after_it_took_effect(library, name, last, over):
    assert in_force(library, STATE, name, "2025-06-01") is (name != "Futech Co. Ltd")
    assert in_force(library, STATE, name, last)
    assert not in_force(library, STATE, name, over)


def test_no_measure_under_inksna_alone_is_open(library):
    alone = [each for each in library[STATE].listings if each.citation.startswith("Iran, North Korea")]
    assert alone
    assert all(each.listed_to for each in alone)


@pytest.mark.parametrize(
    ("name", "last", "off", "within", "eve", "back"),
    [
        ("Rosoboronexport", "2008-12-27", "2008-12-28", "2015-01-01", "2020-09-22", "2020-09-23"),
        (
            "Russian General Staff Main Intelligence Directorate (GRU)",
            "2020-04-29",
            "2020-04-30",
            "2020-10-01",
            "2021-03-01",
            "2021-03-02",
        ),
        (
            "Islamic Revolutionary Guard Corps (IRGC)",
            "2010-10-22",
            "2010-10-23",
            "2015-01-01",
            "2020-09-22",
            "2020-09-23",
        ),
    ],
)
def test_a_party_was_not_in_force_between_two_measures(library, name, last, off, within, eve, back):
    assert in_force(library, STATE, name, last)
    assert in_force(library, STATE, name, back)
    for day in (off, within, eve):
        (party,) = (
            each for each in library.as_of(date.fromisoformat(day))[STATE].listings if each.name == name
        )
        assert (party.status, party.listed_to) == (Status.EXPIRED, date.fromisoformat(off))


def test_a_measure_whose_first_day_cannot_be_read_leaves_no_pause_before_it(library):
    # One measure from 2000 to 2002, and one that is active and was imposed on "10/25/200".
    (ministry,) = (
        each
        for each in library[STATE].listings
        if each.name == "Ministry of Defense and Armed Forces Logistics"
    )
    assert ministry.pauses == ()
    assert in_force(library, STATE, ministry.name, "2005-01-01")


@pytest.mark.parametrize("name", ["Defense Industries Organization", "Kang Mun-Kil"])
def test_a_party_under_another_law_as_well_stays_in_force(library, name):
    # Its measures under INKSNA ended years ago; that under Executive Order 13382 did not.
    (party,) = (each for each in library[STATE].listings if each.name == name)
    assert (party.status, party.listed_to) == (Status.IN_FORCE, None)
    assert in_force(library, STATE, name, "2040-01-01")


def test_the_determinations_of_2026_are_all_there_with_notice_and_term(library):
    later = [each for each in library[STATE].listings if each.listed_from and each.listed_from.year == 2026]
    assert len(later) == 28
    assert {each.listed_from.isoformat() for each in later} == {"2026-01-22", "2026-07-24"}
    assert {each.listed_to.isoformat() for each in later} == {"2028-01-22", "2028-07-24"}
    assert all(
        each.source_url.startswith("https://www.federalregister.gov/documents/2026/") for each in later
    )
    assert not [name.text for each in later for name in each.names if "successor" in name.text]


def test_every_party_of_the_determinations_of_2026_is_found_by_its_name(engine, library):
    later = [each for each in library[STATE].listings if each.listed_from and each.listed_from.year == 2026]
    missed = [
        each.name
        for each in later
        if each.id not in {hit.listing.id for hit in engine.screen(Subject(name=each.name)).reading.hits}
    ]
    assert missed == []


def test_the_determinations_are_the_publishers(library):
    if not DETERMINATIONS.exists():
        pytest.skip("the sources are not at ../shared/data")
    with DETERMINATIONS.open(encoding="utf-8-sig", newline="") as file:
        printed = {row["name"].strip(): row for row in csv.DictReader(file)}
    later = {each.name: each for each in library[STATE].listings if each.id.startswith(f"{STATE}:2026-")}
    assert later.keys() == printed.keys()
    persons = {name for name, row in printed.items() if row["schema"] == "Person"}
    assert {name for name, each in later.items() if each.type is PartyType.PERSON} == persons


@pytest.mark.parametrize(
    ("name", "edition", "first"),
    [
        ("Beihang University", "FY22", "2023-06-29"),
        ("China Academy of Engineering Physics", "FY22", "2023-06-29"),
        ("Naval University of Engineering", "FY23", "2024-07-01"),
        ("Changchung University of Science and Technology", "FY24", "2025-06-24"),
        ("Fudan University", "FY25", "2026-07-01"),
    ],
)
def test_a_body_is_on_the_1286_list_since_the_first_edition_under_any_name(library, name, edition, first):
    (body,) = (
        each for each in library["us-dow-1286"].listings if each.name == name and each.edition == "FY25"
    )
    assert body.listed_from.isoformat() == first
    assert body.remark == f"first printed in the {edition} edition"


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Dawning Information Industry Co., Ltd.", "2022-10-05"),
        ("AVIC Chengdu Aircraft Co., Ltd.", "2021-06-03"),  # formerly ZEMIC
        ("CETC Cyberspace Security Technology Co., Ltd.", "2025-01-07"),  # formerly Westone
        ("Hesai Group", "2024-01-31"),
        ("Shenzhen DJI Technology Co., Ltd.", "2022-10-05"),
        ("Alibaba Group Holding Limited", "2026-06-08"),
    ],
)
def test_a_company_is_on_the_1260h_list_since_the_first_edition_under_any_name(library, name, first):
    (company,) = (
        each
        for each in library["us-dow-1260h"].listings
        if each.name == name and each.status is Status.IN_FORCE
    )
    assert company.listed_from.isoformat() == first


@pytest.mark.parametrize(
    "name", ["Yangtze Memory Technologies Co., Ltd.", "ChangXin Memory Technologies, Inc."]
)
def test_two_companies_were_off_the_1260h_list_for_a_time(library, name):
    days = ["2026-02-16", "2026-02-17", "2026-06-07", "2026-06-08"]
    assert [in_force(library, "us-dow-1260h", name, day) for day in days] == [True, False, False, True]


def test_no_other_company_came_back_to_the_1260h_list(library):
    paused = {each.name for each in library["us-dow-1260h"].listings if each.pauses}
    assert paused == {"Yangtze Memory Technologies Co., Ltd.", "ChangXin Memory Technologies, Inc."}


@pytest.mark.slow
def test_the_command_line_says_that_a_listing_in_a_pause_was_lifted():
    asked = ["check", "Yangtze Memory Technologies", "--as-of", "2026-03-01", "--json"]
    answer = CliRunner().invoke(main, asked)
    assert answer.exit_code == 0, answer.output
    said = json.loads(answer.stdout)
    (hit,) = (each for each in said["hits"] if each["listing"]["watchlist"]["id"] == "us-dow-1260h")
    assert hit["listing"]["status"] == "lifted"
    assert hit["listing"]["listed_to"] == "2026-02-17"
    history = [each["text"] for each in said["assessment"]["reasons"] if "1260H" in each["text"]]
    assert history
    assert all(text.startswith("History, not scored") for text in history)
    doubt = "lifted by 2026-02-17, which is in doubt: the notice of removal was withdrawn before it was published."
    assert all(text.endswith(doubt) for text in history)
