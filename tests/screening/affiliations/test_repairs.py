"""What vendors and indexes write in short between two words is read as the words that lists print."""

import pytest

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
