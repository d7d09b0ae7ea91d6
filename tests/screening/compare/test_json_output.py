"""The JSON of a comparison has its lines and flags, the flags in order."""

import json

from screening.compare.json_output import ComparisonJson
from screening.compare.lines import Comparison, Flag, ScoreLine, start

LINES = (start("Zorbex 14", "Zorbex 38"), ScoreLine("different numbers", "14", "38", -45, "at most siblings"))


def test_everything_that_a_comparison_says_is_in_its_json():
    said = Comparison(0.55, LINES, frozenset({Flag.EXTRA_PLACE, Flag.DIFFERENT_NUMBERS}))
    made = json.loads(ComparisonJson.of(said).model_dump_json())
    assert made["score"] == 0.55
    assert made["flags"] == ["different_numbers", "extra_place"]
    assert made["lines"][1] == {
        "feature": "different numbers",
        "left": "14",
        "right": "38",
        "points": -45,
        "note": "at most siblings",
    }
    assert sum(line["points"] for line in made["lines"]) == 55


def test_a_comparison_without_flags_has_an_empty_list_of_them():
    assert ComparisonJson.of(Comparison(1.0, LINES[:1], frozenset())).flags == ()
