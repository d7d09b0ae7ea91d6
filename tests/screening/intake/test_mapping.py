"""How sure the reading of a table is, the question where it is not, and the choices that answer it."""

import pytest

from screening.errors import UploadRefused
from screening.intake import IntakeOptions, read_list
from screening.intake.mapping import Certainty, MappingNeeded, choice_for, signature

TWO_PEOPLE = [
    ["Wei Zhang", "Jane Roe", "Beihang University"],
    ["Anna Berg", "Ivan Petrov", "Lund University"],
    ["Bo Ek", "Marco Rossi", "NUDT"],
]
ACRONYMS = [["Wer", "Woher"], ["Wei Zhang", "NUDT"], ["Anna Berg", "KTH"], ["Ivan Petrov", "CASC"]]
KNOWN = [["Name", "Affiliation"], ["Wei Zhang", "Beihang University"], ["Anna Berg", "Lund University"]]


def subjects(intake):
    return [each for row in intake.rows() for each in row.subjects]


def meanings(intake):
    return {column.letter: column.meaning for column in intake.tables[0].columns}


def question_of(office, *sheets, **options):
    with pytest.raises(MappingNeeded) as needed:
        office.take(*sheets, **options)
    return needed.value.questions[0]


def options_of(choice):
    return {
        "map": choice.map,
        "ignore": choice.ignore,
        "header_rows": choice.header_rows,
        "skip_sheets": choice.skip_sheets,
    }


def test_known_headers_are_certain(office):
    table = office.take(KNOWN).tables[0]
    assert table.certainty is Certainty.CERTAIN
    assert "Row 1" in table.certainty_reason


def test_values_that_admit_one_reading_are_likely_and_that_is_said(office):
    rows = [
        ["R0001", "x", "Wei Zhang", "Beihang University", "w@b.cn"],
        ["R0002", "", "Anna Berg", "NUDT", "a@l.se"],
    ]
    intake = office.take(rows)
    assert meanings(intake) == {
        "A": "unknown",
        "B": "unknown",
        "C": "person_name",
        "D": "organisation",
        "E": "email",
    }
    assert intake.tables[0].certainty is Certainty.LIKELY
    assert any("we read the columns by their values" in said for said in intake.notices)


def test_two_columns_of_people_are_asked_about_with_their_first_subjects(office):
    question = question_of(office, TWO_PEOPLE)
    assert [reading.subjects[0] for reading in question.readings] == [
        "Wei Zhang · Beihang University",
        "Jane Roe · Beihang University",
    ]
    assert "A and B" in question.reason


def test_people_beside_a_column_that_may_say_where_they_are_are_asked_about(office):
    question = question_of(office, ACRONYMS)
    assert [reading.subjects[1] for reading in question.readings] == ["Wei Zhang · NUDT", "Wei Zhang"]


@pytest.mark.parametrize("rows", [TWO_PEOPLE, ACRONYMS])
def test_the_choice_of_a_reading_selects_exactly_that_reading(office, rows):
    for reading in question_of(office, rows).readings:
        intake = office.take(rows, **options_of(reading.choice))
        used = [(c.letter, c.meaning) for c in intake.tables[0].columns if c.meaning != "unused"]
        assert used == [(c.letter, c.meaning) for c in reading.columns if c.meaning != "unused"]
        assert intake.tables[0].certainty is Certainty.CERTAIN


def test_nothing_of_a_file_is_taken_while_one_sheet_is_open(office):
    question = question_of(office, ("Known", KNOWN), ("Other", TWO_PEOPLE))
    assert question.sheet == "Other"
    for reading in question.readings:
        intake = office.take(("Known", KNOWN), ("Other", TWO_PEOPLE), **options_of(reading.choice))
        assert [s.name for s in subjects(intake)][:2] == ["Wei Zhang", "Anna Berg"]


def test_a_sheet_that_may_be_no_list_is_asked_about_and_can_be_left_out(office):
    sheets = ("Known", KNOWN), ("Extra", [["Kelp"], ["Alder"], ["Cobalt"], ["Juniper"]])
    question = question_of(office, *sheets)
    assert [bool(reading.columns) for reading in question.readings] == [True, False]
    left_out = office.take(*sheets, **options_of(question.readings[-1].choice))
    assert len(subjects(left_out)) == 2
    assert left_out.notices[0] == "Sheet Extra: left out as you said, so its 4 rows were not screened."
    listed = office.take(*sheets, **options_of(question.readings[0].choice))
    assert len(subjects(listed)) == 6


def test_sheets_that_hold_no_list_are_named_first(office):
    sheets = (
        (
            "Read me",
            [["How to use this"], ["Please fill in one row per visitor and do not change the columns."]],
        ),
        ("Data", [["Visitor", "Affiliation", "Type"], ["Wei Zhang", "NUDT", "V"], ["Anna Berg", "KTH", "S"]]),
        ("Codes", [["V", "Visitor"], ["S", "Student"], ["A", "Academic staff"]]),
        ("Pivot", [["Row Labels", "Count of Visitor"], ["NUDT", 1], ["KTH", 1], ["Grand Total", 2]]),
    )
    intake = office.take(*sheets)
    assert [s.name for s in subjects(intake)] == ["Wei Zhang", "Anna Berg"]
    first = " ".join(intake.notices[:3])
    assert "Read me: holds instructions" in first
    assert "Codes: explains codes" in first
    assert "Pivot: holds a pivot table" in first


def test_the_row_of_the_header_can_be_said(office):
    rows = [["Anna Berg", "x"], ["Wer", "Woher"], ["Wei Zhang", "Beihang University"]]
    intake = office.take(rows, map=(("person_name", "Wer"), ("affiliation", "Woher")), header_rows=(("", 2),))
    assert intake.tables[0].header_row == 2
    assert [s.name for s in subjects(intake)] == ["Wei Zhang"]
    none = office.take(rows, map=(("person_name", "A"), ("affiliation", "B")), header_rows=(("Sheet1", 0),))
    assert len(subjects(none)) == 3


def test_columns_can_be_left_out(office):
    intake = office.take(
        [["Name", "Affiliation", "Company"], ["Wei Zhang", "KTH", "NUDT"]], ignore=("Company",)
    )
    assert subjects(intake)[0].affiliations == ("KTH",)
    assert meanings(intake)["C"] == "unused"


def test_a_column_that_is_not_there_cannot_be_left_out(office):
    with pytest.raises(UploadRefused) as refused:
        office.take(KNOWN, ignore=("Nowhere",))
    assert refused.value.code == "unknown-column"


def test_several_columns_may_share_a_meaning(office):
    rows = [["Wer", "Hier", "Dort"], ["Wei Zhang", "KTH", "NUDT"], ["Anna Berg", "MIT", ""]]
    intake = office.take(rows, map=(("person_name", "Wer"), ("affiliation", "Hier"), ("affiliation", "Dort")))
    assert subjects(intake)[0].affiliations == ("KTH", "NUDT")


def test_a_choice_can_name_the_column_of_one_table(office):
    rows = [
        ["Name", "Affiliation"],
        ["Wei Zhang", "KTH"],
        [],
        ["Project", "Amount", "Note"],
        ["Kelp", 12, "Rostec"],
    ]
    intake = office.take(rows, map=(("organisation", "C4"),))
    assert [s.name for s in subjects(intake)] == ["Wei Zhang", "Rostec"]


def test_a_sheet_that_is_not_there_cannot_be_chosen(office):
    with pytest.raises(UploadRefused) as refused:
        office.take(KNOWN, skip_sheets=("Nowhere",))
    assert refused.value.code == "unknown-sheet"


def test_a_confirmed_mapping_is_applied_where_the_headers_are_the_same(office):
    rows = [["Wer", "Von wo?"], *ACRONYMS[1:]]
    given = (("person_name", "Wer"), ("affiliation", "Von wo?"))
    first = office.take(rows, map=given, header_rows=(("", 1),)).tables[0]
    confirmed = {signature(first.headers_by_column): choice_for(first.columns)}
    again = office.take([["WER", "von wo"], ["Bo Ek", "CASC"], ["Jo Roe", "MIT"]], confirmed=confirmed)
    assert [(s.name, s.affiliations) for s in subjects(again)] == [("Bo Ek", ("CASC",)), ("Jo Roe", ("MIT",))]
    assert again.tables[0].certainty is Certainty.CERTAIN
    assert any("confirmed before" in said for said in again.notices)
    with pytest.raises(MappingNeeded):
        office.take([["Wann", "Von wo?"], ["Bo Ek", "CASC"], ["Jo Roe", "MIT"]], confirmed=confirmed)


def test_a_mapping_that_names_a_column_by_its_letter_holds_for_tables_with_that_very_column_only(office):
    rows = [["Wer", "", "Anmerkung"], ["Wei Zhang", "CASC", "x"], ["Ann Lee", "NUDT", "y"]]
    given = (("person_name", "Wer"), ("affiliation", "B"))
    first = office.take(rows, map=given, header_rows=(("", 1),)).tables[0]
    confirmed = {signature(first.headers_by_column): choice_for(first.columns)}
    again = office.take([["Wer", "", "Anmerkung"], ["Bo Ek", "MIT", "z"]] * 2, confirmed=confirmed)
    assert subjects(again)[0].affiliations == ("MIT",)
    # The same headers, but nothing stands in column B, or the column without a header is another.
    for other in (
        [["Wer", "Anmerkung"], ["Bo Ek", "CASC"], ["Jo Roe", "MIT"]],
        [["Wer", "Anmerkung", ""], ["Bo Ek", "z", "CASC"], ["Jo Roe", "z", "MIT"]],
    ):
        try:
            found = office.take(other, confirmed=confirmed)
        except MappingNeeded:
            continue
        assert not any("confirmed before" in said for said in found.notices)


def test_signatures_tell_headers_and_their_order_apart():
    assert signature({1: "Name", 2: "Home institution"}) == signature({1: "NAME", 2: "home-institution:"})
    assert signature({1: "Name", 2: "Affiliation"}) != signature({1: "Affiliation", 2: "Name"})
    assert signature({}) == signature({1: ""}) == ""


def test_a_question_is_a_refusal_with_its_own_code(office):
    path = office.workbook(TWO_PEOPLE)
    with pytest.raises(UploadRefused) as refused:
        read_list(path, options=IntakeOptions())
    assert (refused.value.code, refused.value.status) == ("needs-mapping", 422)
