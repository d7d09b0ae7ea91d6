"""Company numbers out of what publishers print: form and check digits decide, words beside a number rule it out."""

import csv

import pytest

from watchlists.company_numbers import (
    TERMS,
    checked_number,
    company_numbers,
    comparable_number,
    labelled_numbers,
    number_of,
)

SBERBANK = {"inn": "7707083893", "ogrn": "1027700132195", "lei": "549300WE6TAF5EEWQS81"}


def test_a_number_is_brought_to_the_scheme_whose_check_digits_it_has():
    printed = "1027700132195 (OGRN); 7707083893 (Tax ID/INN), 549300WE6TAF5EEWQS81"
    assert company_numbers(printed, "RU") == (
        ("ogrn", SBERBANK["ogrn"]),
        ("inn", SBERBANK["inn"]),
        ("lei", SBERBANK["lei"]),
    )


def test_a_number_with_a_wrong_check_digit_is_kept_as_a_company_number():
    assert company_numbers("7707083894 (INN)", "RU") == (("company", "7707083894"),)
    assert checked_number("uscc", "91110000MA005UCQ5Q") == ("company", "91110000MA005UCQ5Q")


def test_ten_digits_of_a_company_elsewhere_are_no_russian_tax_number_unless_the_words_say_so():
    assert company_numbers("7707083893", "VN") == (("company", "7707083893"),)
    assert company_numbers("7707083893 (INN)", "VN") == (("inn", "7707083893"),)


def test_without_a_country_ten_digits_are_a_russian_tax_number_only_where_the_words_say_so():
    assert company_numbers("7707083893") == (("company", "7707083893"),)
    assert company_numbers("ИНН/taxpayer identification number: 7707083893") == (("inn", "7707083893"),)
    assert company_numbers("7707083893", "RU") == (("inn", "7707083893"),)


@pytest.mark.parametrize(
    "printed",
    ["KPP: 770101001", "SWIFT ABCDRUM1234", "(1) 12", "issued 15.03.2019", "IMO 9116412"],
)
def test_what_is_no_number_of_one_company_is_left_out(printed):
    assert company_numbers(printed) == ()


def test_the_code_of_the_tax_office_behind_a_tax_number_is_left_out():
    assert company_numbers("7707083893/773601001", "RU") == (("inn", SBERBANK["inn"]),)


@pytest.mark.parametrize("printed", ["HRB 30345", "SC 123456", "NI 123456", "FN 123456a", "C 12345"])
def test_the_letters_of_a_register_are_part_of_the_number(printed):
    assert company_numbers(printed) == (("company", printed),)


def test_the_word_behind_a_slash_is_none_of_the_number():
    assert company_numbers("OGRN 1027700132195/KPP 770401001", "RU") == (("ogrn", SBERBANK["ogrn"]),)
    assert company_numbers("CA/BG2019B519", "CF") == (("company", "CA/BG2019B519"),)


@pytest.mark.parametrize(
    "printed",
    ["INN: 770708389 3", "INN 7707 083 893", "INN ٧٧٠٧٠٨٣٨٩٣", "INN 7707083893²"],
)
def test_a_number_is_read_whole_and_without_the_mark_of_a_note(printed):
    assert company_numbers(printed) == (("inn", SBERBANK["inn"]),)


@pytest.mark.parametrize(
    ("scheme", "value", "compared"),
    [
        ("company", "07654321", "7654321"),
        ("company", "76-54.321", "7654321"),
        ("company", "SC 123456", "SC123456"),
        ("company", "0000000", ""),
        ("ogrn", "0027700132195", "0027700132195"),
    ],
)
def test_numbers_are_compared_in_one_form(scheme, value, compared):
    assert comparable_number(scheme, value) == compared


def test_of_free_text_only_numbers_are_read_whose_words_say_that_they_are_a_companys():
    text = "Date of registration: 29.8.2002; Registration number: 1027700132195; Phone: 4955005550"
    assert labelled_numbers(text, "RU") == (("ogrn", SBERBANK["ogrn"]),)
    remark = "DOB 10 Dec 1948; Passport 12345678 (Iran); National ID No. 1234567890 (Iran)."
    assert labelled_numbers(remark) == ()


def test_a_number_whose_kind_stands_apart_is_read_by_its_kind():
    assert number_of("Tax ID No.", "7707083893", "RU") == (("inn", SBERBANK["inn"]),)
    assert number_of("NIT #", "811038291-3", "CO") == (("company", "811038291-3"),)
    assert number_of("Passport", "21795618") == ()
    assert number_of("Tax ID No.", " ") == ()


def test_every_term_does_with_its_example_what_its_row_says():
    with TERMS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, strict=True):
            found = company_numbers(row["example"])
            if row["meaning"] == "ignored":
                assert row["reason"], row
                assert not any(value in row["example"].partition(row["term"])[2] for _, value in found), row
            else:
                assert len(found) == 1, row
