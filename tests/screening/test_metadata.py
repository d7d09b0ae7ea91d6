"""Texts of the caller's own: which headers are theirs."""

import pytest

from screening.metadata import metadata_header, metadata_key


@pytest.mark.parametrize("key", ["cost_centre", "a.b", "1"])
def test_a_header_made_of_a_key_gives_the_key_again(key):
    assert metadata_key(metadata_header(key)) == key


@pytest.mark.parametrize("header", ["metadata", "Metadata", "metadata.", "name", "our metadata.x"])
def test_other_headers_have_no_key(header):
    assert metadata_key(header) == ""
