"""The scorecard adds up points that anybody can read, and says in words what they are for."""

import json

import numpy as np
import pytest

from screening.link.scorecard import TABLE, Scorecard, all_cells, hundredths, scorecard
from screening.link.second_stage import RECOGNISED, UNRECOGNISED
from screening.link.stage_features import CATEGORIES, FEATURES

TABLE_OF_A_TEST = {
    "base": -10,
    "least_points": {"name": 0},
    "offsets": {"name": 0},
    "limits": {
        "lone_word": {"most": 12, "least": 0},
        "sort_and_type": {"most": 6, "least": 0},
        "sort_and_subject": {"most": 6, "least": 0},
        "common_word": {"most": -2, "least": -40},
        "other_business": {"most": -4, "least": 100},
    },
    "features": {
        "coverage": {"cuts": [0.5, 0.8], "points": [-5, 2, 12]},
        "lone_word": {"cells": {"0": 0, "3": -14}},
        "rival_lead": {"cuts": [0.0], "points": [1, -3]},
    },
}
CARD = Scorecard.of(TABLE_OF_A_TEST)


def row(**values):
    return [float(values.get(name, 0)) for name in FEATURES]


def test_points_add_up():
    assert CARD.points_of(row(coverage=0.9, lone_word=3, rival_lead=-9)) == -10 + 12 - 14 + 1


def test_many_candidates_have_the_points_that_each_has_alone():
    rows = [row(coverage=each, lone_word=cell) for each in (0.4, 0.5, 0.79, 0.8, 1) for cell in (0, 3, 8)]
    assert CARD.points(np.array(rows, np.float32)).tolist() == [CARD.points_of(each) for each in rows]


def test_points_with_and_without_rivals_add_up():
    values = dict(zip(FEATURES, row(coverage=0.9, rival_lead=4), strict=True))
    alone, rivals = CARD.points_without_rivals(values), CARD.points_of_rivals(values)
    assert (alone, rivals, alone + rivals) == (2, -3, CARD.points_of(list(values.values())))
    assert CARD.most_of_rivals == 1


def test_each_feature_has_its_points():
    each = CARD.each_of(dict(zip(FEATURES, row(coverage=0.9, lone_word=3, rival_lead=-9), strict=True)))
    assert {name: points for name, points in each.items() if points} == {
        "coverage": 12,
        "lone_word": -14,
        "rival_lead": 1,
    }


@pytest.mark.parametrize("part", TABLE_OF_A_TEST)
def test_a_table_that_lacks_a_part_is_refused(part):
    with pytest.raises(KeyError, match=part):
        Scorecard.of({name: value for name, value in TABLE_OF_A_TEST.items() if name != part})


@pytest.mark.parametrize(
    ("values", "most"),
    [
        ({"lone_word": 3}, 12),
        ({"sort_and_type": 6}, 6),
        ({"lone_word": 3, "sort_and_type": 6}, 6),
        ({}, 1000),
    ],
)
def test_a_doubt_leaves_nobody_surer_than_its_limit(values, most):
    assert CARD.limit_of(dict(zip(FEATURES, row(**values), strict=True))).most == most


def test_the_gravest_doubt_has_its_own_threshold():
    lone = dict(zip(FEATURES, row(lone_word=3), strict=True))
    assert CARD.limit_of(lone).least == 0
    assert CARD.limit_of(lone, {"common_word"}) == (-2, -40, "common_word")
    assert CARD.least_of_all == -40


ORDINARY_AND_MORE = 7  # a cell of lone_word: others are called so, and more stands beside it


@pytest.mark.parametrize(
    ("values", "is_other"),
    [
        ({"lone_word": ORDINARY_AND_MORE, "telling_beside": 9.0}, True),
        ({"lone_word": ORDINARY_AND_MORE, "telling_beside": 5.0}, False),  # "Trading" stands in any name
        (
            {"lone_word": 2, "sort_and_country": 2, "lists_of_body": 1},
            True,
        ),  # its business is missing, abroad
        ({"lone_word": 2, "sort_and_country": 2, "lists_of_body": 3}, False),  # a group has many
        ({"lone_word": 2, "sort_and_country": 1, "lists_of_body": 1}, False),
        ({"telling_beside": 9.0}, False),  # several words are in both
    ],
)
def test_one_word_in_both_and_a_word_for_a_business_beside_it_is_another_business(values, is_other):
    assert (
        CARD.limit_of(dict(zip(FEATURES, row(**values), strict=True))).doubt == "other_business"
    ) is is_other


def test_a_cell_that_nobody_saw_takes_the_worst_of_its_row():
    assert all_cells("sort_and_fit", {"0": 6, "1": 3, "4": -5}) == {
        **{0: 6, 1: 3, 2: 3, 3: 3},
        **{4: -5, 5: -5, 6: -5, 7: -5},
    }


def test_another_country_is_never_worth_more_than_none_nor_none_more_than_the_same():
    at = FEATURES.index("sort_and_country")
    points = scorecard().features[at]
    for sort in range(5):
        agrees, unsaid, conflicts = (points.of(3 * sort + country) for country in range(3))
        assert conflicts <= unsaid <= agrees


@pytest.mark.parametrize(("points", "share"), [(0, 50), (22, 90), (-200, 1), (200, 97)])
def test_points_mean_a_share_and_nobody_is_sure(points, share):
    assert hundredths(points) == share


def test_the_shipped_card_is_a_table_of_features_we_have():
    table = json.loads(TABLE.read_text(encoding="utf-8"))
    assert set(table["features"]) <= set(FEATURES)
    assert {name for name, each in table["features"].items() if "cells" in each} <= set(CATEGORIES)
    assert all(set(limit) == {"most", "least"} for limit in table["limits"].values())
    assert set(scorecard().least) == set(scorecard().offsets) == {RECOGNISED, UNRECOGNISED, "name"}
