"""A batch of texts as weighted rows of postings, rarest first, within a budget."""

import pytest
from word_tables import spelt

from screening.index.build import arrays_of
from screening.index.encode import encode, lexicon_of
from screening.index.folding import fold
from screening.index.postings import COMMON_AT_LEAST, QUERY_UNIT


@pytest.fixture(scope="module")
def lexicon():
    names = [
        "Zorbex Works",
        "Zorbeks Institute",
        "Kadris University",
        "Kadris Institute",
        "Quelmarstan Institute",
    ]
    return lexicon_of(arrays_of(names)[0])


def encoded(lexicon, *texts, budget=3000):
    """The postings of each text with their weights, those of words as words."""
    queries = encode(lexicon, fold(texts), len(texts), budget).queries
    words = len(lexicon.vocabulary)
    rows = []
    for row in range(len(queries)):
        part = slice(queries.offsets[row], queries.offsets[row + 1])
        named = [
            spelt(lexicon.vocabulary, [each])[0] if each < words else "pair" for each in queries.posting[part]
        ]
        rows.append(list(zip(named, queries.weight[part].tolist(), strict=True)))
    return rows


def words_of(lexicon, text, **options):
    return [word for word, _ in encoded(lexicon, text, **options)[0]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Kadris University", {"kadris", "university"}),
        ("Zorbx", {"zorbex", "zorbeks"}),  # what it may be a misspelling of
        ("Zor bex", {"zorbex"}),  # written apart
        ("Kadrisuniversity", {"kadris", "university"}),  # run together
        ("Brelmar", set()),
        ("", set()),
    ],
)
def test_each_word_stands_for_itself_and_for_listed_words_it_may_be(lexicon, text, words):
    assert set(words_of(lexicon, text)) == words


def test_a_misspelling_weighs_less_than_the_word_itself(lexicon):
    ((_, exact), (_, near)) = encoded(lexicon, "Zorbex")[0]
    assert exact == QUERY_UNIT > near > 0


def test_the_words_of_a_text_have_length_one_together(lexicon):
    (row,) = encoded(lexicon, "Kadris University")
    assert sum(weight**2 for _, weight in row) == pytest.approx(QUERY_UNIT**2, rel=0.01)


def test_a_word_that_no_list_holds_takes_weight_from_the_others(lexicon):
    (alone,), (beside,) = encoded(lexicon, "university", "university brelmar")
    assert beside[1] < alone[1]


def test_the_rarest_word_stays_whatever_the_budget_and_others_as_far_as_it_goes(lexicon):
    text = "Institute University"
    assert words_of(lexicon, text) == ["university", "institute"]
    assert words_of(lexicon, text, budget=0) == ["university"]
    assert words_of(lexicon, text, budget=3) == ["university"]
    assert words_of(lexicon, text, budget=4) == ["university", "institute"]


def test_a_text_is_encoded_alike_alone_and_in_a_batch(lexicon):
    texts = ["Zorbx", "", "Kadris Institute", "Zor bex"]
    assert encoded(lexicon, *texts) == [encoded(lexicon, text)[0] for text in texts]


def test_rows_with_a_word_are_present_and_whole_names_have_their_hashes(lexicon):
    made = encode(lexicon, fold(["a b", "", "b a", "ab"]), 4, 10)
    assert made.present.tolist() == [0, 2, 3]
    assert made.bag[0] == made.bag[2] != made.bag[3]
    assert made.together[0] == made.together[3] != made.together[2]


def test_two_common_words_are_looked_up_as_a_pair_in_either_order():
    names = [f"State Laboratory n{number}" for number in range(COMMON_AT_LEAST + 1)]
    common = lexicon_of(arrays_of(names)[0])
    assert "pair" in words_of(common, "state laboratory")
    assert "pair" in words_of(common, "laboratory of the state")
    assert "pair" not in words_of(common, "state")


def test_no_row_weighs_more_than_a_sum_may_hold():
    # As many words as a text is read of, each of which weighs a sixteenth of what they weigh together.
    short = lexicon_of(arrays_of(["z works"])[0])
    weights = [weight for _, weight in encoded(short, "z " * 256)[0]]
    assert len(weights) == 256
    assert sum(weights) <= 15 * QUERY_UNIT
    assert min(weights) >= 1
