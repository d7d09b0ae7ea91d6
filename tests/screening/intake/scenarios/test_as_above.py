"""Cells that say "as above" are read as the cell above where a person has said so, and nowhere else."""

import pytest
from openpyxl import Workbook

from screening.confirmed_mappings import to_remember
from screening.errors import ScreeningError
from screening.intake import IntakeOptions
from screening.intake.confirmed_mapping import signature_of
from screening.intake.list_reader import read_list
from screening.intake.model import RowState
from screening.intake.reading_choice import ChoiceInvalid, ReadingChoice
from screening.pipeline import ScreeningRequest

HEADER = ("Name", "Affiliation", "Country")


def workbook(tmp_path, **sheets):
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    path = tmp_path / "partners.xlsx"
    book.save(path)
    return path


def csv(tmp_path, *rows):
    path = tmp_path / "partners.csv"
    path.write_text("\n".join(",".join(row) for row in (HEADER, *rows)), encoding="utf-8")
    return path


def affiliations(intake):
    return {
        (row.sheet, row.number): row.subjects[0].affiliations
        for row in intake.rows()
        if row.state is RowState.SUBJECT and row.subjects
    }


def read(path, answer=""):
    return read_list(path, options=IntakeOptions(as_above=answer))


@pytest.fixture
def story(tmp_path):
    """Three sheets of one list, each begun anew, with a section and a header printed again."""
    return workbook(
        tmp_path,
        Physics=[
            HEADER,
            ("Li Wei", "Zorbex University", "CN"),
            ("Wang Fang", "as above", "CN"),
            ("Zhao Lin", "〃", "〃"),
            (None, None, None),
            ("Sun Mei", "同上", "CN"),
        ],
        Chemistry=[
            HEADER,
            ("Anna Berg", "ebenda", "DE"),
            ("Karl Berg", "Quillor Institut", "DE"),
            ("--- not yet approved ---", None, None),
            ("Uwe Berg", "dito", "DE"),
            ("Ivo Berg", "Velmor Institut", "DE"),
            ("Eva Berg", "see CV", "DE"),
            ("Ida Berg", "idem", "DE"),
        ],
        Biology=[
            HEADER,
            ("Kim Jun", "Tarmun University", "KR"),
            HEADER,
            ("Park Min", "위와 같음", "KR"),
            ("Иван Петров", "Рывет", "RU"),
            ("Пётр Иванов", "то же", "RU"),
        ],
    )


CARRIED = {
    ("Physics", 3): ("Zorbex University",),
    ("Physics", 4): ("Zorbex University",),
    ("Physics", 6): ("Zorbex University",),
    ("Biology", 6): ("Рывет",),
}


def test_a_confirmed_cell_is_read_as_the_nearest_one_above_in_its_part_of_its_sheet(story):
    left, carried = affiliations(read(story)), affiliations(read(story, "yes"))
    changed = {place: texts for place, texts in carried.items() if texts != left[place]}
    assert changed == CARRIED
    assert carried["Chemistry", 2] == ("ebenda",)
    assert carried["Chemistry", 5] == ("dito",)
    assert carried["Chemistry", 8] == ("idem",)
    assert carried["Biology", 4] == ("위와 같음",)


def test_each_row_says_from_which_row_its_text_was_carried_and_what_its_cell_says(story):
    notes = {(row.sheet, row.number): row.notes for row in read(story, "yes").rows() if row.notes}
    assert notes.keys() == CARRIED.keys()
    why = "The affiliation was carried from row 2 (“Zorbex University”), where B3 says “as above”."
    assert notes["Physics", 3] == (why,)
    assert len(notes["Physics", 4]) == 2  # its country, too


@pytest.mark.parametrize("answer", ["", "no"])
def test_without_a_yes_nothing_is_carried(story, answer):
    intake = read(story, answer)
    assert not any(row.notes for row in intake.rows() if row.place in CARRIED and row.number != 4)
    assert affiliations(intake)["Physics", 3] == ("as above",)


def test_the_question_has_the_count_and_two_cells_and_knows_its_answer(story):
    asked = read(story).above
    assert (asked.count, asked.answer) == (5, "")
    assert asked.examples == ("“as above” in B3 (Physics)", "“〃” in B4 (Physics)")
    assert any("Say whether" in said for said in read(story).notices)
    assert read(story, "yes").above.answer == "yes"
    assert not any("Say whether" in said for said in read(story, "no").notices)


def test_a_list_without_such_cells_is_not_asked_about(tmp_path):
    intake = read(csv(tmp_path, ("Li Wei", "Zorbex University", "CN"), ("Wang Fang", "see CV", "CN")), "yes")
    assert (intake.above.count, intake.above.examples) == (0, ())


def test_a_domain_and_a_date_of_birth_are_never_carried(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(
        "Name,Affiliation,Email,Date of birth\n"
        "Li Wei,Zorbex University,li@zorbex.edu.cn,1970-01-01\n"
        "Wang Fang,as above,as above,as above\n",
        encoding="utf-8",
    )
    subject = [*read(path, "yes").rows()][-1].subjects[0]
    assert subject.affiliations == ("Zorbex University",)
    assert subject.identifiers == ()
    assert "1970" not in subject.birth_date


def test_rows_that_look_alike_are_carried_from_their_own_place(tmp_path):
    path = csv(
        tmp_path,
        ("Li Wei", "Zorbex University", "CN"),
        ("Wang Fang", "as above", "CN"),
        ("Sun Mei", "Tarmun Institute", "CN"),
        ("Wang Fang", "as above", "CN"),
    )
    found = affiliations(read(path, "yes"))
    assert [texts for (_, number), texts in found.items() if number in (3, 5)] == [
        ("Zorbex University",),
        ("Tarmun Institute",),
    ]


def test_the_answer_is_remembered_with_the_mapping_and_a_later_no_is_above_it(tmp_path):
    path = csv(tmp_path, ("Li Wei", "Zorbex University", "CN"), ("Wang Fang", "as above", "CN"))
    choice = ReadingChoice.parse(as_above="yes")
    ((table, mapping),) = to_remember(read(path, "yes"), choice)
    confirmed = {signature_of(table): mapping}
    again = read_list(path, options=IntakeOptions(confirmed=confirmed))
    assert affiliations(again)["CSV", 3] == ("Zorbex University",)
    refused = read_list(path, options=IntakeOptions(confirmed=confirmed, as_above="no"))
    assert affiliations(refused)["CSV", 3] == ("as above",)


def test_the_answer_stands_in_the_order_and_in_the_record_of_the_run():
    order = ScreeningRequest().with_choice(ReadingChoice.parse(as_above="yes"))
    assert ScreeningRequest.from_json(order.to_json()) == order
    assert ("“as above” read as the cell above", "yes") in order.parameters()
    assert order.choice.words() == {"as_above": "yes"}


def test_an_answer_is_yes_or_no():
    with pytest.raises(ChoiceInvalid, match="write yes or no"):
        ReadingChoice.parse(as_above="maybe")


def test_a_bulk_file_refuses_what_it_cannot_do(tmp_path):
    from screening.bulk.layout import find_layout

    with pytest.raises(ScreeningError, match="cannot be read as the cell above"):
        find_layout(None, "a.csv", IntakeOptions(as_above="yes"), "", None)


@pytest.mark.parametrize("named", ["Same as row 2", "see row 2", "As in row 2"])
def test_a_cell_that_names_a_row_by_its_number_is_not_read_as_the_nearest(tmp_path, named):
    path = csv(
        tmp_path,
        ("Li Wei", "Zorbex University", "CN"),
        ("Sun Mei", "Quillor Institute", "CN"),
        ("Wang Fang", named, "CN"),
        ("Zhao Lin", "as above", "CN"),
    )
    found = {number: texts for (_, number), texts in affiliations(read(path, "yes")).items()}
    assert found[2] == ("Zorbex University",)
    assert [number for number, texts in found.items() if "Quillor Institute" in texts] == [3]


def test_nothing_is_read_from_a_row_whose_cells_are_shifted(tmp_path):
    path = csv(
        tmp_path,
        ("Li Wei", "Zorbex University", "CN"),
        ("Sun", "Mei", "Quillor Institute", "CN"),
        ("Wang Fang", "as above", "CN"),
    )
    found = {number: texts for (_, number), texts in affiliations(read(path, "yes")).items()}
    assert found[2] == ("Zorbex University",)
    assert not any(
        "Mei" in texts or "Zorbex University" in texts for number, texts in found.items() if number > 2
    )
