"""A company whose listed name holds a place is not the company of that name elsewhere."""

import pytest

from screening.model import Relation, Subject


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("BGI Tech Solutions Co., Ltd., Shenzhen, China", Relation.SIBLING),
        ("BGI Tech Solutions (Hongkong) Co., Ltd.", Relation.SAME),
        ("BGI Tech Solutions Co., Ltd., Hong Kong", Relation.SAME),
        ("Alibaba Group, Hangzhou", Relation.SAME),
    ],
)
def test_the_place_in_a_listed_companys_name_tells_it_from_its_siblings(engine, text, relation):
    hits = engine.linker.read(Subject(affiliations=(text,))).hits
    assert {hit.relation for hit in hits} == {relation}


def test_a_word_that_ends_another_schools_name_in_han_makes_it_another_school(engine):
    assert not engine.linker.read(Subject(affiliations=("警察大学校（東京都府中市）",))).hits
    campus = engine.linker.read(Subject(affiliations=("北京航空航天大学校区",))).hits
    assert Relation.CAMPUS_OF in {hit.relation for hit in campus}


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("National University of Defense Technology; University of Oxford", "National University of Defense"),
        ("University of Oxford; Army Medical University", "Army Medical University"),
        ("University of Otago; MSS", "Ministry of State Security"),
    ],
)
def test_another_affiliation_behind_a_semicolon_silences_no_general_name(engine, text, listed):
    hits = engine.linker.read(Subject(name="Wei Li", affiliations=(text,))).hits
    assert any(hit.listing.name.startswith(listed) for hit in hits)


def test_a_hospital_of_another_university_is_told_from_its_namesake(engine):
    assert not engine.linker.read(Subject(affiliations=("Zhongshan Hospital of Dalian University",))).hits


@pytest.mark.parametrize(
    "text",
    ["Государственный университет «Дубна»", "Государственный университет управления", "Акционерное общество"],
)
def test_what_a_russian_body_is_names_none_of_them(engine, text):
    assert not engine.linker.read(Subject(affiliations=(text,))).hits
