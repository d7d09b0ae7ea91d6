"""Canada's page of named research organisations, in a small file of its layout."""

from pathlib import Path

import pytest

from watchlists.catalogue import CATALOGUE, read_entry
from watchlists.formats import reader_for

CANADA = Path(__file__).parents[4] / "shared/data/lists/ca/2024-09-09-canada-list-of-risky-research-orgs.html"
CA = """<meta name="dcterms.date" title="W3CDTF" content="2026-05-01" /><ul>
<li><strong>Example University, EXU, Examples</strong> (People’s Republic of China)
<p>Known alias(es): Exampling College; EU</p></li>
<li><strong>Institute of Samples</strong> (Russia)</li></ul>"""


def read(list_id, page):
    entry = read_entry(CATALOGUE / f"{list_id}.toml")
    return reader_for(entry.source.reader)(page.encode(), entry.watchlist)


def test_canadas_page_gives_names_countries_and_its_date():
    edition = read("ca-named-research-organizations", CA)
    assert [(listing.name, listing.country) for listing in edition.listings] == [
        ("Example University, EXU, Examples", "CN"),
        ("Institute of Samples", "RU"),
    ]
    assert {"EXU", "Exampling College"} <= {name.text for name in edition.listings[0].names}
    assert str(edition.edition_date) == "2026-05-01"


def test_a_line_of_canadas_page_that_is_printed_otherwise_is_reported():
    page = CA.replace(
        "<strong>Institute of Samples</strong> (Russia)", "<strong>Institute of Samples</strong>, Russia"
    )
    assert read("ca-named-research-organizations", page).unread == ("name 'Institute of Samples'",)


def test_the_real_page_of_canada_is_read_without_remainder():
    if not CANADA.exists():
        pytest.skip("needs Canada's page of the shared lists, which is not on this machine")
    edition = read("ca-named-research-organizations", CANADA.read_text(encoding="utf-8"))
    assert (len(edition.listings), edition.edition, edition.unread) == (103, "2024-04-18", ())
