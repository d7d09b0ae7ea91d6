"""Which word of one name answers which of the other, how, and what is left over on each side."""

import pytest

from screening.compare.align import (
    align,
    glued_edits,
    most_glued_letters,
    rarity_of_agreeing,
    same_letters,
)
from screening.compare.prepared import prepare
from screening.compare.words import Distance, How


def aligned(left, right, schema="Person", distance=Distance.SAME):
    return align(prepare(schema, left), prepare(schema, right), distance)


def test_equal_words_answer_each_other_in_any_order():
    found = aligned("Ivan Zembla", "Zembla Ivan")
    assert (found.equal, found.matched, found.left_over, found.right_over) == (["ivan", "zembla"], 2, [], [])


@pytest.mark.parametrize(
    ("left", "right", "pair", "how"),
    [
        ("Ivan Zembla", "Ivan Zemblo", ("zembla", "zemblo"), How.SPELT),
        ("Bill Zembla", "William Zembla", ("bill", "william"), How.VARIANT),
        ("I Zembla", "Ivan Zembla", ("i", "ivan"), How.INITIAL),
        ("JC Zembla", "Jean Claude Zembla", ("jc", "jean claude"), How.INITIAL),
        ("Jean Claude Zembla", "JC Zembla", ("jean claude", "jc"), How.INITIAL),
        ("Zembla A", "Zembla Al Jalamah", ("a", "jalamah"), How.INITIAL),  # of the particle
        ("Abdul Hanif Zembla", "Hanif Zembla", ("abdulhanif", "hanif"), How.SERVANT),
    ],
)
def test_words_answer_each_other_in_several_ways(left, right, pair, how):
    found = aligned(left, right)
    assert [(one, other, agreement.how) for one, other, agreement in found.pairs] == [(*pair, how)]
    assert found.left_over == found.right_over == []


def test_what_is_left_over_stays_on_its_side():
    found = aligned("Ivan Zembla", "Petra Quelmar")
    assert (found.left_over, found.right_over, found.matched) == (["ivan", "zembla"], ["petra", "quelmar"], 0)
    extra = aligned("Ivan Petr Zembla", "Ivan Zembla")
    assert (extra.left_over, extra.right_over) == (["petr"], [])


def test_abdul_is_a_word_of_its_own_where_the_other_name_has_something_else_there():
    found = aligned("Abdul Hanif Zembla", "Hanif Velmor Zembla")
    assert (found.left_over, found.right_over) == (["abdul"], ["velmor"])


def test_a_word_said_twice_costs_nothing():
    found = aligned("Ivan Ivan Zembla", "Ivan Zembla")
    assert (found.left_over, found.right_over) == ([], [])


@pytest.mark.parametrize(
    ("left", "right", "schema"),
    [
        ("En Lai Zembla", "Enlai Zembla", "Person"),
        ("Zorbex Shipping", "Zor Bex Shipping", "Company"),
        ("Zorbex Shipping Works", "Zorbexshippingworks", "Company"),
    ],
)
def test_the_same_letters_in_other_words_agree_as_a_whole(left, right, schema):
    found = aligned(left, right, schema)
    assert found.whole
    assert (found.edits, found.left_over, found.right_over) == (0, [], [])
    assert same_letters(prepare(schema, left), prepare(schema, right))


def test_joined_and_misspelt_words_are_paired_with_their_parts():
    found = aligned("Zorbexiana Shippyng Wirks", "Zorbexianashipping Works", "Company")
    assert found.joined == [("zorbexiana shippyng", "zorbexianashipping")]
    turned = aligned("Zorbexianashipping Works", "Zorbexiana Shippyng Wirks", "Company")
    assert turned.joined == [("zorbexianashipping", "zorbexiana shippyng")]


def test_a_last_word_that_a_narrow_field_cuts_off_begins_a_word_of_the_other_name():
    found = aligned("Alexander Zemblanovsk", "Alexander Zemblanovskiy")
    assert found.cut_off == ("zemblanovsk", "zemblanovskiy")
    assert aligned("Ivan Zemb", "Ivan Zemblanovskiy").cut_off is None  # a short name is not cut off


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Zorbex Optics", "Zorbex Options"),  # words that mean different things
        ("Zorbex 14", "Zorbex 15"),  # numbers are never spelt
        ("Z.O.R. Works", "Z.O.B. Works"),  # letters with points are another body's
        ("Zorbex North", "Zorbex South"),
    ],
)
def test_words_of_organisations_that_tell_them_apart_never_answer_each_other(left, right):
    found = aligned(left, right, "Company")
    assert found.left_over
    assert found.right_over


def test_aligning_says_the_same_either_way_round():
    for left, right in (("JC Zembla", "Jean Claude Zemblo"), ("En Lai Zembla Petr", "Enlai Zemblo")):
        one, other = aligned(left, right), aligned(right, left)
        assert (one.left_over, one.right_over) == (other.right_over, other.left_over)
        assert (one.matched, one.edits) == (other.matched, other.edits)


def test_rarer_words_that_agree_count_for_more():
    def rarity(left, right, schema="Company"):
        one, other = prepare(schema, left), prepare(schema, right)
        return rarity_of_agreeing(one, other, align(one, other, Distance.SAME))

    assert rarity("Zorbex Works", "Zorbex Shipping") > rarity("University Works", "University Shipping")
    assert rarity("Zorbex Works", "Quelmar Shipping") == 0
    assert rarity("En Lai", "Enlai", "Person") == 1  # all letters, and no word


@pytest.mark.parametrize(
    ("word", "together", "organisation", "edits"),
    [
        ("enlay", "enlai", False, 1),
        ("zhoulai", "choulai", False, 0),  # pinyin and Wade-Giles
        ("zhoulai", "choulai", True, 1),
        ("zemblax", "zembyyx", False, None),  # two, of seven letters
        ("zemblaxx", "zembyyxx", False, 2),
    ],
)
def test_a_word_and_some_joined_may_differ_by_one_letter_and_long_ones_by_two(
    word, together, organisation, edits
):
    assert glued_edits(word, together, organisation) == edits
    assert edits is None or edits <= most_glued_letters(word)
