"""Names for what is written are safe whatever the upload was called."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.report import content_disposition, default_name, default_output

HOSTILE = [
    "=cmd|' /C calc'!A0.xlsx",
    "../../etc/passwd",
    "a\r\nSet-Cookie: x=1.xlsx",
    "x" * 300 + ".xlsx",
    "\u202excod.xlsx",
    "CON.xlsx",
    "報" * 300 + ".csv",
    "...",
    "",
    'quote".xlsx',
]


def test_a_report_stands_beside_its_list():
    assert default_output(Path("folder/list.xlsx")) == Path("folder/list.screened.xlsx")
    assert default_output(Path("list.csv"), "csv") == Path("list.screened.csv")


def test_a_report_that_is_screened_again_does_not_take_its_own_name():
    assert default_name("list.screened.xlsx") == "list.screened-2.xlsx"
    assert default_name("list.screened-2.xlsx") == "list.screened-3.xlsx"


def test_a_name_in_another_script_is_kept():
    assert default_name("报告.xlsx") == "报告.screened.xlsx"
    assert "filename*=UTF-8''%E6%8A%A5%E5%91%8A.screened.xlsx" in content_disposition(
        default_name("报告.xlsx")
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_becomes_a_plain_one(name):
    suggested = default_name(name)
    assert re.fullmatch(r'[^\\/:*?"<>|\x00-\x1f\u202a-\u202e]+\.screened\.xlsx', suggested)
    assert suggested[0] not in "=+-@."
    assert len(suggested.encode()) <= 255
    assert suggested.split(".")[0].upper() != "CON"


@given(st.text(max_size=80))
def test_a_header_is_one_line_of_ascii(name):
    header = content_disposition(name)
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2
