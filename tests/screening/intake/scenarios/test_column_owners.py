"""Whose an organisation is, and since when: another person's, a past trip's, an item's, or a total's it is not."""

import pytest

from screening.intake.mapping import MappingNeeded
from screening.model import SubjectType, TieKind

PEOPLE = ["Anna Berg", "Li Na", "Jane Roe", "Maria da Silva", "Peter Müller", "Ivan Petrov"]
PLACES = [
    "Beihang University",
    "University of Otago",
    "Harbin Institute of Technology",
    "KTH Royal Institute of Technology",
    "University of Leeds",
    "Delft University of Technology",
]
POSTS = ["Name", "Institution", "From", "To"]
DATED = [[name, place, "2019-02-01", "2021-03-01"] for name, place in zip(PEOPLE, PLACES, strict=True)]


def meanings(intake):
    return {column.letter: column.meaning for column in intake.tables[0].columns}


def subjects(intake):
    return [subject for row in intake.rows() for subject in row.subjects]


@pytest.mark.parametrize(
    "occasion",
    [
        "Purpose of visit",
        "Trip",
        "Contract number",
        "Reise",
        "Motif de la mission",
        "出差目的",
        "Номер договора",
    ],
)
def test_dates_in_a_table_of_trips_visits_or_contracts_end_no_affiliation(office, occasion):
    intake = office.take([[*POSTS, occasion], *([*row, "x 12"] for row in DATED)])
    assert not any(subject.ties for subject in subjects(intake))
    assert [subject.affiliations for subject in subjects(intake)] == [(place,) for place in PLACES]
    assert any("those do not end an affiliation" in said for said in intake.notices)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("Départ", "Retour"),
        ("Abflug", "Rückflug"),
        ("Arrival", "Departure"),
        ("Anreise", "Abreise"),
        ("Contract start", "Contract end"),
        ("到访日期", "离开日期"),
        ("来訪日", "帰国日"),
        ("Дата приезда", "Дата отъезда"),
    ],
)
def test_the_days_of_a_journey_end_no_affiliation(office, first, last):
    intake = office.take([["Name", "Institution", first, last], *DATED])
    assert not any(subject.ties for subject in subjects(intake))


def test_dates_beside_an_institution_in_a_table_of_posts_are_those_of_the_post(office):
    intake = office.take([POSTS, *DATED])
    assert {subject.ties[0].ends for subject in subjects(intake)} == {"2021-03-01"}


def test_dates_of_employment_are_used_beside_those_of_a_visit(office):
    header = ["Name", "Employer", "Employment start date", "Employment end date", "Purpose of visit"]
    intake = office.take([header, *([*row, "seminar"] for row in DATED)])
    assert {subject.ties[0].ends for subject in subjects(intake)} == {"2021-03-01"}


@pytest.mark.parametrize(
    "header", ["Bezeichnung", "Intitulé", "Denominación", "Наименование", "Denominazione"]
)
def test_the_designation_of_an_item_is_no_person(office, header):
    items = [
        "Oscilloscope 4 GHz",
        "Vacuum pump",
        "Laser diode, 405 nm",
        "Thermal camera",
        "Server rack",
        "Drone",
    ]
    intake = office.take([[header, "Institution"], *map(list, zip(items, PLACES, strict=True))])
    assert meanings(intake)["A"] == "unknown"
    assert [subject.name for subject in subjects(intake)] == PLACES
    assert not any(subject.type is SubjectType.PERSON for subject in subjects(intake))


@pytest.mark.parametrize("header", ["Name", "Bezeichnung", "Наименование"])
def test_names_of_people_beside_an_institution_are_people(office, header):
    intake = office.take([[header, "Institution"], *map(list, zip(PEOPLE, PLACES, strict=True))])
    assert [subject.name for subject in subjects(intake)] == PEOPLE


@pytest.mark.parametrize(
    "header",
    [
        "Suggesting author institution",
        "Spouse's employer",
        "Emergency contact employer",
        "Referred by",
        "配偶单位",
    ],
)
def test_what_is_of_another_person_is_never_the_own(office, header):
    rows = [
        [name, "KTH Royal Institute of Technology", place] for name, place in zip(PEOPLE, PLACES, strict=True)
    ]
    intake = office.take([["Name", "Institution", header], *rows])
    assert {subject.affiliations for subject in subjects(intake)} == {("KTH Royal Institute of Technology",)}
    assert {tie.kind for subject in subjects(intake) for tie in subject.ties} == {TieKind.OTHER_PERSON}


def test_the_codes_of_an_export_say_which_columns_belong_together(office):
    header = [
        "CnBio_First_Name",
        "CnBio_Last_Name",
        "CnPrBs_Org_Name",
        "CnPrAl_School_name",
        "CnPrAl_Degree",
        "CnSpSpBio_First_Name",
        "CnSpSpBio_Last_Name",
        "CnSpSpBs_Org_Name",
    ]
    row = [
        "Anna",
        "Berg",
        "University of Otago",
        "University of Leeds",
        "BA",
        "Jan",
        "Berg",
        "Beihang University",
    ]
    subject = subjects(office.take([header, row, row]))[0]
    assert (subject.name, subject.affiliations) == ("Berg, Anna", ("University of Otago",))
    assert {tie.text: tie.kind for tie in subject.ties} == {
        "University of Leeds": TieKind.EDUCATION,
        "Beihang University": TieKind.OTHER_PERSON,
    }


def test_an_answer_that_denies_a_question_names_no_employer(office):
    question = "Have you been employed elsewhere in the last five years? If yes, where?"
    answers = ["No", "no", "Beihang University until 2021", "No", "NO", "Huawei Technologies"]
    rows = [[name, "University of Leeds", answer] for name, answer in zip(PEOPLE, answers, strict=True)]
    intake = office.take([["Name", "Institution", question], *rows])
    ties = [(tie.text, tie.kind) for subject in subjects(intake) for tie in subject.ties]
    assert ties == [
        ("Beihang University until 2021", TieKind.PREVIOUS),
        ("Huawei Technologies", TieKind.PREVIOUS),
    ]


def test_a_row_says_which_of_its_cells_may_name_an_organisation_that_was_not_read(office):
    remarks = ["no", "", "with Beihang University", "Rostec", "", "no"]
    rows = [[name, "University of Leeds", remark] for name, remark in zip(PEOPLE, remarks, strict=True)]
    intake = office.take([["Name", "Institution", "Zzz"], *rows])
    noted = [
        row.number for row in intake.rows() if any("may name an organisation" in said for said in row.notes)
    ]
    assert noted == [4, 5]


@pytest.mark.parametrize(
    "closing", [["Total", "", ""], ["Total", "6 participants", ""], ["合计", "6人", ""], ["", "", "Total"]]
)
def test_a_total_is_no_subject(office, closing):
    rows = [[name, place, "12", "EUR", "x"] for name, place in zip(PEOPLE, PLACES, strict=True)]
    intake = office.take([["Name", "Institution", "Amount", "Currency", "Note"], *rows, [*closing, "", ""]])
    assert len(subjects(intake)) == len(PEOPLE)


def test_a_company_called_total_is_a_subject(office):
    alone = office.take([["Organisation"], ["University of Leeds"], ["Total"]])
    among = office.take([["Organisation", "Country", "Note"], ["Total", "", ""], ["KTH", "Sweden", "x"]])
    for intake in (alone, among):
        assert "Total" in [subject.name for subject in subjects(intake)]


LIST = ("List", [["Name", "Institution"], *map(list, zip(PEOPLE, PLACES, strict=True))])


@pytest.mark.parametrize(
    "cover",
    [
        [["Quarterly report"], ["Period: July to September"], ["For: the research office"], ["Version: 3"]],
        [
            ["Quarterly report"],
            ["Period:", "July to September"],
            ["For:", "the research office"],
            ["Version:", "3"],
        ],
    ],
)
def test_a_cover_sheet_of_labels_and_values_is_left_out_and_that_is_said(office, cover):
    intake = office.take(("Cover", cover), LIST)
    assert [table.sheet for table in intake.tables] == ["List"]
    assert any("Sheet Cover" in said and "4 rows were not screened" in said for said in intake.notices)


def test_a_form_that_names_a_party_is_not_left_out_as_a_cover(office):
    form = [["Visit request"], ["Visitor name: Li Na"], ["Institution: Beihang University"], ["Version: 3"]]
    intake = office.take(("Form", form), LIST)
    assert "Institution: Beihang University" in [subject.name for subject in subjects(intake)]


def test_a_list_that_repeats_the_codes_of_another_is_not_left_out_as_their_explanation(office):
    def sheet(*header):
        rows = [[place, "FedEx", "NLR", "Shipped", name] for name, place in zip(PEOPLE, PLACES, strict=True)]
        return [[*header], *rows]

    first = ("FY24", sheet("Consignee", "Carrier", "Exception", "Status", "Host"))
    second = ("FY25", sheet("Consignee", "Carrier", "Exception", "Status", "Zzz"))
    with pytest.raises(MappingNeeded, match="Zzz"):
        office.take(first, second)


def test_an_organisation_printed_with_a_supervisors_name_is_read_beside_a_column_of_affiliations(office):
    header = ["Name", "Institution", "Supervisor", "Supervisor's institution"]
    row = ["Anna Berg", "University of Leeds", "Li Wei, Beihang University", ""]
    intake = office.take([header, row, row])
    assert [tie.text for tie in subjects(intake)[0].ties] == ["Li Wei, Beihang University"]
    (said,) = [each for each in intake.notices if "C (Supervisor)" in each]
    assert "We did not screen their names. Where an organisation is named with them, we screened it" in said


OWN = [[name, "University of Leeds", "Li Wei", place] for name, place in zip(PEOPLE, PLACES, strict=True)]
HOSTS = [
    "Host institution",
    "Host university",
    "Host organisation",
    "Hosting institution",
    "Établissement d'accueil",
    "Gastgebende Einrichtung",
    "Institución anfitriona",
    "Istituzione ospitante",
    "Instituição de acolhimento",
    "Värdinstitution",
    "Принимающая организация",
    "接待单位",
    "受入機関",
    "초청기관",
    "الجامعة المضيفة",
]


@pytest.mark.parametrize("header", HOSTS)
def test_the_institution_of_a_host_is_not_the_visitors(office, header):
    rows = [[name, own, place] for name, own, _, place in OWN]
    for subject in subjects(office.take([["Visitor", "Affiliation", header], *rows])):
        assert subject.affiliations == ("University of Leeds",)
        assert [(tie.kind, tie.role) for tie in subject.ties] == [(TieKind.OTHER_PERSON, "host")]


@pytest.mark.parametrize("header", HOSTS)
def test_the_institution_of_a_host_is_where_the_traveller_goes_if_no_other_is_named(office, header):
    rows = [[name, place] for name, _, _, place in OWN]
    intake = office.take([["Traveller", header], *rows])
    assert [subject.affiliations for subject in subjects(intake)] == [(place,) for place in PLACES]


@pytest.mark.parametrize("beside", ["Funder", "Previous employer", "Supervisor"])
def test_a_fellow_is_at_the_host_institution_where_only_ties_of_other_kinds_stand_beside(office, beside):
    intake = office.take([["Name", beside, "Host institution"], *([a, b, d] for a, b, _, d in OWN)])
    assert [subject.affiliations for subject in subjects(intake)] == [(place,) for place in PLACES]


@pytest.mark.parametrize(
    ("who", "label"),
    [("Supervisor", "supervisor"), ("Referee", "referee"), ("Host", "host"), ("导师", "supervisor")],
)
@pytest.mark.parametrize("what", ["Institution", "University name", "Organisation", "单位"])
def test_an_institution_right_behind_another_person_is_theirs_where_the_row_has_its_own(
    office, who, label, what
):
    for subject in subjects(office.take([["Name", "Affiliation", who, what], *OWN])):
        assert subject.affiliations == ("University of Leeds",)
        assert [(tie.kind, tie.role) for tie in subject.ties] == [(TieKind.OTHER_PERSON, f"{label}: Li Wei")]


@pytest.mark.parametrize(
    "header",
    [
        ["Name", "Zzz", "Supervisor", "Institution"],
        ["Name", "Affiliation", "Supervisor", "Home institution"],
        ["Name", "Affiliation", "Supervisor", "Applicant institution"],
    ],
)
def test_an_institution_is_the_own_where_the_row_has_no_other_or_the_header_says_so(office, header):
    rows = [[name, own if header[1] != "Zzz" else "x", who, place] for name, own, who, place in OWN]
    for subject, place in zip(subjects(office.take([header, *rows])), PLACES, strict=True):
        assert place in subject.affiliations


@pytest.mark.parametrize(
    ("header", "places"),
    [("Postdoc at", ["Beihang"] * 6), ("Postdoc at", PLACES), ("Postdoc", PLACES)],
)
@pytest.mark.parametrize("own", [True, False])
def test_a_column_of_organisations_is_no_further_name(office, header, places, own):
    rows = [
        [name, place, "University of Leeds"] if own else [name, place]
        for name, place in zip(PEOPLE, places, strict=True)
    ]
    intake = office.take([["Name", header, "Institution"] if own else ["Name", header], *rows])
    for subject, name, place in zip(subjects(intake), PEOPLE, places, strict=True):
        assert (subject.name, place in subject.affiliations) == (name, True)


def test_organisations_under_a_header_of_the_past_are_a_previous_employer(office):
    rows = [[name, "KTH", place] for name, place in zip(PEOPLE, PLACES, strict=True)]
    intake = office.take([["Name", "Institution", "Former postdoc"], *rows])
    assert {tie.kind for subject in subjects(intake) for tie in subject.ties} == {TieKind.PREVIOUS}


def test_the_advice_for_further_names_works(office):
    rows = [["Name", "Institution", "Participant"], *(["Anna Berg", "KTH", "Beihang"] for _ in PEOPLE)]
    (said,) = [each for each in office.take(rows).notices if "further names" in each]
    assert "--map affiliation=C" in said
    intake = office.take(rows, map=(("affiliation", "C"),))
    assert {subject.affiliations for subject in subjects(intake)} == {("KTH", "Beihang")}


def test_an_account_beside_the_halves_of_a_name_is_the_organisation_though_another_column_names_its_parent(
    office,
):
    header = ["Account Name", "Parent Account", "First Name", "Last Name"]
    rows = [
        ["Inspur Group Co., Ltd.", "", "Peng", "Liang"],
        ["Acme Instruments Ltd", "Acme Holdings plc", "Jo", "Smith"],
        ["Northern Optics Ltd", "", "Ana", "Costa"],
    ]
    intake = office.take([header, *rows])
    assert intake.tables[0].columns[0].meaning == "organisation"
    assert "Inspur Group Co., Ltd." in intake.tables[0].rows[1].subjects[0].organisations
