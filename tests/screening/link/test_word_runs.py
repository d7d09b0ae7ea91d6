"""Names are found in the words of a text however these are split, from a word's beginning to a word's end."""

import pytest

from screening.link.word_runs import RunTogether

RUNS = RunTogether(["shanghaijiaotonguniversity", "zorbex", "it", "hitech"], {"of", "ltd"})


@pytest.mark.parametrize(
    "text",
    [
        "shanghai jiaotong university",
        "shanghai jiao tong university",
        "dept physics shanghaijiaotong of university",
        "zorbex ltd",
        "it",
        "we are it",
        "hi of tech",
        "hi tech",
    ],
)
def test_a_name_is_found(text):
    assert RUNS.stand_in(text.split())


@pytest.mark.parametrize(
    "text",
    ["", "shanghai university", "zorbexes", "azorbex", "of", "italy", "hi", "zor of bexes", "hi x tech"],
)
def test_other_words_are_none(text):
    assert not RUNS.stand_in(text.split())


def test_a_name_may_have_to_be_several_words():
    assert not RUNS.stand_in(["the", "zorbex"], fewest=2)
    assert RUNS.stand_in(["zor", "bex"], fewest=2)
