from datetime import date

import pytest

from screening.affiliations.periods import Period, read_moment, read_period


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("24-02-2022", "2022-02-24"),
        ("2022/02", "2022-02"),
        ("Mar 2019", "2019-03"),
        ("2019", "2019"),
        ("2019-06-30 00:00:00", "2019-06-30"),
        ("30 June 2019", "2019-06-30"),
        ("2019年6月", "2019-06"),
    ],
)
def test_a_day_is_as_exact_as_it_is_written(text, read):
    assert str(read_moment(text)) == read


@pytest.mark.parametrize("text", ["43646", "soon", "31.02.2020", "2022-13", ""])
def test_what_is_no_date_is_not_guessed(text):
    assert read_moment(text) is None


def test_of_a_day_that_may_be_two_only_the_year_is_certain():
    assert str(read_moment("03/04/2022")) == "2022"
    assert str(read_moment("04/04/2022")) == "2022-04-04"


def test_a_year_may_still_run_until_its_last_day():
    assert read_moment("2024").last == date(2024, 12, 31)
    assert read_moment("2024-02").last == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2016–2019", Period("2016", "2019")),
        ("2016-19", Period("2016", "2019")),
        ("Mar 2016 – Jun 2019", Period("Mar 2016", "Jun 2019")),
        ("since 2016", Period("2016", "")),
        ("2016 to present", Period("2016", "present")),
        ("2019", Period()),
    ],
)
def test_a_period_has_the_two_ends_that_it_gives(text, read):
    assert read_period(text) == read


@pytest.mark.parametrize("text", ["2009-12", "2019-2016", "2016-2019 (part)", "later"])
def test_a_period_that_may_be_read_two_ways_or_none_is_not_read(text):
    assert read_period(text) is None


def test_what_began_in_a_month_may_end_in_the_same_year_and_never_in_one_before():
    assert read_period("Mar 2016 to 2016") == Period("Mar 2016", "2016")
    assert read_period("Mar 2016 to Feb 2016") is None
