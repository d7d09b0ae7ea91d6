"""What vendors and indexes write in short between two words is read as the words that lists print."""

import pytest

from screening.affiliations.repairs import TEXT_CHARS, tidy
from screening.affiliations.tokens import name_words


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Tarmun Optics R&D Centre", "Tarmun Optics Research and Development Center"),
        ("Tarmun Optics R & D Centre", "Tarmun Optics Research and Development Center"),
        ("TARMUN IMP & EXP CORP", "Tarmun Import and Export Corporation"),
        ("Tarmun Imp. & Exp. Co.", "Tarmun Import & Export Company"),
        ("Tarmun Imp/Exp Co.", "Tarmun Import & Export Company"),
        ("Tarmun Aircraft Des & Res Inst", "Tarmun Aircraft Design and Research Institute"),
        ("Tarmun Jiaotong University", "Tarmun Jiao Tong University"),
        ("TARMUN-I-VELMOR", "Tarmun Velmor"),
        ("Tomskij politehničeskij universitet", "Tomskiy Polytechnic University"),
        ("Tomskij politehniceskij universitet", "Tomskiy Polytechnic University"),
    ],
)
def test_a_text_has_the_words_of_the_printed_name(text, printed):
    assert name_words(text) == name_words(printed)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Centre des Recherches", "Centre Design Recherches"),
        ("R and Daughters", "Research and Development aughters"),
        ("Tarmun Exp Corp", "Tarmun Import Export Corp"),
    ],
)
def test_another_text_keeps_its_words(text, printed):
    assert name_words(text) != name_words(printed)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Kadris U of Art", "Kadris University of Art"),
        ("Kadris U, Velgorod", "Kadris University, Velgorod"),
        ("Xi' an Works", "Xian Works"),
        ("Institute of S & T", "Institute of Science and Technology"),
        ("Zorbex engi- neering", "Zorbex engineering"),  # broken over two lines
        ("No. 14 Institute", "14 Institute"),
        ("N China Univ", "North China Univ"),
        ("M/S Zorbex", "Zorbex"),
        ("From the Kadris Works", "Kadris Works"),
        ("People\u2019s Republic of China", "Peoples Republic of China"),
        ("Zorbex\tVelgorod", "Zorbex, Velgorod"),
    ],
)
def test_what_only_affiliations_write_is_put_right(text, right):
    assert tidy(text) == right


@pytest.mark.parametrize(
    "text",
    [
        "Kadris Works\nZorbex Works",
        "1. Kadris Works 2. Zorbex Works",
        "(a) Kadris Works, (b) Zorbex Works",
        "Kadris Works, now at Zorbex Works",
        "Li Ming is with Kadris Works",
        "PhD Kadris Works 2011, MSc Zorbex Works",
    ],
)
def test_what_names_another_institution_is_divided_by_a_semicolon(text):
    assert tidy(text).count(";") == 1


@pytest.mark.parametrize(
    "text", ["Kadris U2 Works", "Zorbex, E China", "Nine Works", "Ltd U", "", "北京 Zorbex"]
)
def test_a_text_that_needs_no_repair_or_has_no_such_letters_keeps_its_words(text):
    repaired = {"Zorbex, E China": "Zorbex, East China", "Ltd U": "Ltd University"}
    assert tidy(text) == repaired.get(text, text)


def test_a_text_is_cut_at_the_cap_and_one_that_grows_when_it_is_cleaned_too():
    assert len(tidy("x" * (TEXT_CHARS + 1_000))) == TEXT_CHARS
    assert 0 < len(tidy("\ufdfa" * TEXT_CHARS)) <= TEXT_CHARS  # one sign that is eighteen letters
