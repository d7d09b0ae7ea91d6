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
    ],
)
def test_roles_and_periods_are_read_as_printed(text, name, role, period):
    start = text.index(name)
    standing = standing_of(text, start, start + len(name), len(text))
    assert (standing.role, standing.period) == (role, period)


def test_domains_name_their_country_and_edu_is_american():
    assert domains_in("a@cs.nudt.edu.cn, https://www.hit.edu.cn/x") == ("cs.nudt.edu.cn", "hit.edu.cn")
    assert [domain_country(d) for d in ("nudt.edu.cn", "neu.edu", "example.org", "bath.ac.uk")] == [
        "CN",
        "US",
        "",
        "GB",
    ]
