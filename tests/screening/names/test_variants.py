"""Given names and family names under their other spellings, and the short forms of given names."""

import pytest

from screening.names.variants import groups_of, same_name, short_form, short_forms


@pytest.mark.parametrize(
    ("one", "other"),
    [("volodymyr", "vladimir"), ("mohd", "muhammad"), ("petrovich", "piatrovich"), ("ri", "lee")],
)
def test_spellings_of_one_name_are_known(one, other):
    assert same_name(one, other)
    assert not same_name(one, "anton")


def test_short_forms_work_both_ways():
    assert short_form("bibi", "benjamin")
    assert short_form("benjamin", "bibi")
    assert short_form("bill", "william")
    assert not short_form("bill", "anton")


def test_a_patronymic_belongs_to_the_fathers_name_and_is_not_that_name():
    assert groups_of("petrovich") == groups_of("petrovych")
    assert not same_name("petrovich", "petr")
    assert groups_of("zorbexovich") == groups_of("ovich") == frozenset()


def test_a_word_that_no_table_has_is_nobodys_spelling_and_no_short_form():
    assert groups_of("zorbex") == short_forms("zorbex") == frozenset()
    assert not same_name("zorbex", "zorbex")
    assert not short_form("zorbex", "zorbex")


def test_a_name_is_no_short_form_of_itself():
    assert "bill" in short_forms("william")
    assert not short_form("bill", "bill")
