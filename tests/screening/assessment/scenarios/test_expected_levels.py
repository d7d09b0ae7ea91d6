"""The levels of acronyms and of names alone are those written down, each with a reason, before the weights were chosen."""

import csv
from datetime import date
from pathlib import Path

import pytest

from screening.engine import load_engine
from screening.model import Subject, SubjectType

EXPECTED = Path(__file__).with_name("expected_levels.csv")


@pytest.fixture(scope="module")
def engine():
    return load_engine((), on=date(2026, 11, 29))


def rows():
    with EXPECTED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['text']} {row['country']}".strip())
def test_a_text_has_the_level_that_was_written_down(engine, row):
    subject = Subject(
        name=row["text"],
        type=SubjectType(row["type"]),
        country=row["country"],
        birth_date=row["birth_date"],
    )
    said = engine.screen(subject).assessment
    assert (said.risk_level.value, "yes" if said.check_identity else "no") == (
        row["level"],
        row["check_identity"],
    ), row["reason"]
    assert said.why.count("Check the identity first.") == said.check_identity
