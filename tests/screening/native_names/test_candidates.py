"""Candidates: no name that could reach the least score is left out, and names that cannot are not aligned."""

import pytest

from screening.names.scripts import Script
from screening.native_names import name_table
from screening.native_names.alignment import align
from screening.native_names.candidates import LEAST, candidates
from screening.native_names.pieces import decompose

TOWNS = "Beijing Shanghai Wuhan Chengdu Nanjing".split()
BRANDS = "Hesheng Lida Huaxin Tianyu".split()
TRADES = ["Optical Technology", "Machinery", "Electronics", "Import Export"]


@pytest.fixture(scope="module")
def table():
    names = [f"{town} {brand} {trade} Co., Ltd." for town in TOWNS for brand in BRANDS for trade in TRADES]
    return name_table(((name, number) for number, name in enumerate(names)), Script.HAN)


def test_the_name_meant_is_the_first_candidate(table):
    found = candidates(decompose("成都立达机械有限公司", table), table)
    assert found[0].name.text == "Chengdu Lida Machinery Co., Ltd."


@pytest.mark.parametrize(
    "text", ["成都立达机械有限公司", "南京华信光学技术有限公司", "武汉立达华信电子有限公司", "北京机械"]
)
def test_no_score_is_above_its_bound(table, text):
    taken_apart = decompose(text, table)
    for candidate in candidates(taken_apart, table):
        match = align(taken_apart, candidate)
        assert match.full_score <= candidate.bound + 1e-6
        assert candidate.bound >= LEAST


def test_a_name_of_other_words_has_no_candidates(table):
    assert candidates(decompose("广州白云制药有限公司", table), table) == []
    assert candidates(decompose("", table), table) == []


def test_a_listed_group_of_a_coined_brand_stays_whatever_else_its_firm_does():
    others = [(f"{town} {brand} Technology", 9) for town in TOWNS for brand in BRANDS]
    table = name_table([("FiberHome Technologies", 1), *others], Script.HAN)
    found = candidates(decompose("烽火海洋网络设备有限公司", table), table)
    assert [each.name.number for each in found] == [1]
