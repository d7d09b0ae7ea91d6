import random
import re
from itertools import combinations

import pytest

from screening.names.respelling import respelling, respelt
from screening.names.sounds import sound, sound_apart

RULES = [("tch|ch", "c"), ("ck|q", "k"), ("c(?=[ei])", "s"), ("(?<=a)h", ""), (r"(.)\1+", r"\1"), ("h$", "")]


@pytest.mark.parametrize("word", ["chekhov", "cice", "qadhafi", "allah", "ah", "", "hhh", "batchelor", "ckc"])
def test_leaving_out_rules_that_find_nothing_changes_no_word(word):
    expected = word
    for pattern, letters in RULES:
        expected = re.sub(pattern, letters, expected)
    assert respelt(word, respelling(RULES)) == expected


def test_a_rule_names_a_letter_only_where_every_way_to_it_has_that_letter():
    assert [rule.needs for rule in respelling(RULES)] == ["c", "", "c", "h", "", "h"]


def test_words_said_to_sound_apart_do():
    chance = random.Random(4)
    words = [
        "".join(chance.choices("aeiouhkctzsgdjpxqwyfvlrmnb", k=chance.randint(1, 6))) for _ in range(3_000)
    ]
    by_sound = {}
    for word in words:
        by_sound.setdefault(sound(word), []).append(word)
    alike = [pair for group in by_sound.values() for pair in combinations(group, 2)]
    assert len(alike) > 100
    assert not any(sound_apart(*pair) for pair in alike)


# What `sound` does, as rules one after the other; it takes shorter ways to the same end.
SOUNDS = [
    *(("^x|^hs", "s"), ("tch|tsch|tsh", "c"), ("sch|sh|ch", "c"), ("dzh|dj", "j"), ("kh", "h"), ("gh", "g")),
    *(("ph", "f"), ("th", "t"), ("dh", "d"), ("zh", "j"), ("ck|q", "k"), ("c(?=[eiy])", "s"), ("x", "ks")),
    *(("z", "s"), ("w", "v"), ("ou|oo|u", "o"), ("ee|ie|ei|y|i", "i"), ("e", "i"), ("(?<=[aoi])h", "")),
    *(("h$", ""), (r"(.)\1+", r"\1")),
]


SOUND_RULES = respelling(SOUNDS)


@pytest.mark.parametrize("letters", ["aeiouhkctzsgdjpxqwyfvlrmnb0", "tschdzjceiyouxqkwh"])
def test_a_sound_is_what_its_rules_make_of_the_word(letters):
    chance = random.Random(5)
    for _ in range(20_000):
        word = "".join(chance.choices(letters, k=chance.randint(0, 10)))
        assert sound(word) == respelt(word, SOUND_RULES), word
