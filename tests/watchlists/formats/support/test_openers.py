"""Tables of pages as they are written, also badly."""

from watchlists.formats.support.openers import tables


def test_cells_that_are_not_closed_are_cells_all_the_same():
    (table,) = tables("<h2>A</h2>before<table><tr><td>1<td>2<tr><td>3<td>4</table>after")
    assert (table.heading, table.before, table.rows) == ("A", "before", [["1", "2"], ["3", "4"]])
