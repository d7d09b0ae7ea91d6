"""What counts as a date in a cell, and which year of birth it gives."""

import pytest

from screening.intake.dates import birth_year, is_date


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
    ("text", "year"),
    [
        ("1984-05-01", "1984"),
        ("May 1984", "1984"),
        ("30803", "1984"),
        ("01/05/84", ""),
        ("", ""),
        ("99999", ""),
    ],
)
def test_the_year_of_birth_is_told_from_a_year_or_from_a_day_number_of_excel_and_never_guessed(text, year):
    assert birth_year(text) == year
