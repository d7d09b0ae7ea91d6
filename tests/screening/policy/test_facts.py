import pytest

from screening.policy.errors import FactInvalid
from screening.policy.facts import (
    ABOUT,
    FactCondition,
    ProjectFacts,
    answers_of,
    fact_names,
    parse_pairs,
    read_facts,
    read_questions,
)


def test_every_fact_has_its_question():
    assert set(read_questions()) == set(fact_names())


def test_pairs_are_read_by_their_kind():
    facts = parse_pairs(["sensitive-area=yes", "disclosed=no", "owned_percent=51%", "funder=NSF"])
    assert facts == ProjectFacts(sensitive_area=True, disclosed=False, owned_percent=51.0, funder="NSF")


def test_an_empty_or_unknown_value_is_not_known():
    facts = read_facts({"sensitive_area": "", "disclosed": "unknown", "funder": ""})
    assert not any(facts.known(name) for name in fact_names())


def test_a_rows_facts_stand_over_those_of_the_run():
    run = ProjectFacts(sensitive_area=True, funder="NSF")
    assert read_facts({"sensitive_area": "no"}, run) == ProjectFacts(sensitive_area=False, funder="NSF")


@pytest.mark.parametrize(
    "pair", ["sensitive_area", "colour=red", "disclosed=perhaps", "owned_percent=101", "owned_percent=x", "purpose=war"]
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_one_sentence(pair):
    with pytest.raises(FactInvalid) as refusal:
        parse_pairs([pair])
    assert refusal.value.sentence.endswith(".")


def test_no_fact_asks_for_what_could_profile_a_person():
    forbidden = {"nationality", "citizenship", "ethnicity", "gender", "sex", "birthplace", "religion", "race"}
    assert forbidden.isdisjoint(fact_names())


@pytest.mark.parametrize("share", [49.99999, 50.00001, 0.1234567, 50.0, 0.0, 100.0])
def test_a_share_close_to_a_threshold_stays_on_its_side_when_it_is_written_and_read_again(share):
    facts = ProjectFacts(owned_percent=share)
    assert read_facts(dict(answers_of(facts))) == facts


def test_a_number_may_have_an_upper_bound_which_itself_is_outside():
    below = FactCondition("blocked_percent", more_than=0.0, less_than=50.0)
    assert [below.holds(share) for share in (0.0, 0.1, 49.9, 50.0, 60.0)] == [False, True, True, False, False]


def test_every_question_says_whether_it_is_about_the_project_the_party_or_the_institution():
    assert {each.about for each in read_questions().values()} == set(ABOUT)


def test_the_answers_of_facts_are_those_that_are_known_and_read_back_as_the_same_facts():
    facts = parse_pairs(["disclosed=no", "owned_percent=50.5", "funder=NSF", "sensitive_area=unknown"])
    assert answers_of(facts) == (("disclosed", "no"), ("funder", "NSF"), ("owned_percent", "50.5"))
    assert read_facts(dict(answers_of(facts))) == facts
