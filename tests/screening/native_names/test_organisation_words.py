"""Which names say that they are an organisation's."""

import pytest

from screening.names.scripts import Script
from screening.native_names.organisation_words import says_organisation


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("ООО «Техносфера»", Script.CYRILLIC),
        ("Ижевский механический завод", Script.CYRILLIC),
        ("南京烽火通信有限公司", Script.HAN),
        ("光学仪器研究所", Script.HAN),
        ("شرکت سپهر", Script.ARABIC),
        ("조선련봉총회사", Script.HANGUL),
    ],
)
def test_a_legal_form_or_a_word_such_as_plant_says_so(text, script):
    assert says_organisation(text, script)


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Иван Ростех", Script.CYRILLIC),
        ("Владимир Москва", Script.CYRILLIC),
        ("苏斌", Script.HAN),
        ("王航天", Script.HAN),
        ("محمد تهرانی", Script.ARABIC),
        ("김정은", Script.HANGUL),
    ],
)
def test_the_name_of_a_person_or_a_brand_alone_does_not(text, script):
    assert not says_organisation(text, script)
