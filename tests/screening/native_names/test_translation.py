"""A native name in which every word is in the reviewed table has a meaning in English; one with a word left over has none."""

import pytest

from screening.names.scripts import Script
from screening.native_names.translation import (
    WordUse,
    english_of,
    is_translated,
    translations,
    translations_but_one,
)
from screening.native_names.vocabulary import rows

LANGUAGES = ("hangul", "japanese", "arabic", "persian", "han")


def meanings(text, script):
    return [" ".join(each.english) for each in translations(text, script)]


@pytest.mark.parametrize(
    ("text", "script", "english"),
    [
        ("모스크바 물리기술원", Script.HANGUL, "moscow physics institute of technology"),
        ("ハルビン工程大学", Script.KANA, "harbin engineering university"),
        ("معهد موسكو للفيزياء والتكنولوجيا", Script.ARABIC, "institute moscow physics and technology"),
        ("مؤسسهٔ فناوری هسته‌ای", Script.ARABIC, "institute nuclear technology"),
        ("库尔恰托夫研究所", Script.HAN, "kurchatov institute"),
        ("庫爾恰托夫研究所", Script.HAN, "kurchatov institute"),
    ],
)
def test_a_name_is_told_word_by_word(text, script, english):
    assert english in meanings(text, script)


def test_a_word_with_several_meanings_gives_each_of_them():
    said = meanings("테헤란 공과대학", Script.HANGUL)
    assert {"tehran institute of technology", "tehran university of technology"} <= set(said)


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("하얼빈공정대학교앞분식", Script.HANGUL),
        ("ハルビン餃子大学", Script.KANA),
        ("معهد موسكو للطبخ", Script.ARABIC),
        ("Moscow Institute", Script.HAN),
        ("", Script.HANGUL),
    ],
)
def test_a_name_with_a_word_left_over_has_no_meaning(text, script):
    assert meanings(text, script) == []


def test_small_words_are_left_out_and_what_arabic_writes_together_is_taken_apart():
    (first, *_) = translations("جامعة العلوم والتكنولوجيا", Script.ARABIC)
    assert [word.use for word in first.words] == [WordUse.KIND, WordUse.FIELD]
    (first, *_) = translations("دانشگاه و مرکز", Script.ARABIC)
    assert all(word.use is WordUse.KIND for word in first.words)


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("وزارة الدفاع البيلاروسية", "ministry of defense belarus"),  # of Belarus, as an adjective
        ("سامانه\u200cهای فضایی روسیه", "system space russia"),  # plural
        ("سامانههای فضایی روسیه", "system space russia"),  # as it is left without the joiner
        ("دانشگاه شمالغربی", "university northwest"),
        ("دانشگاهمسکو", "university moscow"),  # two words without a space
        ("سجن زاهدان", "prison zahedan"),
    ],
)
def test_an_inflected_or_glued_word_of_arabic_script_is_told_as_the_word(text, english):
    assert english in meanings(text, Script.ARABIC)


def test_a_patron_is_no_inflected_word():
    assert meanings("جامعة شريفة", Script.ARABIC) == []  # "noble", and not Sharif


@pytest.mark.parametrize(
    ("text", "script"),
    [("معهد البحوث رقم ٥٤", Script.ARABIC), ("第54研究所", Script.KANA), ("제54연구소", Script.HANGUL)],
)
def test_a_number_is_a_word_of_a_name_and_never_left_out(text, script):
    said = meanings(text, script)
    assert said
    assert all("54" in each.split() for each in said)


def test_a_brand_is_told_apart_from_the_words_that_it_is_made_of():
    said = list(translations("戦術ミサイル", Script.KANA))
    assert {word.use for each in said for word in each.words} >= {WordUse.BRAND, WordUse.FIELD}


@pytest.mark.parametrize(
    ("text", "script", "english", "left"),
    [
        ("شركة ريمبونغ الكورية", Script.ARABIC, ("company", "korea"), "ریمبونغ"),
        ("イラン・ザグレス航空", Script.KANA, ("iran", "airlines"), "ザグレス"),
        ("이란 자그레스 항공", Script.HANGUL, ("iran", "airlines"), "자그레스"),
    ],
)
def test_of_a_name_with_one_word_left_over_the_others_are_told(text, script, english, left):
    found = list(translations_but_one(text, script))
    assert {each.left for each in found} == {left}
    assert english in [each.translation.english for each in found]


@pytest.mark.parametrize("text", ["ريمبونغ شركة مطعمنا", "شركة", "", "شركة 77"])
def test_a_name_with_two_runs_left_over_or_none_says_nothing_in_part(text):
    assert list(translations_but_one(text, Script.ARABIC)) == []


def test_the_meanings_of_a_use_are_those_of_its_rows():
    assert "moscow" in english_of(WordUse.PLACE)
    assert "moscow" not in english_of(WordUse.FIELD)


def test_the_number_of_meanings_is_bounded():
    assert len(meanings("국가과학기술연구원" * 4, Script.HANGUL)) <= 150


def test_scripts_without_a_column_are_not_translated():
    assert is_translated(Script.HANGUL)
    assert not is_translated(Script.CYRILLIC)


def test_every_row_has_a_use_an_example_and_a_form_in_some_language():
    table = rows("translated_words")
    assert len(table) > 500
    for row in table:
        assert WordUse(row["use"]), row
        assert row["example"], row
        assert any(row[each] for each in LANGUAGES), row
        assert row["english"] or row["use"] == WordUse.FILLER, row


def test_places_and_countries_say_in_which_country_they_are():
    asked = [row for row in rows("translated_words") if row["use"] in (WordUse.PLACE, WordUse.COUNTRY)]
    assert asked
    assert all(len(row["country"]) == 2 for row in asked if row["english"] != "")
