import re

import pytest

from screening.names.respelling import respelling, respelt

RULES = [("tch|ch", "c"), ("ck|q", "k"), ("c(?=[ei])", "s"), ("(?<=a)h", ""), (r"(.)\1+", r"\1"), ("h$", "")]


@pytest.mark.parametrize("word", ["chekhov", "cice", "qadhafi", "allah", "ah", "", "hhh", "batchelor", "ckc"])
def test_leaving_out_rules_that_find_nothing_changes_no_word(word):
    expected = word
    for pattern, letters in RULES:
        expected = re.sub(pattern, letters, expected)
    assert respelt(word, respelling(RULES)) == expected


def test_a_rule_names_a_letter_only_where_every_way_to_it_has_that_letter():
    assert [rule.needs for rule in respelling(RULES)] == ["c", "", "c", "h", "", "h"]
