"""What a report wrote into the reviewer's columns is known again when it comes back, and reasons are words for people."""

import pytest

from screening.review.reasons import code_of, reasons, words
from screening.review.reviewer_columns import is_unchanged, standing_text, written
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


def test_words_lead_back_to_their_codes_and_other_texts_stay():
    assert [code_of(word) for word in words()] == [
        each.code for each in reasons().values() if not each.retired
    ]
    assert code_of("Too  Little") == "too_little"
    assert code_of("because I say so") == "because I say so"
