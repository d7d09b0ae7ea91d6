"""Which row is the header, what questions and two-row headers mean, and what is no subject."""

import pytest

from screening.intake.headers import recognise
from screening.model import SubjectType

PEOPLE = ["Wei Zhang", "Anna Berg", "Ivan Petrov", "Jane Roe"]
PLACES = ["Beihang University", "Lund University", "NUDT", "University of Otago"]

MEANINGS = {
    "What is your full name?": "name",
    "Which organisation do you work for?": "organisation",
    "Your e-mail address": "email",
    "Institution / Country": "institution_country",
    "In which country is your institution?": "institution_country",
    "Country of residence": "sensitive",
    "Supervisor's e-mail": "unused",
    "Name of supervisor": "other_person",
    "Referee 1 institution": "other_person_affiliation",
    "Former institution": "previous_employer",
    "University of PhD": "education",
    "Funding source (organisation)": "funder",
    "Ultimate beneficial owner": "owner",
    "Applicant institution": "affiliation",
    "Applicant ID": "unused",
    "Type of institution": "unused",
    "author.display_name": "person_name",
    "FirstName": "given_name",
    "导师姓名": "other_person",
    "导师单位": "other_person_affiliation",
    "原工作单位": "previous_employer",
    "合作单位国家": "institution_country",
    "В какой организации вы работаете?": "organisation",
    "Arrival": "unused",
    "Départ": "unused",
    "Abflug": "unused",
    "Employment start date": "start",
    "Tenure": "period",
    "Suggesting Author Institution": "other_person_affiliation",
    "Spouse's employer": "other_person_affiliation",
    "Emergency contact employer": "other_person_affiliation",
    "Arbeitgeber des Ehepartners": "other_person_affiliation",
    "Referred By": "other_person",
    "Nominated by": "other_person",
    "Manager's Name": "other_person",
    "Who is your host at our university?": "other_person",
    "Who do you work for?": None,
    "Have you been employed elsewhere in the last five years? If yes, where?": "previous_employer",
    "CnBio_Org_Name": "organisation",
    "CnBio_Last_Name": "family_name",
    "CnRelEdu_2_School_name": "education",
    "CnJrBk_Name": None,
    "Role in visit": "role",
    "Business School": None,
    "Bank of China": None,
    "How did you hear about us?": None,
}


def subjects(intake):
    return [each for row in intake.rows() for each in row.subjects]


def meanings(intake):
    return {column.letter: column.meaning for column in intake.tables[0].columns}


@pytest.mark.parametrize(("header", "meaning"), MEANINGS.items())
def test_headers_of_several_words_are_read_by_their_parts(header, meaning):
    found = recognise(header)
    assert (found and found.meaning) == meaning


def test_one_known_column_makes_a_header_whatever_stands_beside_it(office):
    header = ["Kenn", "Zzz", "Institute / company", "Tkt", "Bez am", "Essen"]
    rows = [
        [f"R000{n}", p, o, "std", "2026-01-02", "yes"]
        for n, (p, o) in enumerate(zip(PEOPLE, PLACES, strict=True))
    ]
    intake = office.take([["Our conference"], [], header, *rows])
    assert intake.tables[0].header_row == 3
    assert [(s.name, s.affiliations) for s in subjects(intake)] == [
        (p, (o,)) for p, o in zip(PEOPLE, PLACES, strict=True)
    ]


def test_row_numbers_and_ids_name_nobody(office):
    rows = [[f"R000{n}", f"{n}.", o] for n, o in enumerate(PLACES)]
    intake = office.take(rows)
    assert [s.name for s in subjects(intake)] == PLACES


def test_numbers_before_names_are_taken_off_but_numbers_of_names_stay(office):
    numbered = office.take([["1. Lund University"], ["2. 58th Research Institute"], ["3. 3M"]])
    assert [s.name for s in subjects(numbered)] == ["Lund University", "58th Research Institute", "3M"]
    assert any("numbers before the names" in said for said in numbered.notices)
    own = office.take([["58. Research Institute"], ["14. Research Institute"], ["3. Institute"]])
    assert subjects(own)[0].name == "58. Research Institute"


def test_a_row_of_a_list_is_no_header_for_one_word(office):
    rows = [["Acme Works", "Partner", "CN"], ["Kelp GmbH", "Partner", "DE"], ["Alder Ltd", "Client", "US"]]
    assert len(subjects(office.take(rows))) == 3


def test_questions_of_a_form_are_headers_and_the_asked_name_counts(office):
    header = ["ID", "Name", "What is your full name?", "Which university or company do you work for?"]
    rows = [[n, "", p, o] for n, (p, o) in enumerate(zip(PEOPLE, PLACES, strict=True), start=1)]
    intake = office.take([header, *rows])
    assert [s.name for s in subjects(intake)] == PEOPLE
    assert subjects(intake)[0].affiliations == ("Beihang University",)


def test_headers_over_groups_say_whose_a_column_is(office):
    rows = [
        ["Applicant", None, "Referee", None, "Previous employment", None],
        ["Name", "Institution", "Name", "Institution", "Employer", "From"],
        ["Wei Zhang", "KTH", "Jane Roe", "NUDT", "Rostec", "2019"],
        ["Anna Berg", "MIT", "Bo Ek", "CASC", "Huawei", "2020"],
    ]
    assert meanings(office.take(rows)) == {
        "A": "person_name",
        "B": "affiliation",
        "C": "other_person",
        "D": "other_person_affiliation",
        "E": "previous_employer",
        "F": "start",
    }


def test_a_list_of_funders_is_a_list_of_organisations(office):
    intake = office.take([["Funder", "Amount"], ["Rostec", 12], ["Kelp Fund", 7]])
    assert [s.name for s in subjects(intake)] == ["Rostec", "Kelp Fund"]


def test_a_contact_beside_an_organisation_is_not_the_party(office):
    intake = office.take([["Supplier", "Contact person"], *zip(PLACES, PEOPLE, strict=True)])
    assert [s.name for s in subjects(intake)] == PLACES
    assert any("other people" in said for said in intake.notices)


def test_companies_among_people_are_screened_as_both(office):
    header = ["Beneficiary name", "Beneficiary bank"]
    rows = [
        ["Robert Bosch GmbH", "ABN Bank"],
        ["Wei Zhang", "Bank of X"],
        ["Kelp Ltd", "Y Bank"],
        ["Jane Roe", "Z Bank"],
    ]
    assert {s.type for s in subjects(office.take([header, *rows]))} == {SubjectType.UNKNOWN}


def test_the_same_names_in_two_scripts_are_one_person(office):
    rows = [["氏名（漢字）", "氏名（英語）", "所属"], ["張偉", "Zhang Wei", "NUDT"], ["李娜", "Li Na", "KTH"]]
    assert [s.name for s in subjects(office.take(rows))] == ["張偉 Zhang Wei", "李娜 Li Na"]


def test_paragraphs_between_tables_are_no_subjects(office):
    rows = [
        ["Name", "Affiliation"],
        ["Wei Zhang", "NUDT"],
        [],
        ["Table 2: please list all people who should not review this."],
        ["Your advisors; and"],
        ["Name", "Affiliation", "Last active"],
        ["Anna Berg", "KTH", "2024"],
        [],
        ["Please send this back when you have filled it in."],
    ]
    assert [s.name for s in subjects(office.take(rows))] == ["Wei Zhang", "Anna Berg"]


def test_a_name_that_goes_on_in_the_next_column_is_one_name(office):
    header = ["Vendor", "Name 1", "Name 2", "City"]
    rows = [
        ["100001", "Semiconductor Manufacturing Interna", "tional Corporation", "Shanghai"],
        ["100002", "Kelp GmbH", "", "Kiel"],
        ["100003", "China Electronics Technology Group", "Corporation No. 14 Research Institute", "Nanjing"],
    ]
    intake = office.take([header, *rows])
    assert [s.name for s in subjects(intake)] == [
        "Semiconductor Manufacturing International Corporation",
        "Kelp GmbH",
        "China Electronics Technology Group Corporation No. 14 Research Institute",
    ]
    assert any("put together" in said for said in intake.notices)


def test_two_names_in_two_columns_stay_two(office):
    rows = [["Organisation 1", "Organisation 2"], ["Lund University", "Kelp Institute"], ["NUDT", "Rostec"]]
    assert subjects(office.take(rows))[0].affiliations == ("Lund University", "Kelp Institute")
