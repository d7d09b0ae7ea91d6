"""The interview: every policy is reached, every suggestion has its reason, and nobody's nationality is asked."""

import pytest

from screening.policy.consequence import Consequence
from screening.policy.errors import AnswerUnknown
from screening.policy.facts import read_facts, read_questions
from screening.policy.interview import advise, read_interview
from screening.policy.read import read_policies
from watchlists.model import Measure

SUGGESTIONS = [
    (question.id, answer.id, policy_id, why)
    for question in read_interview()
    for answer in question.answers
    for policy_id, why in answer.suggests.items()
]


def suggested(**answers):
    return [each.policy for each in advise(answers).policies]


@pytest.mark.parametrize("policy_id", sorted(read_policies()))
def test_every_shipped_policy_is_reached_by_some_answer(policy_id):
    reached = {
        policy for question, answer, _, _ in SUGGESTIONS for policy in suggested(**{question: [answer]})
    }
    assert policy_id in reached


# Whose list of frozen assets binds what is done at a place; of the others none of a state is in the catalogue.
FREEZES = {
    "new-zealand": ("nz-russia-sanctions", "un-sc-consolidated"),
    "australia": ("au-dfat-sanctions",),
    "canada": ("ca-sema-sanctions", "un-sc-consolidated"),
    "united-kingdom": ("uk-sanctions-list", "un-sc-consolidated"),
    "european-union": ("eu-financial-sanctions", "un-sc-consolidated"),
    "united-states": ("us-ofac-sdn",),
    "japan": ("un-sc-consolidated",),
    "elsewhere": ("un-sc-consolidated",),
}


@pytest.mark.parametrize("place", [each.id for each in read_interview()[0].answers])
def test_each_place_reaches_the_policy_of_the_freeze_that_binds_it(place):
    policies = read_policies()
    frozen = {
        list_id
        for policy_id in suggested(where=[place], shared=["published"])
        for rule in policies[policy_id].rules
        if Measure.ASSET_FREEZE in rule.when.measures and rule.outcome is Consequence.PROHIBITED
        for list_id in rule.when.lists
    }
    assert set(FREEZES[place]) <= frozen


def test_no_suggestion_names_a_policy_that_is_not_shipped():
    assert {policy_id for _, _, policy_id, _ in SUGGESTIONS} <= set(read_policies())


@pytest.mark.parametrize("suggestion", SUGGESTIONS, ids="-".join)
def test_every_suggestion_says_why_in_one_sentence(suggestion):
    why = suggestion[3]
    assert why.endswith(".")
    assert why.count(". ") == 0
    assert len(why.split()) >= 6


def test_a_policy_that_two_answers_suggest_stands_once_with_both_reasons():
    advice = advise({"pays": ["us-nsf", "us-federal-grant"]})
    (talent,) = [each for each in advice.policies if each.policy == "us-chips-talent-programmes"]
    assert len(talent.reasons) == 2


@pytest.mark.parametrize("payer", ["us-war-department", "us-federal-contract", "own-funds"])
def test_whoever_names_a_payer_says_nothing_of_the_others(payer):
    facts = read_facts(advise({"pays": [payer]}).project)
    money = (
        facts.dow_money,
        facts.federal_grant,
        facts.federal_award,
        facts.federal_contract,
        facts.nsf_money,
    )
    assert False not in money
    assert (facts.fcc_subsidy, facts.ukri_money) == (None, None)


def test_an_answer_states_only_the_facts_that_stand_beside_it():
    for question in read_interview():
        for answer in question.answers:
            assert advise({question.id: [answer.id]}).project == dict(answer.facts)


def test_unpublished_results_that_some_funder_calls_sensitive_are_no_answer_to_another_authoritys_list():
    assert advise({"shared": ["sensitive-results"]}).project == {}


def test_a_question_that_was_left_out_says_nothing_of_money():
    assert advise({"where": ["japan"]}).project == {}


def test_what_was_not_ticked_of_what_is_shared_stays_unknown():
    assert "controlled_technology" not in advise({"shared": ["published"]}).project


def test_a_fact_that_two_answers_state_differently_stays_unknown():
    advice = advise({"travels": ["visitors-with-access", "appointment"]})
    assert "purpose" not in advice.project
    assert advice.project["sensitive_access"] == "yes"


@pytest.mark.parametrize(
    "answers", [{"weather": ["fine"]}, {"pays": ["nobody-known"]}, {"where": ["japan", "atlantis"]}]
)
def test_a_question_or_an_answer_that_is_not_there_is_refused_and_those_there_are_named(answers):
    with pytest.raises(AnswerUnknown) as refusal:
        advise(answers)
    assert "; there are " in refusal.value.sentence


def test_the_interview_asks_nothing_that_could_profile_a_person():
    forbidden = (
        "nationality",
        "citizen",
        "ethnic",
        "gender",
        "born",
        "birth",
        "religion",
        "race",
        "passport",
        "us person",
        "national of",
        "resident",
    )
    asked = " ".join(
        text.casefold()
        for question in read_interview()
        for text in (
            question.asks,
            *(answer.says for answer in question.answers),
            *(a.id for a in question.answers),
        )
    )
    asked += " ".join(f"{each.asks} {each.why}".casefold() for each in read_questions().values())
    assert [word for word in forbidden if word in asked] == []
