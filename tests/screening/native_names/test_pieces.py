"""A native name is taken apart into trade words, places, numbers and brands by sound."""

import pytest

from screening.names.scripts import Script
from screening.native_names import name_table
from screening.native_names.pieces import PieceKind, decompose, pinyin_spellings

HAN = [("Nanjing Hesheng Optical Technology", 1), ("14th Institute of Optics", 2), ("Changhang Ship", 3)]
RUSSIAN = [("Plant Zvezdochka", 1), ("Izhevsk Mechanical Plant", 2)]


@pytest.fixture(scope="module")
def han():
    return name_table(HAN, Script.HAN)


@pytest.fixture(scope="module")
def russian():
    return name_table(RUSSIAN, Script.CYRILLIC)


def pieces(text, table):
    found = decompose(text, table)
    return {(found.text(piece.start, piece.end), piece.kind): piece.means for piece in found.pieces}


def test_a_run_of_han_holds_place_brand_and_trade_words(han):
    found = pieces("南京合盛光学科技有限公司", han)
    assert found["南京", PieceKind.PLACE] == ("nanjing",)
    assert found["合盛", PieceKind.BRAND] == ("hesheng",)
    assert found["科技", PieceKind.TERM][0] == "technolog"
    # A town is no brand, though it sounds like one.
    assert ("南京", PieceKind.BRAND) not in found


@pytest.mark.parametrize(
    ("text", "number"),
    [("第十四研究所", "14"), ("七〇二研究所", "702"), ("第14研究所", "14"), ("第五研究所", "5")],
)
def test_chinese_numerals_are_numbers(han, text, number):
    means = [piece.means for piece in decompose(text, han).pieces if piece.kind is PieceKind.NUMBER]
    assert means == [(number,)]


def test_a_single_numeral_is_part_of_a_name(han):
    assert not [piece for piece in decompose("三峡机械", han).pieces if piece.kind is PieceKind.NUMBER]


def test_a_sign_of_two_readings_is_read_by_its_phrase(han):
    assert pieces("长航船舶", han)["长航", PieceKind.BRAND] == ("changhang",)


def test_a_sound_that_no_listed_name_has_is_no_piece(han):
    assert not [piece for piece in decompose("烽火", han).pieces if piece.kind is PieceKind.BRAND]


def test_words_of_russian_are_pieces_in_whatever_case(russian):
    found = pieces("АО «Ижевский механический завод»", russian)
    assert found["завод", PieceKind.TERM][0] == "plant"
    # An adjective is of the town that it is made of.
    assert found["ижевский", PieceKind.PLACE]
    assert pieces("Звёздочка", russian)["звёздочка", PieceKind.TERM]


def test_whether_it_is_a_company_is_known_of_a_name_taken_apart(russian):
    assert decompose("АО «Звёздочка»", russian).names_company
    assert not decompose("Иван Звёздочка", russian).names_company


@pytest.mark.parametrize(
    ("word", "is_town"),
    [
        ("Иваново", True),
        ("Ивановский", True),
        ("Иван", False),
        ("Казань", True),
        ("Тула", True),
        ("Кир", False),
    ],
)
def test_the_stem_of_a_town_is_no_town(russian, word, is_town):
    found = {kind for _, kind in pieces(f"завод {word}", russian)}
    assert (PieceKind.PLACE in found) == is_town


def test_a_brand_has_each_pinyin_that_its_signs_are_read_in():
    assert pinyin_spellings("海能达") == ("hainengda",)
    assert {"changxin", "zhangxin"} == set(pinyin_spellings("长鑫"))
