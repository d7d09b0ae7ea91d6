"""Names as the index reads them: lower-case Latin letters and digits, a line each, whatever was given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.index.folding import TEXT_CHARS, cut, fold

TEXTS = st.lists(st.text(max_size=40), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Zorbex WORKS", "zorbex works"),
        ("Xi'an", "xian"),  # an apostrophe vanishes
        ("Zürich", "zurich"),
        ("Зорвекс", "zorveks"),
        ("X-1/a", "x 1 a"),
        ("zor\nbex", "zor bex"),
        ("", ""),
    ],
)
def test_a_text_is_folded_to_letters_digits_and_spaces(text, folded):
    assert fold([text]).decode() == folded


@given(TEXTS)
def test_each_text_is_one_line_in_the_order_given(texts):
    lines = fold(texts).split(b"\n")
    assert len(lines) == len(texts)
    assert [fold([text]).split() for text in texts] == [line.split() for line in lines]


@given(TEXTS)
def test_what_is_folded_folds_to_itself(texts):
    once = fold(texts).decode().split("\n")
    assert fold(once).decode().split("\n") == once


def test_a_text_is_cut_before_any_work_on_it():
    assert len(fold(["x" * (TEXT_CHARS + 100)])) == TEXT_CHARS


def test_words_are_cut_with_the_row_they_stand_in():
    tokens = cut(fold(["zor  bex", "", "works"]))
    words = [bytes(tokens.buffer[start:end]) for start, end in zip(tokens.start, tokens.end, strict=True)]
    assert words == [b"zor", b"bex", b"works"]
    assert tokens.row.tolist() == [0, 0, 2]
    assert len(cut(fold(["", "…"])).row) == 0
