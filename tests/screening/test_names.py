import pytest

from screening.names.legal_forms import strip_forms, strip_native_form
from screening.names.numbers import han_numbers, read_numbers
from screening.names.organisation_words import telling_words
from screening.names.person_words import bare, descents, join_compounds
from screening.names.rarity import rarity
from screening.names.readings import other_readings
from screening.names.sounds import sound, vowels_left_out, wade_giles
from screening.names.variants import same_name, short_form


@pytest.mark.parametrize(
    ("name", "kept", "forms"),
    [
        ("siemens ag", ["siemens"], {"JSC"}),
        ("acme gesellschaft mit beschrankter haftung", ["acme"], {"LLC"}),
        ("ooo romashka", ["romashka"], {"LLC"}),
        ("volkswagen holding", ["volkswagen", "holding"], set()),
        ("ooo", ["ooo"], set()),
        ("", [], set()),
    ],
)
def test_legal_forms_are_set_aside_but_never_the_whole_name(name, kept, forms):
    assert strip_forms(name.split()) == (kept, frozenset(forms))


def test_a_native_form_is_taken_off_either_end_and_never_all():
    assert strip_native_form("华为技术有限公司") == "华为技术"
    assert strip_native_form("株式会社日立") == "日立"
    assert strip_native_form("有限公司") == "有限公司"


@pytest.mark.parametrize(
    ("words", "digits"),
    [
        ("brigade forty 4", "brigade 44"),
        ("three percenters", "3 percenters"),
        ("fund xii", "fund 12"),
        ("v kontakte", "v kontakte"),
        ("14th institute", "14 institute"),
        ("fourteenth institute", "14 institute"),
        ("institute no 14", "institute no 14"),
        ("sixty", "60"),
    ],
)
def test_numerals_become_digits(words, digits):
    assert read_numbers(words.split()) == digits.split()


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("第十四研究所", "14 研究所"),
        ("第七〇二研究所", "702 研究所"),
        ("三峡大学", "三峡大学"),
        ("第三医院", "3 医院"),
        ("二十三所", "23 所"),
    ],
)
def test_chinese_numerals_become_digits(text, digits):
    assert han_numbers(text).split() == digits.split()


@pytest.mark.parametrize(
    ("words", "joined"),
    [
        ("abd al rahman", "abdulrahman"),
        ("abdel rahman", "abdulrahman"),
        ("abdurrahman", "abdulrahman"),
        ("nur al din", "nuruddin"),
        ("nureddin", "nuruddin"),
        ("ata ullah", "ataullah"),
        ("abd allah", "abdullah"),
        ("abdallah", "abdullah"),
        ("abd", "abd"),
    ],
)
def test_compounds_are_one_word_in_one_spelling(words, joined):
    assert join_compounds(words.split()) == joined.split()


def test_titles_and_particles_go_but_a_name_is_left():
    assert bare(["dr", "omar", "al", "bakri"]) == ["omar", "bakri"]
    assert bare(["hafiz", "makhluf"]) == ["hafiz", "makhluf"]
    assert bare(["hafiz", "abdul", "salam"]) == ["abdul", "salam"]
    assert bare(["dr"]) == ["dr"]


def test_who_is_whose_son_is_kept():
    assert descents(["omar", "bin", "ali", "hakim"]) == (("omar", "ali"),)


def test_abbreviations_and_institution_words_of_other_languages_are_english():
    assert telling_words("univ of posts and telecommun".split()) == [
        "university",
        "posts",
        "telecommunications",
    ]
    assert telling_words("qinghua daxue".split()) == ["qinghua", "university"]
    assert telling_words("a b c shipping".split()) == ["abc", "shipping"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("volodymyr", "vladimir"), ("mohd", "muhammad"), ("petrovich", "piatrovich"), ("ri", "lee")],
)
def test_spellings_of_one_name_are_known(one, other):
    assert same_name(one, other)
    assert not same_name(one, "anton")


def test_words_that_sound_alike_share_a_key():
    assert sound("qasim") == sound("kasim")
    assert sound("phan") == sound("fan") != sound("han")


def test_short_forms_work_both_ways():
    assert short_form("bibi", "benjamin")
    assert short_form("benjamin", "bibi")
    assert short_form("bill", "william")
    assert not short_form("bill", "anton")


def test_pinyin_meets_wade_giles():
    assert [wade_giles(word) for word in ("zhou", "jinping", "deng", "xu")] == [
        "chou",
        "chinping",
        "teng",
        "hsu",
    ]
    assert wade_giles("smith") is None


def test_left_out_vowels_are_told_from_other_names():
    assert vowels_left_out("mhmmd", "muhammad")
    assert vowels_left_out("srz", "suarez")
    assert not vowels_left_out("ali", "leal")
    assert not vowels_left_out("li", "lei")


def test_common_words_tell_less_than_rare_ones():
    assert rarity("university", organisation=True) < rarity("polytechnic", organisation=True) < 1
    assert rarity("namesworth", organisation=False) == 1


def test_korean_and_japanese_readings_stand_beside_mandarin():
    assert "kim jong un" in other_readings("金正恩")
    assert "yamada taro" in other_readings("山田太郎")
    assert other_readings("习近平") == ()


def test_hangul_is_read_in_the_official_and_the_popular_letters():
    assert other_readings("박근혜") == ("park geunhye", "park keunhye")
    assert "lee myungbak" in other_readings("이명박")
    assert other_readings("이") == ()
    assert other_readings("대한민국정부") == ()
