"""Which lists there are, of which day."""

import json


def test_every_list_says_its_edition_hash_and_whether_it_is_stale(run):
    rows = json.loads(run("lists", "status", "--json").output)
    assert {"us-dow-1286", "un-sc-consolidated"} <= {row["id"] for row in rows}
    for row in rows:
        assert row["edition"]
        assert len(row["sha256"]) == 64
        assert isinstance(row["stale"], bool)


def test_lists_that_are_not_shipped_are_named(run):
    assert "us-bis-denied-persons" in run("lists", "status").output


def test_native_names_of_other_sources_that_find_no_entry_are_counted(run):
    rows = json.loads(run("lists", "status", "--json").output)
    # The shipped editions have every entry that a native name is held for.
    assert {row["native_names_without_entry"] for row in rows} == {0}
