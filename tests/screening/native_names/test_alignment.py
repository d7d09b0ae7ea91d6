"""The score of an alignment, and each ceiling with its sentence."""

import pytest

from screening.names.scripts import Script
from screening.native_names import QUESTION, SURE, NativeRelation, name_table
from screening.native_names.alignment import align
from screening.native_names.candidates import NameCandidate, candidates
from screening.native_names.pieces import decompose

# Others of the same words, so that the words of trade are common and the brands are not.
OTHERS = [
    f"{town} {brand} {trade}"
    for town in ("Wuhan", "Shanghai")
    for brand in ("Tianyu", "Mingde", "Ruifeng")
    for trade in ("Electronics", "Machinery Technology", "Communication Development", "Trading")
]


def best(native, *listed, script=Script.HAN):
    table = name_table(((name, number) for number, name in enumerate((*listed, *OTHERS))), script)
    taken_apart = decompose(native, table)
    found = [align(taken_apart, each) for each in candidates(taken_apart, table)]
    return max(
        (match for match in found if match.name.text in listed), key=lambda match: match.score, default=None
    )


def whys(match):
    return " / ".join(ceiling.why for ceiling in match.ceilings)


def test_names_that_explain_each_other_wholly_are_sure():
    match = best("南京烽火星空通信发展有限公司", "Nanjing Fenghuo Xingkong Communication Development Co.")
    assert match.score > 0.95
    assert match.relation is NativeRelation.SAME
    assert not match.unexplained_native
    assert not match.unexplained_listed
    assert {(piece.native, piece.listed) for piece in match.explained} >= {("通信", "communication")}


def test_another_number_is_another_body():
    match = best("华北光电第十四研究所", "North China Optoelectronics 12th Research Institute")
    assert match is None or match.score < QUESTION


def test_another_place_is_another_body():
    listed = "Chengdu Hesheng Electronics Co., Ltd."
    assert best("成都合盛电子有限公司", listed).score >= SURE
    other = best("南京合盛电子有限公司", listed)
    assert other is None or other.score < QUESTION


def test_a_place_that_only_the_native_name_says_makes_it_a_question():
    match = best("南京合盛电子有限公司", "Hesheng Electronics Co., Ltd.")
    assert QUESTION <= match.score < SURE
    assert "“南京” is a place that the listed name does not have" in whys(match)


def test_a_brand_alone_is_a_question_at_most():
    match = best("ООО «Зворыкин»", "Zvorykin LLC", script=Script.CYRILLIC)
    assert QUESTION <= match.score < SURE
    assert "only the brand" in whys(match)


def test_a_brand_that_goes_on_is_another_brand():
    match = best("深圳合盛瑞科技有限公司", "Shenzhen Hesheng Technology Co., Ltd.")
    assert match is None or match.score < QUESTION


def test_words_of_trade_alone_must_all_agree_and_tell_whose():
    listed = "China Machinery Import and Export Corporation"
    assert best("中国机械进出口公司", listed).score >= SURE
    match = best("中国精密机械进出口公司", listed)
    assert match is None or match.score < QUESTION
    match = best("机械中心", "Machinery Center")
    assert match is None or match.score < SURE


def test_two_brands_beside_the_same_trade_are_two_bodies():
    match = best("深圳博迈供应链管理有限公司", "Shenzhen Xinlikang Supply Chain Management Co., Limited")
    assert match is None or match.score < QUESTION


def test_the_same_brand_with_another_trade_is_a_sister_for_review():
    match = best("成都合盛微波电子有限公司", "Chengdu Hesheng Laser Electronics Co., Ltd.")
    assert match is None or (match.score < SURE and match.relation is NativeRelation.SIBLING)


def test_a_firm_of_a_listed_group_is_a_question_and_a_part():
    match = best("烽火海洋网络设备有限公司", "FiberHome Technology")
    assert match.score == QUESTION
    assert "brand of a listed group" in whys(match)


def test_a_shop_that_is_no_company_is_no_part_of_the_group():
    match = best("烽火牛肉面馆", "FiberHome Technology")
    assert match is None or match.score < QUESTION


def test_a_ministry_of_another_subject_is_another_body():
    match = best("国家教育部", "Ministry of Public Security")
    assert match is None or match.score < QUESTION


def test_a_name_that_explains_nothing_is_no_match():
    table = name_table([("Hesheng Electronics", 0)], Script.HAN)
    assert align(decompose("烽火", table), NameCandidate(table.names[0])) is None


@pytest.mark.parametrize(
    ("script", "native", "listed"),
    [
        (Script.CYRILLIC, "АО «Ижевский механический завод»", "Izhevsk Mechanical Plant JSC"),
        (Script.CYRILLIC, "ООО «НПП «Зворыкин»", "Scientific Production Enterprise Zvorykin LLC"),
        (Script.ARABIC, "شرکت صنایع هواپیماسازی سپهر", "Sepehr Aircraft Manufacturing Industries"),
        (Script.HANGUL, "조선련봉총회사", "Korea Ryonbong General Corporation"),
    ],
)
def test_every_script_is_aligned_alike(script, native, listed):
    match = best(native, listed, script=script)
    assert match is not None
    assert match.score >= QUESTION
