"""Listed words that answer a word are found many at once, and none is lacking."""

import random
from itertools import product

import numpy as np
import pytest

from screening.compare.answers import ListedWords, SparseSpellings, may_join
from screening.compare.words import Distance, agree
from screening.names.vowelless import writes

ODD = "bill william abdulhanif hanif abduln ng chang j mhmd muhammad xi hsi tse zedong tsetung o hsn hassan m".split()


@pytest.fixture(scope="module")
def spelt(engine):
    names = [each.name for each in engine.linker.persons.names.names]
    return sorted({word for name in names for word in name.words} | set(ODD))


@pytest.mark.parametrize("distance", [Distance.SAME, Distance.LONG_VOWELS, Distance.FEW_VOWELS])
def test_every_pair_of_words_that_agrees_is_found(spelt, distance):
    chance = random.Random(3)
    words = ListedWords.of([*chance.sample(spelt, 400), *ODD])
    asked = [*chance.sample(spelt, 60), *ODD]
    listed = words.words.words
    found = {
        (asked[place], listed[number])
        for place, numbers in words.agreeing(asked, np.arange(len(listed), dtype=np.int32), distance)
        for number in numbers.tolist()
    }
    found |= {(word, listed[number]) for word in asked for number in words.in_tables(word).tolist()}
    agreeing = {
        (word, other)
        for word, other in product(asked, listed)
        if word == other or agree(word, other, False, distance)
    }
    assert agreeing - found == set()
    assert len(agreeing) > len(ODD)


def test_a_beginning_leads_to_all_words_that_begin_so():
    words = ListedWords.of(["ali", "alina", "alim", "bali"])
    assert [words.words.words[number] for number in words.beginning("ali").tolist()] == [
        "ali",
        "alim",
        "alina",
    ]
    assert words.beginning("z").tolist() == []


@pytest.mark.parametrize(
    ("together", "listed"), [("enlai", "enlai"), ("xiaohong", "hsiaohung"), ("alireza", "alirezo")]
)
def test_joined_words_lead_to_the_listed_word_that_they_spell(together, listed):
    words = ListedWords.of([listed, "petrov", "wei"])
    every = np.arange(3, dtype=np.int32)
    found = {words.words.words[number] for _, number in words.glued([together], every, Distance.SAME)}
    assert listed in found or may_join(together, listed, Distance.SAME)
    assert "petrov" not in found


def test_words_that_may_write_each_other_are_never_ruled_out(spelt):
    chance = random.Random(4)
    some = [*chance.sample(spelt, 120), "hsyn", "mhmd", "alrhmn"]
    spellings = SparseSpellings.of(some)
    may = spellings.may_write(some, np.arange(len(some), dtype=np.int32))
    written = [
        (one, other)
        for one, other in product(range(len(some)), repeat=2)
        if writes(some[one], some[other]) or writes(some[other], some[one])
    ]
    assert all(may[one, other] for one, other in written)
    assert may.mean() < 0.3
