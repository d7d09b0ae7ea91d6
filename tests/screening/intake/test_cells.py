"""Cells that cannot be looked for leave their row unscreened, with the address and the reason."""

import io
import zipfile

import pytest

from screening.intake import IntakeOptions, read_list

HEADER = ["Name", "Affiliation", "Notes"]


def saved_values(path, values):
    """Write saved values into formula cells, as Excel does; openpyxl leaves them empty."""
    content = path.read_bytes()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            text = old.read(part)
            if part.endswith("sheet1.xml"):
                for ref, value in values.items():
                    text = text.replace(f'<c r="{ref}">'.encode(), f'<c r="{ref}" t="str">'.encode())
                    at = text.index(f'r="{ref}"'.encode())
                    start = text.index(b"<v", at)
                    stop = text.index(b"</c>", at)
                    text = text[:start] + f"<v>{value}</v>".encode() + text[stop:]
            new.writestr(part, text)
    path.write_bytes(out.getvalue())
    return path


def codes(intake):
    return [row.code or row.state.value for row in intake.rows()]


def test_a_name_that_is_a_formula_is_screened_by_its_saved_value_and_the_row_says_so(office):
    path = saved_values(office.workbook([HEADER, ['=B2&""', "NUDT", "x"]]), {"A2": "Wei Zhang"})
    row = read_list(path).tables[0].rows[1]
    assert row.subjects[0].name == "Wei Zhang"
    assert row.notes == ("The name in A2 is a formula; its value as last saved was screened.",)


def test_strict_formulas_leave_the_row_unscreened(office):
    path = saved_values(office.workbook([HEADER, ['=B2&""', "NUDT", "x"]]), {"A2": "Wei Zhang"})
    assert codes(read_list(path, options=IntakeOptions(strict_formulas=True))) == ["header", "formula"]


def test_a_formula_without_a_saved_value_is_unscreened_even_in_an_empty_row(office):
    assert codes(office.take([HEADER, ["=D2", None, None], ["A B", "MIT", None]])) == [
        "header",
        "formula-no-value",
        "subject",
    ]


def test_a_formula_in_a_column_not_in_use_changes_nothing(office):
    assert codes(office.take([HEADER, ["A B", "MIT", "=1+1"]])) == ["header", "subject"]


def test_a_spreadsheet_error_in_a_name_is_unscreened(office):
    intake = office.take([HEADER, ["#REF!", None, None], ["A B", "#N/A", None], ["C D", "MIT", "#REF!"]])
    assert codes(intake) == ["header", "error-cell", "error-cell", "subject"]


@pytest.mark.parametrize(
    ("length", "code"), [(2_000, "subject"), (2_001, "cell-too-long"), (32_767, "cell-too-long")]
)
def test_a_long_affiliation_is_refused_for_its_row_and_the_rest_goes_on(office, length, code):
    intake = office.take([HEADER, ["A B", "x" * length, None], ["C D", "MIT", None]])
    assert codes(intake) == ["header", code, "subject"]


def test_a_long_cell_in_a_column_not_in_use_changes_nothing(office):
    assert codes(office.take([HEADER, ["A B", "MIT", "x" * 5_000]])) == ["header", "subject"]


def test_a_name_over_its_limit_is_unscreened_and_never_cut(office):
    intake = office.take([HEADER, ["N" * 300, "MIT", None], ["N" * 301, "MIT", None]])
    assert codes(intake) == ["header", "subject", "name-too-long"]
    assert "301 characters" in intake.tables[0].rows[2].reason


def test_a_name_with_lost_characters_is_unscreened(office):
    assert codes(office.take([HEADER, ["Bj\ufffdrn", "MIT", None]])) == ["header", "damaged-text"]


def test_a_csv_row_with_more_fields_than_its_header_is_unscreened(office):
    intake = office.take_csv("Name,Affiliation,Country\nA B,School of X, NUDT,CN\nC D,MIT,US\nE F,MIT\n")
    assert codes(intake) == ["header", "ragged-row", "subject", "subject"]


def test_names_are_kept_exactly_as_they_were_given(office):
    name = "Żółć\u200b O’Brien-\u0645\u062d\u0645\u062f ＺＨＡＮＧ"
    assert office.take([HEADER, [name, "MIT", None]]).tables[0].rows[1].subjects[0].name == name
