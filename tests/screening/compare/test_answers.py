"""Every pair of words that may agree is found together, and what was tried before is not tried again."""

import random
from itertools import product

import pytest

from screening.compare.answers import Tried, answering, near
from screening.compare.words import Distance, agree


@pytest.mark.parametrize("many", [False, True])
def test_every_pair_of_words_that_agrees_is_found(engine, many):
    chance = random.Random(3)
    listed = sorted({word for each in engine.linker.persons.names.names for word in each.name.words})
    asked = [
        *chance.sample(listed, 120),
        "bill",
        "william",
        "abdulhanif",
        "hanif",
        "abduln",
        "ng",
        "chang",
        "j",
    ]
    others = chance.sample(listed, 700) + asked
    blocks = (
        [(asked, others)]
        if many
        else product(([word] for word in asked), ([other] for other in others[:300]))
    )
    for words, against in blocks:
        found = set(answering(words, against))
        for word, other in product(words, against):
            assert (word, other) in found or (word != other and not agree(word, other, False, Distance.SAME))


def test_near_words_are_the_same_few_or_many_at_once():
    words, others = (
        ["wang", "petrov", "a"],
        [f"petro{letter}{end}" for letter in "abcv" for end in "xyzwu0123"],
    )
    one_by_one = {pair for word in words for other in others for pair in near([word], [other], 1)}
    assert (
        set(near(words, others, 1))
        == one_by_one
        == {("petrov", other) for other in others if other[5] == "v"}
    )


def test_what_was_tried_before_is_not_tried_again():
    tries = []

    def same(words, others):
        tries.append((set(words), set(others)))
        return [(word, other) for word in words for other in others if word[0] == other[0]]

    tried = Tried(same)
    assert dict(tried.answers(["ab", "b"], {"a", "ba"})) == {"ab": {"a"}, "b": {"ba"}}
    assert dict(tried.answers(["ab", "b"], {"a", "ac"})) == {"ab": {"a", "ac"}, "b": set()}
    assert dict(tried.answers(["b"], {"a"})) == {"b": set()}
    assert tries == [({"ab", "b"}, {"a", "ba"}), ({"ab", "b"}, {"ac"})]


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("zembla", "zembla"),
        ("zembla", "zemblo"),  # two edits at most
        ("hussein", "hosein"),  # one sound
        ("bill", "william"),  # a short form
        ("volodymyr", "vladimir"),  # spellings of one name
        ("zhou", "chou"),  # another romanisation
        ("z", "zembla"),  # an initial
        ("mhmmd", "muhammad"),  # vowels left out
        ("abdulhanif", "hanif"),
        ("abduln", "abdulnasir"),
    ],
)
def test_words_that_may_agree_are_found_either_way(word, other):
    assert (word, other) in set(answering([word], [other]))
    assert (other, word) in set(answering([other], [word]))


@pytest.mark.parametrize(("word", "other"), [("zembla", "quelmar"), ("z", "quelmar"), ("bill", "anton")])
def test_words_that_have_nothing_in_common_are_not_found(word, other):
    assert set(answering([word], [other])) == set()


def test_no_words_have_no_answers():
    assert list(answering([], ["zembla"])) == list(answering(["zembla"], [])) == []
