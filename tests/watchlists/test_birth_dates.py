"""Dates of birth as publishers print them."""

import pytest

from watchlists.birth_dates import birth_dates


@pytest.mark.parametrize(
    ("printed", "dates"),
    [
        ("1965-03-07", ["1965-03-07"]),
        ("1965-03-07T00:00:00", ["1965-03-07"]),
        ("10 Dec 1948", ["1948-12-10"]),
        ("March 7, 1965", ["1965-03-07"]),
        ("Dec 1948", ["1948-12"]),
        ("15-02-1971", ["1971-02-15"]),
        ("03/07/1965", ["1965"]),
        ("dd/mm/1961", ["1961"]),
        ("00/00/1961", ["1961"]),
        ("1965-02-31", ["1965-02"]),
        ("circa 10 Dec 1948", ["1948"]),
        ("01 Jan 1960 to 31 Dec 1961", ["1960", "1961"]),
        ("1957-1959", ["1957", "1959"]),
        ("a) 1 Feb. 1961, b) 1962", ["1961-02-01", "1962"]),
        ("unknown", []),
    ],
)
def test_a_date_is_as_exact_as_it_is_printed(printed, dates):
    assert list(birth_dates(printed)) == dates


def test_a_publisher_that_prints_the_day_first_gives_the_day():
    assert birth_dates("03/07/1965", day_first=True) == ("1965-07-03",)
