"""Readers by name: every module that claims to be one is one, and every rule states its reason."""

import csv
from typing import get_type_hints

import pytest

from watchlists.errors import UnknownReader
from watchlists.model import Edition
from watchlists.readers import reader_for, reader_names
from watchlists.readers.support.ledger import RULES


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
