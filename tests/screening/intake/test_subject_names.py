"""A list under every reading that it may have."""

import pytest

from screening.errors import UploadRefused, is_question
from screening.intake import IntakeOptions
from screening.intake.subject_names import readings

PEOPLE = (
    "Ref,Alpha,Beta\n"
    "R0001,Anna Smith,Li Wei\nR0002,Zoe Brown,Maria Garcia\n"
    "R0003,John Miller,Peter Jones\nR0004,Wang Fang,Hans Weber\n"
)


def test_a_list_is_given_under_each_of_its_readings(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(PEOPLE)
    names = [
        {one.name for row in each.rows() for one in row.subjects} for each in readings(path, IntakeOptions())
    ]
    assert [("Anna Smith" in each, "Li Wei" in each) for each in names] == [(True, False), (False, True)]


def test_a_refusal_is_no_question_and_is_raised(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text('Name\n"unclosed\n')
    with pytest.raises(UploadRefused) as refused:
        list(readings(path, IntakeOptions()))
    assert not is_question(refused.value)
