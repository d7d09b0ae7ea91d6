"""Native names against a table: the best names first, schools and hospitals refused."""

import pytest

from screening.names.scripts import Script
from screening.native_names import is_school, name_table, native_matches


@pytest.mark.parametrize(
    "text", ["南京理工大学", "华山医院", "Казанский университет", "دانشگاه تهران", "김일성종합대학"]
)
def test_schools_and_hospitals_are_the_registers(text):
    assert is_school(text)
    table = name_table([("Nanjing University of Science and Technology", 1)], Script.HAN)
    assert native_matches(text, table) == []


def test_a_full_name_with_the_short_one_in_brackets_is_two_names():
    table = name_table([("Zvorykin Instrument Plant", 1), ("Mechanical Plant", 2)], Script.CYRILLIC)
    text = "Акционерное общество «Приборный завод Зворыкин» (АО «ПЗЗ»)"
    assert [match.name.number for match in native_matches(text, table)] == [1]


def test_matches_come_best_first_and_each_name_once():
    names = [
        "Chengdu Hesheng Electronics Co., Ltd.",
        "Chengdu Hesheng Electronics Group",
        "Wuhan Lida Trading",
    ]
    table = name_table(((name, number) for number, name in enumerate(names)), Script.HAN)
    found = native_matches("成都合盛电子有限公司", table)
    assert [match.name.number for match in found] == [0, 1]
    assert found[0].score >= found[1].score
