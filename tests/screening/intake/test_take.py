"""Taking whole files: what comes out of the lists that offices have."""

import openpyxl
import pytest

from screening.errors import UploadRefused
from screening.intake import take
from screening.model import SubjectType


def workbook(tmp_path, *sheets, name="list.xlsx"):
    """A workbook with one sheet for each (title, rows) or list of rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, sheet in enumerate(sheets, start=1):
        title, rows = sheet if isinstance(sheet, tuple) else (f"Sheet{number}", sheet)
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    path = tmp_path / name
    book.save(path)
    return path


def csv_of(tmp_path, text, encoding="utf-8", name="list.csv"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def subjects(intake):
    return [row.subject for row in intake.rows() if row.subject]


def states(intake):
    return {row.number: row.code or row.state.value for row in (*intake.rows(), *intake.outside)}


def test_a_simple_workbook_gives_persons_with_affiliations(tmp_path):
    intake = take(
        workbook(tmp_path, [["Name", "Affiliation", "Country"], ["Wei Zhang", "Beihang University", "CN"]])
    )
    (subject,) = subjects(intake)
    assert (subject.name, subject.type, subject.affiliations, subject.country) == (
        "Wei Zhang",
        SubjectType.PERSON,
        ("Beihang University",),
        "CN",
    )


def test_title_rows_blank_rows_and_totals_are_skipped_and_counted(tmp_path):
    rows = [
        ["Collaborators 2026"],
        [],
        ["Name", "Affiliation", "Days"],
        ["A B", "NUDT", 3],
        [],
        ["C D", "MIT", 4],
        ["Total", None, 7],
    ]
    intake = take(workbook(tmp_path, rows))
    assert states(intake) == {
        1: "title",
        2: "blank",
        3: "header",
        4: "subject",
        5: "blank",
        6: "subject",
        7: "total",
    }
    assert intake.counts == {"rows": 7, "subject": 2, "unscreened": 0, "skipped": 5}


def test_a_csv_with_semicolons_is_read_by_its_header_line(tmp_path):
    intake = take(csv_of(tmp_path, "Name;Affiliation\nWei Zhang;School of Astronautics, NPU, Xi'an\n"))
    assert intake.delimiter == ";"
    assert subjects(intake)[0].affiliations == ("School of Astronautics, NPU, Xi'an",)


def test_a_single_column_of_names_needs_no_header(tmp_path):
    intake = take(
        workbook(tmp_path, [["Beihang University"], ["Harbin Institute of Technology"], ["Huawei"]])
    )
    assert [s.name for s in subjects(intake)] == [
        "Beihang University",
        "Harbin Institute of Technology",
        "Huawei",
    ]


def test_a_file_without_any_name_is_refused(tmp_path):
    with pytest.raises(UploadRefused) as refused:
        take(workbook(tmp_path, [["Project", "Amount"], ["Kelp", 12]]))
    assert refused.value.code == "no-table"


def test_a_missing_file_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(UploadRefused, match="no file") as refused:
        take(tmp_path / "gone.csv")
    assert refused.value.code == "not-found"
