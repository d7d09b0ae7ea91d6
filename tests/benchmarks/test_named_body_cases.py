"""The cases about named bodies are whole, and innocents stay without a match."""

from collections import Counter

import pytest

from benchmarks.named_body_cases import is_right, read_cases
from benchmarks.outcomes.screen import shipped_engine
from screening.model import Inquiry

pytestmark = pytest.mark.slow

MOST_INNOCENTS_ASKED = 0.03


def test_the_cases_are_in_two_halves_and_each_says_why_it_is_there():
    cases = read_cases()
    assert Counter(case.set for case in cases) == {"innocent": 300, "named": 160, "declared": 120}
    assert {case.half for case in cases} == {"fit", "held"}
    assert all(case.why and (case.subject.name or case.subject.affiliations) for case in cases)


def test_innocents_near_named_bodies_end_without_a_match():
    cases = [case for case in read_cases() if case.set == "innocent"]
    results = shipped_engine().screen_all(Inquiry(case.subject) for case in cases)
    asked = [case for case, result in zip(cases, results, strict=True) if not is_right(case, result)]
    assert len(asked) <= MOST_INNOCENTS_ASKED * len(cases), [case.why for case in asked]
