"""A text as words with their segments and groups, in step with the characters they came from."""

import pytest

from screening.affiliations.tokens import name_words, tokenise


@pytest.mark.parametrize(
    ("printed", "whole"),
    [
        ("Beijing Univ. of Posts & Telecommun.", "Beijing University of Posts and Telecommunications"),
        ("Nanjing Univ. of Aeronaut. &amp; Astronaut.", "Nanjing University of Aeronautics and Astronautics"),
        ("Malek-e-Ashtar Univ. of Tech.", "Malek Ashtar University of Technology"),
        ("Xi' an Jiaotong University", "Xi'an Jiaotong University"),
        ("HefeiUniversity of Technology", "Hefei University of Technology"),
        ("14th Research Institute", "No. 14 Research Institute"),
        ("Nat. Univ. of Def. Technol.", "National University of Defence Technology"),
        ("L'Institut d'aviation", "Institut aviation"),
        ("Limited Liabilty Company Zorvex", "LLC Zorvex"),
        ("Federal State Unitary Enterprise Zorvex", "FSUE Zorvex"),
        ("Открытое акционерное общество «Зорвекс»", "АО Зорвекс"),
    ],
)
def test_printed_forms_are_the_same_words(printed, whole):
    assert name_words(printed) == name_words(whole)


def segments(text):
    """The words of each segment."""
    tokens = tokenise(text)
    return [
        " ".join(tokens.words[place] for place in tokens.in_segment(number))
        for number in dict.fromkeys(tokens.segments)
    ]


def test_commas_brackets_and_spaced_dashes_part_segments_and_semicolons_groups():
    tokens = tokenise("Zorbex Institute, Velgorod (Russia); Kadris – University")
    assert segments(tokens.text) == ["zorbex institute", "velgorod", "russia", "kadris", "university"]
    assert [len(tokens.in_group(group)) for group in dict.fromkeys(tokens.groups)] == [4, 2]
    assert tokens.opens == [True, False, True, True, True, True]
    assert tokens.closes == [False, True, True, True, True, True]


@pytest.mark.parametrize("sign", [";", "|", "\n", "；", "•"])
def test_each_divider_begins_a_group(sign):
    tokens = tokenise(f"Zorbex {sign} Kadris")
    assert tokens.groups == tokens.segments == [0, 1]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Kadris Normal UniversityVelgorod", ["kadris normal university", "velgorod"]),  # a comma was lost
        ("Ministry of EducationKadris University", ["ministry of education", "kadris university"]),
        ("1Kadris University, aZorbex Institute", ["1", "kadris university", "a", "zorbex institute"]),
        ("Zorbex Engineering. Kadris University", ["zorbex engineering", "kadris university"]),
        ("Univ. Kadris", ["university kadris"]),  # a full stop behind what is short for a word
        ("WestLake University", ["west lake university"]),
    ],
)
def test_words_that_run_together_are_parted_where_a_known_word_ends(text, parts):
    assert segments(text) == parts


def test_stop_words_stay_in_their_place_marked_and_are_not_counted():
    tokens = tokenise("Institute of the Zorbex")
    assert tokens.stops == [False, True, True, False]
    assert (len(tokens), tokens.size(0, 3), tokens.size(1, 2)) == (4, 2, 0)
    assert name_words("Institute of the Zorbex") == ("institute", "zorbex")


def test_places_lead_back_to_the_text():
    tokens = tokenise("Inst. of  Zorbex; Kadris")
    assert [
        tokens.text[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True)
    ] == tokens.raws
    assert tokens.piece(0, 2) == "Inst. of Zorbex"


def test_one_word_may_be_read_as_two_that_stand_in_one_place():
    tokens = tokenise("Zorbex airforce")
    assert tokens.words == ["zorbex", "air", "force"]
    assert tokens.starts[1] == tokens.starts[2]


def test_words_in_han_and_endless_runs_of_letters_are_no_words():
    assert tokenise(f"北京 {'x' * 41} Zorbex").words == ["zorbex"]
    assert tokenise("北京").words == tokenise("").words == tokenise("…").words == []


def test_a_long_text_in_capitals_throughout_marks_no_acronym():
    assert tokenise("ZORBEX INSTITUTE").capitals
    assert not tokenise("ZORBEX").capitals
    assert not tokenise("ZORBEX Institute of KADRIS").capitals


@pytest.mark.parametrize(
    "text", ["Zorbex & Sons Univ. of Technol.", "L'Institut d'aviation", "Nat. Def. Kadris"]
)
def test_the_words_of_a_name_are_those_of_the_text_without_stop_words(text):
    tokens = tokenise(text)
    assert list(name_words(text)) == [
        word for word, stop in zip(tokens.words, tokens.stops, strict=True) if not stop
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Velgorod University, China100084", ["velgorod", "university", "china", "100084"]),
        ("velgorod100084", ["velgorod", "100084"]),
        ("CHINA100084", ["china", "100084"]),
        ("Expo2020", ["expo2020"]),  # a year is no postal code
    ],
)
def test_a_postal_code_is_read_apart_from_the_place_it_was_run_on_to(text, words):
    assert tokenise(text).words == words
