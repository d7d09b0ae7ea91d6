"""Readers by name: each gives an edition, and each fetched list is read whole from its publisher's format."""

import csv
from dataclasses import replace
from typing import get_type_hints

import pytest
from format_parties import DAY, SIZES, parties_of
from formats import file_of

from watchlists.catalogue import read_catalogue
from watchlists.errors import UnknownReader
from watchlists.formats import reader_for, reader_names
from watchlists.formats.support.unused_fields import RULES
from watchlists.model import Edition
from watchlists.updates.guards import check_new_edition


@pytest.mark.parametrize("name", reader_names())
def test_every_reader_turns_bytes_into_an_edition(name):
    assert get_type_hints(reader_for(name))["return"] is Edition


def test_an_unknown_reader_is_refused_with_the_names_there_are():
    with pytest.raises(UnknownReader, match="un-xml"):
        reader_for("os")


@pytest.mark.parametrize("path", sorted(RULES.glob("*.csv")), ids=lambda path: path.stem)
def test_whatever_is_left_out_of_a_list_is_left_out_for_a_stated_reason(path):
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    assert [row["field"] for row in rows if row["meaning"] == "ignored" and not row["reason"]] == []
    assert {row["meaning"] for row in rows if not row["value"]} <= {"used", "ignored"}
    assert len({(row["field"], row["value"]) for row in rows}) == len(rows)


def test_rules_belong_to_readers():
    assert {path.stem for path in RULES.glob("*.csv")} == set(reader_names())


FETCHED = {key: entry for key, entry in read_catalogue().items() if entry.source}


@pytest.mark.parametrize("list_id", FETCHED)
def test_a_list_that_is_fetched_has_a_reader_and_is_asked_within_its_limit_of_age(list_id):
    entry = FETCHED[list_id]
    assert reader_for(entry.source.reader)
    assert entry.source.check_every_days <= entry.watchlist.oldest_age_days / 2
    assert entry.source.url.startswith("https://")


def test_terms_that_forbid_commercial_use_must_be_accepted_before_a_fetch():
    noncommercial = [entry for entry in FETCHED.values() if "NC" in entry.watchlist.licence]
    assert noncommercial
    assert all("commercial" in entry.source.accept_licence for entry in noncommercial)


FEW = 300  # parties of a list that is not shipped: enough for shares


def test_every_list_that_is_fetched_has_a_size_and_a_format():
    assert set(FETCHED) == set(SIZES)


@pytest.mark.parametrize("list_id", FETCHED)
def test_an_edition_in_its_publishers_format_is_read_whole_and_believed(list_id):
    entry = FETCHED[list_id]
    number = None if entry.watchlist.shipped else min(SIZES[list_id][0], FEW)
    parties = parties_of(list_id, number)
    edition = reader_for(entry.source.reader)(file_of(entry, parties), entry.watchlist)
    assert len(edition.listings) == len(parties)
    guards = entry.watchlist.guards
    assert guards.required_columns, "a fetched list names the columns without which it is not read right"
    assert guards.filled, "a fetched list says which share of its listings has a day, a number or a law"
    judged = replace(guards, fewest=1, canaries=guards.canaries if entry.watchlist.shipped else ())
    findings = check_new_edition(edition, DAY, judged, None, DAY)
    assert [f"{each.guard}: {each.sentence}" for each in findings if each.guard != "unread"] == []
    assert [line for line in edition.unread if not line.startswith("decision on")] == []
