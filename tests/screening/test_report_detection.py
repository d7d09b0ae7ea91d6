"""Our own report is known again when it comes back."""

import pytest

from screening.labels import wording
from screening.report_detection import is_report_sheet, report_columns

HEADERS = [column.header for column in wording().columns]


def test_the_added_columns_are_known_by_their_headers():
    rows = [["My list"], ["Name", "Country", *HEADERS], ["BUAA", "CN", "review", "● High"]]
    own = report_columns(rows)
    assert (own.start, own.stop) == (2, 2 + len(HEADERS))
    assert 1 not in own
    assert 2 in own


def test_without_a_header_they_are_known_by_what_they_hold():
    rows = [
        ["BUAA", "CN", "review", "● High", 90],
        ["MIT", "US", "no_match", "– None", 0],
        ["?", "", "unscreened", None],
    ]
    assert report_columns(rows).start == 2


@pytest.mark.parametrize(
    "rows",
    [
        [["Name", "Screening: outcome"], ["BUAA", "passed"]],
        [["Name", "Status", "Level"], ["BUAA", "review", "high"]],
        [["Name", "Country"], ["BUAA", "CN"]],
        [],
    ],
)
def test_columns_of_somebody_else_are_not_taken_for_ours(rows):
    assert report_columns(rows) is None


def test_a_sheet_of_ours_repeats_its_name_in_its_first_cell():
    assert is_report_sheet("Screening summary", "Screening summary")
    assert not is_report_sheet("Screening summary", "Name")
    assert not is_report_sheet("Summary", "Summary")


def test_a_report_of_earlier_has_fewer_columns_and_each_is_known_by_its_own_header():
    added = {"Screening: organisation not known", "Screening: named, for information"}
    added |= {"Collaboration: decision", "Collaboration: until", "Review: standing", "Review: reason"}
    earlier = [header for header in HEADERS if header not in added]
    rows = [
        ["Name", *earlier, "Mine"],
        ["BUAA", "review", *[""] * 10, "true match", "Bo", "2026-03-01", "seen"],
    ]
    own = report_columns(rows)
    assert (own.start, own.stop) == (1, 1 + len(earlier))
    said = own.cells(rows[1])
    assert (said["decision"], said["reviewer"], said["note"]) == ("true match", "Bo", "seen")
    assert "reason" not in said


def test_a_report_of_earlier_without_a_header_is_known_by_its_width():
    line = ["review", "● High", *[""] * 9, "true match", "Bo", "2026-03-01", "seen"]
    own = report_columns([["BUAA", *line], ["MIT", "no_match", "– None", *[""] * 13]])
    assert own.cells(["BUAA", *line])["note"] == "seen"
