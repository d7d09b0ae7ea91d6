"""What has to be answered before a policy can decide."""

from datetime import date

import pytest

from screening.intake.project_columns import by_header
from screening.model import PolicyOutcome
from screening.policy.facts import PARTY, parse_pairs, read_questions
from screening.policy.open_questions import open_questions, questions_of_rows, uses_of
from screening.policy.read import read_policies

POLICIES = read_policies()


def outcome(policy_id, *missing):
    return PolicyOutcome(policy_id, "1", policy_id, "cannot_decide", "", "", "", missing)


def test_each_missing_fact_is_one_question_that_names_the_policies_that_wait_for_it():
    waiting = [
        outcome("jp", "project.controlled_technology"),
        outcome("us", "project.owned_percent", "project.controlled_technology"),
    ]
    found = {each.asked.name: each.policies for each in open_questions(waiting)}
    assert found == {"controlled_technology": ("jp", "us"), "owned_percent": ("us",)}


def test_a_list_or_an_identifier_that_is_missing_is_no_question_about_the_project():
    missing = (
        "list Entity List is not loaded",
        "a second identifier beside the person's name",
        "subject.type",
    )
    assert open_questions([outcome("us", *missing)]) == ()


def test_a_row_that_waits_for_two_answers_counts_once_and_for_each_of_them():
    rows = [
        [("purpose", "nz"), ("support", "ca")],
        [("support", "ca"), ("support", "own")],
        [],
    ]
    asked = questions_of_rows(rows)
    assert asked.rows == 2
    assert asked.counts == {"support": 2, "purpose": 1}


def test_every_answer_that_a_question_offers_is_taken():
    for question in read_questions().values():
        for answer in question.answers:
            assert parse_pairs([f"{question.name}={answer}"]).known(question.name)


def test_every_question_gives_its_reason_and_the_option_that_answers_it():
    for name, question in read_questions().items():
        assert question.why.endswith(".")
        assert question.option.startswith(f"--project {name}=")


@pytest.mark.parametrize("policy_id", [each.id for each in POLICIES.values() if each.facts])
def test_every_fact_of_a_policy_names_a_clause_of_it(policy_id):
    for fact in POLICIES[policy_id].facts:
        clauses = [clause for policy, clause in uses_of(POLICIES, fact) if policy.id == policy_id]
        assert clauses
        assert len(clauses) == len(set(clauses))


def test_a_fact_that_only_a_rule_out_of_force_needs_is_still_named_with_its_clause():
    lapsed = [
        rule
        for rule in POLICIES["us-bis-licence-check"].rules
        if not rule.in_effect(date(2026, 6, 1)) and "owned_percent" in {fact.name for fact in rule.when.facts}
    ]
    assert lapsed
    clauses = {clause for _, clause in uses_of(POLICIES, "owned_percent")}
    assert {rule.clause for rule in lapsed} <= clauses


def test_the_column_that_answers_a_question_row_by_row_is_read_as_its_fact():
    for name, question in read_questions().items():
        assert by_header(question.column) == f"project:{name}"


def test_what_is_about_the_party_may_differ_from_row_to_row_and_who_pays_does_not():
    questions = read_questions()
    assert all(questions[name].about == PARTY for name in ("named_role", "owned_percent", "destination"))
    assert not any(
        questions[name].about == PARTY for name in ("dow_money", "federal_grant", "sensitive_area")
    )
