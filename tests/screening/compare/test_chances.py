"""Ruling names out before they are aligned loses nothing that aligning would accept."""

import random

from screening.compare.chances import hopeful
from screening.compare.comparison import compare
from screening.compare.points import THRESHOLD
from screening.compare.prepared import prepare

SYLLABLES = "a al abdul ali an bin chi de din el en guo hs ibn j k li lai ma mo n o petr ov s sh ta tse wei xi yu z 4".split()


def person(name):
    return prepare("Person", name)


def made_up(chance):
    """A name of a few short syllables, so that pairs of them often agree in odd ways."""
    words = [
        "".join(chance.choices(SYLLABLES, k=chance.choice((1, 1, 2, 3)))) for _ in range(chance.randint(1, 5))
    ]
    return " ".join(words)


def respelt(name, chance):
    """The name shortened, joined, split, cut off, reordered or misspelt."""
    words = name.replace(",", " ").split() or [name]
    at = chance.randrange(len(words))
    word = words[at]
    inner = chance.randrange(len(word))
    way = chance.randrange(8)
    if way == 0:
        words[at] = word[:inner] + chance.choice("aeknshz") + word[inner + 1 :]
    elif way == 1:
        words[at] = word[:inner] + word[inner + 1 :] or word
    elif way == 2:
        words[at : at + 2] = ["".join(words[at : at + 2])]
    elif way == 3:
        words[at] = f"{word[:inner]} {word[inner:]}"
    elif way == 4:
        words[at] = word[0]
    elif way == 5:
        chance.shuffle(words)
    elif way == 6:
        return " ".join(words)[: chance.randint(15, 30)]
    else:
        words = ["".join(each[0] for each in words[:-1]), words[-1]]
    return " ".join(words)


def lost(asked, listed):
    """Names that aligning accepts and that were ruled out."""
    kept = set(hopeful(asked, listed))
    return [
        (asked.text, other.text)
        for place, other in enumerate(listed)
        if place not in kept and compare(asked, other).score >= THRESHOLD
    ]


def test_no_made_up_name_is_lost_however_it_is_respelt():
    chance = random.Random(1)
    for _ in range(150):
        names = [made_up(chance) for _ in range(12)]
        names += [respelt(respelt(name, chance), chance) for name in names]
        assert lost(person(names[0]), list(map(person, names))) == []
        assert lost(person(names[-1]), list(map(person, names))) == []


def test_no_listed_person_is_lost_to_a_respelt_name(engine):
    listed = [each.name for each in engine.linker.persons.names.names]
    chance = random.Random(2)
    for name in chance.sample(listed, 30):
        assert lost(person(respelt(name.text, chance)), listed) == []


def test_nearly_all_strangers_are_ruled_out(engine):
    listed = [each.name for each in engine.linker.persons.names.names]
    assert len(hopeful(person("Na Erik-Maria Okafor"), listed)) < len(listed) / 10
