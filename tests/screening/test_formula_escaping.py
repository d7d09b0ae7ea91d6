"""Texts stay what they are and never run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.formula_escaping import (
    LONGEST_CELL,
    cell_text,
    escape_formula,
    escaped,
    is_formula,
    unescape_formula,
)

ACTIVE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\0=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    " =1",
    " \u00a0=1",
    "\u200b=1",
    "\ufeff=1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://example.org")',
    '=WEBSERVICE("http://example.org")',
    "−1",
]
near_formulas = st.text(alphabet="'=+-@ \t\u200b＝ab", max_size=8) | st.text(max_size=40)


@pytest.mark.parametrize("text", ACTIVE)
def test_a_text_that_could_start_a_formula_gets_an_apostrophe(text):
    assert escape_formula(text) == "'" + text


@pytest.mark.parametrize(
    "text", ["Xi'an Jiaotong University", "", "'quoted'", "O'Neil", "a=b", "北航", "  padded"]
)
def test_an_ordinary_text_stays_untouched(text):
    assert escape_formula(text) == text


@given(near_formulas)
def test_what_was_given_comes_back(text):
    assert unescape_formula(escape_formula(text)) == text


@given(near_formulas)
def test_no_inert_text_is_active(text):
    assert not is_formula(escape_formula(text))


@given(st.text())
def test_a_cell_holds_only_what_xml_allows(text):
    shown = cell_text(text + "\0\x0b\ud800")
    assert not set(shown) & {"\0", "\x0b", "\ud800"}


def test_a_nul_is_shown_and_not_dropped():
    assert cell_text("a\0b") == "a␀b"


def test_an_escape_that_somebody_typed_stays_text():
    assert escaped("_x000D_") == "_x005F_x000D_"


def test_a_carriage_return_is_written_so_that_it_comes_back_as_one():
    assert escaped("one\r\ntwo_x000D_") == "one_x000D_\ntwo_x005F_x000D_"


def test_an_overlong_text_ends_in_an_ellipsis():
    shown = cell_text("x" * 40_000)
    assert len(shown) <= LONGEST_CELL
    assert shown.endswith("…")
