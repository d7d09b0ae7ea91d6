"""How Koreans read names in Han characters: Japanese and Simplified forms, several readings, words Japanese says otherwise."""

import csv

import pytest

from screening.native_names.korean_readings import korean_readings, spelling_key, without_brackets
from screening.native_names.vocabulary import FOLDER, rows


@pytest.mark.parametrize(
    ("han", "hangul"),
    [
        ("平壌産院", "평양산원"),  # Japanese forms
        ("平壤産院", "평양산원"),  # traditional
        ("平壤产院", "평양산원"),  # Simplified
        ("金策製鉄所", "김책제철소"),  # 金 is read in two ways
        ("金剛原動機合営会社", "금강원동기합영회사"),
        ("平和自動車会社", "평화자동차회사"),
        ("牡丹会社", "모란회사"),
        ("青雲山5会社", "청운산5회사"),
    ],
)
def test_a_name_is_read_sign_by_sign_with_all_usual_readings(han, hangul):
    assert hangul in korean_readings(han)


@pytest.mark.parametrize("row", rows("japanese_words_hangul"), ids=lambda row: row["japanese"])
def test_each_japanese_word_is_read_as_its_example_says(row):
    han, hangul = row["example"].split()
    assert spelling_key(hangul) in map(spelling_key, korean_readings(han))


def test_brackets_are_read_with_and_without_what_stands_in_them():
    assert set(korean_readings("綾羅貿(総)会社")) >= {"릉나무회사", "릉나무총회사"}


@pytest.mark.parametrize("name", ["セソン技術貿易", "Korea Trading", "", "平壌〆院"])
def test_a_name_with_a_word_that_no_table_has_is_not_read(name):
    assert korean_readings(name) == ()


def test_a_name_of_many_signs_with_several_readings_has_few_of_them():
    assert len(korean_readings("金楽車金楽車金楽車金楽車")) <= 64


@pytest.mark.parametrize(
    ("north", "south"),
    [
        ("로동", "노동"),
        ("련합", "연합"),
        ("리명수", "이명수"),
        ("녀성", "여성"),
        ("릉라도", "능라도"),
        ("평양 산원", "평양산원"),
    ],
)
def test_spellings_of_the_north_and_the_south_have_one_key(north, south):
    assert spelling_key(north) == spelling_key(south)


def test_other_sounds_have_other_keys():
    assert len({spelling_key(each) for each in ("대성무역", "대상무역", "개성무역", "대성무력은행")}) == 4


def test_what_stands_in_brackets_can_be_left_out():
    assert without_brackets("국방과학원（평양）") == "국방과학원"


def test_no_sign_stands_twice_in_the_table_of_readings():
    with (FOLDER / "readings_hangul.csv").open(encoding="utf-8", newline="") as file:
        signs = [row["sign"] for row in csv.DictReader(file)]
    assert len(signs) == len(set(signs)) > 4000
