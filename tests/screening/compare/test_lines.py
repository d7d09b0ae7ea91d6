"""A comparison begins with full marks, and its flags have the names that files and clients see."""

from screening.compare.lines import Flag, start


def test_a_comparison_begins_with_full_marks_for_both_names():
    assert start("Zorbex", "Quelmar") == ("names compared", "Zorbex", "Quelmar", 100, "")
    assert start("Zorbex", "", 0, "nothing to compare").points == 0


def test_flags_are_their_names_in_small_letters():
    assert all(flag == flag.name.lower() for flag in Flag)
