"""New Zealand's page of designated terrorists, in a small file of its layout."""

import pytest

from watchlists.catalogue import CATALOGUE, read_entry
from watchlists.errors import NotTheList
from watchlists.formats import reader_for
from watchlists.model import NameKind, Status

NZ = """<html><head><style>td {color: red}</style></head><body><h1>Lists associated with Resolution 1373</h1>
<table><caption><strong>Alphabetical list of Designated Terrorist Entities</strong></caption>
<tr><th></th><th>Terrorist entity</th><th>Date of designation as a terrorist entity in New Zealand including statement of case</th>
<th>Date terrorist designation was renewed in New Zealand including statement of case</th></tr>
<tr><td>1</td><td>Example Front (EF)<br>Also known as Front of Examples, People's Front; and EXF</td>
<td><a href="/x.pdf">10 October 2010</a></td><td>9 October 2013<br>8 October 2016</td></tr>
<tr><td>2<td>Other Group formerly designated under the description Old Group<td>1 March 2011<td></tr></table>
<h2>Expired designations</h2><table><tr><th>Terrorist entity</th>
<th>Date of designation or renewal as a terrorist entity in New Zealand</th>
<th>Date terrorist designation was allowed to expire including statement</th></tr>
<tr><td>Gone Group</td><td>2 May 2002</td><td>3 May 2012</td></tr></table>
<h2>Revoked designations</h2><table><tr><th>Terrorist entity</th><th>Date of designation</th></tr>
<tr><td>Cleared Group</td><td>2 May 2002</td></tr></table></body></html>"""


def read(list_id, page):
    entry = read_entry(CATALOGUE / f"{list_id}.toml")
    return reader_for(entry.source.reader)(page.encode(), entry.watchlist)


def test_new_zealands_page_gives_what_is_in_force_and_what_expired_and_leaves_revoked_out():
    edition = read("nz-designated-terrorists", NZ)
    front, other, gone = edition.listings
    assert [name.text for name in front.names] == [
        "Example Front (EF)", "EF", "Example Front", "Front of Examples", "People's Front", "EXF",
    ]  # fmt: skip
    assert other.names[1].kind is NameKind.FORMER
    assert (str(front.listed_from), front.status) == ("2010-10-10", Status.IN_FORCE)
    assert (gone.status, str(gone.listed_to)) == (Status.EXPIRED, "2012-05-03")
    assert "Cleared Group" not in repr(edition)
    assert edition.unread == ()


@pytest.mark.parametrize(
    "page", ["", "<html><h1>Just a moment</h1></html>", NZ.replace("Terrorist entity", "Organisation")]
)
def test_a_page_without_the_table_is_not_the_list(page):
    with pytest.raises(NotTheList):
        read("nz-designated-terrorists", page)


def test_a_new_column_of_new_zealands_table_is_reported():
    page = NZ.replace("<th></th>", "<th>Threat level</th>", 1)
    assert read("nz-designated-terrorists", page).unread == ("field 'Threat level'",)
