"""The department is what stands before an organisation as its unit, as printed."""

import pytest

from screening.affiliations.departments import department_of
from screening.affiliations.tokens import tokenise


@pytest.mark.parametrize(
    ("text", "before", "department"),
    [
        ("School of Astronautics, Example University, Xi'an 710072", "Example", "School of Astronautics"),
        (
            "Dept. of Physics, Faculty of Science, Example University",
            "Example",
            "Dept. of Physics, Faculty of Science",
        ),
        ("School of Law, First University; Second University", "Second", ""),
        ("Main Street 4, Example University", "Example", ""),
        ("Example University", "Example", ""),
    ],
)
def test_units_before_the_organisation_are_its_department(text, before, department):
    tokens = tokenise(text)
    assert department_of(tokens, tokens.raws.index(before)) == department
