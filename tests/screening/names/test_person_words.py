"""What of a person's name is compared: without titles and particles, compounds as one word, and who is whose son."""

import pytest

from screening.names.person_words import bare, descents, join_compounds, particle_initials


@pytest.mark.parametrize(
    ("words", "joined"),
    [
        ("abd al rahman", "abdulrahman"),
        ("abdel rahman", "abdulrahman"),
        ("abdurrahman", "abdulrahman"),
        ("nur al din", "nuruddin"),
        ("nureddin", "nuruddin"),
        ("ata ullah", "ataullah"),
        ("abd allah", "abdullah"),
        ("abdallah", "abdullah"),
        ("abd", "abd"),
    ],
)
def test_compounds_are_one_word_in_one_spelling(words, joined):
    assert join_compounds(words.split()) == joined.split()


def test_titles_and_particles_go_but_a_name_is_left():
    assert bare(["dr", "omar", "al", "bakri"]) == ["omar", "bakri"]
    assert bare(["hafiz", "makhluf"]) == ["hafiz", "makhluf"]
    assert bare(["hafiz", "abdul", "salam"]) == ["abdul", "salam"]
    assert bare(["dr"]) == ["dr"]


def test_who_is_whose_son_is_kept():
    assert descents(["omar", "bin", "ali", "hakim"]) == (("omar", "ali"),)


def test_every_descent_is_kept_and_one_without_a_father_is_none():
    assert descents("a bin b ibn c".split()) == (("a", "b"), ("b", "c"))
    assert descents(["omar", "bin"]) == ()


@pytest.mark.parametrize(
    ("words", "kept"),
    [("su bin", "su bin"), ("bin su", "su"), ("al", "al"), ("dr al", "al"), ("mr omar", "omar")],
)
def test_a_particle_that_is_all_there_is_or_ends_a_name_of_one_word_is_a_name(words, kept):
    assert bare(words.split()) == kept.split()


def test_consonants_of_a_script_that_leaves_vowels_out_are_no_title():
    assert bare(["mr", "hakim"], few_vowels=True) == ["mr", "hakim"]
    assert bare(["mr", "hakim"]) == ["hakim"]


def test_a_particle_before_a_name_may_be_given_as_its_initial():
    assert particle_initials("ivan al jalamah von der zembla".split()) == {"jalamah": "a", "zembla": "d"}
    assert particle_initials(["ivan", "zembla"]) == {}
