"""Sixty cases judged beforehand from the law, without our rules at hand, and what our policies give.

A law that we have not read leads to counsel at most: such an answer meets the case where its sentence names that law and the
rule in the file has the outcome that was judged. Cases that fall short say why, and fail here once they no longer do.
"""

import csv
import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from pydantic import TypeAdapter, with_config

from screening.model import Subject, SubjectType
from screening.policy.consequence import Consequence, strength
from screening.policy.decide import decide, decide_policy
from screening.policy.examples import ExampleHit, list_state
from screening.policy.facts import ProjectFacts
from screening.policy.read import read_policies

FOLDER = Path(__file__).parent
POLICIES = read_policies()


@with_config(extra="forbid")
@dataclass(frozen=True, slots=True)
class Translation:
    """A case in our terms."""

    case: str
    policies: tuple[str, ...]
    subject: SubjectType = SubjectType.ORGANISATION
    hits: tuple[ExampleHit, ...] = ()
    project: ProjectFacts = field(default_factory=ProjectFacts)
    names: str = ""
    also: Consequence | None = None
    not_expressible: str = ""
    falls_short: str = ""


def judged_cases():
    with (FOLDER / "judged_cases.csv").open(encoding="utf-8", newline="") as file:
        return {row["case"]: row for row in csv.DictReader(file)}


def translations():
    table = tomllib.loads((FOLDER / "judged_cases.toml").read_text(encoding="utf-8"))
    return TypeAdapter(tuple[Translation, ...]).validate_python(table["case"])


JUDGED = judged_cases()
TRANSLATIONS = translations()


def given(case):
    """The strongest answer of the case's policies: outcome, outcome in the file, rule, sentence."""
    on = date.fromisoformat(JUDGED[case.case]["day"])
    hits = tuple(each.build() for each in case.hits)
    subject = Subject(name="Example", type=case.subject)
    answers = []
    for policy in (POLICIES[policy_id] for policy_id in case.policies):
        lists = list_state(policy, (), (), on, hits)
        decision = decide_policy(policy, subject, hits, lists, case.project, on)
        lead = decision.open[0] if decision.open else decision.applied
        text = decide(policy, subject, hits, lists, case.project, on).text
        reached = decision.consequence
        in_file = lead.rule.outcome if lead else reached
        place = strength(lead.rule.reaches if reached is Consequence.CANNOT_DECIDE and lead else reached)
        answers.append((place, reached, in_file, f"{policy.id}: {lead.rule.id}" if lead else "", text))
    return max(answers, key=lambda answer: answer[0])[1:] if answers else ("no policy", "", "", "")


def standing(case):
    """How an answer stands to what was judged: exact, counsel, also, missed or not expressible."""
    if case.not_expressible:
        return "not expressible"
    outcome, in_file, _, text = given(case)
    expected = JUDGED[case.case]["expected"]
    if outcome == expected:
        return "exact"
    if (
        outcome == Consequence.CHECK_WITH_COUNSEL
        and in_file == expected
        and case.names
        and case.names in text
    ):
        return "counsel"
    return "also" if case.also is not None and outcome == case.also else "missed"


def test_every_judged_case_stands_in_our_terms():
    assert [case.case for case in TRANSLATIONS] == list(JUDGED)
    assert len(JUDGED) == 60


@pytest.mark.parametrize("case", TRANSLATIONS, ids=[case.case for case in TRANSLATIONS])
def test_a_judged_case_is_met_or_says_why_it_falls_short(case):
    assert (standing(case) == "missed") is bool(case.falls_short), given(case)
