import pytest

from screening.assessment import gravest, gravity
from screening.model import Level, Outcome

ORDER = [
    (Outcome.REVIEW, Level.HIGH, 80, 0.5),
    (Outcome.REVIEW, Level.MEDIUM, 60, 0.9),
    (Outcome.REVIEW, Level.MEDIUM, 50, 0.9),
    (Outcome.REVIEW, Level.MEDIUM, 50, 0.8),
    (Outcome.REVIEW, Level.NONE, 0, 0.0),
    (Outcome.UNSCREENED, None, None, None),
    (Outcome.NO_MATCH, Level.NONE, 0, None),
]


@pytest.mark.parametrize("place", range(len(ORDER) - 1))
def test_review_goes_before_unscreened_before_no_match_then_level_score_and_confidence(place):
    assert (
        gravest(ORDER[: place - 1 : -1] if place else ORDER[::-1], lambda each: gravity(*each))
        == ORDER[place]
    )


def test_of_equals_the_first_is_shown():
    assert gravest(["a", "b"], lambda _: gravity(Outcome.REVIEW, Level.LOW, 3, 0.5)) == "a"
