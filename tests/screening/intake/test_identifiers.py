"""Identifiers are brought to one form, or refused; none is left out in silence."""

import pytest

from screening.intake.identifiers import IdentifierInvalid, find_identifier, read_identifier

READ = {
    "ror:00wk2mp56": ("ror", "00wk2mp56"),
    "https://ror.org/00wk2mp56": ("ror", "00wk2mp56"),
    "ror:https://ror.org/00wk2mp56": ("ror", "00wk2mp56"),
    "ORCID:0000-0002-1825-0097": ("orcid", "0000-0002-1825-0097"),
    "lei:213800KUD8LAJWSQ9D15": ("lei", "213800KUD8LAJWSQ9D15"),
    "domain:buaa.edu.cn": ("domain", "buaa.edu.cn"),
    "00wk2mp56": ("ror", "00wk2mp56"),
    "ROR 00WK2MP56": ("ror", "00wk2mp56"),
    "http://www.ror.org/00wk2mp56/": ("ror", "00wk2mp56"),
    "orcid:0000000218250097": ("orcid", "0000-0002-1825-0097"),
    "lei:2138 00KU D8LA JWSQ 9D15": ("lei", "213800KUD8LAJWSQ9D15"),
    "inn:7707083893": ("inn", "7707083893"),
    "OGRN:1027700132195": ("ogrn", "1027700132195"),
    "company:HRB 1234": ("company", "HRB 1234"),
}


@pytest.mark.parametrize("given", READ)
def test_an_identifier_is_read_in_the_form_of_its_scheme(given):
    assert read_identifier(given) == READ[given]


WRONG = [
    "00wk2mp57",
    "inn:7707083894",
    "ogrn:1027700132196",
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


WHOLE = {
    "00wk2mp56": ("ror", "00wk2mp56"),
    "ROR id: 00wk2mp56": ("ror", "00wk2mp56"),
    "ror.org/00wk2mp56": ("ror", "00wk2mp56"),
    # A slip of the keys makes it no name.
    "00wk2mp57": ("ror", "00wk2mp57"),
    "ORCID iD 0000-0002-1825-0097": ("orcid", "0000-0002-1825-0097"),
    "0000000218250097": ("orcid", "0000-0002-1825-0097"),
    "9111 0000 MA00 5UCQ 5P": ("uscc", "91110000MA005UCQ5P"),
    "统一社会信用代码：91110000MA005UCQ5P": ("uscc", "91110000MA005UCQ5P"),
    "ИНН 7707083893": ("inn", "7707083893"),
    "1027700132195": ("ogrn", "1027700132195"),
    "https://www.buaa.edu.cn/": ("domain", "www.buaa.edu.cn"),
    "zhang@buaa.edu.cn": ("email", "zhang@buaa.edu.cn"),
}


@pytest.mark.parametrize("text", WHOLE)
def test_a_text_that_is_an_identifier_is_known_for_one(text):
    assert find_identifier(text) == WHOLE[text]


# Words, a name with a number, digits whose check digits are wrong, a number with no word before it.
TEXTS = ["", "Beihang University", "Factory 813", "7707083894", "12345", "Institute: 11", "M23", "1234 5678"]


@pytest.mark.parametrize("text", TEXTS)
def test_any_other_text_is_none(text):
    assert find_identifier(text) is None
