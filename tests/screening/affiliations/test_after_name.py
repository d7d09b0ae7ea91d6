"""What stands behind a name says since when, until when or by which degree; however long the text, in little time."""

import time

import pytest

from screening.affiliations.after_name import gone_to, text_after_name
from screening.model import Role


@pytest.mark.parametrize(
    ("rest", "role", "period"),
    [
        (" until 2015", Role.FORMER, "2015"),
        (", Beijing, China, until 2015", Role.FORMER, "2015"),
        (" from 2004 to 2008", Role.FORMER, "2004 to 2008"),
        (", BSc 2005", Role.EDUCATION, "2005"),
        (" since 2012", Role.CURRENT, "2012"),
        ("博士", Role.EDUCATION, ""),
        ("教授", Role.CURRENT, ""),
    ],
)
def test_it_tells_a_role_and_a_period(rest, role, period):
    told = text_after_name(rest)
    assert told is not None
    assert (told.role, told.period) == (role, period)


@pytest.mark.parametrize(
    "rest", ["", ", founded 1895", "博士后", "博士生导师", ", ETH Zurich until 2015", " 2024"]
)
def test_of_anything_else_it_says_nothing_past(rest):
    told = text_after_name(rest)
    assert told is None or told.role is Role.CURRENT


def test_it_tells_where_somebody_is_now():
    assert gone_to(", Beijing, now at MIT") == "MIT"
    assert gone_to(", now also at MIT") == ""
    assert gone_to(", currently visiting KTH") == ""


@pytest.mark.parametrize("piece", [", a", " 2019", " now ", "教授", ", ", "PhD in ", " from May"])
def test_a_long_text_takes_little_time(piece):
    text = piece * (4_000 // len(piece)) + " 2019"
    start = time.perf_counter()
    text_after_name(text)
    gone_to(text)
    assert time.perf_counter() - start < 0.5
