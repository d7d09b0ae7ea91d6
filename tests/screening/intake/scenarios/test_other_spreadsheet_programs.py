"""Workbooks by other programs than Excel. `sheetjs.xlsx` was written by SheetJS 0.18.5 and names invented people."""

import zipfile
from pathlib import Path

import pytest

from screening.errors import UploadRefused
from screening.intake import read_list

SHEETJS = Path(__file__).with_name("sheetjs.xlsx")
TYPES = "[Content_Types].xml"
BINARY_MACROS = 'Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"'


def with_parts(folder, changes=None, more=()):
    path = folder / "list.xlsx"
    with zipfile.ZipFile(SHEETJS) as old, zipfile.ZipFile(path, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            new.writestr(part, changes(content.decode()) if changes and part == TYPES else content)
        for part, content in more:
            new.writestr(part, content)
    return path


def code_of(path):
    with pytest.raises(UploadRefused) as caught:
        read_list(path)
    return caught.value.code


def test_a_workbook_by_sheetjs_is_read_whatever_types_it_declares_for_endings():
    with zipfile.ZipFile(SHEETJS) as archive:
        assert BINARY_MACROS in archive.read(TYPES).decode()
    assert [row.subjects[0].name for row in read_list(SHEETJS).rows() if row.subjects] == [
        "Wei Example",
        "Ann Example",
    ]


def test_a_part_that_such_a_type_is_declared_for_makes_it_a_macro_workbook(tmp_path):
    assert code_of(with_parts(tmp_path, more=[("xl/code.bin", b"x")])) == "macros"


def test_a_type_of_a_part_that_is_not_there_declares_nothing(tmp_path):
    override = (
        '<Override PartName="/xl/gone.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    )
    path = with_parts(tmp_path, lambda types: types.replace("</Types>", override))
    assert read_list(path).counts["subject"] == 2


def test_the_own_type_of_a_part_goes_before_that_of_its_ending(tmp_path):
    settings = "application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings"
    override = f'<Override PartName="/xl/printer.bin" ContentType="{settings}"/></Types>'
    path = with_parts(tmp_path, lambda types: types.replace("</Types>", override), [("xl/printer.bin", b"x")])
    assert read_list(path).counts["subject"] == 2


def test_code_stays_refused_by_its_type_and_by_its_name(tmp_path):
    override = (
        '<Override PartName="/xl/code.dat" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    )
    path = with_parts(tmp_path, lambda types: types.replace("</Types>", override), [("xl/code.dat", b"x")])
    assert code_of(path) == "macros"
    assert code_of(with_parts(tmp_path, more=[("xl/vbaProject.bin", b"x")])) == "macros"
