"""The two keys of a body that documents name: the table is whole, and organisations and persons are told apart."""

import csv
from dataclasses import replace
from itertools import product

import pytest
from named_bodies import DAY, LISTS, hit_on

from screening.labels import wording
from screening.model import Role, Subject, SubjectType, TieKind
from screening.policy.decide import decide
from screening.policy.examples import list_state
from screening.policy.facts import ProjectFacts
from screening.policy.gravity import most_of, severity
from screening.policy.naming_rules import (
    TABLE,
    Follows,
    OfPerson,
    follows,
    lists_of,
    standing_of,
    table,
    with_a_role,
)
from screening.policy.read import read_policies
from watchlists.model import BodyKind, Naming, ReadIn

POLICIES = read_policies()
BASELINE = POLICIES["international-baseline"]
SCALE = BASELINE.scale
BODY = Subject("Example Body", SubjectType.ORGANISATION)
PERSON = Subject("Wei Zhang", SubjectType.PERSON, affiliations=("Example Body",))
ORDINARY = (
    BodyKind.INTELLIGENCE,
    BodyKind.SECURITY_POLICE,
    BodyKind.MILITARY,
    BodyKind.POLICE_STATION,
    BodyKind.FRONT_COMPANY,
)
INFLUENCE = (
    BodyKind.UNITED_FRONT,
    BodyKind.TALENT_PROGRAMME,
    BodyKind.STATE_MEDIA,
    BodyKind.INFLUENCE_FUND,
)
OF_MEMBERS = (BodyKind.STUDENT_ASSOCIATION, BodyKind.LANGUAGE_INSTITUTE, BodyKind.FRIENDSHIP_BODY)
# Where a law designates them, a person there is a finding of that law only with a role.
WITH_ROLE = (
    BodyKind.RESEARCH_INSTITUTE_OF_SERVICE,
    BodyKind.PARTY_ORGAN,
    BodyKind.TALENT_STATION,
    BodyKind.MASS_ORGANISATION,
    BodyKind.OTHER,
)
REST = tuple(kind for kind in BodyKind if kind not in (*ORDINARY, *INFLUENCE, *OF_MEMBERS))
NOT_DESIGNATED = tuple(naming for naming in Naming if naming is not Naming.DESIGNATED)


def state(*hits):
    return list_state(BASELINE, (), (), DAY, hits)


def weighed(subject, hit):
    return severity(subject, hit, SCALE, state(hit))


def test_every_naming_of_every_kind_has_a_row_with_its_reason_and_none_has_two():
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["naming"], row["kind"]) for row in rows] == list(product(Naming, BodyKind))
    assert set(table()) == set(product(Naming, BodyKind))
    assert all(row["why"].strip() for row in rows)


def test_everything_that_the_table_and_the_model_say_has_words():
    words = wording()
    assert set(words.namings) == set(words.namings_in_short) == set(Naming)
    assert set(words.body_kinds) == set(BodyKind)
    assert set(words.read_in) == set(ReadIn)
    assert {keys.organisation.value for keys in table().values()} <= set(words.follows_for_organisation)
    assert {keys.person_word for keys in table().values()} <= set(words.follows_for_person)


@pytest.mark.parametrize("kind", BodyKind)
def test_what_is_designated_is_a_finding_for_an_organisation_whatever_its_kind(kind):
    assert table()[Naming.DESIGNATED, kind].organisation is Follows.FINDING


@pytest.mark.parametrize(("naming", "kind"), list(product(Naming, ORDINARY)))
def test_services_forces_stations_and_front_companies_are_findings_whoever_names_them(naming, kind):
    keys = table()[naming, kind]
    assert (keys.organisation, keys.person) == (Follows.FINDING, OfPerson.FINDING)


@pytest.mark.parametrize(("naming", "kind"), list(product(Naming, INFLUENCE)))
def test_influence_is_low_for_a_person_with_a_role_even_where_it_is_designated(naming, kind):
    keys = table()[naming, kind]
    assert keys.person is OfPerson.ROLE
    assert with_a_role(keys) is Follows.LOW
    assert naming is Naming.DESIGNATED or keys.organisation is Follows.LOW


@pytest.mark.parametrize(("naming", "kind"), list(product(Naming, OF_MEMBERS)))
def test_a_body_of_ordinary_members_is_a_note_for_a_person_whoever_names_it(naming, kind):
    keys = table()[naming, kind]
    assert keys.person is OfPerson.NOTE
    assert naming is Naming.DESIGNATED or keys.organisation is Follows.NONE


@pytest.mark.parametrize(("naming", "kind"), list(product(NOT_DESIGNATED, REST)))
def test_institutes_organs_and_others_that_no_law_names_are_low_with_a_role(naming, kind):
    keys = table()[naming, kind]
    general = kind in (BodyKind.OTHER, BodyKind.MASS_ORGANISATION)
    of_experts_alone = general and naming is Naming.NAMED_EXPERT
    assert keys.organisation is (Follows.NONE if of_experts_alone else Follows.LOW)
    assert keys.person in (OfPerson.ROLE, OfPerson.ROLE_BEYOND_STUDY)


@pytest.mark.parametrize("kind", WITH_ROLE)
@pytest.mark.parametrize(
    ("text", "changes", "expected"),
    [
        ("Secretary, Example Body", {}, Follows.FINDING),
        ("Engineer, Example Body", {}, Follows.FINDING),
        ("Example Body", {"tie": TieKind.FUNDING}, Follows.FINDING),
        ("Member, Example Body", {}, Follows.NOTE),
        ("Example Body, member 2023", {}, Follows.NOTE),
        ("Pupil, Example Body", {}, Follows.NOTE),
        ("Student, Example Body", {}, Follows.NOTE),
        ("Lecture at Example Body", {}, Follows.NOTE),
        ("Example Body", {"role": Role.EDUCATION}, Follows.NOTE),
    ],
)
def test_a_law_on_a_body_with_ordinary_members_reaches_a_person_only_with_a_role(
    kind, text, changes, expected
):
    hit = hit_on(Naming.DESIGNATED, kind, law="eu-financial-sanctions", text=text, **changes)
    own = LISTS[Naming.DESIGNATED]
    assert follows(PERSON, hit) is expected
    assert follows(BODY, hit) is Follows.FINDING
    reached = expected is Follows.FINDING
    assert lists_of(PERSON, hit) == ((own, "eu-financial-sanctions") if reached else (own,))


def test_study_at_a_designated_university_is_a_note_and_a_post_there_is_a_finding():
    facts = {"law": "us-ofac-sdn", "name": "Example University"}
    for text, expected in (
        ("Student, Example University", Follows.NOTE),
        ("Lecturer, Example University", Follows.FINDING),
        ("Example University", Follows.FINDING),
        ("Rector, Example University", Follows.FINDING),
    ):
        assert follows(PERSON, hit_on(Naming.DESIGNATED, BodyKind.OTHER, text=text, **facts)) is expected


def test_a_finding_under_a_law_weighs_as_a_listing_of_that_law():
    hit = hit_on(Naming.DESIGNATED, BodyKind.STATE_MEDIA, law="us-ofac-sdn")
    assert weighed(BODY, hit) == SCALE.lists["us-ofac-sdn"]
    assert lists_of(BODY, hit) == (LISTS[Naming.DESIGNATED], "us-ofac-sdn")
    assert standing_of(BODY, hit, state(hit)) == "government"


def test_a_finding_without_a_law_of_ours_weighs_as_its_standing():
    by_state = hit_on(Naming.CHARGED, BodyKind.INTELLIGENCE)
    by_experts = hit_on(Naming.NAMED_EXPERT, BodyKind.MILITARY)
    assert weighed(BODY, by_state) == SCALE.standings["government"]
    assert weighed(BODY, by_experts) == SCALE.standings["non-government"]


def test_the_figure_of_its_own_list_makes_a_finding_graver_and_context_lighter_and_never_the_other_way():
    finding = hit_on(Naming.CHARGED, BodyKind.INTELLIGENCE)
    context = hit_on(Naming.CHARGED, BodyKind.UNITED_FRONT)
    for figure, of_finding, of_context in ((80, 80, 8), (3, 60, 3)):
        scale = replace(SCALE, lists={LISTS[Naming.CHARGED]: figure})
        assert severity(BODY, finding, scale, state(finding)) == of_finding
        assert severity(BODY, context, scale, state(context)) == of_context


def test_determined_is_not_designated():
    hit = hit_on(Naming.DETERMINED, BodyKind.STATE_MEDIA)
    assert weighed(BODY, hit) == SCALE.standings["context"] < SCALE.medium
    assert most_of(BODY, hit, SCALE) == SCALE.medium - 1


def test_the_law_of_a_station_does_not_bind_a_person_who_works_there():
    hit = hit_on(Naming.DESIGNATED, BodyKind.STATE_MEDIA, law="uk-sanctions-list")
    policy = POLICIES["sanctions-baseline"]
    loaded = list_state(policy, (), (), DAY, [hit])
    said = {
        subject.type: decide(policy, subject, [hit], loaded, ProjectFacts(), DAY).outcome
        for subject in (BODY, PERSON)
    }
    assert said == {SubjectType.ORGANISATION: "check_with_counsel", SubjectType.PERSON: "none"}
    assert lists_of(PERSON, hit) == (LISTS[Naming.DESIGNATED],)


@pytest.mark.parametrize(
    ("text", "changes", "expected"),
    [
        ("Example Body", {}, Follows.LOW),
        ("Deputy head, Example Body", {}, Follows.LOW),
        ("Member of the standing committee, Example Body", {}, Follows.LOW),
        ("Example Body", {"role": Role.FORMER}, Follows.LOW),
        ("Visiting scholar, Example Body", {"role": Role.VISITING}, Follows.LOW),
        ("Member, Example Body", {}, Follows.NOTE),
        ("Example Body award", {}, Follows.NOTE),
        ("Visiting student, Example Body", {"role": Role.VISITING}, Follows.NOTE),
        ("Example Body", {"role": Role.EDUCATION}, Follows.NOTE),
    ],
)
def test_a_person_at_an_influence_body_is_looked_at_only_with_a_role(text, changes, expected):
    hit = hit_on(Naming.NAMED_OFFICIAL, BodyKind.UNITED_FRONT, text=text, **changes)
    assert follows(PERSON, hit) is expected
    assert follows(BODY, hit) is Follows.LOW


def test_what_a_fund_pays_is_a_role_whatever_the_text_says():
    hit = hit_on(Naming.NAMED_EXPERT, BodyKind.INFLUENCE_FUND, text="Example Body award")
    paid = hit_on(
        Naming.NAMED_EXPERT, BodyKind.INFLUENCE_FUND, text="Example Body award", tie=TieKind.FUNDING
    )
    assert (follows(PERSON, hit), follows(PERSON, paid)) == (Follows.NOTE, Follows.LOW)


def test_teaching_at_a_university_of_a_service_is_a_note_and_its_office_is_not():
    facts = (Naming.NAMED_OFFICIAL, BodyKind.RESEARCH_INSTITUTE_OF_SERVICE)
    teacher = hit_on(*facts, text="Lecturer, Example University", name="Example University")
    rector = hit_on(*facts, text="Rector, Example University", name="Example University")
    scholar = hit_on(*facts, text="Example Institute of Relations", name="Example Institute of Relations")
    assert follows(PERSON, teacher) is Follows.NOTE
    assert follows(PERSON, rector) is Follows.LOW
    assert follows(PERSON, scholar) is Follows.LOW


def test_a_listing_that_no_document_names_follows_its_list():
    hit = hit_on(Naming.CHARGED, BodyKind.MILITARY)
    plain = replace(hit, listing=replace(hit.listing, named=None))
    assert follows(BODY, plain) is None
    assert most_of(BODY, plain, SCALE) is None
