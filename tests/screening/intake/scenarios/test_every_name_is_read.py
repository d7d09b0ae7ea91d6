"""What a list names is screened, asked about or said; no row, column or sheet of names is dropped without a word."""

import pytest

from screening.model import SubjectType

NUDT = "National University of Defense Technology"


def subjects(intake):
    return [each for row in intake.rows() for each in row.subjects]


def types(intake):
    return {subject.name: subject.type for subject in subjects(intake)}


PEOPLE = [["Name", "Affiliation"], *([["Wei Zhang", "University of Oxford"]] * 19)]


def test_an_organisation_among_the_names_of_people_is_screened_as_both(office):
    found = types(office.take([*PEOPLE, [NUDT, None], ["Kelp Optics GmbH", "MIT"]]))
    assert found == {
        "Wei Zhang": SubjectType.PERSON,
        NUDT: SubjectType.UNKNOWN,
        "Kelp Optics GmbH": SubjectType.UNKNOWN,
    }


def test_what_reads_like_no_person_and_has_no_affiliation_is_screened_as_both(office):
    found = types(office.take([*PEOPLE, ["NUDT", None], ["Sukarno", "University of Oslo"], ["Li Wei", None]]))
    assert found["NUDT"] is SubjectType.UNKNOWN
    assert found["Sukarno"] is SubjectType.PERSON
    assert found["Li Wei"] is SubjectType.PERSON


def test_an_organisation_among_the_people_of_one_cell_is_screened_as_both(office):
    found = types(office.take([*PEOPLE, [f"Ivan Petrov; {NUDT}; Anna Berg", None]]))
    assert found["Ivan Petrov"] is SubjectType.PERSON
    assert found[NUDT] is SubjectType.UNKNOWN


def test_the_first_row_of_a_list_without_a_header_is_no_header_for_a_placeholder(office):
    rows = [["Li Wei", NUDT, "tbc"], ["Anna Berg", "Lund University", "2026-01-02"]]
    rows += [["Ivan Petrov", "Lund University", "2026-01-03"], ["Wei Zhang", "Kelp University", "2026-01-04"]]
    assert subjects(office.take(rows))[0].name == "Li Wei"
    rows[0][2] = "to be arranged"
    assert subjects(office.take(rows))[0].affiliations == (NUDT,)
    codes = [["Li Wei", "tbc"], ["Amber", "2026-01-02"], ["Basalt", "2026-01-03"]]
    assert subjects(office.take(codes))[0].name == "Li Wei"


def test_numbers_that_tell_names_apart_stay(office):
    rows = [["13. Research Institute"], ["14. Research Institute"], ["15. Research Institute"]]
    assert [subject.name for subject in subjects(office.take(rows))] == [row[0] for row in rows]
    rows = [["1. Lund University"], ["2. Research Institute"], ["3. Research Institute"], ["4. Kelp GmbH"]]
    rows += [["5. Ministry of Defence"]]
    names = [
        "Lund University",
        "2. Research Institute",
        "3. Research Institute",
        "Kelp GmbH",
        "Ministry of Defence",
    ]
    assert [subject.name for subject in subjects(office.take(rows))] == names
    rows = [["1. Wei Zhang"], ["2. Wei Zhang"], ["3. Anna Berg"], ["4. Ivan Petrov"]]
    assert [subject.name for subject in subjects(office.take(rows))][1] == "Wei Zhang"


MAIN = [
    ["Name", "Affiliation", "Funder", "Kind"],
    ["Wei Zhang", "Lund University", NUDT, "A"],
    ["Anna Berg", "Lund University", "Beihang University", "B"],
]


@pytest.mark.parametrize(
    "rows",
    [
        [[NUDT], ["Beihang University"]],
        [["A", NUDT], ["B", "Harbin Institute of Technology"]],
        [["A", NUDT], ["B", "Huawei"], ["C", "Rostec"], ["D", "CASC"]],
    ],
)
def test_a_sheet_of_organisations_explains_no_codes(office, rows):
    intake = office.take(("Main", MAIN), ("Partners", rows))
    assert NUDT in [subject.name for subject in subjects(intake)]


def test_a_sheet_of_kinds_explains_codes(office):
    kinds = [["A", "Private company"], ["B", "Private school"], ["C", "Public hospital"]]
    assert any("explains codes" in said for said in office.take(("Main", MAIN), ("Kinds", kinds)).notices)


VISITORS = [["Name", "Affiliation"], ["Wei Zhang", "Lund University"], ["Anna Berg", "Lund University"]]


def test_a_list_above_a_header_is_screened_too(office):
    names = ["Beihang University", NUDT, "Harbin Engineering University", "Huawei", "Lund University"]
    names += ["Beijing Institute of Technology"]
    intake = office.take([*([name] for name in names), [], *VISITORS])
    assert [subject.name for subject in subjects(intake)] == [*names, "Wei Zhang", "Anna Berg"]
    assert intake.counts["rows"] == 10
    people = [["Huawei"], *([name, NUDT] for name in ("Wei Zhang", "Anna Berg", "Ivan Petrov", "Bo Chen"))]
    assert [subject.name for subject in subjects(office.take([*people, *VISITORS]))][:2] == [
        "Huawei",
        "Wei Zhang",
    ]


def test_rows_above_a_header_that_name_somebody_are_said(office):
    said = office.take([["Beihang University"], ["Wei Zhang", NUDT], [], *VISITORS]).notices[0]
    assert "rows 1 and 2" in said
    assert "we did not screen the text above the header in row 4" in said


@pytest.mark.parametrize(
    "above", [[["Visitors in 2026"]], [["Host", "Lund University"], ["Date", "2026-01-02"]]]
)
def test_titles_and_labels_above_a_header_are_not_said(office, above):
    assert not any("above the header" in said for said in office.take([*above, [], *VISITORS]).notices)


def test_text_below_a_table_is_said_first(office):
    text = f"Please also screen our partner, the {NUDT}, which is sending two people to us."
    said = office.take([*VISITORS, [], [text]]).notices[0]
    assert "text below the table (row 5)" in said
    between = office.take([*VISITORS, [], [text], [], ["Supplier", "Country"], ["Kelp GmbH", "DE"]])
    assert any("text below the table (row 5)" in said for said in between.notices)


def test_organisations_in_columns_that_are_not_needed_are_said_first_and_beside_their_rows(office):
    rows = [["Name", "Affiliation", "Comments", "Address", "Type"]]
    rows += [["Wei Zhang", "Lund University", NUDT, "12 University Road", "University"]]
    rows += [["Anna Berg", "Lund University", "vegetarian", "Beihang University, 37 Xueyuan Road", "Company"]]
    intake = office.take(rows)
    assert "columns C (Comments) and D (Address)" in intake.notices[0]
    assert "name organisations" in intake.notices[0]
    first, second = (row.notes for table in intake.tables for row in table.rows[1:])
    assert len(first) == len(second) == 1
    assert NUDT in first[0]
    assert "Beihang University" in second[0]
    left_out = office.take(rows, ignore=("Comments", "Address"))
    assert not [note for row in left_out.rows() for note in row.notes]


def test_a_second_table_under_unknown_headers_is_said(office):
    partners = [["Our partners", "Year"], ["Beihang University", "2011"], [NUDT, "2012"]]
    said = office.take([*VISITORS, [], *partners]).notices[0]
    assert "from row 5 on do not look like the table above" in said


def test_blocks_of_one_table_are_not_said(office):
    blocks = [*VISITORS, [], ["Bo Chen", "Kelp University"], ["Ivan Petrov", "MIT"], [], ["Total:", "5"]]
    assert not any("do not look like" in said for said in office.take(blocks).notices)


def test_an_affiliation_far_down_in_an_empty_column_without_a_header_is_read(office):
    rows = [[f"Example Person {number}", "Harvard University", None] for number in range(4_001)]
    rows[3_002] = ["Wei Zhang", "Harvard University", "Beihang University"]
    found = [each.affiliations for each in subjects(office.take(rows))]
    assert found[3_002] == ("Harvard University", "Beihang University")
