"""What counts as a date in a cell, and which date of birth it gives."""

import pytest

from screening.intake.dates import birth_date, is_date


@pytest.mark.parametrize(
    "text",
    ["2016-03-01", "1.3.2016", "März 2016", "2016年3月", "2016", "2016–2019", "2016 to present", "2016 –"],
)
def test_dates_and_periods_of_several_languages_are_dates(text):
    assert is_date(text)


@pytest.mark.parametrize("text", ["", "March Hare", "58th Research Institute", "1234567", "from 2016"])
def test_names_and_numbers_are_none(text):
    assert not is_date(text)


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("1984-05-01", "1984-05-01"),
        ("1984-05-01 00:00:00", "1984-05-01"),
        ("1984年5月1日", "1984-05-01"),
        ("1. 5. 1984", "1984-05-01"),
        ("31/05/1984", "1984-05-31"),
        ("01/05/1984", "1984"),
        ("1 May 1984", "1984-05-01"),
        ("1er mai 1984", "1984"),
        ("May 1984", "1984-05"),
        ("1984", "1984"),
        ("1984.05", "1984-05"),
        ("1984.5", "1984"),
        ("about 1 May 1984", "1984"),
        ("1984-02-31", "1984-02"),
        ("30803", "1984-05-01"),
        ("01/05/84", ""),
        ("", ""),
        ("99999", ""),
    ],
)
def test_a_date_of_birth_is_as_exact_as_it_is_certain_and_never_guessed(text, born):
    assert birth_date(text) == born
