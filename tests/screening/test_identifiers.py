"""Identifiers are brought to one form, or refused; none is left out in silence."""

import pytest

from screening.identifiers import IdentifierInvalid, read_identifier

READ = {
    "ror:00wk2mp56": ("ror", "00wk2mp56"),
    "https://ror.org/00wk2mp56": ("ror", "00wk2mp56"),
    "ror:https://ror.org/00wk2mp56": ("ror", "00wk2mp56"),
    "ORCID:0000-0002-1825-0097": ("orcid", "0000-0002-1825-0097"),
    "lei:213800KUD8LAJWSQ9D15": ("lei", "213800KUD8LAJWSQ9D15"),
    "domain:buaa.edu.cn": ("domain", "buaa.edu.cn"),
}


@pytest.mark.parametrize("given", READ)
def test_an_identifier_is_read_in_the_form_of_its_scheme(given):
    assert read_identifier(given) == READ[given]


WRONG = [
    "00wk2mp56",
    "grid:grid.64939.31",
    "ror:nothing",
    "orcid:0000-0002-1825-0098",
    "lei:213800KUD8LAJWSQ9D16",
]


@pytest.mark.parametrize("given", WRONG)
def test_what_is_no_identifier_is_refused_with_a_sentence(given):
    with pytest.raises(IdentifierInvalid) as refusal:
        read_identifier(given)
    assert refusal.value.sentence.endswith(".")
