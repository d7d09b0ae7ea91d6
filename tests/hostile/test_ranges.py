"""Ranges of which the spreadsheet library would make every cell: refused before it sees them, or never gone through."""

import pytest
from hostile_files import range_files, with_sheet

from screening.errors import UploadRefused
from screening.intake.limits import LIMITS
from screening.intake.workbook_safety import preflight

REFUSED = [(kind, content, codes) for kind, content, codes in range_files() if codes != {""}]


@pytest.mark.parametrize(
    ("content", "codes"), [each[1:] for each in REFUSED], ids=[each[0] for each in REFUSED]
)
def test_a_range_that_no_list_has_is_refused(content, codes):
    with pytest.raises(UploadRefused) as caught:
        preflight(content, "list.xlsx", LIMITS)
    assert {caught.value.code} == codes
    assert str(caught.value).endswith(".")


def test_titles_and_groups_may_be_merged_and_every_row_may_have_its_link():
    merged = "".join(f'<mergeCell ref="A{row}:B{row + 1}"/>' for row in range(3, 9_000, 2))
    links = "".join(f'<hyperlink ref="B{row}"/>' for row in range(3, 100_000))
    preflight(
        with_sheet(after=f"<mergeCells>{merged}</mergeCells><hyperlinks>{links}</hyperlinks>"), "x", LIMITS
    )


def test_ranges_of_all_sheets_count_together():
    small = LIMITS.__class__(merged_cells=9)
    after = '<mergeCells><mergeCell ref="A3:B5"/><mergeCell ref="A6:B7"/></mergeCells>'
    with pytest.raises(UploadRefused, match="more than 9 cells"):
        preflight(with_sheet(after=after), "x", small)
