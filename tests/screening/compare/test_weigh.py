"""Points for what an alignment found: lines that add up to the score, and flags for what the wording must not hide."""

import pytest

from screening.compare.align import align
from screening.compare.lines import Flag
from screening.compare.points import POINTS
from screening.compare.prepared import prepare
from screening.compare.weigh import CONTRADICTED_AT_MOST, at_most, extra_words, is_acronym, weigh
from screening.compare.words import Distance


def both(left, right, schema):
    one, other = prepare(schema, left), prepare(schema, right)
    return one, other, align(one, other, Distance.SAME)


def weighed(left, right, schema="Person", *, differ=False, turned=False):
    return weigh(*both(left, right, schema), Distance.SAME, differ=differ, turned=turned)


def features(comparison):
    return [line.feature for line in comparison.lines[1:]]


PAIRS = [
    ("Ivan Zembla", "Ivan Zembla", "Person", []),
    ("Ivan Zembla", "Zembla Ivan", "Person", ["another order"]),
    ("I Zembla", "Ivan Zembla", "Person", ["initial for a name"]),
    ("Ivan Petr Zembla", "Ivan Zembla", "Person", ["extra name"]),
    ("Zembla", "Ivan Zembla", "Person", ["extra name", "single name only"]),
    ("Bill Zembla", "William Zembla", "Person", ["another form of the name", "spelling"]),
    ("Ivan Zembla", "Petra Quelmar", "Person", ["different words", "no word in common", "floor"]),
    ("Zorbex Works 14", "Zorbex Works 38", "Company", ["different numbers"]),
    ("Zorbex Works 14", "Zorbex Works", "Company", ["number on one side"]),
    ("Zorbex Ltd", "Zorbex JSC", "Company", ["legal form"]),
    ("Zorbex Works", "Zor Bex Works", "Company", ["joined or split words"]),
    ("Zorbex Shipping Agency", "ZSA", "Company", ["acronym of the other name"]),
    ("Zorbex Works (Chile)", "Zorbex Works", "Company", ["extra word"]),
    (
        "Zorbex Chile",
        "Zorbex",
        "Company",
        ["extra word", "an extra place is part of the name", "one-word name inside a longer one"],
    ),
]


@pytest.mark.parametrize(("left", "right", "schema", "charged"), PAIRS)
def test_each_difference_is_a_line_and_the_lines_add_up_to_the_score(left, right, schema, charged):
    found = weighed(left, right, schema)
    assert features(found) == charged
    assert sum(line.points for line in found.lines) == round(100 * found.score)
    assert 0 <= found.score <= 1


@pytest.mark.parametrize(("left", "right", "schema", "charged"), PAIRS)
def test_no_score_is_higher_than_what_was_said_to_be_the_most(left, right, schema, charged):
    assert weighed(left, right, schema).score <= at_most(*both(left, right, schema), Distance.SAME)


def test_words_left_over_on_both_sides_bound_the_score_and_an_acronym_does_not():
    assert (
        at_most(*both("Ivan Zembla", "Petra Quelmar", "Person"), Distance.SAME) == CONTRADICTED_AT_MOST < 0.7
    )
    assert at_most(*both("Zorbex Shipping Agency", "ZSA", "Company"), Distance.SAME) == 1


@pytest.mark.parametrize(
    ("left", "right", "schema", "flag"),
    [
        ("Zorbex Works 14", "Zorbex Works 38", "Company", Flag.DIFFERENT_NUMBERS),
        ("Zorbex Works 14", "Zorbex Works", "Company", Flag.DIFFERENT_NUMBERS),
        ("Zorbex Chile", "Zorbex", "Company", Flag.EXTRA_PLACE),
        ("Omar bin Ali", "Ali bin Omar", "Person", Flag.EXCHANGE),
        ("I Z", "Ivan Zembla", "Person", Flag.INITIALS_ONLY),
        ("Ivan Zing", "Ivan Zang", "Person", Flag.LOOSE),
    ],
)
def test_what_the_wording_must_not_hide_is_flagged(left, right, schema, flag):
    assert flag in weighed(left, right, schema).flags
    assert weighed(left, left, schema).flags == frozenset()


def test_numbers_one_digit_apart_cost_less_than_others_which_may_be_a_slip():
    near = weighed("Zorbex Works 14", "Zorbex Works 15", "Company")
    assert near.lines[-1].points == -round(POINTS.organisation.near_number)
    far = weighed("Zorbex Works 14", "Zorbex Works 38", "Company")
    assert far.lines[-1].points == -round(POINTS.organisation.number)


def test_other_characters_in_the_original_script_are_charged_where_the_caller_saw_them():
    assert features(weighed("Ivan Zembla", "Ivan Zembla", differ=True)) == [
        "other characters in the original script"
    ]


def test_lines_name_the_sides_as_they_were_given():
    assert weighed("Ivan Petr Zembla", "Ivan Zembla").lines[1][1:3] == ("petr", "")
    turned = weighed("Ivan Petr Zembla", "Ivan Zembla", turned=True)
    assert turned.lines[1][1:3] == ("", "petr")
    assert turned.lines[0][1:3] == ("Ivan Zembla", "Ivan Petr Zembla")


@pytest.mark.parametrize(
    ("short", "long", "says"),
    [
        ("ZSA", "Zorbex Shipping Agency", True),
        ("ZSG", "Zorbex Shipping Agency", False),
        ("ZS", "Zorbex Shipping", False),  # two letters begin any two words
        ("ZSA", "Zsa", False),
        ("Zorbex", "Zorbex Shipping Agency", False),
    ],
)
def test_one_word_that_the_initials_of_a_longer_name_spell_is_its_acronym(short, long, says):
    assert is_acronym(prepare("Company", short), prepare("Company", long)) is says


def test_extra_words_cost_more_the_rarer_they_are_up_to_a_most():
    name = prepare("Company", "Zorbex University Quelmar Velmor Brelmar Torvel")
    assert extra_words(name, ["university"]) < extra_words(name, ["quelmar"])
    assert extra_words(name, ["quelmar", "velmor", "brelmar", "torvel"]) == POINTS.organisation.extra_most
