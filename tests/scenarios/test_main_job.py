"""What the main job must find, and what it must leave alone, on the shipped lists."""

import pytest

from screening.model import Outcome, Subject, SubjectType

FOUND = [
    (Subject(name="BUAA", country="CN"), "Beihang"),
    (Subject(name="北京航空航天大学"), "Beihang"),
    (Subject(name="School of Astronautics, NPU, Xi'an 710072, P.R. China"), "Northwestern Polytechnical"),
    (Subject(name="Malek Ashtar University"), "Malek"),
    (Subject(name="Xi'an Jiaotong University"), "Xi'an Ji"),
    (Subject(name="Thousand Talents Plan"), "Thousand Talents"),
    (Subject(name="Huawei"), "Huawei"),
]
LEFT_ALONE = [
    (Subject(name="Beijing University of Technology"), ["Beijing Institute of Technology"]),
    (Subject(name="Northeastern University, Boston"), ["Northeastern University"]),
    (Subject(name="National Defense University, Washington DC"), ["National Defen"]),
    (
        Subject(name="Harbin University of Science and Technology"),
        ["Harbin Institute of Technology", "Harbin Engineering University"],
    ),
]


@pytest.mark.parametrize(("subject", "part"), FOUND, ids=lambda value: getattr(value, "name", value))
def test_a_listed_body_is_found_with_list_edition_status_and_source(engine, subject, part):
    result = engine.screen(subject)
    assert result.assessment.outcome is Outcome.REVIEW
    names = [name.text for hit in result.reading.hits for name in hit.listing.names]
    assert any(part in name for name in names)
    for hit in result.reading.hits:
        loaded = engine.library[hit.listing.watchlist_id]
        assert loaded.watchlist.publisher
        assert loaded.snapshot.edition
        assert hit.listing.source_url or loaded.watchlist.official_url


@pytest.mark.parametrize(("subject", "others"), LEFT_ALONE, ids=lambda value: getattr(value, "name", ""))
def test_a_namesake_of_a_listed_body_is_no_hit_on_it(engine, subject, others):
    reading = engine.screen(subject).reading
    assert [
        hit.listing.name for hit in reading.hits if any(hit.listing.name.startswith(each) for each in others)
    ] == []


def test_harbin_university_of_science_and_technology_reads_as_itself(engine):
    reading = engine.screen(Subject(name="Harbin University of Science and Technology")).reading
    assert {hit.listing.watchlist_id for hit in reading.hits} == {"aspi-tracker-2020"}
    assert reading.hits[0].listing.name.startswith("Harbin University of Science and Technology")


def test_a_person_is_never_more_than_low_on_a_name_alone(engine):
    persons = [listing for listing in engine.library.listings if listing.type == "person"]
    for listing in persons[::25]:
        result = engine.screen(Subject(name=listing.name, type=SubjectType.PERSON))
        assert result.assessment.risk_level in ("none", "low"), listing.id


def test_the_reasons_add_up_to_the_score(engine):
    for subject, _ in FOUND:
        assessment = engine.screen(subject).assessment
        assert sum(reason.points for reason in assessment.reasons) == assessment.risk_score


@pytest.mark.parametrize("name", ["دانشگاه صنعتی شریف", "МГТУ им. Н.Э. Баумана", "哈工大", "Beihang"])
def test_short_and_native_names_that_no_list_prints_are_known(engine, name):
    assert engine.screen(Subject(name=name)).assessment.outcome is Outcome.REVIEW


SEVERAL = [
    Subject(
        name="Li, Mei", type=SubjectType.PERSON, affiliations=("Otago", "Beihang University"), country="NZ"
    ),
    Subject(name="Department of Physics, MIT; School of Physics, Beihang University; ETH Zürich"),
    Subject(name="Northeastern University, USA; Beihang University; Paris"),
    Subject(name="Beihang University, Beijing", country="NZ"),
    Subject(name="Beihang University, University of Oslo, Norway"),
    Subject(name="Beihang University and University of Leeds, Leeds, UK"),
]


@pytest.mark.parametrize("subject", SEVERAL, ids=lambda subject: subject.name)
def test_the_place_of_one_institution_clears_no_other(engine, subject):
    hits = engine.screen(subject).reading.hits
    assert "aspi-tracker-2020:beihang-university" in {hit.listing.id for hit in hits}


BESIDE = [
    Subject(name="Huawei", country="NO"),
    Subject(name="Beihang University", country="NO"),
    Subject(name="北京航空航天大学", country="NZ"),
]


@pytest.mark.parametrize("subject", BESIDE, ids=lambda subject: subject.name)
def test_a_country_given_beside_a_name_speaks_against_it_but_clears_nobody(engine, subject):
    assessment = engine.screen(subject).assessment
    assert assessment.outcome is Outcome.REVIEW
    assert assessment.check_identity


@pytest.mark.parametrize(("letters", "level"), [("MIT", "low"), ("NPU", "low"), ("BIT", "medium")])
def test_letters_that_several_organisations_use_are_never_high_and_their_identity_is_checked(
    engine, letters, level
):
    said = engine.screen(Subject(name=letters)).assessment
    assert (said.risk_level, said.check_identity) == (level, True)
