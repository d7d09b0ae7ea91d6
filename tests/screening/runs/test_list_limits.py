"""How long a list may be, and which lists are read as a stream."""

import pytest

from screening.errors import UploadRefused
from screening.intake.limits import LIMITS
from screening.runs.list_limits import ListLimits
from screening.settings import Settings

ZIP, TEXT = b"PK\x03\x04", b"Name"


def test_an_installation_that_says_nothing_reads_every_list_at_once(tmp_path):
    limits = ListLimits.of(Settings(data=tmp_path))
    assert limits == ListLimits()
    assert limits.csv_bytes == LIMITS.csv_bytes
    assert limits.at_once(TEXT) == LIMITS
    assert not limits.streams(TEXT, "too-many-rows")
    limits.check(ZIP, "too-many-rows", "list.xlsx")


def test_bytes_of_a_list_rise_with_its_rows():
    assert ListLimits(rows=1_000_000).csv_bytes == 10 * LIMITS.csv_bytes
    assert ListLimits(rows=1_000_000).largest(ZIP) == LIMITS.xlsx_bytes


def test_only_a_text_that_is_refused_because_it_is_long_is_read_as_a_stream():
    limits = ListLimits(rows=1_000_000)
    assert limits.streams(TEXT, "too-many-rows")
    assert limits.streams(TEXT, "too-large")
    assert not limits.streams(TEXT, "unclosed-quote")
    assert not limits.streams(ZIP, "too-many-rows")


def test_who_sends_a_workbook_that_is_too_long_is_told_to_save_it_as_csv():
    with pytest.raises(UploadRefused) as refused:
        ListLimits(rows=1_000_000).check(ZIP, "too-many-rows", "list.xlsx")
    assert refused.value.code == "workbook-too-long"
    assert "save the list as CSV" in refused.value.sentence
    assert "1,000,000" in refused.value.sentence
