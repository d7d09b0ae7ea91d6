"""Refusing pairs of organisations before they are aligned refuses nothing that aligning would accept."""

import random

from screening.compare.comparison import compare
from screening.compare.points import THRESHOLD
from screening.compare.prepared import prepare
from screening.compare.unlike import surely_below

WORDS = (
    "national state university universities institute institution of the technology technologies polytechnic "
    "research center centre academy sciences science bank tech chile japan sa gmbh co ltd 14 ii third a b c bwi bae "
    "north northern petro chemical petrochemical medical college collage"
).split()


def organisation(name):
    return prepare("Organization", name)


def made_up(chance):
    return " ".join(chance.choices(WORDS, k=chance.randint(1, 6)))


def respelt(name, chance):
    """The name with a letter changed, words joined, split, doubled, dropped or moved, cut off, or as initials."""
    words = name.split()
    at = chance.randrange(len(words))
    word = words[at]
    inner = chance.randrange(len(word))
    way = chance.randrange(8)
    if way == 0:
        words[at] = word[:inner] + chance.choice("aeknsz") + word[inner + 1 :]
    elif way == 1:
        words[at : at + 2] = ["".join(words[at : at + 2])]
    elif way == 2:
        words[at] = f"{word[:inner]} {word[inner:]}"
    elif way == 3:
        words.insert(at, chance.choice(words))
    elif way == 4:
        words = words[:at] + words[at + 1 :] or words
    elif way == 5:
        chance.shuffle(words)
    elif way == 6:
        return " ".join(words)[: chance.randint(15, 30)]
    else:
        words = ["".join(each[0] for each in words), word]
    return " ".join(words)


def test_no_pair_is_refused_that_aligning_would_accept():
    chance = random.Random(1)
    refused = 0
    for _ in range(4_000):
        name = made_up(chance)
        for other in (respelt(name, chance), respelt(respelt(name, chance), chance), made_up(chance)):
            left, right = organisation(name), organisation(other)
            if not left.words or not right.words:
                continue
            for least in (THRESHOLD, 0.85):
                if surely_below(left, right, least):
                    refused += 1
                    assert compare(left, right).score < least, (name, other)
    assert refused > 4_000


def test_a_word_said_twice_on_one_side_is_left_over_once_at_least():
    left = organisation("Socitdad Quimica y Minera de Chile S.A.")
    right = organisation("Sociedad Quimica y Minera de Chile S.A. (Chile)")
    assert compare(left, right).score >= THRESHOLD
    assert not surely_below(left, right, THRESHOLD)


def test_an_acronym_of_the_other_name_is_never_refused_early():
    left, right = organisation("MIT"), organisation("Massachusetts Institute of Technology")
    assert not surely_below(left, right, THRESHOLD)


def test_names_of_strangers_are_refused_early():
    left, right = organisation("Jiangsu Academy of Sciences"), organisation("Shandong Academy of Sciences")
    assert surely_below(left, right, THRESHOLD)
    assert surely_below(organisation("Academy of Sciences"), right, 0.9)
