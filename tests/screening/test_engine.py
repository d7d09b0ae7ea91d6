"""The engine put together: the day decides what counts, and identical subjects are read once."""

from datetime import date

import pytest

from screening.engine import load_engine
from screening.model import Inquiry, Subject


@pytest.mark.slow
def test_a_dated_listing_of_a_later_day_is_not_there_on_an_earlier_one():
    early = load_engine(on=date(1999, 1, 1))
    hits = early.screen(Subject(name="Beihang University", country="CN")).reading.hits
    dated = [hit.listing for hit in hits if hit.listing.listed_from]
    assert all(listing.listed_from <= date(1999, 1, 1) for listing in dated)


def test_identical_subjects_are_screened_once_and_answered_each(engine):
    names = ("Beihang University", "Otago", "Beihang University")
    first, other, again = engine.screen_all(Inquiry(Subject(name=name)) for name in names)
    assert first is again
    assert other is not first
