"""What follows from words of the text itself: a question, never more than low, and nothing twice."""

from dataclasses import replace

import pytest

from screening.model import Level, Outcome, Subject, SubjectType, Tie, TieKind
from screening.policy.self_declared import asks, weight
from screening.review.case_finder import PartyNames, find_cases


def organisation(text, country=""):
    return Subject(text, SubjectType.ORGANISATION, country=country)


def person(*affiliations, ties=()):
    return Subject("Li Ming", SubjectType.PERSON, affiliations, ties=ties)


def scored(assessment):
    assert sum(reason.points for reason in assessment.reasons) == assessment.risk_score
    return assessment.outcome, assessment.risk_level, assessment.risk_score


def test_a_body_that_no_list_names_is_for_review_and_low(engine):
    said = engine.screen(organisation("General Hospital of Northern Theater Command, Shenyang")).assessment
    weight_of_a_service = engine.policies[0].scale.self_declared
    assert scored(said) == (Outcome.REVIEW, Level.LOW, weight_of_a_service)
    assert said.lead is None
    assert "“General Hospital of Northern Theater Command”" in said.why
    assert "These words match no listing." in said.why
    (policy,) = said.policies
    assert policy.outcome == "assess_and_record"
    assert policy.text.startswith("If confirmed, under ")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("PLA 306 Hospital", 100),
        ("visiting scholar, PLA 306 Hospital", 75),
        ("formerly PLA 306 Hospital", 40),
    ],
)
def test_a_person_is_low_by_the_role(engine, text, kept):
    whole = engine.policies[0].scale.self_declared
    assert scored(engine.screen(person(text)).assessment) == (Outcome.REVIEW, Level.LOW, whole * kept // 100)


def test_education_is_shown_and_scores_nothing_as_for_a_listing(engine):
    said = engine.screen(person("PhD 2009, PLA 306 Hospital")).assessment
    assert scored(said) == (Outcome.REVIEW, Level.NONE, 0)
    assert "(past education)" in said.why
    assert said.policies[0].outcome != "assess_and_record"


def test_what_a_listing_says_already_is_not_counted_twice(engine):
    result = engine.screen(organisation("Naval University of Engineering, Wuhan, China"))
    assert result.reading.hits
    assert result.reading.self_declared
    bare = engine._result(result.subject, replace(result.reading, self_declared=()), engine.project)
    assert scored(result.assessment) == scored(bare.assessment)
    assert result.assessment.why == bare.assessment.why
    assert any(reason.text.startswith("The text itself names") for reason in result.assessment.reasons)


def test_influence_scores_an_organisation_as_context_and_a_person_nothing(engine):
    text = "中共浙江省委统战部"
    context = engine.policies[0].scale.standings["context"]
    assert scored(engine.screen(organisation(text)).assessment) == (Outcome.REVIEW, Level.LOW, context)
    assert scored(engine.screen(person(text)).assessment) == (Outcome.REVIEW, Level.NONE, 0)


def test_an_influence_body_that_a_text_about_a_person_names_in_passing_is_a_note(engine):
    result = engine.screen(person("Winner of the award of Rossotrudnichestvo, Moscow"))
    assert result.assessment.outcome is Outcome.NO_MATCH
    assert any("Rossotrudnichestvo" in note for note in result.reading.notes)


def test_influence_asks_about_a_person_only_where_it_is_a_post(engine):
    result = engine.screen(person("PhD 2009, 中共浙江省委统战部"))
    (said,) = result.reading.self_declared
    assert not asks(result.subject, said)
    assert weight(result.subject, said, engine.policies[0].scale) == 0


def test_a_line_of_service_asks_and_adds_no_points(engine):
    said = engine.screen(person("retired colonel of the PLA")).assessment
    assert scored(said) == (Outcome.REVIEW, Level.NONE, 0)


def test_what_another_person_of_the_row_is_tied_to_is_shown_and_is_not_the_subjects(engine):
    tie = Tie("PLA 306 Hospital", TieKind.OTHER_PERSON, role="referee: Chen Hao")
    said = engine.screen(person("ETH Zürich", ties=(tie,))).assessment
    assert scored(said) == (Outcome.NO_MATCH, Level.NONE, 0)
    assert any("Chen Hao" in reason.text and "did not count" in reason.text for reason in said.reasons)


def test_a_row_with_nothing_else_is_a_case_of_its_own(engine):
    parties = PartyNames.of(engine)
    result = engine.screen(person("PLA 306 Hospital, Beijing"))
    (case,) = find_cases(result, parties)
    assert (case.party_id, case.relation) == ("self_declared:cn-pla-abbr:pla 306 hospital", "self_declared")
    assert case.matched == "PLA 306 Hospital"
    assert case.lead
    assert case.score == engine.policies[0].scale.self_declared


def test_a_case_of_a_listed_party_covers_the_same_words_and_no_others(engine):
    parties = PartyNames.of(engine)
    listed = engine.screen(person("National University of Defense Technology, Changsha, China"))
    assert listed.reading.self_declared
    assert not any(case.relation == "self_declared" for case in find_cases(listed, parties))
    both = person("National University of Defense Technology, Changsha, China", "PLA 306 Hospital, Beijing")
    of_words = [case for case in find_cases(engine.screen(both), parties) if case.relation == "self_declared"]
    assert [case.matched for case in of_words] == ["PLA 306 Hospital"]
    assert not of_words[0].lead


@pytest.mark.parametrize(
    "text",
    [
        "Russkiy Mir Foundation",
        "фонд «Русский мир»",
        "Member, United Front Work Department",
        "Student, Rossotrudnichestvo",
        "Gorchakov Fund, participant",
    ],
)
def test_words_that_a_note_covers_ask_nothing(engine, text):
    result = engine.screen(person(text))
    assert scored(result.assessment) == (Outcome.NO_MATCH, Level.NONE, 0)
    assert any("membership says nothing about a person" in note for note in result.reading.notes)
    assert not result.reading.self_declared
    assert not engine.read(person(text)).self_declared
    assert not list(find_cases(result, PartyNames.of(engine)))


def test_a_note_covers_its_own_words_and_no_others(engine):
    result = engine.screen(person("Confucius Institute; PLA General Hospital"))
    assert [each.words for each in result.reading.self_declared] == ["PLA"]
    assert result.assessment.outcome is Outcome.REVIEW


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("中共浙江省委统战部", True),
        ("中共浙江省委统战部处长", True),
        ("Member, 中共浙江省委统战部", False),
        ("Head, 中共浙江省委统战部", True),
        ("Member, PLA 306 Hospital", True),
    ],
)
def test_a_person_is_asked_about_influence_only_with_a_role_and_about_a_service_always(engine, text, asked):
    result = engine.screen(person(text))
    (said,) = result.reading.self_declared
    assert asks(result.subject, said) is asked
    assert (result.assessment.outcome is Outcome.REVIEW) is asked


def test_an_association_of_students_scores_nobody_and_asks_about_an_organisation_only(engine):
    text = "بسیج دانشجویی دانشگاه تهران"
    assert scored(engine.screen(organisation(text)).assessment) == (Outcome.REVIEW, Level.NONE, 0)
    assert scored(engine.screen(person(text)).assessment) == (Outcome.NO_MATCH, Level.NONE, 0)


@pytest.mark.parametrize("text", ["United Front Work Department", "ФСБ"])
def test_words_that_a_hit_was_read_from_add_no_points_and_no_consequence(engine, text):
    result = engine.screen(organisation(text))
    assert result.reading.self_declared
    bare = engine._result(result.subject, replace(result.reading, self_declared=()), engine.project)
    assert scored(result.assessment) == scored(bare.assessment)
    assert result.assessment.policies == bare.assessment.policies
    assert any(reason.text.startswith("The text itself names") for reason in result.assessment.reasons)


def test_two_bodies_of_one_sort_are_two_cases(engine):
    result = engine.screen(organisation("PLA General Hospital; 306 Hospital of PLA"))
    matched = [case.matched for case in find_cases(result, PartyNames.of(engine))]
    assert matched == ["PLA General Hospital", "306 Hospital of PLA"]


def test_a_case_has_the_score_of_its_own_hits(engine):
    result = engine.screen(organisation("Confucius Institute; PLA General Hospital"))
    assert result.assessment.risk_score == engine.policies[0].scale.self_declared
    points = {case.matched: (case.level, case.score) for case in find_cases(result, PartyNames.of(engine))}
    assert points == {"Confucius Institute": (0, 0), "PLA General Hospital": (1, 20)}


def test_the_case_of_the_lead_has_the_score_of_the_row(engine):
    result = engine.screen(organisation("Naval University of Engineering, Wuhan, China; Beihang University"))
    lead = next(case for case in find_cases(result, PartyNames.of(engine)) if case.lead)
    assert lead.score == result.assessment.risk_score > 0
