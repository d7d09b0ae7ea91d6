"""What a collaboration decision may say, until when it counts, and when it is to be looked at again."""

from datetime import date

import pytest

from screening.review.collaboration_in_effect import CollaborationStatus, Condition
from screening.review.collaboration_rules import (
    CollaborationProposal,
    PartyFinding,
    look_again,
    status_on,
)
from screening.review.rules import DecisionRefused
from screening.review.subject_decisions import QuestionOutcome

TODAY = date(2026, 12, 2)
OPEN, TRUE, FALSE = QuestionOutcome.OPEN, QuestionOutcome.TRUE_MATCH, QuestionOutcome.FALSE_POSITIVE
LICENCE = Condition("An export licence is there before samples leave", "Export office", "2027-01-31")


def proposal(**said):
    return CollaborationProposal(
        **{"kind": "proceed", "until": "2027-06-30", "reason": "Open research, no samples.", **said}
    )


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"kind": "accept"}, "Choose proceed, proceed with conditions, decline or refer."),
        ({"until": ""}, "Give the last day on which this decision counts as in 2026-12-02."),
        ({"until": "20270630"}, "Give the last day on which this decision counts as in 2026-12-02."),
        (
            {"until": "2026-12-01"},
            "2026-12-01 is past; give the last day on which this decision counts as today or later.",
        ),
        (
            {"until": "2032-01-01"},
            "2032-01-01 is more than 5 years ahead; give the last day on which this decision counts as an earlier one.",
        ),
        ({"reason": " "}, "Say why; who looks at it later reads the reason."),
        (
            {"kind": "proceed_with_conditions"},
            "Give between one and 20 conditions, or choose “proceed”.",
        ),
        (
            {"kind": "proceed_with_conditions", "conditions": (LICENCE, Condition(" ", "Dean"))},
            "Say what condition 2 is.",
        ),
        (
            {"kind": "proceed_with_conditions", "conditions": (Condition("No visit", ""),)},
            "Say who sees to condition 1.",
        ),
        (
            {"kind": "proceed_with_conditions", "conditions": (Condition("No visit", "Dean", "soon"),)},
            "Give the day of condition 1 as in 2026-12-02.",
        ),
        ({"conditions": (LICENCE,)}, "Choose “proceed with conditions”, or clear the conditions."),
        ({"kind": "refer"}, "Say to whom you refer it."),
        ({"refer_to": "Dean"}, "Choose “refer”, or clear to whom it is referred."),
    ],
)
def test_what_is_missing_or_in_the_wrong_place_is_refused_in_a_plain_sentence(said, sentence):
    with pytest.raises(DecisionRefused) as refused:
        proposal(**said).check(TODAY)
    assert refused.value.sentence == sentence


def test_a_decision_of_each_kind_that_is_whole_goes_by():
    for said in (
        {"until": "2026-12-02"},
        {"kind": "proceed_with_conditions", "conditions": (LICENCE,)},
        {"kind": "decline"},
        {"kind": "refer", "refer_to": "Ministry of Foreign Affairs"},
    ):
        proposal(**said).check(TODAY)


def test_a_decision_counts_to_the_end_of_its_day():
    assert status_on(TODAY, "2026-12-02", "") is CollaborationStatus.IN_EFFECT
    assert status_on(TODAY, "2026-12-02", "Something.") is CollaborationStatus.LOOK_AGAIN
    assert status_on(TODAY, "2026-12-01", "Something.") is CollaborationStatus.EXPIRED


def findings(outcome=OPEN, **seen):
    return {"p1": PartyFinding("Beihang University", seen or {"us:1": "a"}, outcome)}


@pytest.mark.parametrize(
    ("covered", "now", "sentence"),
    [
        ({}, findings(), "Beihang University is a possible match since then."),
        (
            findings(),
            findings(**{"us:1": "a", "uk:2": "b"}),
            "Beihang University is also listed on UK list now.",
        ),
        (
            findings(),
            findings(**{"us:1": "z"}),
            "The listing of Beihang University on us has changed.",
        ),
        (
            findings(),
            findings(TRUE),
            "The question about Beihang University was decided since then: true match.",
        ),
        (findings(FALSE), findings(), "The question about Beihang University is open again."),
        # Less than before, or somebody else: nothing that was not known when it was decided.
        ({}, findings(FALSE), ""),
        (findings(), {}, ""),
        (findings(), findings(FALSE), ""),
        (findings(TRUE), findings(TRUE), ""),
        (findings(), findings(QuestionOutcome.SECOND), ""),
    ],
)
def test_what_else_was_found_since_is_said_and_what_is_less_is_not(covered, now, sentence):
    assert look_again(covered, now, {"uk": "UK list"}) == sentence
