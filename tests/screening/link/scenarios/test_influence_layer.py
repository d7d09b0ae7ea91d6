"""Bodies that documents name are found by their names, in every script they have and inside a line."""

import re
from collections import Counter

import pytest

from benchmarks.named_bodies import FOUND, MISSED, cases, layer, outcome
from screening.assessment.sentences import with_age
from screening.model import Inquiry, Relation, Subject, SubjectType

WAYS = ("primary name", "affiliation line", "native name")
# Two letters never match inside a line, and a number with a common word needs more beside it.
HARD = {"influence-determined:ru-rt", "influence-charged:cn-912"}
LONGEST_WHY = 250  # signs
LONG_NAME = 60
# Our own text says of these bodies that to be a member or to learn there says nothing.
OF_MEMBERS_AND_STUDENTS = re.compile(
    r"\b(?:membership|study|studied|learn)\b[^.]*nothing about a person", re.IGNORECASE
)


@pytest.fixture(scope="module")
def measured(engine):
    asked = [case for body in layer(engine) for case in cases(body) if case.way in WAYS]
    results = engine.screen_all(case.inquiry for case in asked)
    return [(case, outcome(case, result)) for case, result in zip(asked, results, strict=True)]


def test_every_body_is_found_by_its_name_its_native_names_and_in_a_line(measured):
    missed = [case for case, said in measured if said == MISSED and case.listing.id not in HARD]
    assert [(case.way, case.text) for case in missed] == []


@pytest.mark.parametrize("way", WAYS)
def test_hardly_any_name_of_a_body_is_read_as_another_alone(measured, way):
    counts = Counter(said for case, said in measured if case.way == way)
    assert counts[FOUND] >= 0.97 * counts.total()


@pytest.mark.parametrize(
    ("text", "list_id"),
    [
        ("Federal Security Service of the Russian Federation", "us-bis-entity-list"),
        ("СВР России", "us-bis-entity-list"),
        ("KGB of the Republic of Belarus", "us-bis-entity-list"),
        ("公安部物证鉴定中心", "ca-named-research-organizations"),
        ("IRGC-QF Unit 840", "uk-sanctions-list"),
        ("武汉晓睿智科技有限责任公司", "uk-sanctions-list"),
    ],
)
def test_a_body_that_another_list_holds_is_found_there_by_its_further_names(engine, text, list_id):
    hits = engine.linker.read(Subject(affiliations=(text,))).hits
    assert any(hit.listing.watchlist_id == list_id and hit.relation is Relation.SAME for hit in hits)


@pytest.mark.parametrize(
    "text",
    [
        "Foreign Intelligence Service of Ukraine, Kyiv",
        "Головне управління розвідки Міністерства оборони України",
        "Port of London Authority",
        "Meteorological Service Singapore",
        "New Zealand China Friendship Society",
    ],
)
def test_a_body_of_another_state_or_of_like_letters_is_no_listed_one(engine, text):
    assert engine.linker.read(Subject(affiliations=(text,))).hits == ()


@pytest.mark.parametrize("tie", ["Member", "Student"])
def test_where_our_text_says_that_membership_or_study_says_nothing_it_gives_a_person_no_level(engine, tie):
    bodies = [body for body in layer(engine) if OF_MEMBERS_AND_STUDENTS.search(body.named.does_not_mean)]
    assert len(bodies) > 25
    people = [Inquiry(Subject("Wei Zhang", SubjectType.PERSON, (f"{tie}, {body.name}",))) for body in bodies]
    readings = [result.reading for result in engine.screen_all(people)]
    hits = [hit for reading in readings for hit in reading.hits]
    assert [hit.listing.id for hit in hits if hit.listing.named is not None] == []
    said = [each for reading in readings if not reading.hits for each in reading.recognised]
    assert [each.name for each in said if each.listed and not each.noted] == []


@pytest.mark.parametrize(
    ("name", "id_of_it"),
    [
        ("Belarusian Republican Youth Union", "by-brsm"),
        ("Movement of the First", "ru-first"),
        ("Night Wolves", "ru-nightwolves"),
        ("Basij Resistance Force", "ir-basij"),
        ("Al-Mustafa International University", "ir-almustafa"),
    ],
)
def test_an_officer_of_a_designated_body_with_ordinary_members_is_a_finding(engine, name, id_of_it):
    subject = Subject("Wei Zhang", SubjectType.PERSON, (f"Secretary, {name}",))
    assert f"influence-designated:{id_of_it}" in {
        hit.listing.id for hit in engine.screen(subject).reading.hits
    }


def test_the_sentence_about_a_body_is_short_but_for_very_long_names(engine):
    bodies = [body for body in layer(engine) if len(body.name) <= LONG_NAME]
    assert len(bodies) > 100
    age = with_age("", engine.lists, engine.on)
    asked = [Inquiry(Subject(body.name, SubjectType.ORGANISATION, country=body.country)) for body in bodies]
    for result in engine.screen_all(asked):
        lead = result.assessment.lead
        if lead is not None and lead.listing.named is not None:
            # What is added about the age of the lists, and about an asset freeze, is not about the body.
            sentence = result.assessment.why.partition(age)[0]
            assert len(sentence) <= LONGEST_WHY, sentence


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Confucius Institute, University of Auckland, New Zealand", "NZ"),
        ("Instituto Confucio de la Universidad de Chile", "CL"),
        ("Học viện Khổng Tử, Đại học Hà Nội", "VN"),
    ],
)
def test_a_body_that_lies_abroad_by_its_nature_is_found_there(engine, text, country):
    hits = engine.linker.read(Subject(affiliations=(text,), country=country)).hits
    assert {hit.listing.id for hit in hits} == {"influence-determined:cn-ci"}
