"""The shipped lists, register and knowledge together: what must be found, and what must not be taken for it."""

import pytest

from screening.link import shipped_linker
from screening.model import Relation, Role, Subject

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def linker():
    return shipped_linker()


def names(linker, text, country=""):
    return {hit.listing.name for hit in linker.read(Subject(name=text, country=country)).hits}


@pytest.mark.parametrize(
    ("text", "country", "listed"),
    [
        ("BUAA", "CN", "Beihang University"),
        ("北京航空航天大学", "", "Beihang University"),
        (
            "School of Astronautics, NPU, Xi'an 710072, P.R. China",
            "",
            "Northwestern Polytechnical University",
        ),
        ("Malek Ashtar University", "", "Malek Ashtar University"),
        ("Xi'an Jiaotong University", "", "Jiatong University"),
        ("Thousand Talents Plan", "", "Thousand Talents Plan"),
        ("Huawei", "", "Huawei"),
        ("哈工程", "", "Harbin Engineering University"),
        ("МГТУ им. Н.Э. Баумана", "", "Bauman"),
        ("МФТИ", "", "Moscow Institute of Physics and Technology"),
        ("Beijng Insitute of Tecnology", "", "Beijing Institute of Technology"),
    ],
)
def test_what_a_listed_body_is_called_finds_its_listing(linker, text, country, listed):
    assert any(listed in name for name in names(linker, text, country))


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("Beijing University of Technology", "Beijing Institute of Technology"),
        ("Northeastern University, Boston", "Northeastern University"),
        ("National Defense University, Washington DC", "National Defense University"),
        ("Harbin University of Science and Technology", "Harbin Institute of Technology"),
        ("Harbin University of Science and Technology", "Harbin Engineering University"),
        ("China Association for Science and Technology (CAST)", "China Academy of Space Technology"),
        ("東北大学 (Sendai)", "Northeastern University"),
    ],
)
def test_a_near_miss_is_not_presented_as_the_listed_body(linker, text, listed):
    assert not any(listed in name for name in names(linker, text))


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("IGIDR", "IN"),
        ("Lugansk State Pedagogical University", "UA"),
        ("Kvant Scientific Research Institute", ""),
    ],
)
def test_a_body_on_no_list_is_nobody_listed_whatever_letters_town_or_word_it_shares(linker, text, country):
    assert not names(linker, text)
    assert not names(linker, text, country)


def test_an_institute_of_one_shared_word_is_possible_in_the_country_and_never_the_company_itself(linker):
    hits = linker.read(Subject(name="Kvant Scientific Research Institute", country="RU")).hits
    assert hits
    assert all(hit.relation is not Relation.SAME and hit.confidence < 0.8 for hit in hits)


def test_an_academy_is_not_the_institute_that_another_list_has_apart(linker):
    found = names(linker, "China Aerospace Science and Industry Corporation Second Academy", "CN")
    assert found
    assert not any("23rd" in name for name in found)


def test_a_police_station_without_its_town_is_possible_at_most_and_with_it_is_meant(linker):
    said, placed = (
        linker.read(Subject(name=text)).hits
        for text in (
            "Fuzhou Overseas Police Service Station",
            "Fuzhou Overseas Police Service Station, Dublin",
        )
    )
    assert {hit.listing.id for hit in (*said, *placed)} == {"influence-determined:ie-ps-dublin"}
    assert said[0].confidence < 0.5 < 0.8 < placed[0].confidence


def test_harbin_university_of_science_and_technology_reads_as_itself(linker):
    found = names(linker, "Harbin University of Science and Technology")
    assert found
    assert all("Harbin University of Science and Technology" in name for name in found)


def test_a_military_hospital_is_a_hospital_of_its_university(linker):
    reading = linker.read(Subject(affiliations=("Changhai Hospital, Shanghai",)))
    assert {hit.relation for hit in reading.hits} == {Relation.HOSPITAL_OF}


def test_a_past_degree_is_found_and_marked_as_education(linker):
    reading = linker.read(Subject(affiliations=("PhD 2009 NUDT; now University of Otago",)))
    assert reading.hits
    assert {hit.mention.role for hit in reading.hits} == {Role.EDUCATION}


@pytest.mark.parametrize(
    "text", ["State Key Laboratory", "Institute", "University", "School of Medicine", "Research Center"]
)
def test_general_words_name_nobody(linker, text):
    assert linker.read(Subject(name=text, country="CN")).hits == ()


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("기아", "KR"),
        ("울산대학교", "KR"),
        ("중부대학교", "KR"),
        ("中国工商银行", "CN"),
        ("广汽集团", "CN"),
        ("福岡大学", "JP"),
        ("トヨタ自動車", "JP"),
        ("TU München", "DE"),
        ("ธนาคารกรุงเทพ", "TH"),
        ("مصر للطيران", "EG"),
    ],
)
def test_a_well_known_body_on_no_list_is_known_by_the_name_it_uses(linker, text, country):
    assert [(each.country, each.listed) for each in linker.texts.known.unlisted(text)] == [(country, False)]
