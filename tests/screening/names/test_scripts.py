import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.names.scripts import Script, fold_han, pinyin, romanisations, romanise, script_of, simplify


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Harbin", Script.LATIN),
        ("Łódź", Script.LATIN),
        ("Роснефть", Script.CYRILLIC),
        ("Αθήνα", Script.GREEK),
        ("مسعود", Script.ARABIC),
        ("משה", Script.HEBREW),
        ("北京大学", Script.HAN),
        ("安倍しんぞう", Script.KANA),
        ("김정은", Script.HANGUL),
        ("สมชาย", Script.OTHER),
        ("😀 !", Script.LATIN),
    ],
)
def test_the_script_of_a_text_is_told(text, script):
    assert script_of(text) is script


@pytest.mark.parametrize(
    ("text", "latin"),
    [
        ("Xi'an Jiao-Tong", "xian jiao tong"),
        ("Xi’an", "xian"),
        ("北京航空航天大学", "beijinghangkonghangtiandaxue"),
        ("國防科技大學 NUDT", "guofangkejidaxue nudt"),
        ("Сергей Шойгу", "sergey shoygu"),
        ("バラク・オバマ", "baraku obama"),
        ("大野", "daye"),
        ("おおの", "ono"),
        ("😀", ""),
        ("", ""),
    ],
)
def test_a_text_is_written_in_latin_letters(text, latin):
    assert romanise(text) == latin


@pytest.mark.parametrize(
    ("name", "latin"),
    [("吕晓云", "lu xiaoyun"), ("单强", "shan qiang"), ("欧阳修", "ouyang xiu"), ("김정은", "kim jongun")],
)
def test_a_persons_family_name_has_its_own_reading(name, latin):
    assert romanise(name, person=True) == latin


def test_traditional_and_japanese_forms_fold_to_one_key():
    assert simplify("國防科技大學") == "国防科技大学"
    assert fold_han("広島気団") == fold_han("廣島氣團") == fold_han("广岛气团")


def test_a_russian_name_is_given_in_every_usual_romanisation():
    spellings = romanisations("Жуковский")
    assert spellings[0] == "zhukovskiy"
    assert {"zhukovskii", "schukowskij"} <= set(spellings)


def test_pinyin_counts_syllables_for_what_is_not_a_person():
    assert pinyin("航天") == ("hang", "tian")


@given(st.text(max_size=80))
def test_romanised_text_is_lower_case_ascii_words(text):
    latin = romanise(text)
    assert latin.isascii()
    assert latin == latin.lower() == " ".join(latin.split())
