"""Words, segments, places and roles of affiliation strings, however they are printed."""

import pytest

from screening.affiliations.contacts import domain_country, domains_in
from screening.affiliations.places import places_of, setting_of
from screening.affiliations.roles import standing_of
from screening.affiliations.tokens import name_words, tokenise
from screening.model import Role

PLACES = places_of([("Nanjing", "CN"), ("Boston", "US")])


def countries(text, given=""):
    return set(setting_of(tokenise(text), PLACES, given).countries)


@pytest.mark.parametrize(
    ("printed", "whole"),
    [
        ("Beijing Univ. of Posts & Telecommun.", "Beijing University of Posts and Telecommunications"),
        ("Nanjing Univ. of Aeronaut. &amp; Astronaut.", "Nanjing University of Aeronautics and Astronautics"),
        ("Malek-e-Ashtar Univ. of Tech.", "Malek Ashtar University of Technology"),
        ("Xi' an Jiaotong University", "Xi'an Jiaotong University"),
        ("HefeiUniversity of Technology", "Hefei University of Technology"),
        ("14th Research Institute", "No. 14 Research Institute"),
        ("Nat. Univ. of Def. Technol.", "National University of Defence Technology"),
        ("L'Institut d'aviation", "Institut aviation"),
        ("Limited Liabilty Company Zorvex", "LLC Zorvex"),
        ("Federal State Unitary Enterprise Zorvex", "FSUE Zorvex"),
        ("Открытое акционерное общество «Зорвекс»", "АО Зорвекс"),
    ],
)
def test_printed_forms_are_the_same_words(printed, whole):
    assert name_words(printed) == name_words(whole)


def test_technology_technological_and_technical_stay_three_words():
    assert (
        len({name_words(f"X {word} University") for word in ("Technology", "Technological", "Technical")})
        == 3
    )


@pytest.mark.parametrize(
    "text",
    [
        "Nanjing, People's Republic of China",
        "NANJING, PEOPLE’S REPUBLIC OF CHINA",
        "Nanjing, Pеople’s Rеpublic of China",
        "Nanjing 210094 P. R. China",
        "Nanjing University, Nanjing, PRC",
    ],
)
def test_the_peoples_republic_is_china_and_never_taiwan(text):
    assert countries(text) == {"CN"}


def test_taiwan_with_china_after_it_is_taiwan():
    assert countries("Soochow University, Taipei, Taiwan, China") == {"TW"}


def test_a_country_within_a_name_places_nothing_and_the_text_goes_before_the_column():
    assert countries("Bank of China") == set()
    assert countries("Bank of China", "GB") == {"GB"}
    assert countries("Northeastern University, Boston, USA", "CN") == {"US"}


@pytest.mark.parametrize(
    ("text", "name", "role", "period"),
    [
        ("PhD 2009 NUDT", "NUDT", Role.EDUCATION, "2009"),
        ("NUDT (PhD, 2009)", "NUDT", Role.EDUCATION, "2009"),
        ("PhD student, NUDT", "NUDT", Role.CURRENT, ""),
        ("Visiting scholar, NUDT (2015-2018)", "NUDT", Role.VISITING, "2015-2018"),
        ("NUDT, 2015-2018", "NUDT", Role.FORMER, "2015-2018"),
        ("NUDT (2015-present)", "NUDT", Role.CURRENT, "2015-present"),
        ("formerly Otago, now NUDT", "NUDT", Role.CURRENT, ""),
        ("formerly NUDT", "NUDT", Role.FORMER, ""),
        ("Alumni NUDT", "NUDT", Role.EDUCATION, ""),
        ("NUDT alumna, now in Delft", "NUDT", Role.EDUCATION, ""),
        ("Alumni Association of NUDT", "NUDT", Role.CURRENT, ""),
        ("NUDT Graduate School", "NUDT", Role.CURRENT, ""),
        ("Graduate Research Assistant, NUDT", "NUDT", Role.CURRENT, ""),
        ("Stock Exchange NUDT", "NUDT", Role.CURRENT, ""),
        ("выпускник NUDT", "NUDT", Role.EDUCATION, ""),
        ("Post Graduate, NUDT", "NUDT", Role.CURRENT, ""),
        ("Graduate, NUDT", "NUDT", Role.EDUCATION, ""),
        ("2010 graduate, NUDT", "NUDT", Role.EDUCATION, ""),
        ("NUDT (formerly)", "NUDT", Role.FORMER, ""),
        ("NUDT (formerly professor)", "NUDT", Role.FORMER, ""),
        ("NUDT (formerly Changsha Institute of Technology)", "NUDT", Role.CURRENT, ""),
        ("NUDT (ранее МАИ)", "NUDT", Role.CURRENT, ""),
        ("哈工大硕士毕业", "哈工大", Role.EDUCATION, ""),
        ("哈工大出身、東京大学", "哈工大", Role.EDUCATION, ""),
        ("하공대 졸업", "하공대", Role.EDUCATION, ""),
        ("哈工大校友", "哈工大", Role.EDUCATION, ""),
        ("哈工大校友会", "哈工大", Role.CURRENT, ""),
    ],
)
def test_roles_and_periods_are_read_as_printed(text, name, role, period):
    start = text.index(name)
    standing = standing_of(text, start, start + len(name), len(text))
    assert (standing.role, standing.period) == (role, period)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("دانشگاه زورک، ایران", "IR"),
        ("하얼빈공업대학교 중국", "CN"),
        ("ハルビン工業大学、中国", "CN"),
        ("西北大学（アメリカ合衆国・シカゴ）", "US"),
        ("Университет Зорвекс, Россия", "RU"),
    ],
)
def test_a_country_is_read_in_the_letters_of_its_text(text, code):
    assert countries(text) == {code}


@pytest.mark.parametrize(
    "text",
    ["中国科学院大学", "جامعة زورك، عمان", "موسسه مالی"],
)
def test_a_country_in_a_name_or_one_that_is_a_town_or_a_word_too_places_nothing(text):
    assert countries(text) == set()


def test_domains_name_their_country_and_edu_is_american():
    assert domains_in("a@cs.nudt.edu.cn, https://www.hit.edu.cn/x") == ("cs.nudt.edu.cn", "hit.edu.cn")
    assert [domain_country(d) for d in ("nudt.edu.cn", "neu.edu", "example.org", "bath.ac.uk")] == [
        "CN",
        "US",
        "",
        "GB",
    ]
