"""Pairs of names of the kinds that lists and files hold, written by one who knows whether both mean one party.

`pairs_8.csv` holds the eighth set; what the words alone cannot tell (Cantonese against Mandarin, one letter of a given name) is not in it.
"""

import csv
from pathlib import Path

import pytest

from screening.compare.comparison import compare
from screening.compare.points import THRESHOLD
from screening.compare.prepared import prepare
from screening.compare.words import apart

PAIRS = []
for table in sorted(Path(__file__).parent.glob("pairs*.csv")):
    with table.open(encoding="utf-8", newline="") as file:
        PAIRS += csv.DictReader(file)


@pytest.mark.parametrize("pair", PAIRS, ids=[f"{pair['name1']} | {pair['name2']}" for pair in PAIRS])
def test_a_pair_is_judged_as_one_who_knows_would(pair):
    left, right = (prepare(pair["schema"], pair[name]) for name in ("name1", "name2"))
    found = compare(left, right)
    assert (found.score >= THRESHOLD) is (pair["is_match"] == "true"), (found.score, found.lines)


@pytest.mark.parametrize(
    ("left", "right", "says"),
    [
        ("north", "south", True),
        ("optics", "options", True),
        ("northern", "north", False),
        ("metals", "metal", False),
        ("north", "optics", False),
        ("north", "norht", False),
    ],
)
def test_words_of_one_kind_are_no_misspelling_of_each_other(left, right, says):
    assert apart(left, right) is apart(right, left) is says
