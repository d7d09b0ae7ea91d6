"""What a person says with --map wins, and is refused where it cannot be or must not be."""

import pytest

from screening.errors import UploadRefused

ROWS = [["Ref", "Wer", "Woher", "Citizenship"], ["1", "Wei Zhang", "Beihang", "CN"]]


def test_columns_are_chosen_by_header_or_letter(office):
    intake = office.take(ROWS, map=(("person_name", "Wer"), ("affiliation", "C")))
    row = intake.tables[0].rows[1]
    assert (row.subjects[0].name, row.subjects[0].affiliations) == ("Wei Zhang", ("Beihang",))


def test_a_chosen_column_wins_over_the_recognised_one(office):
    rows = [["Affiliation", "Former institution", "Name"], ["MIT", "NUDT", "A B"]]
    intake = office.take(rows, map=(("name", "Former institution"),))
    assert intake.tables[0].rows[1].subjects[0].name == "NUDT"


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        ({"name": "Nobody"}, "unknown-column"),
        ({"nickname": "Wer"}, "unknown-meaning"),
        ({"country": "Citizenship"}, "forbidden-column"),
        ({"country": "D"}, "forbidden-column"),
    ],
)
def test_choices_that_cannot_be_are_refused(office, chosen, code):
    with pytest.raises(UploadRefused) as refused:
        office.take(ROWS, map=(("person_name", "Wer"), *chosen.items()))
    assert refused.value.code == code


def test_an_unknown_column_is_refused_with_the_columns_there_are(office):
    with pytest.raises(UploadRefused, match="Wer, Woher"):
        office.take(ROWS, map=(("person_name", "Wer"), ("affiliation", "Institution")))


def test_a_wrong_country_system_is_refused(office):
    with pytest.raises(UploadRefused) as refused:
        office.take(ROWS, country_codes="un")
    assert refused.value.code == "country-codes-unknown"
