import pytest

from screening.policy.errors import PolicyInvalid
from screening.policy.examples import examples_of, failures, uncovered
from screening.policy.model import Verified, strength
from screening.policy.places import EXAMPLES, SHIPPED
from screening.policy.read import read_policies

POLICIES = read_policies()


ONE = """\
[[example]]
says = "A hit"
on = 2026-08-01
hits = [{ list = "au-dfat-sanctions", role = "former" }]
project.sensitive_area = true
expect = { outcome = "prohibited", rule = "first" }
"""


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("on = 2026-08-01\n", "", "line 1, example 1, on: is missing; it must be a date such as 2026-07-08"),
        ('says = "A hit"', "says = 1", "line 2, example 1, says: must be a text"),
        ('role = "former"', 'role = "formr"', "line 4, example 1, hits.role: 'formr' is not one of"),
        ('role = "former"', 'rol = "former"', "line 4, example 1, hits.rol: there is no such field"),
        ('role = "former"', "confidence = 3", "line 4, example 1, hits.confidence: must be from 0 to 1"),
        ('role = "former"', 'naming = "determined"', "line 4, example 1, hits.kind: is missing"),
        ('role = "former"', 'kind = "military"', "line 4, example 1, hits.kind: asks for naming"),
        ('[{ list = "au-dfat-sanctions", role = "former" }]', "5", "hits: must be a list of tables in braces"),
        ("sensitive_area = true", "sensitve_area = true", "project.sensitve_area: there is no such project fact"),
        ("sensitive_area = true", 'sensitive_area = "yes"', "project.sensitive_area: must be true or false"),
        ('outcome = "prohibited"', 'outcome = "prohibted"', "expect.outcome: 'prohibted' is not one of"),
        ("[[example]]", "[example]", "line 1, example: must be tables headed [[example]]"),
    ],
)  # fmt: skip
def test_a_fault_in_an_example_is_named_with_file_line_and_field(tmp_path, was, becomes, says):
    policy = POLICIES["international-baseline"]
    path = tmp_path / f"{policy.id}{EXAMPLES}"
    path.write_text(ONE, encoding="utf-8")
    assert len(examples_of(policy, tmp_path)) == 1
    assert was in ONE
    path.write_text(ONE.replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(PolicyInvalid) as refusal:
        examples_of(policy, tmp_path)
    assert refusal.value.sentence.startswith(f"{path.name}, line ")
    assert says in refusal.value.sentence


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
