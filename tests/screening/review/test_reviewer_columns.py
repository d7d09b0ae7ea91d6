"""What a report wrote into the reviewer's columns is known again when it comes back, and reasons are words for people."""

from dataclasses import replace

import pytest

from screening.review.reasons import code_of, reasons, words
from screening.review.reviewer_columns import decision_text, is_unchanged, standing_text, written
from screening.review.subject_decisions import DecisionStatus, SubjectDecisions

DECIDED = SubjectDecisions(
    "c1",
    "p1",
    "Body",
    ("l:1",),
    True,
    DecisionStatus.IN_EFFECT,
    "inconclusive",
    "too_little",
    "Ana",
    "2026-11-20",
)


def test_the_sentence_has_the_reason_in_words():
    assert standing_text([DECIDED]) == "Stands: inconclusive (too little), Ana, 2026-11-20"


@pytest.mark.parametrize("reason", ["too_little", "too little"])
@pytest.mark.parametrize("standing", ["too_little", "too little"])
def test_a_cell_as_this_or_an_earlier_report_wrote_it_says_nothing_new(reason, standing):
    cells = {**written(DECIDED), "reason": reason}
    cells["standing"] = f"Stands: inconclusive ({standing}), Ana, 2026-11-20"
    assert is_unchanged(cells)
    assert not is_unchanged({**cells, "decision": "true match"})


ESCALATED = replace(DECIDED, verdict="escalated", reason="legal_advice")
NOT_DECIDED = "escalated, not decided yet"


def test_what_is_escalated_is_called_so_and_undecided_everywhere_and_one_word_in_its_cell():
    assert standing_text([ESCALATED]) == f"Stands: {NOT_DECIDED} (legal advice), Ana, 2026-11-20"
    assert decision_text(ESCALATED).startswith(f"{NOT_DECIDED}: ")
    assert written(ESCALATED)["decision"] == "escalated"


@pytest.mark.parametrize("word", ["escalated", NOT_DECIDED])
def test_an_escalation_as_this_or_an_earlier_report_wrote_it_says_nothing_new(word):
    cells = {**written(ESCALATED), "standing": f"Stands: {word} (legal advice), Ana, 2026-11-20"}
    assert is_unchanged(cells)
    assert not is_unchanged({**cells, "decision": "true match"})


def test_words_lead_back_to_their_codes_and_other_texts_stay():
    assert [code_of(word) for word in words()] == [
        each.code for each in reasons().values() if not each.retired
    ]
    assert code_of("Too  Little") == "too_little"
    assert code_of("because I say so") == "because I say so"
