"""What a column means where its header is not known: its values say so, but never that they are somebody's country."""

import pytest

from screening.intake import read_list

PEOPLE = [
    ("Jane Roe", "KU Leuven"),
    ("Li Wei", "Beihang University"),
    ("Ann Smith", "Harvard University"),
    ("Maria Garcia", "University of Oxford"),
]
FORMS = {
    "email": ("jane@kuleuven.be", "li.wei@buaa.edu.cn", "a.smith@harvard.edu", "mg@ox.ac.uk"),
    "orcid": ("0000-0002-1825-0097", "0000-0001-5109-3700", "0000-0002-1694-233X", "0000-0003-1415-9269"),
    "ror": ("https://ror.org/05f950310", "https://ror.org/00wk2mp56", "ror.org/03vek6s52", "052gg0110"),
    "domain": ("kuleuven.be", "buaa.edu.cn", "harvard.edu", "ox.ac.uk"),
}
COUNTRIES = {
    "names": ("Belgium", "China", "United States", "United Kingdom"),
    "codes": ("BE", "CN", "US", "GB"),
}


def last_column(folder, values, headers):
    """The last column of a list that holds these values, as it was read."""
    path = folder / "list.csv"
    rows = (f"{name},{home},{value}\n" for (name, home), value in zip(PEOPLE, values, strict=True))
    path.write_text(",".join(headers) + "\n" + "".join(rows), encoding="utf-8")
    (table,) = read_list(path).tables
    return table.columns[-1]


@pytest.mark.parametrize("headers", [("Name", "Institution", "Zzz"), ("Q1", "Q2", "Q3")])
@pytest.mark.parametrize(("meaning", "values"), FORMS.items())
def test_addresses_and_identifiers_are_known_by_their_form_under_any_header(
    tmp_path, meaning, values, headers
):
    assert last_column(tmp_path, values, headers).meaning == meaning


@pytest.mark.parametrize("headers", [("Name", "Institution", "Zzz"), ("Q1", "Q2", "Q3")])
@pytest.mark.parametrize("values", COUNTRIES.values(), ids=COUNTRIES.keys())
def test_countries_are_known_and_asked_about_since_they_may_be_nationalities(tmp_path, values, headers):
    column = last_column(tmp_path, values, headers)
    assert column.meaning == "unknown"
    assert column.why.startswith("Its values are countries")


def test_a_column_of_nationalities_is_never_asked_about(tmp_path):
    column = last_column(tmp_path, COUNTRIES["names"], ("Name", "Institution", "Nationality"))
    assert column.meaning == "ignored"
    assert "countries" not in column.why
