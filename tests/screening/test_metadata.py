"""Texts of the caller's own: which headers are theirs."""

import pytest

from screening.metadata import distinct_metadata_headers, metadata_header, metadata_key


@pytest.mark.parametrize("key", ["cost_centre", "a.b", "1"])
def test_a_header_made_of_a_key_gives_the_key_again(key):
    assert metadata_key(metadata_header(key)) == key


@pytest.mark.parametrize("header", ["metadata", "Metadata", "metadata.", "name", "our metadata.x"])
def test_other_headers_have_no_key(header):
    assert metadata_key(header) == ""


def test_keys_that_differ_only_by_case_get_headers_that_differ_by_more():
    assert distinct_metadata_headers(["Cost", "cost", "COST", "centre", "Cost"]) == {
        "Cost": "metadata.Cost",
        "cost": "metadata.cost_2",
        "COST": "metadata.COST_3",
        "centre": "metadata.centre",
    }


def test_a_number_never_gives_a_key_the_header_of_another_one():
    headers = distinct_metadata_headers(["Cost", "cost", "Cost_2", "cost_2", "cost_3"])
    assert headers == {
        "Cost": "metadata.Cost",
        "cost": "metadata.cost_4",
        "Cost_2": "metadata.Cost_2",
        "cost_2": "metadata.cost_2_2",
        "cost_3": "metadata.cost_3",
    }
