"""Which of many short texts stand in a text."""

import random

from screening.names.substrings import SubstringIndex


def test_an_entry_is_found_by_any_of_its_short_texts():
    index = SubstringIndex([("army",), ("navy", "marine"), ("x",), ("of the",)])
    assert index.entries_in("the marine corps of the north") == [1, 3]
    assert index.entries_in("army") == [0]
    assert index.entries_in("") == []


def test_an_entry_is_found_once_and_in_order():
    assert SubstringIndex([("ab", "bc"), ("a",)]).entries_in("abcabc") == [0, 1]


def test_the_index_finds_what_asking_for_each_one_finds():
    chance = random.Random(1)
    entries = [
        tuple("".join(chance.choices("abc军", k=chance.randint(1, 5))) for _ in range(chance.randint(1, 3)))
        for _ in range(60)
    ]
    index = SubstringIndex(entries)
    for size in range(0, 30):
        text = "".join(chance.choices("abc军", k=size))
        expected = [at for at, letters in enumerate(entries) if any(each in text for each in letters)]
        assert index.entries_in(text) == expected
