"""How a person says how a file is read: the same words on the command line, over HTTP and on pages."""

import pytest

from screening.intake.model import Column, Table
from screening.intake.reading_choice import ChoiceInvalid, ReadingChoice, names_column, options_of

WORDS = {
    "map": ["name=B", "affiliation=Home = institution"],
    "ignore": ["A", "Old!C3"],
    "header_row": ["3", "Rest = 2=0"],
    "skip_sheet": ["Notes"],
    "encoding": "gb18030",
    "delimiter": "tab",
}


def test_words_are_read_and_said_again_the_same():
    choice = ReadingChoice.parse(**WORDS)
    assert choice.words() == WORDS
    assert choice.map[1] == ("affiliation", "Home = institution")
    assert choice.header_rows == (("", 3), ("Rest = 2", 0))
    assert choice.delimiter == "\t"


def test_words_are_options_of_the_command_line():
    assert options_of({"header_row": ["3"], "skip_sheet": ["a b"], "encoding": "big5"}) == [
        ("--header-row", "3"),
        ("--skip-sheet", "a b"),
        ("--encoding", "big5"),
    ]


@pytest.mark.parametrize(
    "words",
    [
        {"map": ["name"]},
        {"map": ["=B"]},
        {"map": ["name= "]},
        {"header_row": ["Sheet"]},
        {"header_row": ["-1"]},
        {"header_row": ["٣"]},
        {"delimiter": "ab"},
    ],
)
def test_what_is_no_choice_is_refused_with_an_example(words):
    with pytest.raises(ChoiceInvalid):
        ReadingChoice.parse(**words)


def test_of_two_choices_the_later_one_holds_where_both_speak_of_the_same():
    first = ReadingChoice.parse(
        map=["name=A", "affiliation=C"], ignore=["B"], header_row=["1"], delimiter=";"
    )
    later = ReadingChoice.parse(map=["name=b"], ignore=["a"], header_row=["3"], skip_sheet=["Old"])
    both = first.merge(later)
    assert both.map == (("affiliation", "C"), ("name", "b"))
    assert both.ignore == ("a",)
    assert both.header_rows == (("", 3),)
    assert (both.skip_sheets, both.delimiter) == (("Old",), ";")


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ("B", True),
        ("b", True),
        ("Home", True),
        ("One!B", True),
        ("One!home", True),
        ("B4", True),
        ("B2", True),
        ("B9", False),
        ("Two!B", False),
        ("C", False),
        ("", False),
    ],
)
def test_a_column_is_named_by_header_letter_or_cell_with_its_sheet_or_without(asked, named):
    column = Column(2, "B", "Home", "affiliation", "")
    assert names_column(asked, column, Table("One", 3, 2, 8, (column,), ())) is named
