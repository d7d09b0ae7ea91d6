"""Words of native names, without marks, legal forms and letters that only look alike."""

import pytest

from screening.names.scripts import Script
from screening.native_names.native_words import glossary_key, has_legal_form, run_on_text, spaced_words


def test_a_han_name_is_one_run_without_its_legal_form():
    assert run_on_text("成都 亚光·电子股份有限公司", Script.HAN) == "成都亚光电子"
    assert run_on_text("上海華力集團有限公司", Script.HAN) == "上海华力集团"


def test_a_korean_form_counts_before_a_name_or_at_its_end_only():
    assert run_on_text("주식회사 대성", Script.HANGUL) == "대성"
    assert run_on_text("대성총회사", Script.HANGUL) == "대성총"


def test_forms_and_small_words_of_russian_are_left_out_and_acronyms_keep_their_capitals():
    assert spaced_words("АО «НПО «Орион» имени Петрова", Script.CYRILLIC) == ["НПО", "орион", "петрова"]


def test_latin_letters_within_a_russian_word_are_read_as_the_letters_they_look_like():
    assert spaced_words("Зaвoд Квaнт", Script.CYRILLIC) == ["завод", "квант"]


def test_persian_and_arabic_letters_and_digits_are_one():
    assert spaced_words("شركة الصناعات ١٤", Script.ARABIC) == ["صناعات", "14"]


@pytest.mark.parametrize(
    ("script", "one", "other"),
    [(Script.CYRILLIC, "авиационный", "авиационного"), (Script.ARABIC, "صنعتی", "صنعت")],
)
def test_cases_of_a_word_share_a_key(script, one, other):
    assert glossary_key(one, script) == glossary_key(other, script)


@pytest.mark.parametrize(
    ("text", "script", "said"),
    [
        ("ООО Квант", Script.CYRILLIC, True),
        ("«Квант»", Script.CYRILLIC, True),
        ("Квант и Вектор", Script.CYRILLIC, False),
        ("华为终端有限公司", Script.HAN, True),
        ("大疆牛肉面馆", Script.HAN, False),
        ("شرکت سپهر", Script.ARABIC, True),
        ("علی رضا", Script.ARABIC, False),
    ],
)
def test_a_name_says_that_it_is_a_company_by_form_or_quotation_marks(text, script, said):
    assert has_legal_form(text, script) is said
