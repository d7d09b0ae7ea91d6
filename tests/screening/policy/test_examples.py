import pytest

from screening.policy.examples import examples_of, failures, uncovered
from screening.policy.model import Verified, strength
from screening.policy.places import SHIPPED
from screening.policy.read import read_policies

POLICIES = read_policies()


@pytest.mark.parametrize("policy_id", POLICIES)
def test_worked_examples_come_out_as_written(policy_id):
    policy = POLICIES[policy_id]
    assert failures(policy, examples_of(policy, SHIPPED)) == ()


@pytest.mark.parametrize("policy_id", POLICIES)
def test_every_clause_and_every_missing_input_has_an_example(policy_id):
    policy = POLICIES[policy_id]
    assert uncovered(policy, examples_of(policy, SHIPPED)) == ()


@pytest.mark.parametrize("policy_id", POLICIES)
def test_each_policy_says_which_parts_of_its_source_were_not_read(policy_id):
    assert POLICIES[policy_id].not_read


def test_the_default_is_there():
    assert "international-baseline" in POLICIES


def test_nothing_read_second_hand_claims_to_be_read():
    for policy in POLICIES.values():
        if policy.verified is not Verified.READ:
            assert all(
                strength(rule.outcome) <= 1 or rule.verified is not Verified.READ for rule in policy.rules
            )
