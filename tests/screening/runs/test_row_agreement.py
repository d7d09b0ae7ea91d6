"""Filled rows of one question: most of them answer it, others are decided separately, and nothing typed is lost."""

from dataclasses import replace

import pytest

from screening.review.decide import Proposal
from screening.review.rules import LONGEST_NOTE, Verdict
from screening.runs.imported_decision import (
    ImportAction,
    ImportedDecision,
    QuestionRow,
    WaitingProposal,
)
from screening.runs.row_agreement import agreed

TRUE, FALSE, UNSURE = Verdict.TRUE_MATCH, Verdict.FALSE_POSITIVE, Verdict.INCONCLUSIVE
REASONS = {TRUE: "name_and_place", FALSE: "other_body", UNSURE: "too_little"}


def row(number, verdict, note="", digest="", reason="", leads=True, is_held=False):
    """A filled row of a question about five rows of the file."""
    return ImportedDecision(
        "Collaborators",
        number,
        f"Person {number}",
        verdict.value.replace("_", " "),
        ImportAction.APPLY,
        case_id="case",
        party="Beihang University",
        verdict=verdict,
        proposal=Proposal(verdict, reason or REASONS[verdict], note),
        row=QuestionRow(digest or f"{number:032d}", 3, 3, 1, 5, leads=leads, is_held=is_held),
    )


def confirming(number, action, note=""):
    waiting = WaitingProposal("d", TRUE, "Ana Officer", 1)
    line = row(number, TRUE)
    return replace(line, action=action, said=action.value, proposal=None, waiting=waiting, note=note)


def test_what_most_rows_say_answers_the_question_and_others_are_decided_separately():
    first, other, third = agreed([row(17, FALSE), row(26, TRUE), row(31, FALSE)])
    assert (first.action, first.is_separate, first.separated) == (ImportAction.APPLY, False, (f"{26:032d}",))
    assert first.why == "Answers the question; 1 row that says otherwise is decided separately."
    assert (other.action, other.is_separate, other.verdict) == (ImportAction.APPLY, True, TRUE)
    assert other.why == "Decided separately from the other 4 rows of this question."
    assert (third.action, third.why) == (ImportAction.UNCHANGED, "Collaborators row 17 says the same.")
    assert first.key != other.key


def test_of_as_many_rows_that_whose_sentence_speaks_of_the_party_decides_else_the_first():
    assert agreed([row(2, FALSE), row(3, TRUE)])[1].is_separate
    beside, leading = agreed([row(2, FALSE, leads=False), row(3, TRUE)])
    assert (beside.is_separate, leading.is_separate) == (True, False)


def test_two_rows_that_say_otherwise_are_each_decided_with_their_own_reason_and_note():
    rows = [row(2, FALSE), row(3, TRUE, "of one"), row(4, UNSURE, "of another"), row(5, FALSE)]
    found = agreed(rows)
    assert [each.is_separate for each in found] == [False, True, True, False]
    assert [each.proposal.note for each in found[1:3]] == ["of one", "of another"]
    assert [each.proposal.reason for each in found[1:3]] == ["name_and_place", "too_little"]
    assert found[1].why == "Decided separately from the other 3 rows of this question."


def test_notes_and_other_reasons_of_further_rows_go_into_the_note_with_their_row():
    rows = [
        row(17, FALSE, "another campus"),
        row(26, FALSE, "asked her"),
        row(27, FALSE, "another campus"),
        row(28, FALSE, reason="misread"),
    ]
    first, *further = agreed(rows)
    assert first.proposal.note.splitlines() == [
        "another campus",
        "Collaborators row 26: asked her",
        "Collaborators row 28: misread",
    ]
    assert {each.action for each in further} == {ImportAction.UNCHANGED}
    assert further[0].why == "Collaborators row 17 says the same. Its note goes with that."
    assert further[1].why == "Collaborators row 17 says the same."


def test_a_note_for_which_there_is_no_room_is_named():
    first, further = agreed([row(17, FALSE, "x" * LONGEST_NOTE), row(26, FALSE, "asked her")])
    assert len(first.proposal.note) == LONGEST_NOTE
    assert "too long to go with that; add it as a comment" in further.why


def test_rows_of_the_same_text_that_say_different_things_are_a_conflict():
    found = agreed([row(2, FALSE, digest="a"), row(3, TRUE, digest="a"), row(4, FALSE)])
    assert {each.action for each in found} == {ImportAction.CONFLICT}
    assert "row 2 “false positive”, Collaborators row 3 “true match”" in found[0].why


def test_of_a_question_on_hold_nothing_is_taken_out():
    first, other, _ = agreed([row(2, FALSE, is_held=True), row(3, TRUE, is_held=True), row(4, FALSE)])
    assert (first.action, first.separated) == (ImportAction.APPLY, ())
    assert other.action is ImportAction.CONFLICT
    assert "on hold" in other.why


def test_a_row_whose_reason_is_about_its_subject_is_decided_alone_even_where_all_rows_agree():
    found = agreed([row(2, FALSE), row(3, FALSE, "her tie has ended", reason="past_tie"), row(4, FALSE)])
    assert [each.is_separate for each in found] == [False, True, False]
    assert (found[0].separated, found[0].proposal.note) == ((f"{3:032d}",), "")
    assert "not bound" in found[1].why


def test_of_a_question_on_hold_no_row_is_decided_alone():
    first, alone = agreed([row(2, FALSE, is_held=True), row(3, FALSE, reason="past_tie", is_held=True)])
    assert (first.action, first.separated, alone.action) == (ImportAction.APPLY, (), ImportAction.CONFLICT)


def escalated(number):
    """A row that says again what is recorded."""
    line = replace(row(number, Verdict.ESCALATED, reason="second_opinion"), proposal=None)
    return replace(line, action=ImportAction.UNCHANGED, repeats_escalation=True)


def test_an_escalation_that_most_rows_repeat_stays_and_others_are_decided_separately():
    found = agreed([escalated(2), row(3, TRUE), escalated(4)])
    assert [each.action for each in found] == ["unchanged", "apply", "unchanged"]
    assert found[1].is_separate


def test_a_row_that_repeats_an_escalation_which_most_rows_answer_is_a_conflict():
    found = agreed([row(2, FALSE), row(3, FALSE), escalated(4)])
    assert {each.action for each in found} == {ImportAction.CONFLICT}
    assert "The escalation is recorded for all of them" in found[0].why


@pytest.mark.parametrize("other", [ImportAction.REJECT, ImportAction.CONFLICT])
def test_a_proposal_that_one_row_confirms_and_another_contradicts_is_left_to_wait(other):
    found = agreed([confirming(2, ImportAction.CONFIRM), confirming(3, other)])
    assert {each.action for each in found} == {ImportAction.CONFLICT}


def test_rows_that_confirm_one_proposal_confirm_it_once_with_their_notes():
    first, further = agreed(
        [confirming(2, ImportAction.CONFIRM, "seen"), confirming(3, ImportAction.CONFIRM, "too")]
    )
    assert (first.action, first.note) == (ImportAction.CONFIRM, "seen\nCollaborators row 3: too")
    assert further.action is ImportAction.UNCHANGED
