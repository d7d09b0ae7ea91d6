"""The scorecard adds up points that anybody can read, and says in words what they are for."""

import json

import numpy as np
import pytest

from screening.link.scorecard import LEAST, TABLE, Scorecard, hundredths, scorecard, sentence
from screening.link.stage_features import CATEGORIES, FEATURES

CARD = Scorecard.of(
    {
        "base": -10,
        "features": {
            "coverage": {"cuts": [0.5, 0.8], "points": [-5, 2, 12]},
            "lone_word": {"cells": {"3": -14}},
            "rival_lead": {"cuts": [0.0], "points": [1, -3]},
        },
    }
)


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


def test_what_weighs_most_is_explained_first_and_what_weighs_nothing_is_left_out():
    assert CARD.explain(row(coverage=0.9, lone_word=3, rival_lead=-9)) == [
        ("lone_word", 3.0, -14),
        ("coverage", 0.9, 12),
        ("rival_lead", -9.0, 1),
    ]


def test_a_table_without_thresholds_has_the_usual_ones():
    assert CARD.least == LEAST


@pytest.mark.parametrize(("points", "share"), [(0, 50), (22, 90), (-200, 1), (200, 97)])
def test_points_mean_a_share_and_nobody_is_sure(points, share):
    assert hundredths(points) == share


def test_the_shipped_card_is_a_table_of_features_we_have():
    table = json.loads(TABLE.read_text(encoding="utf-8"))
    assert set(table["features"]) <= set(FEATURES)
    assert {name for name, each in table["features"].items() if "cells" in each} <= set(CATEGORIES)
    assert set(scorecard().least) == set(LEAST)


def test_every_value_of_a_table_is_said_in_words():
    card = scorecard()
    for name, each in zip(FEATURES, card.features, strict=True):
        for value in each.cells or (0, 1):
            assert sentence(name, float(value)).strip()
