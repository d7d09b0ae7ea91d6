"""What a printed name is looked up by: capitals are an acronym where they stand for a name, and a name where they are its word."""

import pytest

from screening.link.spellings import is_word_of, spellings
from watchlists.model import NameKind


def acronyms(text):
    return [spelling for spelling, kind in spellings(text, NameKind.ALIAS) if kind is NameKind.ACRONYM]


def test_an_acronym_in_brackets_is_the_bodys():
    assert acronyms("Scientific Zorvex and Research Center (SZRC)") == ["SZRC"]


def test_an_acronym_in_brackets_with_a_part_hung_on_by_a_hyphen_is_that_of_the_body_above():
    assert acronyms("Scientific Zorvex and Research Center (SZRC)-QVCL") == []


@pytest.mark.parametrize(
    ("text", "name", "is_word"),
    [
        ("ZORVOIL", "PJSC Oil Company ZORVOIL", True),
        ("ZORVOIL", "Zorvoil OAO", True),
        ("ZORVOIL", "Zembla Oil and Refining (ZORVOIL)", False),
        ("SZRC", "Joint Stock Company SZRC", False),  # few letters may stand for other words elsewhere
    ],
)
def test_capitals_that_are_a_word_of_the_name_stand_for_nothing(text, name, is_word):
    assert is_word_of(text, name) is is_word
