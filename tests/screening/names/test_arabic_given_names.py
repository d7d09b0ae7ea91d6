"""Given names in Arabic letters that share their consonants are told apart by their usual spellings."""

import pytest

from screening.names.arabic_given_names import is_another_given_name
from screening.names.vocabulary import rows


@pytest.mark.parametrize(
    ("text", "listed", "is_another"),
    [
        ("عمر أحمد", ("amir", "ahmed"), True),
        ("عمر أحمد", ("omar", "ahmed"), False),
        ("عمر أحمد", ("umar", "ahmed"), False),
        ("عامر أحمد", ("amir", "ahmed"), False),
        ("أمير أحمد", ("amir", "ahmed"), False),
        ("سالم علي", ("salim", "ali"), False),  # a spelling of two names
        ("رشاد علي", ("rashid", "ali"), True),
        ("زياد أحمد", ("amir", "ahmed"), False),  # a name that the table lacks
        ("عمر أحمد", ("ameur", "ahmed"), False),  # a spelling that it lacks
    ],
)
def test_a_name_is_another_one_only_where_the_table_has_the_spelling_for_another(text, listed, is_another):
    assert is_another_given_name(text, listed) is is_another


def test_every_name_has_a_source_and_spellings_of_its_own():
    for row in rows("arabic_given_names"):
        assert row["latin"].split()
        assert row["source"]
