"""docs/policies.md teaches by a whole policy; what it teaches must work as printed."""

import re
from pathlib import Path

import pytest

from screening.policy.consequence import LADDER
from screening.policy.examples import examples_of, failures, uncovered
from screening.policy.facts import fact_names
from screening.policy.read import read_policies

GUIDE = Path(__file__).parents[4] / "docs" / "policies.md"


def blocks():
    return re.findall(r"```toml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)


def test_the_policy_in_the_guide_reads_and_its_examples_come_out(tmp_path):
    policy_text, _, examples_text = blocks()
    (tmp_path / "our-university.toml").write_text(policy_text, encoding="utf-8")
    (tmp_path / "our-university.examples.toml").write_text(examples_text, encoding="utf-8")
    policy = read_policies(tmp_path)["our-university"]
    examples = examples_of(policy, tmp_path)
    assert len(examples) == 4
    assert failures(policy, examples) == ()
    assert uncovered(policy, examples) == ()


def test_the_guide_names_every_shipped_policy_and_every_outcome():
    text = GUIDE.read_text(encoding="utf-8")
    missing = [name for name in (*read_policies(), *LADDER) if f"`{name}`" not in text]
    assert missing == []


@pytest.mark.parametrize("policy", read_policies().values(), ids=lambda each: each.id)
def test_the_guide_counts_the_rules_of_each_policy_and_its_lists(policy):
    (row,) = [
        line
        for line in GUIDE.read_text(encoding="utf-8").splitlines()
        if re.match(rf"\| `{policy.id}`(?: \(default\))? \|", line)
    ]
    _, _, _, read, advice, _, lists, _ = (cell.strip() for cell in row.split("|"))
    assert read == f"{policy.rules_read} of {policy.rules_on_law}"
    assert advice == str(len(policy.rules) - policy.rules_on_law)
    assert (lists == "none") is not bool(policy.requires)


def test_every_fact_is_asked_by_some_shipped_policy_or_stands_ready_for_columns():
    asked = {fact for policy in read_policies().values() for fact in policy.facts}
    assert set(fact_names()) - asked == {"jurisdiction", "funder"}
