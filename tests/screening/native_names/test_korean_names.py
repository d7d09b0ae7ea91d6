"""Names in Hangul against names in Han characters as Koreans read them: by key, by stem, by what stands around."""

import pytest

from screening.native_names.korean_names import Telling, korean_name, korean_names, telling_of

HAN = (
    "平壌産院",
    "朝鮮蒼竜貿易会社",
    "山慶会社",
    "朝鮮赤十字病院",
    "銀河製鉄連合企業所",
    "化学工業総合大学",
    "民経連",
    "順川硝子工場",
)


@pytest.fixture(scope="module")
def table():
    return korean_names((name, number) for number, name in enumerate(HAN))


def found(table, text):
    return [HAN[match.number] for match in table.matches(text)]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("평양산원", "平壌産院"),
        ("평양 산원", "平壌産院"),
        ("조선창룡무역회사", "朝鮮蒼竜貿易会社"),
        ("창룡무역회사", "朝鮮蒼竜貿易会社"),
        ("북한 창룡무역", "朝鮮蒼竜貿易会社"),
        ("조선민주주의인민공화국 창룡무역총회사", "朝鮮蒼竜貿易会社"),
        ("은하제철연합기업소", "銀河製鉄連合企業所"),
        ("은하제철련합기업소", "銀河製鉄連合企業所"),
        ("화학공업종합대학교", "化学工業総合大学"),
        ("함흥 화학공업종합대학", "化学工業総合大学"),
        ("평양시 창룡무역회사", "朝鮮蒼竜貿易会社"),
        ("산경회사", "山慶会社"),
        ("적십자병원 (평양)", "朝鮮赤十字病院"),
    ],
)
def test_a_text_is_the_listed_name_that_is_read_so(table, text, meant):
    assert found(table, text) == [meant]


@pytest.mark.parametrize(
    "text",
    [
        "산경",  # a given name, too, without its word for a company
        "김산경",
        "민경련",  # three syllables: a person
        "평양산",
        "창룡화학회사",
        "화학공업종합대학원",  # no unit
        "남창룡무역회사",
        "조선",
        "회사",
        "",
    ],
)
def test_what_is_not_the_whole_name_or_too_short_is_none(table, text):
    assert not found(table, text)


def test_a_unit_or_a_part_may_stand_behind_a_whole_name(table):
    (unit,) = table.matches("화학공업종합대학 재료공학부")
    (part,) = table.matches("창룡무역회사 단동지사")
    assert (unit.more, unit.is_unit) == ("재요공학부", True)
    assert (part.more, part.is_unit) == ("단동지사", False)


def test_another_word_for_a_company_is_noted(table):
    assert not table.matches("창룡무역회사")[0].other_form
    assert table.matches("창룡무역총회사")[0].other_form


def test_words_of_a_name_say_a_country_and_its_town_lies_in_one(table):
    assert korean_name("북한 창룡무역회사").countries == {"KP"}
    assert korean_name("조선창룡무역회사").countries == {"KP", "KR"}  # 조선일보 is a newspaper of the South
    assert korean_name("원자력공업성").countries == {"KP"}
    assert korean_name("평양정보쎈터").countries == {"KP"}
    assert not korean_name("평양정보센터").countries
    assert korean_name("은하제철련합기업소").countries == {"KP"}
    assert korean_name("주식회사 창룡무역").countries == {"KR"}
    assert not korean_name("창룡무역회사").countries
    (match,) = table.matches("서울 적십자병원")
    assert match.name.is_town_apart
    assert match.name.countries_of_town == {"KR"}


def test_a_listed_name_that_is_a_town_and_a_branch_is_anybody_s():
    assert not korean_names([("平壌支社", 0)]).matches("평양지사")


def test_how_much_a_name_says_is_told_by_what_is_no_word_of_trade():
    assert telling_of(korean_name("무역은행")) is Telling.GENERAL
    assert telling_of(korean_name("창룡무역회사")) is Telling.SHARED
    assert telling_of(korean_name("릉라도무역회사")) is Telling.DISTINCTIVE
