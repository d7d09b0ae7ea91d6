"""Headers in many languages, with words around them, and texts that are no headers."""

import pytest

from screening.intake.contents import names_organisation
from screening.intake.headers import SENSITIVE, fold, recognise
from screening.intake.vocabularies import csv_file

KNOWN = {
    "Name": "name",
    "Collaborator's current affiliation": "affiliation",
    "Home institution / employer": "organisation",
    "Visitor (Last, First)": "person_name",
    "E-MAIL ADDRESS *": "email",
    "Country (ISO)": "country",
    "Affiliation 2": "affiliation",
    "合作者姓名": "person_name",
    "工作单位": "affiliation",
    "外方单位名称": "organisation",
    "Prénom": "given_name",
    "Nachname": "family_name",
    "Institución": "organisation",
    "Организация": "organisation",
    "所属機関": "affiliation",
    "소속": "affiliation",
    "دانشگاه": "organisation",
    "País": "country",
    "Ingoa": "name",
    "Date of birth": "birth",
    "ORCID iD": "orcid",
    "Host institution": "other_person_affiliation",
}


@pytest.mark.parametrize(("header", "meaning"), KNOWN.items())
def test_headers_are_recognised(header, meaning):
    found = recognise(header)
    assert found is not None
    assert found.meaning == meaning


@pytest.mark.parametrize(
    "header",
    [
        "Country of Citizenship (FIPS)",
        "Nationality / Country",
        "Place of birth",
        "申请人国籍",
        "Sex",
        "性别",
        "Iwi",
        "Country of birth",
    ],
)
def test_sensitive_words_win_over_everything_else_in_a_header(header):
    assert recognise(header).meaning == SENSITIVE


@pytest.mark.parametrize(
    "text",
    [
        "Peking University",
        "北京大学",
        "中央民族大学",
        "国防科技大学",
        "Wei Zhang",
        "Ministry of Defence",
        "x" * 10_000,
        "",
        "42",
        "=cmd|'/c calc'!A1",
    ],
)
def test_texts_of_a_list_are_no_headers(text):
    assert recognise(text) is None


def test_every_phrase_of_the_vocabulary_is_recognised_as_itself():
    for row in csv_file("headers.csv"):
        assert recognise(row["header"]) is not None, row["header"]
        if row["meaning"] == SENSITIVE:
            assert recognise(row["header"]).meaning == SENSITIVE


def test_folding_drops_case_accents_and_punctuation():
    assert fold("  Prénom / NOM* ") == "prenom nom"


def test_words_of_organisations_are_seen_in_many_scripts():
    seen = ["Beihang University", "哈尔滨工业大学", "МГТУ университет", "دانشگاه تهران", "서울대학교"]
    assert all(map(names_organisation, seen))
    assert not names_organisation("Wei Zhang")


def test_the_reason_of_a_column_quotes_the_header_as_it_is_printed(office):
    intake = office.take([["Affiliation(s)", "Name"], ["KU Leuven", "Jane Roe"]])
    assert intake.tables[0].columns[0].why == "The header says “Affiliation(s)”."
