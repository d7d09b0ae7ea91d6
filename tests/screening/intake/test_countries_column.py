"""Country codes of a column: ISO and FIPS are never confused, and never chosen in silence."""

import pytest

from screening.errors import UploadRefused
from screening.intake.countries_column import decide, to_code


def table(*codes):
    return [
        ["Name", "Affiliation", "Country"],
        *([f"P {n}", "Some University", code] for n, code in enumerate(codes)),
    ]


def countries(intake):
    return [row.subjects[0].country for row in intake.rows() if row.subjects]


@pytest.mark.parametrize("codes", [("CH", "US"), ("RS",), ("AU", "US")])
def test_codes_that_both_systems_allow_are_asked_about(office, codes):
    with pytest.raises(UploadRefused) as refused:
        office.take(table(*codes))
    assert refused.value.code == "ambiguous-countries"
    assert "--country-codes" in str(refused.value)


def test_the_answer_decides(office):
    assert countries(office.take(table("CH", "US"), country_codes="fips")) == ["CN", "US"]
    assert countries(office.take(table("CH", "US"), country_codes="iso")) == ["CH", "US"]


def test_codes_of_one_system_only_decide_for_the_column(office):
    assert countries(office.take(table("CH", "JA", "KS"))) == ["CN", "JP", "KR"]
    assert countries(office.take(table("CH", "DE", "GB"))) == ["CH", "DE", "GB"]


def test_china_is_believed_over_the_comoros(office):
    assert countries(office.take(table("CN", "US", "UK"))) == ["CN", "US", "GB"]


def test_names_and_three_letters_are_read_in_any_language(office):
    given = ["China", "中国", "CHN", "Russian Federation", "Iran, Islamic Republic of", "Deutschland"]
    assert countries(office.take(table(*given))) == ["CN", "CN", "CN", "RU", "IR", "DE"]


def test_a_country_that_is_not_understood_is_said(office):
    intake = office.take(table("China", "Atlantis"))
    assert countries(intake) == ["CN", ""]
    assert any("Atlantis" in note for note in intake.tables[0].rows[2].notes)


def test_a_header_that_names_the_system_decides():
    assert decide(["CH"], "Country (FIPS)", None).system == "fips"
    assert decide(["CH"], "ISO country", None).system == "iso"


def test_fips_is_said_in_a_notice(office):
    assert any("FIPS" in said for said in office.take(table("CH", "JA")).notices)


def test_an_unknown_code_gives_nothing():
    assert to_code("QQ", "iso") == to_code("QQ", "fips") == ""
