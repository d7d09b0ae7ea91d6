"""The distinct words of all names, numbered by their hashes and not by the order in which they came."""

import numpy as np
from word_tables import hashes_of, spelt, vocabulary_of

from screening.index.folding import cut
from screening.index.vocabulary import gather, texts


def test_words_are_there_once_and_their_order_is_that_of_their_hashes():
    one, other = vocabulary_of("zorbex", "works", "zorbex"), vocabulary_of("works", "zorbex")
    assert len(one) == 2
    assert sorted(spelt(one, range(2))) == ["works", "zorbex"]
    assert one.hashes.tolist() == other.hashes.tolist() == sorted(one.hashes.tolist())
    assert bytes(one.letters) == bytes(other.letters)


def test_a_word_is_found_by_its_hash_and_another_is_not_there():
    known = vocabulary_of("zorbex", "works", "a")
    numbers = known.find(hashes_of(cut(b"works velmor a")))
    assert numbers[1] == -1
    assert spelt(known, numbers[[0, 2]]) == ["works", "a"]


def test_edges_are_where_the_letters_of_words_stand():
    known = vocabulary_of("zorbex", "works", "a")
    start, end = known.edges(1, 3)
    assert [bytes(known.letters[one:two]).decode() for one, two in zip(start, end, strict=True)] == spelt(
        known, [1, 2]
    )


def test_words_are_gathered_side_by_side_with_a_space_behind_each():
    tokens = cut(b"zorbex  works")
    letters, start, end = gather(tokens.buffer, tokens.start, tokens.end)
    assert bytes(letters) == b"zorbex works "
    assert (start.tolist(), end.tolist()) == ([0, 7], [6, 12])
    assert texts(tokens.buffer, tokens.start, tokens.end) == [b"zorbex", b"works"]
    assert texts(tokens.buffer, np.zeros(0, np.int64), np.zeros(0, np.int64)) == []
