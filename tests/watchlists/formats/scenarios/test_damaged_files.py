"""Whatever is done to a publisher's file, a reader gives an edition that can be stored, or refuses it whole."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from watchlists.catalogue import CATALOGUE, read_entry
from watchlists.errors import MalformedListing, NotTheList
from watchlists.formats import reader_for, reader_names
from watchlists.listing_csv import listing_text, read_listings

SAMPLES = {path.stem: path.read_bytes() for path in (Path(__file__).parents[1] / "samples").iterdir()}
WATCHLIST = replace(
    read_entry(CATALOGUE / "un-sc-consolidated.toml").watchlist,
    id="list",
    official_url="https://example.org/list",
)
SPOTS = re.compile(rb'(?<=>)[^<>]+(?=<)|"[^"]*"|<[^<>]*>|\d+|[;,]')  # texts, values, tags, numbers, joints
PUT = [b"", b"null", b"-1", b"{}", b"[]", b'"x"', b"99999999999", b"\xff", b"\xe2\x80\xae", b"<x>", b"</x>"]


@st.composite
def damaged(draw, content):
    """The file with one to three places changed, or cut, or one piece of it twice."""
    for _ in range(draw(st.integers(1, 3))):
        spots = [found.span() for found in SPOTS.finditer(content)] or [(0, len(content))]
        start, end = draw(st.sampled_from(spots))
        put = draw(st.sampled_from([*PUT, content[start:end] * 2]))
        content = content[:start] + put + content[end:]
    return content if draw(st.integers(0, 9)) else content[: draw(st.integers(0, len(content)))]


@pytest.mark.parametrize("name", SAMPLES)
def test_the_samples_are_read_without_remainder(name):
    edition = reader_for(name)(SAMPLES[name], WATCHLIST)
    assert edition.listings
    assert edition.unread == ()


@pytest.mark.parametrize("name", SAMPLES)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_file_is_read_or_refused_and_never_anything_else(name, data, tmp_path):
    try:
        edition = reader_for(name)(data.draw(damaged(SAMPLES[name])), WATCHLIST)
    except NotTheList:
        return
    if edition.listings and all(listing.name for listing in edition.listings):
        stored = tmp_path / "list.csv"
        stored.write_text(listing_text(edition.listings), encoding="utf-8", newline="")
        try:
            assert read_listings(stored, "list") == edition.listings
        except MalformedListing as error:
            assert "stands in two places" in str(error)  # noqa: PT017 - the publisher's own key, given twice


@pytest.mark.parametrize("name", reader_names())
@given(content=st.binary(max_size=300))
@example(content=b"<![\x00")  # html.parser gives up on this with an AssertionError
def test_noise_is_never_a_list(name, content):
    with pytest.raises(NotTheList):
        reader_for(name)(content, WATCHLIST)
