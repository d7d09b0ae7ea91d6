"""The listed names of a script, by word and by sound, and which of their words are brands."""

import pytest

from screening.mapped_file import LazyValue, read_value, write_value
from screening.names.scripts import Script
from screening.native_names import EnglishName, name_table, native_matches

NAMES = [
    ("Nanjing Hesheng Optical Technology Co., Ltd.", 7),
    ("14th Institute of Optics", 8),
    ("Feng Huo Trading", 9),
    ("Beijing Lida Machinery Co., Ltd.", 10),
]


@pytest.fixture(scope="module")
def table():
    return name_table(NAMES, Script.HAN)


def names_of(table, key):
    first, last = table.words[key]
    return [table.names[number].number for number in table.word_names[first:last].tolist()]


def test_names_are_found_by_word_by_number_and_by_place(table):
    assert names_of(table, "optic") == [7, 8]
    assert names_of(table, "#14") == [8]
    assert names_of(table, "@nanjing") == [7]


def test_words_written_apart_are_found_by_the_sound_of_all_of_them(table):
    first, last = table.sounds["fenghuo"]
    (at,) = range(first, last)
    assert table.names[int(table.sound_names[at])].number == 9
    assert (int(table.sound_firsts[at]), int(table.sound_lasts[at])) == (0, 2)


def test_a_brand_is_neither_trade_nor_place_nor_number(table):
    name = table.names[0]
    assert [name.words[at] for at in sorted(name.brands)] == ["hesheng"]
    assert not table.names[1].brands


def test_a_name_of_nothing_but_a_legal_form_is_left_out():
    assert len(name_table([("Co., Ltd.", 1)], Script.HAN).names) == 0


def test_a_table_from_a_file_finds_the_same(table, tmp_path):
    path = tmp_path / "names.bin"
    write_value(path, LazyValue(lambda: table), (EnglishName,))
    kept = read_value(path, (EnglishName,)).get()
    text = "南京合盛光学科技有限公司"
    assert native_matches(text, kept) == native_matches(text, table)
    assert native_matches(text, kept)[0].name.number == 7


def test_a_table_without_names_is_kept_and_finds_nothing(tmp_path):
    path = tmp_path / "names.bin"
    write_value(path, LazyValue(lambda: name_table([], Script.HANGUL)), (EnglishName,))
    kept = read_value(path, (EnglishName,)).get()
    assert native_matches("조선련봉총회사", kept) == []
