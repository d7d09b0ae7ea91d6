"""Places behind a native name say where it is, and are no part of it."""

import pytest

from screening.names.scripts import Script
from screening.native_names.names_and_places import names_and_places


@pytest.mark.parametrize(
    ("text", "script", "name", "place", "country"),
    [
        ("国防大学（北京）", Script.HAN, "国防大学", "北京", "CN"),
        ("成都亚光电子，成都市，中国", Script.HAN, "成都亚光电子", "成都市", "CN"),
        ("АО «Квант», г. Казань", Script.CYRILLIC, "АО «Квант»", "г. Казань", "RU"),
        ("АО «Квант», Казань, Россия", Script.CYRILLIC, "АО «Квант»", "Казань", "RU"),
        ("شرکت سپهر، اصفهان", Script.ARABIC, "شرکت سپهر", "اصفهان", "IR"),
        ("대성총회사, 평양", Script.HANGUL, "대성총회사", "평양", "KP"),
    ],
)
def test_a_place_at_the_end_is_cut_off_and_tells_the_country(text, script, name, place, country):
    (found,) = names_and_places(text, script)
    assert (found.text, found.place) == (name, place)
    assert country in found.countries


def test_a_name_that_is_no_place_stays():
    assert [each.text for each in names_and_places("华为技术（上海）有限公司", Script.HAN)] == [
        "华为技术（上海）有限公司"
    ]
    assert [each.text for each in names_and_places("北京", Script.HAN)] == ["北京"]


def test_a_postcode_behind_the_place_is_cut_off_too():
    (found,) = names_and_places("АО «Квант», Москва, 123456", Script.CYRILLIC)
    assert (found.text, found.place) == ("АО «Квант»", "Москва")
