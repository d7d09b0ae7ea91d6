"""Legal forms are set aside before names are compared, at either end and never the whole name."""

import pytest

from screening.names.legal_forms import form_places, strip_form_of_person, strip_forms, strip_native_form


@pytest.mark.parametrize(
    ("name", "kept", "forms"),
    [
        ("siemens ag", ["siemens"], {"JSC"}),
        ("acme gesellschaft mit beschrankter haftung", ["acme"], {"LLC"}),
        ("ooo romashka", ["romashka"], {"LLC"}),
        ("volkswagen holding", ["volkswagen", "holding"], set()),
        ("ooo", ["ooo"], set()),
        ("", [], set()),
    ],
)
def test_legal_forms_are_set_aside_but_never_the_whole_name(name, kept, forms):
    assert strip_forms(name.split()) == (kept, frozenset(forms))


def test_a_native_form_is_taken_off_either_end_and_never_all():
    assert strip_native_form("华为技术有限公司") == "华为技术"
    assert strip_native_form("株式会社日立") == "日立"
    assert strip_native_form("有限公司") == "有限公司"


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("zorbex ltd", {1}),
        ("ltd zorbex", {0}),
        ("zorbex public joint stock company", {1, 2, 3, 4}),  # the longest form
        ("asa zorbex", set()),  # never first
        ("national zorbex", set()),
        ("ltd", set()),
        ("ltd llc", set()),
    ],
)
def test_the_places_of_words_of_legal_forms_are_known(name, places):
    assert form_places(name.split()) == places


def test_forms_in_two_places_are_both_taken_away():
    assert strip_forms("ooo zorbex ltd".split()) == (["zorbex"], {"LLC"})


def test_nothing_is_taken_from_a_name_of_which_one_letter_would_be_left():
    assert strip_forms("a ltd".split()) == (["a", "ltd"], frozenset())


@pytest.mark.parametrize(
    ("name", "rest"),
    [("ivan zembla llc", "ivan zembla"), ("ivan llc", "ivan llc"), ("llc ivan zembla", "llc ivan zembla")],
)
def test_a_form_behind_a_persons_whole_name_is_left_out(name, rest):
    assert strip_form_of_person(name.split()) == rest.split()
