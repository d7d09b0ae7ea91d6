"""A result quotes what was given, not what it was cleaned to."""

import pytest

from screening.link.original_text import piece_as_written
from screening.model import Subject

PIECES = [
    ("清華大學, Beijing", "清华大学", "清華大學"),
    ("The Нuawei Technologies group", "Huawei Technologies", "Нuawei Technologies"),
    ("School of Physics, Ｂｅｉｈａｎｇ University", "Beihang University", "Ｂｅｉｈａｎｇ University"),
]


@pytest.mark.parametrize(("given", "read", "written"), PIECES)
def test_the_piece_is_found_in_the_characters_it_was_written_in(given, read, written):
    assert piece_as_written(given, read) == written


@pytest.mark.slow
def test_a_disguised_name_is_quoted_as_given_and_said_to_be_one(engine):
    hits = engine.screen(Subject(name="Нuawei")).reading.hits
    assert {hit.matched_text for hit in hits} == {"Нuawei"}
    assert all(any(line.feature == "as written" for line in hit.evidence) for hit in hits)
