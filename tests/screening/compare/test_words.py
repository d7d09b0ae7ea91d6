"""Words that differ by a letter or two and mean different things are no spellings of one word."""

import pytest

from screening.compare.words import apart


@pytest.mark.parametrize(
    ("left", "right", "says"),
    [
        ("north", "south", True),
        ("optics", "options", True),
        ("northern", "north", False),
        ("metals", "metal", False),
        ("north", "optics", False),
        ("north", "norht", False),
    ],
)
def test_words_of_one_kind_are_no_misspelling_of_each_other(left, right, says):
    assert apart(left, right) is apart(right, left) is says
