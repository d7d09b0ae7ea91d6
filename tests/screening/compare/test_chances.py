"""Ruling names out before they are aligned loses nothing that aligning would accept."""

import random

import numpy as np
import pytest

from screening.compare.chances import NameWords
from screening.compare.comparison import compare
from screening.compare.points import THRESHOLD
from screening.compare.prepared import prepare
from screening.mapped_file import read_value, write_value
from screening.names.scripts import Script

SYLLABLES = "a al abdul ali an bin chi de din el en guo hs ibn j k li lai ma mo n o petr ov s sh ta tse wei xi yu z 4".split()

# Family and given names, in Latin letters and in another script.
PEOPLE = """Ivanov Kuznetsov Иванов Кузнецов|Sergey Mikhail Сергей Михаил
Hassan Abdulrahman Mahmoud حسن عبدالرحمن محمود|Mohammed Fatima Omar محمد فاطمة عمر
Hosseini Karimi حسینی کریمی|Reza Mehdi رضا مهدی
Papadopoulos Vlachos Παπαδόπουλος Βλάχος|Giorgos Maria Γιώργος Μαρία
Cohen Friedman כהן פרידמן|David Moshe דוד משה
Sharma Kumar शर्मा कुमार|Rahul Lakshmi राहुल लक्ष्मी
Kim Lee 김 이 金|Minjun Ji-hoon 민준 지훈 永哲
Wang Zhang 王 张|Wei Xiaoming 伟 小明""".split("\n")


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


def lost(asked, listed, words):
    """Names that aligning accepts and that were ruled out."""
    kept = set(words.hopeful(asked, np.arange(len(listed), dtype=np.int32)).tolist())
    return [
        (asked.text, other.text)
        for place, other in enumerate(listed)
        if place not in kept and compare(asked, other).score >= THRESHOLD
    ]


@pytest.fixture(scope="module")
def listed(engine):
    return [each.name for each in engine.linker.persons.names.names]


@pytest.fixture(scope="module")
def words(listed):
    return NameWords.of(listed)


def test_no_made_up_name_is_lost_however_it_is_respelt():
    chance = random.Random(1)
    for _ in range(150):
        names = [made_up(chance) for _ in range(12)]
        names += [respelt(respelt(name, chance), chance) for name in names]
        listed = list(map(person, names))
        words = NameWords.of(listed)
        assert lost(listed[0], listed, words) == []
        assert lost(listed[-1], listed, words) == []


def test_no_name_of_any_script_is_lost_to_one_in_another():
    chance = random.Random(5)
    names = [
        order.format(given=given, family=family)
        for line in PEOPLE
        for family in line.split("|")[0].split()
        for given in line.split("|")[1].split()
        for order in ("{given} {family}", "{family}{given}", "{family}, {given}")
    ]
    listed = [person(name) for name in names if name.isascii() or chance.random() < 0.4]
    words = NameWords.of(listed)
    scripts = {name.script for name in listed}
    assert scripts >= set(Script) - {Script.KANA}
    assert any(name.readings for name in listed)
    for asked in chance.sample(listed, 120):
        assert lost(asked, listed, words) == []
        assert lost(person(respelt(asked.text, chance)), listed, words) == []


def test_no_listed_person_is_lost_to_a_respelt_name(listed, words):
    chance = random.Random(2)
    for name in chance.sample(listed, 30):
        assert lost(person(respelt(name.text, chance)), listed, words) == []


def test_nearly_all_strangers_are_ruled_out(listed, words):
    kept = words.hopeful(person("Na Erik-Maria Okafor"), np.arange(len(listed), dtype=np.int32))
    assert len(kept) < len(listed) / 10


def test_of_too_many_names_those_that_hold_the_rarest_words_are_compared():
    many = [person(f"Mohammad Ahmad {'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[at % 26]}") for at in range(5_200)]
    listed = [*many, person("Zubair Ahmad")]
    words = NameWords.of(listed)
    shared = {words.words.words.number(word) for word in ("mohammad", "ahmad", "zubair")}
    found = words.candidates(person("Mohammad Zubair Ahmad"), shared, ())
    assert len(found) == 5_000
    assert len(many) in found
    assert found == sorted(set(found))


def test_what_was_written_to_a_file_rules_out_the_same_names(tmp_path, listed, words):
    write_value(tmp_path / "words.bin", words)
    read = read_value(tmp_path / "words.bin")
    every = np.arange(len(listed), dtype=np.int32)
    for name in listed[:20]:
        assert read.hopeful(name, every).tolist() == words.hopeful(name, every).tolist() != []


def test_a_name_is_found_by_every_reading_of_its_characters():
    words = NameWords.of([person("Wang Wei"), person("金永哲"), person("")])
    assert words.rows_of_name.sizes(np.arange(3)).tolist()[0] == 1
    assert words.rows_of_name.sizes(np.arange(3)).tolist()[1] > 1
    assert words.hopeful(person("Kim Yong Chol"), np.arange(3, dtype=np.int32)).tolist() == [1]
