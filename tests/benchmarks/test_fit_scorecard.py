"""The texts a scorecard is fitted on, what is right and wrong in them, and what is said of a card that no longer goes with them."""

import csv
import json
import random

import numpy as np
import pytest
from linkers import Known, Lists

from benchmarks.fit_scorecard import golden, inputs, tables
from benchmarks.fit_scorecard.check import features_changed
from benchmarks.fit_scorecard.end_to_end import Said, by_tenths, shift
from benchmarks.fit_scorecard.examples import NEITHER, RIGHT, WRONG, Examples
from benchmarks.fit_scorecard.fit import FALLING, LIMITS, RISING
from benchmarks.fit_scorecard.judge import calibration
from benchmarks.fit_scorecard.points import points_of, worth_of
from benchmarks.fit_scorecard.surroundings import Kind, Surroundings
from benchmarks.fit_scorecard.texts import Amounts, Text, Texts, half
from benchmarks.fit_scorecard.world import World, is_latin
from benchmarks.fit_scorecard.writer import Writer
from screening.affiliations.tokens import name_words
from screening.link import build
from screening.link.scorecard import TABLE
from screening.link.second_stage import CATEGORIES, FEATURES
from watchlists.model import Body, ListedName, Listing, NameKind, PartyType, RegisterName, Status


def listing(key, name, *more, country="CN", status=Status.IN_FORCE):
    names = (ListedName(name, NameKind.PRIMARY), *(ListedName(text, kind) for text, kind in more))
    return Listing(key, key.split(":")[0], names, PartyType.ORGANISATION, country, status=status)


def body(number, name, country, city="", relations=()):
    names = (RegisterName(name, "label"),)
    return Body(f"ror:{number}", names, country, (city,), ("education",), relations=relations)


@pytest.fixture(scope="module")
def world():
    lists = Lists(
        listing("one:zorvex", "Zorvex Optoelectronics Technology Co., Ltd.", ("ZOT", NameKind.ACRONYM)),
        listing(
            "two:zorvex",
            "Zorvex Optics Holding",
            ("Zorvex Optoelectronics Technology Co., Ltd.", NameKind.ALIAS),
            country="HK",
        ),
        listing("one:quillon", "Quillon State University of Mining", country="RU"),
        listing("one:old", "Vestrak Machinery Works", status=Status.EXPIRED),
        listing("one:physics", "Institute of Physics", country="IR"),
    )
    register = Known(
        body("1", "Quillon State University of Mining", "RU", "Quillon"),
        body("2", "Quillon Mining Hospital", "RU", "Quillon", relations=(("parent", "ror:1", "Quillon"),)),
        body("3", "Tarmun Agricultural University", "IR", "Osk"),
        body("4", "Belvary College of Music", "GB", "Lunt"),
    )
    return World(build(lists, register))


@pytest.fixture
def writer(world):
    return Writer(world, random.Random(3))


NAME = "Zorvex Optoelectronics Technology Development Co., Ltd."


def test_listings_that_share_a_name_are_one_body_and_what_has_lapsed_is_none(world):
    names = [{name.text for name in names} for names in world.names.values()]
    assert any(
        {"Zorvex Optoelectronics Technology Co., Ltd.", "Zorvex Optics Holding", "ZOT"} <= each
        for each in names
    )
    assert not any("Vestrak Machinery Works" in each for each in names)


def test_nobody_is_another_who_is_listed_or_belongs_to_a_listed_body(world, monkeypatch):
    monkeypatch.setattr("benchmarks.fit_scorecard.world.SHARED", inputs.ROOT / "nowhere")
    assert [other.name for other in world.others] == [
        "Tarmun Agricultural University",
        "Belvary College of Music",
    ]


def test_a_name_in_other_letters_is_not_written(world):
    assert is_latin("Zürich, 12 Łódź")
    assert not is_latin("Завод Zorvex")
    assert not is_latin("123")


def test_a_cut_field_keeps_the_word_that_tells_and_is_as_long_as_fields_are(writer):
    for _ in range(50):
        cut = " ".join(writer.ways["cut field"][1](NAME.split()))
        assert NAME.lower().startswith(cut.lower())
        assert "zorvex" in cut.lower()
        assert 20 <= len(cut) <= 40
    assert (
        writer.ways["cut field"][1]("Research Institute of the State named after Zorvexagoranskiy".split())
        is None
    )


def test_an_office_abroad_has_the_groups_name_and_the_forms_of_its_country(writer):
    for _ in range(50):
        office = writer.office(NAME)
        assert "zorvex" in office.text.lower()
        assert office.abroad in tables.forms_of_countries()


def test_no_office_is_made_of_a_name_that_nothing_tells_apart(writer):
    assert writer.office("State Institute of Physics") is None


def test_slips_change_a_word_and_leave_the_others(writer):
    for _ in range(50):
        made = writer.ways["slip"][1](NAME.split())
        assert sum(a != b for a, b in zip(made, NAME.split(), strict=True)) <= 1


def test_a_near_miss_has_nothing_of_what_tells_the_listed_name(world, monkeypatch):
    monkeypatch.setattr("benchmarks.fit_scorecard.world.SHARED", inputs.ROOT / "nowhere")
    texts = Texts(world)
    (name,) = [
        name for names in world.names.values() for name in names if name.text.startswith("Zorvex Optics")
    ][:1]
    for _ in range(20):
        near = texts.negatives.near_miss(name)
        assert "zorvex" not in name_words(near)
        assert "holding" in name_words(near)


def test_the_country_stands_in_its_own_field_or_in_the_text(world):
    surroundings = Surroundings(random.Random(1))
    seen = set()
    for _ in range(200):
        text, beside = surroundings.place("Zorvex", Kind.SUPPLIER, "IR", ("Tarmun",))
        assert "Zorvex" in text
        assert beside in ("", "IR")
        seen.add((beside, "Iran" in text or "IRAN" in text))
    assert seen >= {("IR", False), ("", True), ("", False)}


def test_the_same_texts_are_made_each_time_and_none_hides_a_listed_body(world, monkeypatch):
    monkeypatch.setattr("benchmarks.fit_scorecard.world.SHARED", inputs.ROOT / "nowhere")
    monkeypatch.setattr("benchmarks.fit_scorecard.texts.SHARED", inputs.ROOT / "nowhere")
    amounts = Amounts(12, 3, 6, 6, 6, 6, 0, 0, 0)
    one, two = (Texts(world).make(amounts) for _ in range(2))
    assert one == two
    assert len(one) == 33
    assert {id for text in one for id in text.hidden} <= {"ror:3", "ror:4"}
    assert any(text.hidden for text in one)


def test_all_texts_of_an_organisation_are_on_one_side():
    assert {half(f"body {number}") for number in range(40)} == {0, 1}
    assert Text("Zorvex", "", 1, "slip", Kind.SUPPLIER, "a").is_held_out == bool(half("a"))


def test_a_tenth_that_says_more_than_is_true_shows_in_the_calibration():
    texts = [Text(str(at), "", at, "slip", Kind.SUPPLIER, "a") for at in range(80)]
    rows = np.zeros((80, 1), np.float32)
    truth = np.array([RIGHT] * 20 + [WRONG] * 40 + [NEITHER] * 20, np.int8)
    every = np.ones(80, bool)
    examples = Examples(
        texts, every, every, np.zeros(80), ~every, rows, truth, np.ones(80), np.arange(80), ["x"] * 80
    )
    ((said, true, count),) = calibration(examples, np.full(80, 0.75), every)
    assert (said, round(true, 3), count) == (0.75, 0.333, 60)


def test_points_add_up_over_cuts_and_cells():
    row = np.zeros((1, len(FEATURES)))
    row[0, FEATURES.index("coverage")] = 0.7
    row[0, FEATURES.index(CATEGORIES[0])] = 4
    features = {"coverage": {"cuts": [0.5], "points": [-9, 6]}, CATEGORIES[0]: {"cells": {"4": 5}}}
    points = points_of({"base": -1, "features": features}, row)
    assert points.tolist() == [10]
    assert worth_of(points).round(3).tolist() == [0.731]


def test_a_card_of_other_features_is_refused():
    good = {name: {"cells": {}} if name in CATEGORIES else {"cuts": [], "points": [0]} for name in FEATURES}
    assert features_changed({"features": good}) == []
    del good["coverage"]
    assert features_changed({"features": {**good, "colour": {"cuts": [], "points": [0]}}}) == [
        "the card does not know the feature coverage",
        "the card has points for colour, which is no feature",
    ]


def test_what_moved_is_named():
    now = inputs.project_inputs()
    assert inputs.moved(now) == []
    assert inputs.moved({**now, inputs.LISTS: "0"}) == [inputs.LISTS]


def test_a_card_that_finds_less_or_asks_more_is_at_fault():
    fitted = {"listed": 0.9, "others": 0.05}
    assert golden.faults({"listed": 0.88, "others": 0.08}, fitted) == []
    assert len(golden.faults({"listed": 0.7, "others": 0.2}, fitted)) == 2


def test_every_table_of_words_has_whole_rows_and_says_where_they_are_seen():
    for path in sorted(tables.FOLDER.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, strict=True))
        assert rows, path.name
        assert all(None not in row and None not in row.values() for row in rows), path.name
        if path.stem not in ("country_writing", "trades"):
            assert all(row.get("example") or row.get("seen_in") or row.get("why") for row in rows), path.name


def test_the_committed_card_goes_with_its_writers_and_keeps_its_rates(engine, capsys):
    from benchmarks.fit_scorecard.check import check

    assert check(engine.linker) == []


def test_more_of_a_name_found_and_a_rarer_word_never_cost_points():
    assert {"coverage", "weight_found", "telling_word"} <= set(RISING)
    assert set(RISING) | set(FALLING) <= set(FEATURES)
    assert not set(RISING) & set(FALLING)


def test_the_limits_that_a_fit_writes_are_those_of_the_shipped_card():
    assert json.loads(TABLE.read_text(encoding="utf-8"))["limits"] == LIMITS


def test_what_is_said_to_the_end_is_held_against_what_is_right_by_tenths():
    some = [Said("name", 0.72, True), Said("name", 0.78, False), Said("name", 0.99, True)]
    assert [(round(mean, 2), right, count) for mean, right, count in by_tenths(some)] == [
        (0.75, 0.5, 2),
        (0.99, 1.0, 1),
    ]


def test_the_points_by_which_a_kind_is_off_make_what_is_said_what_is_right():
    half_said = [Said("name", 0.5, at % 4 > 0) for at in range(40)]  # three in four are right
    assert shift(half_said) == 11  # ln 3 in tenths
    assert shift([Said("name", 0.75, each.right) for each in half_said]) == 0
    assert shift(half_said[:8]) == 0  # too few to say
