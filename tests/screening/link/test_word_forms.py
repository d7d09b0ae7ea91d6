"""A written word stands for words of listed names that it may be meant for, and for no others."""

import pytest

from screening.affiliations.places import places_of
from screening.link.lexicon import Lexicon
from screening.link.spelling import Speller
from screening.link.word_forms import WordForms, is_latin, skeleton, weight_of, word_table
from screening.mapped_file import MappedTable

NAMES = (
    ("hangzhou", "vikronis", "digital", "technology", "limited"),
    ("vikronis", "shipbuilding", "corporation"),
    ("zorbex", "solidification", "laboratory"),
)


@pytest.fixture(scope="module")
def forms():
    lexicon = Lexicon(places_of(()))
    speller = Speller(
        MappedTable.of({word: (1,) for name in NAMES for word in name}),
        frozenset(word for name in NAMES for word in name),
        {},
        frozenset(),
    )
    return WordForms(word_table(enumerate(NAMES), lexicon), speller, lexicon)


def meant(forms, word):
    return [forms.table.words[number] for number, _ in forms.of(word)]


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("vikronis", "vikronis"),
        ("vikronnis", "vikronis"),  # a letter more
        ("vikrnois", "vikronis"),  # two letters exchanged
        ("vkrns", "vikronis"),  # its consonants
        ("solidif", "solidification"),  # its beginning
        ("shipbldg", "shipbuilding"),  # its first letters, and others in their order
    ],
)
def test_a_word_is_found_as_it_may_be_written(forms, word, other):
    assert meant(forms, word)[0] == other


@pytest.mark.parametrize("word", ["university", "zorb", "rexzob", "vi"])
def test_a_known_word_another_word_and_two_letters_are_none(forms, word):
    assert "vikronis" not in meant(forms, word)
    assert "shipbuilding" not in meant(forms, word)


def test_the_word_itself_comes_first_and_a_slip_counts_less(forms):
    (_, exact), *_ = forms.of("vikronis")
    (_, slip), *_ = forms.of("vikronnis")
    assert exact == 1 > slip > 0.5


def test_two_words_that_follow_each_other_are_known_written_together(forms):
    assert forms.table.glued["vikronisdigital"] == ("vikronis", "digital")


def test_a_skeleton_is_the_first_letter_and_the_consonants():
    assert skeleton("technology") == "tchnlg"
    assert skeleton("aviation") == "avtn"


def test_a_rarer_word_weighs_more():
    assert weight_of(0) > weight_of(1) > weight_of(1_000)


def test_letters_of_other_scripts_are_not_latin():
    assert is_latin("Zürich")
    assert not is_latin("Москва")
    assert not is_latin("Hà Nội")


def test_a_word_of_one_body_weighs_as_much_however_many_lists_print_its_name():
    lexicon = Lexicon(places_of(()))
    of_one = word_table([(1, ("vikronis", "digital"))], lexicon)
    printed_often = word_table([(1, ("vikronis", f"digital{number}")) for number in range(9)], lexicon)
    of_many = word_table([(number, ("vikronis", f"digital{number}")) for number in range(9)], lexicon)

    def weight(table):
        return table.weights[table.words.index("vikronis")]

    assert weight(printed_often) == weight(of_one) > weight(of_many)
