"""A legal form in Han characters is no name, whatever stands beside it in Latin letters."""

import pytest

from screening.link.han import han_key, is_form_only


@pytest.mark.parametrize(
    "text",
    [
        "株式会社",
        "有限会社",
        "一般社団法人",
        "公益財団法人",
        "国立研究開発法人",
        "股份有限公司",
        "国家重点实验室",
    ],
)
def test_a_form_alone_is_no_name(text):
    assert is_form_only(han_key(text))


@pytest.mark.parametrize("text", ["株式会社東芝", "国防大学", "国立清華大学", "理化学研究所"])
def test_a_form_beside_a_name_is_one(text):
    assert not is_form_only(han_key(text))


@pytest.mark.parametrize("text", ["第五十四研究所", "第54研究所", "54所", "第五十四硏究所"])
def test_a_numbered_institute_has_one_key_however_its_number_is_written(text):
    assert han_key(f"中国电科{text}") == "中国电科54研究所"
