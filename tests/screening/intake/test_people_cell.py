import pytest

from screening.intake.people_cell import as_one_name, people_in


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Li Wei; Anna Smith", ["Li Wei", "Anna Smith"]),
        ("Li Wei\nAnna Smith", ["Li Wei", "Anna Smith"]),
        ("A. Kim and B. Cho", ["A. Kim", "B. Cho"]),
        ("A. Kim, B. Cho and C. Lee", ["A. Kim", "B. Cho", "C. Lee"]),
        ("李伟；王芳", ["李伟", "王芳"]),
    ],
)
def test_people_who_are_clearly_several_are_parted(cell, names):
    assert [each.name for each in people_in(cell)] == names


@pytest.mark.parametrize(
    "cell",
    [
        "Wei Zhang\n张伟",
        "Abdul\nQadeer\nKhan",
        "Wei; Anna",
        "Smith and Wesson",
        "Juan Ortega y Gasset",
        "Smith, A., Jr.",
        "Kim, A.",
    ],
)
def test_what_may_be_one_person_stays_one(cell):
    assert [each.name for each in people_in(cell)] == [cell]


def test_an_affiliation_printed_behind_a_name_is_that_persons_alone():
    cell = "Wang, J., School of X, NPU, Xi'an, China; Smith, A., MIT, USA"
    assert [(each.name, each.affiliations) for each in people_in(cell)] == [
        ("Wang, J.", ("School of X, NPU, Xi'an, China",)),
        ("Smith, A.", ("MIT, USA",)),
    ]


def test_two_lines_may_be_one_long_name_and_more_or_marked_ones_are_not():
    assert as_one_name("Abdul Qadeer\nKhan Sahib") == "Abdul Qadeer Khan Sahib"
    cells = ("Li Wei\nAnna Smith\nA Kim", "Wang, J.\nSmith, A.", "Li Wei; Anna Smith", "李伟\n王芳")
    assert [as_one_name(cell) for cell in cells] == [""] * 4
