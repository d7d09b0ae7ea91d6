"""The golden set of comparing (tests/golden_set.py says how to read it): whether two names mean one party.

`expected` is `same_party` where the pair must reach the threshold, `other_party` where it must not. Pairs that words
alone cannot decide (Cantonese against Mandarin, one letter of a given name) are not in it.
"""

from pathlib import Path

from golden_set import check_cases, check_rates, find_failures, read_floors, read_table

from screening.compare.comparison import compare
from screening.compare.points import THRESHOLD
from screening.compare.prepared import prepare

FOLDER = Path(__file__).parent
CASES = read_table(FOLDER / "golden.csv")
INPUTS = ("schema", "name_1", "name_2", "expected")


def passes(case):
    left, right = (prepare(case["schema"], case[name]) for name in ("name_1", "name_2"))
    reached = compare(left, right).score >= THRESHOLD
    return reached is (case["expected"] == "same_party")


def test_no_case_stands_twice_and_no_party_in_both_halves():
    check_cases(CASES, INPUTS)
    assert {case["expected"] for case in CASES} == {"same_party", "other_party"}


def test_a_name_stands_in_one_half():
    halves = {}
    for case in CASES:
        for name in ("name_1", "name_2"):
            assert halves.setdefault(case[name], case["half"]) == case["half"], case[name]


def test_pairs_of_names_are_judged_as_one_party_or_two():
    check_rates(CASES, find_failures(CASES, passes), read_floors(FOLDER / "golden_rates.csv"), INPUTS)
