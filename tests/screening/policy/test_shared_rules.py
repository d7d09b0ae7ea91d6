"""A rule that another policy writes out, and the lists that a policy requires as those of its rules."""

import pytest

from screening.policy.errors import PolicyInvalid
from screening.policy.places import SHIPPED
from screening.policy.read import read_policies, read_policy

POLICIES = read_policies()
OWN = """\
id = "own"
version = "1"
title = "Our own policy"
authority = "Research office"
summary = "For payments."
requires = ["us-dow-1286", "us-ofac-sdn"]

[scale]
like = "international-baseline"

[[rule]]
id = "ofac"
same_as = "us-restricted-parties/blocked"

[[rule]]
id = "listed"
clause = "our clause"
outcome = "assess_and_record"
verified = "advice"
says = "record it"
when.lists = "required"
"""


@pytest.fixture
def write(tmp_path):
    def do(text=OWN, name="own"):
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
        return tmp_path / f"{name}.toml"

    return do


def rule_of(policy, rule_id):
    (rule,) = [rule for rule in policy.rules if rule.id == rule_id]
    return rule


def test_a_rule_of_another_policy_says_the_same_under_an_id_of_its_own(write):
    rule, other = read_policy(write()).rules[0], rule_of(POLICIES["us-restricted-parties"], "blocked")
    assert rule.id == "ofac"
    assert (rule.clause, rule.says, rule.when, rule.outcome) == (
        other.clause,
        other.says,
        other.when,
        other.outcome,
    )


def test_a_rule_may_name_the_lists_that_its_policy_requires(write):
    assert read_policy(write()).rules[1].when.lists == ("us-dow-1286", "us-ofac-sdn")


def test_the_hash_of_a_policy_changes_with_a_rule_that_another_one_writes_out(write):
    text = (SHIPPED / "us-restricted-parties.toml").read_text(encoding="utf-8")
    write(text, "us-restricted-parties")
    before = read_policy(write()).file_sha256
    write(text.replace("the regulations block", "our regulations block"), "us-restricted-parties")
    assert read_policy(write()).file_sha256 != before


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("us-restricted-parties/blocked", "us-restricted-parties/blokked", "line 13, rule 1, same_as: 'us-restricted-parties' does not write out a rule 'blokked'"),
        ("us-restricted-parties/blocked", "nowhere/blocked", "line 13, rule 1, same_as: must name a rule of another policy"),
        ("us-restricted-parties/blocked", "own/listed", "line 13, rule 1, same_as: must name a rule of another policy"),
        ("us-restricted-parties/blocked", "sanctions-baseline/us-ofac-listed", "does not write out a rule 'us-ofac-listed'"),
        ('/blocked"', '/blocked"\nlowers = "ask."', "line 14, rule 1, lowers: cannot stand beside same_as"),
        ('lists = "required"', 'lists = "requird"', "line 21, rule 2, when.lists: must be a list of texts in quotes"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_found_is_refused_with_its_line(write, was, becomes, says):
    assert was in OWN
    with pytest.raises(PolicyInvalid) as refusal:
        read_policy(write(OWN.replace(was, becomes)))
    assert says in refusal.value.sentence


def test_no_two_shipped_policies_write_out_one_rule():
    """Two that say the same go apart with the next correction of one of them."""
    texts = [
        (rule.clause, rule.says)
        for policy in POLICIES.values()
        for rule in policy.rules
        if f'"{rule.says}"' in (SHIPPED / policy.file).read_text(encoding="utf-8")
    ]
    assert sorted(texts) == sorted(set(texts))
