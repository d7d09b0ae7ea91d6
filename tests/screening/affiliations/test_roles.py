"""How somebody stands to an organisation: the marker that speaks for it, and the period printed with it."""

import pytest

from screening.affiliations.roles import (
    has_left,
    is_student,
    opens_a_former_name,
    role_in,
    says_left,
    says_role,
    standing_of,
)
from screening.model import Role


@pytest.mark.parametrize(
    ("text", "name", "role", "period"),
    [
        ("PhD 2009 NUDT", "NUDT", Role.EDUCATION, "2009"),
        ("NUDT (PhD, 2009)", "NUDT", Role.EDUCATION, "2009"),
        ("PhD student, NUDT", "NUDT", Role.CURRENT, ""),
        ("Visiting scholar, NUDT (2015-2018)", "NUDT", Role.VISITING, "2015-2018"),
        ("NUDT, 2015-2018", "NUDT", Role.FORMER, "2015-2018"),
        ("NUDT (2015-present)", "NUDT", Role.CURRENT, "2015-present"),
        ("formerly Otago, now NUDT", "NUDT", Role.CURRENT, ""),
        ("formerly NUDT", "NUDT", Role.FORMER, ""),
        ("Alumni NUDT", "NUDT", Role.EDUCATION, ""),
        ("NUDT alumna, now in Delft", "NUDT", Role.EDUCATION, ""),
        ("Alumni Association of NUDT", "NUDT", Role.CURRENT, ""),
        ("NUDT Graduate School", "NUDT", Role.CURRENT, ""),
        ("Graduate Research Assistant, NUDT", "NUDT", Role.CURRENT, ""),
        ("Stock Exchange NUDT", "NUDT", Role.CURRENT, ""),
        ("выпускник NUDT", "NUDT", Role.EDUCATION, ""),
        ("Post Graduate, NUDT", "NUDT", Role.CURRENT, ""),
        ("Graduate, NUDT", "NUDT", Role.EDUCATION, ""),
        ("2010 graduate, NUDT", "NUDT", Role.EDUCATION, ""),
        ("NUDT (formerly)", "NUDT", Role.FORMER, ""),
        ("NUDT (formerly professor)", "NUDT", Role.FORMER, ""),
        ("NUDT (formerly Changsha Institute of Technology)", "NUDT", Role.CURRENT, ""),
        ("NUDT (ранее МАИ)", "NUDT", Role.CURRENT, ""),
        ("哈工大硕士毕业", "哈工大", Role.EDUCATION, ""),
        ("哈工大出身、東京大学", "哈工大", Role.EDUCATION, ""),
        ("하공대 졸업", "하공대", Role.EDUCATION, ""),
        ("哈工大校友", "哈工大", Role.EDUCATION, ""),
        ("哈工大校友会", "哈工大", Role.CURRENT, ""),
    ],
)
def test_roles_and_periods_are_read_as_printed(text, name, role, period):
    start = text.index(name)
    standing = standing_of(text, start, start + len(name), len(text))
    assert (standing.role, standing.period) == (role, period)


def role(text, name="Kadris", stop=0):
    start = text.index(name)
    return standing_of(text, start, start + len(name), stop or len(text)).role


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("PhD Zorbex, Professor at Kadris", Role.CURRENT),  # a post told after a degree, in another clause
        ("Li Ming, PhD, Kadris", Role.CURRENT),  # a title behind a person's name
        ("former PhD student at Kadris", Role.FORMER),
        ("Visiting Professor, Kadris (2015-2018)", Role.VISITING),
        ("PhD student, Kadris, 2010-2014", Role.EDUCATION),  # a student's post that has ended
        ("Professor, Kadris, 2010-2014", Role.FORMER),
        ("formerly Zorbex; Kadris", Role.CURRENT),  # a marker speaks for its group
    ],
)
def test_the_marker_that_speaks_for_a_name_gives_its_role(text, said):
    assert role(text) is said


def test_what_stands_behind_the_next_organisation_speaks_for_that_one():
    text = "Kadris (Zorbex, formerly)"
    assert role(text, stop=text.index("Zorbex")) is Role.CURRENT
    assert role(text) is Role.FORMER


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Visiting Professor", Role.VISITING),
        ("Adjunct", Role.VISITING),
        ("PhD student", Role.CURRENT),
        ("former dean", Role.FORMER),
        ("Professor", Role.CURRENT),
        ("", Role.CURRENT),
    ],
)
def test_the_text_of_a_roles_own_column_names_a_role(text, said):
    assert role_in(text) is said


def test_a_student_is_told_from_other_posts():
    assert is_student("PhD student")
    assert is_student("аспирант")
    assert not is_student("Professor")


@pytest.mark.parametrize(
    ("text", "says"),
    [("Formerly", True), ("graduate of", True), ("Absolvent der ", True), ("Zorbex", False), ("", False)],
)
def test_a_text_that_ends_in_a_marker_says_a_role(text, says):
    assert says_role(text) is says


@pytest.mark.parametrize(
    ("rest", "says"),
    [
        (" alumna", True),
        (" graduate, 2009", True),
        ("校友", True),
        (" Alumni Association", False),
        (" Graduate School", False),
    ],
)
def test_what_follows_a_name_says_that_somebody_left(rest, says):
    assert says_left(rest) is says


@pytest.mark.parametrize(
    ("text", "place"),
    [("X (formerly ", 2), ("X (formerly known as", 2), ("X (the ", -1), ("formerly ", -1)],
)
def test_a_bracket_with_nothing_but_formerly_opens_a_former_name(text, place):
    assert opens_a_former_name(text) == place


@pytest.mark.parametrize(
    ("rest", "left"),
    [(", now Zorbex University", True), (", now Kadris Group", False), (", Russia", False), ("", False)],
)
def test_somebody_has_left_for_another_body_and_not_for_the_same_one_renamed(rest, left):
    assert has_left(f"Kadris{rest}", len("Kadris"), "Kadris") is left
