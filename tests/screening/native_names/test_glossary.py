"""The tables of native words: each has its source, and terms mean what parallel names say."""

import csv

import pytest

from screening.names.scripts import Script
from screening.native_names.english import stem
from screening.native_names.glossary import (
    chinese_brands,
    coined_brands,
    common_stems,
    countries_of_places,
    glossary,
    native_places,
    phrases,
)
from screening.native_names.vocabulary import FOLDER

SCRIPTS = (Script.HAN, Script.CYRILLIC, Script.ARABIC, Script.HANGUL)


def test_every_table_has_a_source_and_a_licence():
    tables = {path.stem for path in FOLDER.glob("*.csv")} - {"sources"}
    with (FOLDER / "sources.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert sorted(row["table"] for row in rows) == sorted(tables)
    sources = {row["table"]: row for row in rows}
    assert all(row["source"] and row["licence"] for row in sources.values())
    assert "BY-SA" in sources["cedict_han"]["licence"]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.csv")), ids=lambda path: path.stem)
def test_no_row_of_a_table_is_cut_or_stands_twice(path):
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file, strict=True)
    assert all(len(row) == len(header) for row in rows)
    assert len(set(map(tuple, rows))) == len(rows)


@pytest.mark.parametrize(
    ("script", "term", "english"),
    [
        (Script.HAN, "航空", "aviation"),
        (Script.CYRILLIC, "завод", "plant"),
        (Script.ARABIC, "صنایع", "industries"),
        (Script.HANGUL, "무역", "trading"),
    ],
)
def test_a_trade_word_has_its_translation(script, term, english):
    assert stem(english) in glossary(script)[term]


def test_a_phrase_needs_all_of_its_words():
    assert phrases(Script.HAN)["进出口"] == {stem("import"), stem("export")}
    assert "航空" not in phrases(Script.HAN)


def test_a_brand_is_no_common_word():
    assert stem("huawei") not in common_stems()
    assert stem("optical") in common_stems()
    assert "华为" in coined_brands(Script.HAN)


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_place_has_a_country_and_an_english_name(script):
    assert native_places(script)
    assert set(native_places(script)) == set(countries_of_places(script))
    assert all(words for words in native_places(script).values())


@pytest.mark.parametrize("script", [Script.HAN, Script.CYRILLIC, Script.ARABIC])
def test_no_brand_rests_on_one_pair_whose_english_words_are_all_trade_words(script):
    with (FOLDER / f"brands_{script}.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["names"] == "1"]
    general = common_stems()
    assert [
        row["term"]
        for row in rows
        if all(stem(each.rsplit(":", 1)[0]) in general for each in row["translations"].split())
    ] == []


def test_a_word_that_one_pair_only_seemed_to_translate_means_nothing():
    assert not {"апз", "сфт", "антитеррор", "АПЗ", "СФТ"} & set(glossary(Script.CYRILLIC))
    assert "اعلام" not in glossary(Script.ARABIC)


def test_a_chinese_brand_is_found_by_its_english_form_unless_it_is_words_of_trade():
    assert "海能达" in chinese_brands()["hytera"]
    assert "航天科工" not in chinese_brands().get("casic", ())
