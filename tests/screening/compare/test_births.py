"""What two dates of birth say about each other, to the precision that both have."""

import pytest

from screening.compare.births import Birth, births, most_exact, near_note


@pytest.mark.parametrize(
    ("asked", "listed", "says"),
    [
        ("1962", "1962", Birth.AGREES),
        ("1962", "1962-03-07", Birth.AGREES),
        ("1962-03", "1962-03-07", Birth.AGREES),
        ("1962-03-07", "1962-03-07", Birth.AGREES),
        ("1962-03-07", "1962-09-21", Birth.DIFFERS),
        ("1962-03-07", "1962-03-08", Birth.DIFFERS),
        ("1962-03", "1962-04-07", Birth.DIFFERS),
        ("1962-03-07", "1962-07-03", Birth.NEAR),
        ("1962-07", "1962-03-07", Birth.NEAR),
        ("1962-01-01", "1962-09-21", Birth.AGREES),
        ("1962-09-21", "1962-01-01", Birth.AGREES),
        ("1962", "1961 1975", Birth.NEAR),
        ("1962-03-07", "1961", Birth.NEAR),
        ("1962-03-07", "1961-03-07", Birth.NEAR),
        ("1962-03-07", "1961-07-03", Birth.NEAR),
        ("1962-01-07", "1961-12-25", Birth.NEAR),
        ("1962-03-07", "1961-09-21", Birth.DIFFERS),
        ("1962", "1965", Birth.DIFFERS),
        ("1962-03-07", "1962-09-21 1962-03-07", Birth.AGREES),
        ("1962-03-07", "1962 1962-09-21", Birth.DIFFERS),
        ("1962-02-30", "1961-09-21", Birth.NEAR),
        ("", "1962", Birth.UNKNOWN),
        ("about 1960", "circa", Birth.UNKNOWN),
    ],
)
def test_dates_of_birth_are_compared(asked, listed, says):
    assert births(asked, listed) is says
    assert births(listed, asked) is says


def test_a_year_of_birth_one_apart_is_near_and_two_apart_differs():
    said = [births("1962", listed) for listed in ("1960", "1961", "1962", "1963", "1964")]
    assert said == [Birth.DIFFERS, Birth.NEAR, Birth.AGREES, Birth.NEAR, Birth.DIFFERS]


def test_a_year_beside_a_whole_date_of_it_says_nothing_more():
    assert most_exact(["1962", "1962-03-07", "1963"]) == ["1962-03-07", "1963"]


def test_the_note_says_why_dates_are_near():
    assert near_note("1962", "1963") == "one year apart"
    assert near_note("1962-03-07", "1962-07-03") == "day and month may be exchanged"
