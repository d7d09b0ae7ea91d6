"""Taking whole files: what comes out of the lists that offices have."""

import datetime
import hashlib

import pytest

from screening.errors import UploadRefused
from screening.intake import IntakeOptions, read_list
from screening.intake.model import RowState
from screening.model import SubjectType


def subjects(intake):
    return [each for row in intake.rows() for each in row.subjects]


def states(intake):
    return {row.number: row.code or row.state.value for row in (*intake.rows(), *intake.outside)}


def meanings(table):
    return {column.letter: column.meaning for column in table.columns}


def test_a_simple_workbook_gives_persons_with_affiliations(office):
    intake = office.take([["Name", "Affiliation", "Country"], ["Wei Zhang", "Beihang University", "CN"]])
    (subject,) = subjects(intake)
    assert (subject.name, subject.type) == ("Wei Zhang", SubjectType.PERSON)
    assert (subject.affiliations, subject.country) == (("Beihang University",), "CN")


def test_title_rows_blank_rows_and_totals_are_skipped_and_counted(office):
    rows = [["Collaborators 2026"], [], ["Name", "Affiliation", "Days"]]
    rows += [["A B", "NUDT", 3], [], ["C D", "MIT", 4], ["Total", None, 7]]
    intake = office.take(rows)
    assert states(intake) == {
        1: "title",
        2: "blank",
        3: "header",
        4: "subject",
        5: "blank",
        6: "subject",
        7: "total",
    }
    assert intake.counts == {"rows": 7, "subject": 2, "unscreened": 0, "skipped": 5, "subjects": 2}


def test_a_company_called_total_is_not_a_total(office):
    intake = office.take([["Supplier", "Country"], ["Total", "FR"], ["Total", None]])
    assert [subject.name for subject in subjects(intake)] == ["Total", "Total"]


def test_a_company_whose_name_begins_with_total_is_not_a_total(office):
    rows = [["Supplier", "Days"], ["Total Energies", 5], ["Grand total", 5], ["Total days: 5", None]]
    assert list(states(office.take(rows)).values()) == ["header", "subject", "total", "total"]


def test_a_list_without_headers_keeps_its_persons_beside_their_institutions(office):
    intake = office.take_csv("Wei Zhang,Beihang University,New Zealand\nJo Smith,Oxford University,China\n")
    assert meanings(intake.tables[0]) == {"A": "person_name", "B": "organisation", "C": "unknown"}
    assert subjects(intake)[0].name == "Wei Zhang"


def test_a_few_group_titles_do_not_turn_persons_into_organisations(office):
    intake = office.take([["Name", "Affiliation"], ["Physics group", None], ["Wei Zhang", "NUDT"]])
    assert subjects(intake)[1].affiliations == ("NUDT",)


def test_a_header_of_two_rows_with_merged_cells_is_read_whole(office):
    def merge(book):
        page = book.active
        page.merge_cells("A1:B1")
        page.merge_cells("C1:D1")

    rows = [["Person", None, "Institution", None], ["Family name", "Given name", "Name", "Country"]]
    intake = office.take([*rows, ["张", "伟", "NUDT", "China"], ["Smith", "Jo", "MIT", "USA"]], change=merge)
    table = intake.tables[0]
    assert (table.first_header_row, table.header_row) == (1, 2)
    assert meanings(table) == {
        "A": "family_name",
        "B": "given_name",
        "C": "organisation",
        "D": "institution_country",
    }
    assert [s.name for s in subjects(intake)] == ["张伟", "Smith, Jo"]
    assert [s.institution_country for s in subjects(intake)] == ["CN", "US"]


def test_headings_that_are_no_known_headers_may_stand_over_groups(office):
    def merge(book):
        book.active.merge_cells("A1:B1")
        book.active.merge_cells("C1:D1")

    rows = [["Section alpha", None, "Section beta", None], ["Name", "E-mail", "Affiliation", "Country"]]
    intake = office.take([*rows, ["Wei Zhang", "w@buaa.edu.cn", "BUAA", "CN"]], change=merge)
    assert intake.tables[0].first_header_row == 1
    assert subjects(intake)[0].identifiers == (("email", "w@buaa.edu.cn"),)


def test_tables_stacked_on_a_sheet_each_have_their_own_columns(office):
    rows = [["Name", "Affiliation", "Country"], ["A B", "NUDT", "CN"], [], ["Suppliers"]]
    rows += [["Country", "Company"], ["DE", "Siemens AG"]]
    intake = office.take(rows)
    assert [table.header_row for table in intake.tables] == [1, 5]
    assert [s.type for s in subjects(intake)] == [SubjectType.PERSON, SubjectType.ORGANISATION]
    assert states(intake)[4] == "title"


def test_a_row_of_header_words_inside_a_table_is_still_a_row(office):
    rows = [["Name", "Type", "Role"], ["Huawei", "Company", "Supplier"], ["Acme", "University", "Partner"]]
    intake = office.take(rows)
    assert len(subjects(intake)) == 2


def test_headers_printed_again_on_each_page_are_skipped(office):
    header = ["Name", "Affiliation", "Country"]
    intake = office.take([header, ["A B", "NUDT", "CN"], header, ["C D", "MIT", "US"]])
    assert len(intake.tables) == 1
    assert states(intake) == {1: "header", 2: "subject", 3: "header", 4: "subject"}


def test_the_nsf_table_of_collaborators_is_read_natively(office):
    rows = [
        ["COLLABORATORS AND OTHER AFFILIATIONS INFORMATION"],
        ["Follow the instructions and do not change the columns."],
        [],
        ["Table 1: List your name and affiliations of the last 12 months."],
        ["1", "Your Name:", "Your Organizational Affiliation(s), last 12 mo", "Last Active Date"],
        [None, "Doe, Jane", "University of Arizona", None],
        [],
        ["Table 3: List your PhD advisors and advisees."],
        ["3", "Advisor/Advisee Name:", "Organizational Affiliation", "Optional (email, Department)"],
        ["G:", "Zhang, Wei", "Northwestern Polytechnical University", None],
        ["T:", "Li, Na", "MIT", "li@mit.edu"],
        [],
        ["Table 4: List co-authors and collaborators of the past 48 months."],
        ["4", "Name:", "Organizational Affiliation", "Optional (email, Department)", "Last Active"],
        ["A:", "Chen, Bo", "Harbin Engineering University", None, "1/2/2025"],
    ]
    intake = office.take(rows)
    assert [table.header_row for table in intake.tables] == [5, 9, 14]
    assert [s.name for s in subjects(intake)] == ["Doe, Jane", "Zhang, Wei", "Li, Na", "Chen, Bo"]
    assert all(s.type is SubjectType.PERSON and s.affiliations for s in subjects(intake))
    assert intake.counts["unscreened"] == 0
    assert intake.counts["rows"] == 15


def test_every_sheet_is_read_and_one_without_a_table_is_named(office):
    notes = ("Notes", [["Please send this back by Friday."], ["It was made by the office."]])
    intake = office.take(
        ("A", [["Name", "Employer"], ["A B", "X Ltd"]]), ("B", [["单位"], ["国防科技大学"]]), notes
    )
    assert [table.sheet for table in intake.tables] == ["A", "B"]
    assert any("Notes" in said and "2 rows were not screened" in said for said in intake.notices)


def test_a_table_that_names_nobody_is_said(office):
    rows = [["Name", "Affiliation"], ["A B", "MIT"], [], ["Project", "Amount"], ["Kelp", 12], ["Cement", 3]]
    intake = office.take(rows)
    assert len(subjects(intake)) == 1
    assert any("under row 4" in said and "2 rows were not screened" in said for said in intake.notices)
    assert intake.counts["rows"] == 6


def test_a_single_column_of_names_needs_no_header(office):
    intake = office.take([["Beihang University"], ["Harbin Institute of Technology"], ["Huawei"]])
    assert [s.name for s in subjects(intake)] == [
        "Beihang University",
        "Harbin Institute of Technology",
        "Huawei",
    ]
    assert intake.tables[0].header_row == 0


def test_a_text_list_of_addresses_is_one_column(office):
    intake = office.take_csv("School of Astronautics, NPU, Xi'an, China\nMIT, Cambridge\nHuawei\n")
    assert subjects(intake)[0].name == "School of Astronautics, NPU, Xi'an, China"
    assert intake.delimiter == ""


def test_hidden_rows_columns_and_sheets_are_screened_and_said(office):
    def hide(book):
        book["A"].row_dimensions[3].hidden = True
        book["A"].column_dimensions["B"].hidden = True
        book["B"].sheet_state = "veryHidden"

    table = [["Name", "Affiliation"], ["A B", "MIT"], ["C D", "NUDT"]]
    intake = office.take(("A", table), ("B", table), change=hide)
    assert len(subjects(intake)) == 4
    said = " ".join(intake.notices)
    assert "Sheet A: we screened hidden rows too (1: 3)" in said
    assert "we read hidden columns too (B)" in said
    assert "The sheet B is hidden" in said
    assert any("hidden" in note for note in intake.tables[0].rows[2].notes)


def test_cells_merged_downwards_are_used_but_never_in_silence(office):
    def merge(book):
        book.active.merge_cells("B2:B3")

    intake = office.take(
        [["Name", "Affiliation"], ["A B", "NUDT"], ["C D", None], ["E F", None]], change=merge
    )
    rows = intake.tables[0].rows
    assert rows[2].subjects[0].affiliations == ("NUDT",)
    assert "merged cells B2:B3" in rows[2].notes[0]
    assert rows[3].subjects[0].affiliations == ()
    assert any("merged over several rows (B2:B3)" in said for said in intake.notices)


def test_duplicate_headers_are_told_apart_by_position(office):
    rows = [["Name", "Affiliation", "Affiliation", "Country"], ["A B", "MIT", "NUDT", "US"]]
    intake = office.take(rows)
    assert subjects(intake)[0].affiliations == ("MIT", "NUDT")
    assert any("columns B, C" in said for said in intake.notices)


def test_a_second_column_of_names_is_said_on_each_row(office):
    intake = office.take([["Name", "Affiliation", "Name"], ["A B", "MIT", "C D"]])
    row = intake.tables[0].rows[1]
    assert row.subjects[0].name == "A B"
    assert any("further name" in note for note in row.notes)


def test_two_columns_called_name_are_told_apart_by_what_stands_in_them(office):
    intake = office.take([["Name", "Name"], ["Wei Zhang", "Peking University"], ["Jo Smith", "Acme Ltd"]])
    assert meanings(intake.tables[0]) == {"A": "person_name", "B": "organisation"}


def test_citizenship_gender_and_birthplace_are_ignored_in_words_in_any_language(office):
    header = [
        "Name",
        "Affiliation",
        "Country of citizenship",
        "Gender",
        "国籍",
        "Geburtsort",
        "Nationalité",
        "ملیت",
    ]
    intake = office.take([header, ["A B", "MIT", "CN", "F", "中国", "Kiel", "FR", "IR"]])
    assert [column.meaning for column in intake.tables[0].columns[2:]] == ["ignored"] * 6
    assert subjects(intake)[0].country == ""
    (said,) = [said for said in intake.notices if "never used" in said]
    assert all(f"{letter} ({text})" in said for letter, text in zip("CDEFGH", header[2:], strict=True))


def test_columns_of_which_the_same_is_said_share_one_notice_and_what_was_left_unread_comes_first(office):
    header = ["Title", "Name", "Affiliation", "Comments", "Host", "Remarks"]
    rows = [
        ["Dr", "Ana Costa", "MIT", "late", "Jo Smith", "x"],
        ["Ms", "Bo Ek", "KTH", "early", "Al Reed", "y"],
    ]
    intake = office.take([header, *rows])
    assert "other people" in intake.notices[0]
    unused = [said for said in intake.notices if "not used" in said]
    assert len(unused) == 1
    assert "columns A (Title), D (Comments) and F (Remarks): not used" in unused[0]


def test_a_column_of_countries_without_a_header_is_never_a_country(office):
    intake = office.take([["Name", "Affiliation", None], ["A B", "MIT", "CN"]])
    assert subjects(intake)[0].country == ""


@pytest.mark.parametrize("text", ["", "\n\n\n"])
def test_an_empty_list_is_refused(office, text):
    with pytest.raises(UploadRefused) as refused:
        office.take_csv(text)
    assert refused.value.code in ("empty-file", "no-table")


def test_a_file_without_any_name_is_refused(office):
    with pytest.raises(UploadRefused) as refused:
        office.take([["Project", "Amount"], ["Kelp", 12]])
    assert refused.value.code == "no-table"
    assert "Project" in str(refused.value)


def test_a_missing_file_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(UploadRefused, match="no file") as refused:
        read_list(tmp_path / "gone.csv")
    assert refused.value.code == "not-found"


def test_the_hash_is_of_the_bytes_and_the_name_is_the_users(office):
    path = office.csv("Name,Affiliation\nA B,MIT\n")
    intake = read_list(path, options=IntakeOptions(file_name="合作.csv"))
    assert intake.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert intake.file_name == "合作.csv"


def test_a_row_with_content_but_no_subject_is_unscreened(office):
    intake = office.take(
        [["Name", "Affiliation", "Country"], [None, None, "CN"], ["-", "n/a", "CN"], ["A", "B", "CN"]]
    )
    assert [row.code for row in intake.rows()] == ["header", "no-subject", "placeholder", ""]


def test_a_name_of_figures_alone_is_unscreened(office):
    intake = office.take([["Name", "Country"], ["12345", "CN"], ["A B", "CN"]])
    row = intake.tables[0].rows[1]
    assert (row.state, row.code) == (RowState.UNSCREENED, "not-a-name")
    assert "A2" in row.reason


@pytest.mark.parametrize("value", [12345, 360, 0.5, True, datetime.date(1990, 5, 1)])
@pytest.mark.parametrize("header", ["Name", "Organisation"])
def test_a_number_day_or_truth_value_is_nobodys_name(office, header, value):
    rows = office.take([[header, "Country"], [value, "CN"], ["Beihang University", "CN"]]).tables[0].rows
    assert [(row.state, row.code) for row in rows[1:]] == [
        (RowState.UNSCREENED, "name-is-not-text"),
        (RowState.SUBJECT, ""),
    ]
    assert "A2" in rows[1].reason


def test_organisations_that_are_called_by_a_number_stay_names_as_text(office):
    names = ["3M", "360 Security", "1688.com"]
    intake = office.take([["Organisation", "Country"], *([name, "CN"] for name in names)])
    assert [each.name for each in subjects(intake)] == names


def test_a_number_for_an_affiliation_leaves_the_name_to_be_looked_up_and_is_never_no_match(office):
    rows = [["Name", "Affiliation", "Year"], ["Wei Zhang", 0, 2020], ["Na Li", "MIT", 2021]]
    row = office.take(rows).tables[0].rows[1]
    assert (row.state, row.code, row.subjects[0].name) == (RowState.SUBJECT, "name-is-not-text", "Wei Zhang")
    assert row.inquiries[0].unread == (row.code, row.reason)
    assert "B2" in row.reason


def test_a_department_may_be_known_by_its_number(office):
    for header in (["Name", "Affiliation", "Department"], ["Name", "Department"]):
        rows = [[name, *["MIT"] * (len(header) - 2), 4410] for name in ("Wei Zhang", "Na Li")]
        assert [row.code for row in office.take([header, *rows]).rows()][1:] == ["", ""]


def test_text_files_have_no_types(office):
    row = office.take_csv("Name,Affiliation\nWei Zhang,360\nTRUE,MIT\n").tables[0].rows[2]
    assert (row.code, row.subjects[0].name) == ("", "TRUE")


def test_several_people_in_one_cell_are_several_subjects(office):
    intake = office.take([["Author", "Affiliation"], ["Wei Zhang; Na Li", "MIT"], ["Wei Zhang\n张伟", "MIT"]])
    assert [[each.name for each in row.subjects] for row in intake.rows()] == [
        [],
        ["Wei Zhang", "Na Li"],
        ["Wei Zhang\n张伟"],
    ]


def test_notes_below_a_table_are_skipped_but_a_company_called_source_is_not(office):
    rows = [["Supplier", "Country"], ["Acme Ltd", "US"], [], ["Source Photonics"], ["Note: as of May"]]
    intake = office.take(rows)
    assert states(intake) == {1: "header", 2: "subject", 3: "blank", 4: "subject", 5: "note"}


def test_a_person_above_a_header_printed_again_is_screened(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(
        "Name,Affiliation,Country\nWang Wei,Beihang University,\nName,Affiliation,Country\nBo Ek,Lund University,SE\n"
    )
    assert [row.state.value for row in read_list(path).rows()] == ["skipped", "subject", "skipped", "subject"]
