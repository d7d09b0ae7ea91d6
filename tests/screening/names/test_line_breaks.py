"""A text of several lines, line by line and on one line."""

import pytest

from screening.names.line_breaks import lines_of, on_one_line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Khan Research\nLaboratories", "Khan Research Laboratories"),
        ("Khan Research \r\n Laboratories\n", "Khan Research Laboratories"),
        ("Khan Research_x000D_\nLaboratories", "Khan Research Laboratories"),
        ("Khan Research<BR />Laboratories", "Khan Research Laboratories"),
        ("Khan Research\vLabora-\ntories", "Khan Research Laboratories"),
        ("Ивановский технологи-\nческий институт", "Ивановский технологический институт"),
        ("Abdul-\nRahman", "Abdul- Rahman"),
        ("北京航空\n航天大学", "北京航空航天大学"),
        ("서울\n대학교", "서울 대학교"),
        ("x_x000Y_ <b>a</b>", "x_x000Y_ <b>a</b>"),
    ],
)
def test_a_text_is_read_on_one_line(text, line):
    assert on_one_line(text) == line


def test_blank_lines_are_none_and_a_text_without_any_stays_as_it_is():
    assert lines_of("A\n \nB\u2029C") == ("A", "B", "C")
    assert lines_of(" A ") == (" A ",)
    assert lines_of("\n") == ("\n",)
