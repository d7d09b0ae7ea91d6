import pytest

from watchlists.countries import (
    country_code,
    country_code_from_fips,
    country_name,
    country_table,
    read_countries,
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("China", "CN"),
        ("Peoples Republic of China", "CN"),
        ("P.R. China", "CN"),
        ("CHINA, PEOPLE'S REPUBLIC OF", "CN"),
        ("中国", "CN"),
        ("Россия", "RU"),
        ("ایران", "IR"),
        ("日本", "JP"),
        ("대한민국", "KR"),
        ("臺灣", "TW"),
        ("Hong Kong, China", "HK"),
        ("the Netherlands", "NL"),
        ("U.K.", "GB"),
        ("Côte d’Ivoire", "CI"),
        ("COTE D'IVOIRE", "CI"),
        ("Burma", "MM"),
        ("rus", "RU"),
    ],
)
def test_a_country_is_known_by_its_codes_and_its_names_in_many_languages(text, code):
    assert country_code(text) == code


@pytest.mark.parametrize("text", ["", " ", "Korea", "Congo", "Beijing", "Chin", "Chinaa", "Ch ina x"])
def test_what_is_no_country_or_could_be_two_is_not_guessed(text):
    assert country_code(text) is None


def test_iso_and_fips_are_never_confused():
    assert country_code("CH") == "CH"
    assert country_code_from_fips("CH") == "CN"
    assert country_code_from_fips("zz") is None


def test_an_accent_tells_a_name_from_a_code():
    assert (country_code("AO"), country_code("Áo")) == ("AO", "AT")


def test_every_country_is_found_by_its_own_english_name():
    table = country_table()
    assert len(table.names) >= 249
    assert all(country_code(name) == code for code, name in table.names.items())
    assert country_name("IR") == "Iran"
    assert country_name("ZZ") == "ZZ"


def test_a_name_that_two_countries_bear_refuses_the_file(tmp_path):
    path = tmp_path / "countries.csv"
    path.write_text("code,alpha3,fips,name,native,names,variants\nAA,AAA,,Land,,,\nBB,BBB,,Other,,,LAND\n")
    with pytest.raises(ValueError, match=r"countries\.csv: 'land' is both AA and BB"):
        read_countries(path)
